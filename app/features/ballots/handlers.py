"""What a vote does when its consultation will not go on."""

from app.features.ballots import commands, queries, rules
from app.features.consultations.events import ConsultationCancelled
from app.foundation import clock
from app.foundation.policy import SYSTEM


def consultation_cancelled(event: ConsultationCancelled) -> None:
    """Cancel the vote of a consultation that was cancelled, for the same public reason."""
    question = queries.find_of_consultation(event.consultation_id)
    if question is not None and rules.LIFECYCLE.can(question.state, "cancel"):
        commands.cancel(actor=SYSTEM, question=question, reason=event.reason, now=clock.now())
