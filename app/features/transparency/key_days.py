"""When the key of a consultation that ends without a vote is destroyed: once the time for appeals is over."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.foundation.database import db
from app.foundation.ledger.models import PseudonymKey
from app.foundation.ledger.pseudonyms import set_destruction

ENDED = (ConsultationState.ANSWERED, ConsultationState.ARCHIVED, ConsultationState.CANCELLED)


def days_after_end(consultation_id: int) -> int:
    """Return how many days after its end the key of a consultation without a vote is destroyed."""
    consultation = db.session.get_one(Consultation, consultation_id)
    return consultation.appeal_days + consultation.appeal_decision_days


def list_without_day() -> list[int]:
    """Return the consultations that ended while nothing says when their key is destroyed."""
    statement = (
        sa.select(PseudonymKey.consultation_id)
        .join(Consultation, Consultation.id == PseudonymKey.consultation_id)
        .where(
            PseudonymKey.destroy_on.is_(None),
            PseudonymKey.destroyed_at.is_(None),
            Consultation.state.in_(ENDED),
        )
    )
    return list(db.session.scalars(statement.order_by(PseudonymKey.consultation_id)))


def state_day(consultation_id: int, *, today: date) -> date:
    """State the day, with all the time for appeals and their decisions ahead; call it in a transaction."""
    on = today + timedelta(days=days_after_end(consultation_id))
    set_destruction(consultation_id=consultation_id, on=on)
    return on
