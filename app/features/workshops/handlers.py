"""What happens to workshops when something happened to their consultation; subscribed in app/wiring.py."""

from app.features.consultations.events import ConsultationCancelled
from app.features.workshops.commands import cancel_with_consultation
from app.foundation import clock


def consultation_cancelled(event: ConsultationCancelled) -> None:
    """Call off the workshops to come."""
    cancel_with_consultation(
        consultation_id=event.consultation_id,
        collectivity_id=event.collectivity_id,
        reason=event.reason,
        now=clock.now(),
    )
