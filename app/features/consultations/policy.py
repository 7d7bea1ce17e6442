"""WHO may do what with a consultation."""

from enum import StrEnum

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.consultations.models import Consultation
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, either, holds, holds_in_network, nobody


class ConsultationPermission(StrEnum):
    """What can be done with a consultation."""

    READ = "read"
    SET_UP = "set_up"
    CHANGE_CALENDAR = "change_calendar"
    RECORD_BY_CLOCK = "record_by_clock"
    RECORD_ANSWERED = "record_answered"
    ARCHIVE = "archive"
    DECLARE_AGE = "declare_age"


the_focal_point = holds(Role.FOCAL_POINT)
the_staff = either(holds(*STAFF_ROLES), holds_in_network(Role.NETWORK_COORDINATOR, Role.MENTOR))


def whoever_was_told_of_it(actor: Actor, consultation: Consultation) -> bool:
    """Everybody once it was announced; before, only those who work for the collectivity or the network."""
    return consultation.announced_at is not None or the_staff(actor, consultation)


consultations = Policy(
    {
        ConsultationPermission.READ: whoever_was_told_of_it,
        ConsultationPermission.SET_UP: the_focal_point,
        ConsultationPermission.CHANGE_CALENDAR: the_focal_point,
        ConsultationPermission.RECORD_BY_CLOCK: nobody,
        ConsultationPermission.RECORD_ANSWERED: holds(Role.COUNCIL_MEMBER, Role.FOCAL_POINT),
        ConsultationPermission.ARCHIVE: the_focal_point,
        ConsultationPermission.DECLARE_AGE: a_participant,
    },
    refusals={
        ConsultationPermission.SET_UP: _l("Only the focal point prepares consultations."),
        ConsultationPermission.CHANGE_CALENDAR: _l(
            "Only the focal point changes the calendar of a consultation."
        ),
        ConsultationPermission.DECLARE_AGE: _l("Confirm your e-mail address or phone first."),
    },
    with_help=(
        ConsultationPermission.READ,
        ConsultationPermission.DECLARE_AGE,
    ),
)
