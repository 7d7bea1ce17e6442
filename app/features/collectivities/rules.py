"""WHEN a collectivity may consult, and what its profile may hold."""

from collections.abc import Mapping

from app.features.collectivities.charters import rules_in
from app.features.collectivities.models import Collectivity
from app.features.collectivities.types import Profile, PublicText
from app.foundation import colour
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LANGUAGES, LazyText, _l
from app.foundation.web_addresses import is_public_page


class NotDeclared(NotNow):
    """The processing of personal data was not declared."""

    message = _l(
        "Before it consults, the collectivity records the reference of its declaration or authorisation"
        " for personal data in its profile."
    )


class SlugTaken(Invalid):
    """Another collectivity has this address or this territory."""

    message = _l("This territory already has a space, or this address is taken.")


def is_declared(collectivity: Collectivity) -> bool:
    """Say whether the collectivity may collect contributions; a fictional one collects no real data."""
    return collectivity.is_fictional or bool(collectivity.declaration_reference)


def require_declared(collectivity: Collectivity) -> None:
    """Refuse unless the declaration of a real collectivity is recorded."""
    if not is_declared(collectivity):
        raise NotDeclared


def require_profile(profile: Profile) -> None:
    """Refuse a profile that could not be shown, with a sentence for each field."""
    problems = {
        "accent": _accent_problem(profile.accent),
        "names": None if any(profile.names.values()) else _l("Write the name in at least one language."),
        "languages": _languages_problem(profile),
        "default_language": _default_language_problem(profile),
        "website": _website_problem(profile.website),
    }
    found = {field: sentence for field, sentence in problems.items() if sentence is not None}
    if found:
        raise Invalid(fields=found)


def require_text(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a public text that says nothing in any language."""
    if not any(fields.get("text") for fields in texts.values()):
        raise Invalid(fields={"text": _l("Write the text in at least one language.")})


def require_citable(kind: PublicText, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a charter whose rules are not as many in each language: decisions cite rule n for every reader."""
    counts = {code: len(rules_in(fields["text"])) for code, fields in texts.items() if fields.get("text")}
    if kind is PublicText.CHARTER and len(set(counts.values())) > 1:
        told = ", ".join(f"{LANGUAGES[code].name} {count}" for code, count in counts.items())
        raise Invalid(
            fields={
                "text": _l(
                    "Decisions name a rule by its number: write as many rules in each language. Now: %(counts)s.",
                    counts=told,
                )
            }
        )


def _accent_problem(accent: str) -> LazyText | None:
    if not colour.is_colour(accent):
        return _l("Write the colour as # and six digits or letters from a to f.")
    ratio = min(colour.contrast(accent, ground) for ground in (colour.WHITE, colour.SAND))
    if ratio >= colour.READABLE:
        return None
    return _l(
        "This colour is too light: its contrast with the page is %(ratio)s to 1, at least %(needed)s to 1 is needed.",
        ratio=f"{ratio:.1f}", needed=f"{colour.READABLE:.1f}",
    )  # fmt: skip


def _languages_problem(profile: Profile) -> LazyText | None:
    if profile.languages and set(profile.languages) <= set(LANGUAGES):
        return None
    return _l("Choose at least one language.")


def _default_language_problem(profile: Profile) -> LazyText | None:
    return (
        None if profile.default_language in profile.languages else _l("Choose one of the languages offered.")
    )


def _website_problem(website: str | None) -> LazyText | None:
    if not website or is_public_page(website):
        return None
    return _l("Write the whole address, beginning with https://.")
