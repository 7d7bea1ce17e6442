"""What a text alone gives a hint of: personal data, shouting, links."""

from collections.abc import Iterator

from app.features.hints.types import OF_PERSONAL_DATA, Hint, HintKind
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.links import hides_its_target, hosts_of
from app.foundation.text.loudness import is_mostly_capitals, repeated_letters, repeated_marks
from app.foundation.text.personal_data import find_personal_data

MOST_QUOTED = 5
_WHY: dict[HintKind, LazyText] = {
    HintKind.EMAIL: _l("Something in it looks like an e-mail address."),
    HintKind.PHONE: _l("Something in it looks like a phone number."),
    HintKind.ADDRESS: _l("Something in it looks like the address of a home."),
    HintKind.IDENTITY_NUMBER: _l("Something in it looks like the number of an identity card or of a file."),
    HintKind.BANK_ACCOUNT: _l("Something in it looks like a bank account or a card."),
    HintKind.CAPITALS: _l("Most of it is written in capitals, which reads as shouting."),
    HintKind.REPEATED_MARKS: _l("Marks are repeated, which reads as shouting."),
    HintKind.REPEATED_LETTERS: _l("A letter is repeated, which reads as shouting."),
    HintKind.HIDDEN_TARGET: _l("A link in it is shortened: it does not show where it leads."),
}


def personal_data_in(text: str) -> list[Hint]:
    """Return what a text seems to hold about persons, one hint for each kind, with what was found."""
    found: dict[HintKind, list[str]] = {}
    for each in find_personal_data(text):
        found.setdefault(OF_PERSONAL_DATA[each.kind], []).append(text[each.start : each.end].strip())
    return [_hint(kind, *quoted) for kind, quoted in found.items()]


def hints_in(text: str) -> list[Hint]:
    """Return every hint that a text alone gives."""
    return [*personal_data_in(text), *_shouting_in(text), *_links_in(text)]


def _shouting_in(text: str) -> Iterator[Hint]:
    if is_mostly_capitals(text):
        yield _hint(HintKind.CAPITALS)
    if marks := repeated_marks(text):
        yield _hint(HintKind.REPEATED_MARKS, marks)
    if letters := repeated_letters(text):
        yield _hint(HintKind.REPEATED_LETTERS, letters)


def _links_in(text: str) -> Iterator[Hint]:
    hosts = hosts_of(text)
    if hidden := [host for host in hosts if hides_its_target(host)]:
        yield _hint(HintKind.HIDDEN_TARGET, *hidden)
    if hosts:
        why = _n(
            "It holds %(num)s link to another site.", "It holds %(num)s links to other sites.", len(hosts)
        )
        yield Hint(HintKind.LINKS, why, tuple(dict.fromkeys(hosts))[:MOST_QUOTED])


def _hint(kind: HintKind, *found: str) -> Hint:
    return Hint(kind, _WHY[kind], tuple(dict.fromkeys(found))[:MOST_QUOTED])
