"""WHO may hand in files."""

from enum import StrEnum

from app.foundation.i18n import _l
from app.foundation.policy import Policy, a_participant


class MediaPermission(StrEnum):
    """What can be done with files."""

    STORE = "store"


media = Policy(
    {MediaPermission.STORE: a_participant},
    refusals={
        MediaPermission.STORE: _l("Confirm your e-mail address or phone first: then you can attach files.")
    },
    with_help=(MediaPermission.STORE,),
)
