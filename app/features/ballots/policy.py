"""WHO prepares a vote and who votes."""

from enum import StrEnum

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.ballots.models import VotingQuestion
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, either, holds, holds_in_network, nobody


class BallotPermission(StrEnum):
    """What can be done with a vote."""

    READ = "read"
    SET_UP = "set_up"
    CHANGE_CALENDAR = "change_calendar"
    CAST = "cast"
    RECORD_BY_CLOCK = "record_by_clock"


the_focal_point = holds(Role.FOCAL_POINT)
the_staff = either(holds(*STAFF_ROLES), holds_in_network(Role.NETWORK_COORDINATOR, Role.MENTOR))


def whoever_was_told_of_it(actor: Actor, question: VotingQuestion) -> bool:
    """Everybody once it was announced; before, only those who work for the collectivity or the network."""
    return question.announced_at is not None or the_staff(actor, question)


ballots = Policy(
    {
        BallotPermission.READ: whoever_was_told_of_it,
        BallotPermission.SET_UP: the_focal_point,
        BallotPermission.CHANGE_CALENDAR: the_focal_point,
        BallotPermission.CAST: a_participant,
        BallotPermission.RECORD_BY_CLOCK: nobody,
    },
    refusals={
        BallotPermission.SET_UP: _l("Only the focal point prepares votes."),
        BallotPermission.CHANGE_CALENDAR: _l("Only the focal point changes the calendar of a vote."),
        BallotPermission.CAST: _l("Confirm your e-mail address or phone first: then you can vote."),
    },
)
