"""How one appears at this act: one of one's names, none, or an association one speaks for."""

from flask_babel import gettext

from app.features.accounts import queries as accounts
from app.features.accounts.types import NameShown
from app.features.proposals.types import Signature
from app.web.reading import chosen_member, whole_number

_FOR = "association-"


def signature_choices(user_id: int | None) -> list[tuple[str, str]]:
    """Return the ways of appearing that a person has, the usual one first; three queries at most."""
    if user_id is None:
        return []
    person = accounts.get_user(user_id)
    names = [
        (
            NameShown.PUBLIC_NAME,
            person.public_name,
            gettext("My public name: %(name)s", name=person.public_name),
        ),
        (NameShown.PSEUDONYM, person.pseudonym, gettext("My pseudonym: %(name)s", name=person.pseudonym)),
    ]
    choices = [(kind.value, words) for kind, name, words in names if name]
    choices.append((NameShown.HIDDEN.value, gettext("Without a name")))
    speaks_for = accounts.list_associations(user_id=user_id)
    return choices + [
        (f"{_FOR}{each.id}", gettext("For the association: %(name)s", name=each.name)) for each in speaks_for
    ]


def chosen_signature(text: str | None, *, user_id: int | None) -> Signature:
    """Return the way of appearing that was chosen among those the person has, the first of them when it was not."""
    offered = [value for value, _words in signature_choices(user_id)]
    chosen = text if text in offered else next(iter(offered), NameShown.HIDDEN.value)
    if chosen.startswith(_FOR):
        return Signature(NameShown.PUBLIC_NAME, whole_number(chosen.removeprefix(_FOR)))
    return Signature(chosen_member(NameShown, chosen) or NameShown.HIDDEN)
