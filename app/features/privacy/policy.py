"""WHO may see, take along and erase what is kept of a person: she herself, and the operator on her written request."""

from enum import StrEnum

from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant


class PrivacyPermission(StrEnum):
    """What can be done with one's own data."""

    EXPORT = "export"
    ERASE = "erase"
    ACCEPT_NOTICE = "accept_notice"


def the_person_herself(actor: Actor, user_id: int) -> bool:
    """Whoever the data are about."""
    return actor.is_signed_in and actor.user_id == user_id


privacy = Policy(
    {
        PrivacyPermission.EXPORT: the_person_herself,
        PrivacyPermission.ERASE: the_person_herself,
        PrivacyPermission.ACCEPT_NOTICE: a_participant,
    },
    refusals={
        PrivacyPermission.EXPORT: _l("Only the person herself can do this with her data."),
        PrivacyPermission.ERASE: _l("Only the person herself can do this with her data."),
    },
    with_help=(PrivacyPermission.ACCEPT_NOTICE,),
)
