"""The focal point keeps the profile of the collectivity, its charter, its legal notice, its declaration."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.collectivities import commands, queries
from app.features.collectivities.model_charter import model_charter
from app.features.collectivities.types import PublicText
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import LANGUAGES
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.collectivities import charters
from app.web.collectivities.forms import DeclarationForm, ProfileForm, PublicTextForm
from app.web.guards import staff
from app.web.reading import chosen_member

blueprint = Blueprint("manage_collectivity", __name__)
focal_point = staff(Role.FOCAL_POINT)
# A refusal about all the names or welcomes stands beside the first of them.
FIRST_FIELDS = {"names": "names_ar", "welcome": "welcome_ar", "text": "text_ar"}


@blueprint.get("/profile")
@focal_point
def profile() -> str:
    """Show the profile as it is, ready to be changed."""
    return _profile_page(ProfileForm(data=_profile_data(g.collectivity)), _declaration_form())


@blueprint.post("/profile")
@focal_point
def save_profile() -> Response | tuple[str, int]:
    """Change the profile."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _profile_page(form, _declaration_form()), 422
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        collectivity = queries.get(collectivity_id)
        commands.update_profile(actor=current_actor(), collectivity=collectivity, profile=form.profile())
        flash(gettext("The profile is saved."), "success")
        return url_for("manage_collectivity.profile")

    try:
        return perform_once(act)
    except Invalid as refusal:
        _take_errors(form, refusal)
        return _profile_page(form, _declaration_form()), 422


@blueprint.post("/declaration")
@focal_point
def record_declaration() -> Response | tuple[str, int]:
    """Record the reference of the declaration."""
    form = DeclarationForm(prefix="declaration")
    if not form.validate_on_submit():
        return _profile_page(ProfileForm(formdata=None, data=_profile_data(g.collectivity)), form), 422
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        commands.record_declaration(
            actor=current_actor(), collectivity=queries.get(collectivity_id), reference=form.reference.data,
            declared_on=form.declared_on.data,
        )  # fmt: skip
        flash(gettext("The reference is recorded."), "success")
        return url_for("manage_collectivity.profile")

    return perform_once(act)


@blueprint.get("/texts/<kind>")
@focal_point
def text(kind: str) -> str:
    """Show the public text that holds, ready for a new version; before the first charter, a model of one."""
    chosen = _kind(kind)
    current = queries.find_public_text(collectivity_id=g.collectivity.id, kind=chosen)
    is_model = current is None and chosen is PublicText.CHARTER
    data = _model() if is_model else {code: _words(current, code) for code in LANGUAGES}
    form = PublicTextForm(data={f"text_{code}": words for code, words in data.items()})
    return _text_page(chosen, form, is_model=is_model)


def _words(version: Any, code: str) -> str:
    words: str = version.texts.get(code, {}).get("text", "") if version is not None else ""
    return words


def _model() -> dict[str, str]:
    """Return the model charter in the languages that the collectivity offers."""
    return {
        code: "\n".join(rules) for code, rules in model_charter().items() if code in g.collectivity.languages
    }


@blueprint.post("/texts/<kind>")
@focal_point
def publish_text(kind: str) -> Response | tuple[str, int]:
    """Publish a new version of a public text, or show how a charter would read."""
    chosen, form = _kind(kind), PublicTextForm()
    if not form.validate_on_submit():
        return _text_page(chosen, form), 422
    if chosen is PublicText.CHARTER and "preview" in request.form:
        return _text_page(chosen, form, previews=_previews(form)), 200
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        collectivity = queries.get(collectivity_id)
        texts = form.texts(collectivity.default_language)
        commands.publish_public_text(
            actor=current_actor(), collectivity=collectivity, kind=chosen, texts=texts, now=now
        )
        flash(gettext("The new version is published. Earlier versions stay readable."), "success")
        return url_for(f"collectivities.{chosen.value}")

    try:
        return perform_once(act)
    except Invalid as refusal:
        _take_errors(form, refusal)
        return _text_page(chosen, form), 422


def _kind(kind: str) -> PublicText:
    chosen = chosen_member(PublicText, kind)
    if chosen is None:
        raise NotFound
    return chosen


def _take_errors(form: Any, refusal: Invalid) -> None:
    fields = {FIRST_FIELDS.get(name, name): sentence for name, sentence in refusal.fields.items()}
    form.take_errors(Invalid(fields=fields))


def _profile_data(collectivity: Any) -> dict[str, Any]:
    names = {f"names_{code}": collectivity.names.get(code) for code in LANGUAGES}
    welcomes = {f"welcome_{code}": collectivity.welcome.get(code) for code in LANGUAGES}
    same = ("languages", "default_language", "amazigh_fallback", "accent", "contact", "website")
    return names | welcomes | {name: getattr(collectivity, name) for name in same}


def _declaration_form() -> DeclarationForm:
    collectivity = g.collectivity
    data = {"reference": collectivity.declaration_reference, "declared_on": collectivity.declared_on}
    return DeclarationForm(formdata=None, prefix="declaration", data=data)


def _profile_page(form: ProfileForm, declaration: DeclarationForm) -> str:
    return render_template(
        "collectivities/manage/profile.html", form=form, declaration=declaration, member=g.collectivity
    )


def _previews(form: PublicTextForm) -> list[charters.Preview]:
    current = queries.find_public_text(collectivity_id=g.collectivity.id, kind=PublicText.CHARTER)
    return charters.previews(form.texts(g.collectivity.default_language), current)


def _text_page(
    kind: PublicText,
    form: PublicTextForm,
    *,
    is_model: bool = False,
    previews: Sequence[charters.Preview] | None = None,
) -> str:
    languages = [code for code in LANGUAGES if code in g.collectivity.languages] or list(LANGUAGES)
    return render_template(
        "collectivities/manage/text.html",
        kind=kind,
        form=form,
        written_in=languages,
        is_model=is_model,
        previews=previews,
    )
