"""News of votes: followers and participants are told when one opens, goes on for longer, closes or is cancelled.

Nobody is told for having voted: who did is written nowhere that a notice could read.
"""

from app.features.ballots import events
from app.features.ballots.queries import get_by_id
from app.features.consultations.queries import get_by_id as get_consultation
from app.features.consultations.types import ConsultationState
from app.features.notifications.handlers import tell_consultation
from app.features.notifications.telling import cancelled_key
from app.features.notifications.types import NewsKind


def voting_opened(event: events.VotingOpened) -> None:
    """Tell until when one can vote."""
    ends_at = get_by_id(event.question_id).ends_at
    tell_consultation(
        event.consultation_id, NewsKind.VOTE_OPENED, f"{NewsKind.VOTE_OPENED}:{event.question_id}",
        moment=ends_at.isoformat() if ends_at is not None else None,
    )  # fmt: skip


def voting_extended(event: events.VotingExtended) -> None:
    """Tell the new end and the reason."""
    tell_consultation(
        event.consultation_id, NewsKind.VOTE_EXTENDED,
        f"{NewsKind.VOTE_EXTENDED}:{event.question_id}:{event.new_ends_at:%Y%m%d%H%M%S}",
        moment=event.new_ends_at.isoformat(), reason=event.reason,
    )  # fmt: skip


def voting_closed(event: events.VotingClosed) -> None:
    """Tell that the results can be read."""
    key = f"{NewsKind.VOTE_CLOSED}:{event.question_id}"
    tell_consultation(event.consultation_id, NewsKind.VOTE_CLOSED, key)


def voting_cancelled(event: events.VotingCancelled) -> None:
    """Tell the reason; a vote that ends with its consultation is told in the same mail."""
    is_over = get_consultation(event.consultation_id).state is ConsultationState.CANCELLED
    key = f"{NewsKind.VOTE_CANCELLED}:{event.question_id}"
    tell_consultation(
        event.consultation_id, NewsKind.VOTE_CANCELLED,
        cancelled_key(event.consultation_id) if is_over else key, reason=event.reason,
    )  # fmt: skip
