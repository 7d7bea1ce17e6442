"""The prints of texts, kept so that nearly equal ones are found without reading them all."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.moderation.types import Subject
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Instant,
    Json,
    Model,
    enumeration,
    reference,
)


class TextPrint(BelongsToCollectivity, Model):
    """The print of one proposal or comment, and the point that it makes: texts nearly the same share a point.

    It holds no word and no person. `by_new_account` says that the account was less than a day old when it was sent.
    """

    __tablename__ = "text_print"
    __table_args__ = (sa.UniqueConstraint("subject", "subject_id"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id", index=False)
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    point: Mapped[int] = mapped_column(BigId, index=True)
    places: Mapped[list[int]] = mapped_column(Json)
    by_new_account: Mapped[bool]
    made_at: Mapped[Instant]


class TextPrintBand(BelongsToCollectivity, Model):
    """One band of a print: texts nearly the same almost always share one."""

    __tablename__ = "text_print_band"
    __table_args__ = (sa.Index("ix_text_print_band_value", "consultation_id", "value"),)

    print_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("text_print.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int] = mapped_column(BigId, primary_key=True)
    consultation_id: Mapped[int] = reference("consultation.id", index=False)
