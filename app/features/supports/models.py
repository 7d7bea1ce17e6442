"""One support for each account and proposal, one opinion for each account and item; counters kept beside."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.supports.types import Stance
from app.foundation.database import BelongsToCollectivity, BigId, Id, Instant, Model, enumeration, reference


class Support(BelongsToCollectivity, Model):
    """An account backs a proposal. Names of supporters are never listed, to anybody."""

    __tablename__ = "support"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "user_id"),)

    id: Mapped[Id]
    proposal_id: Mapped[int] = reference("proposal.id", index=False)
    user_id: Mapped[int] = reference("user_account.id")
    given_at: Mapped[Instant]


class Opinion(BelongsToCollectivity, Model):
    """What an account thinks of one item in one consultation; it can be changed while the consultation runs."""

    __tablename__ = "opinion"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "item_id", "user_id"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id", index=False)
    item_id: Mapped[int] = reference("plan_item.id")
    user_id: Mapped[int] = reference("user_account.id")
    stance: Mapped[Stance] = mapped_column(enumeration(Stance, "stance"))
    given_at: Mapped[Instant]


class ItemTally(BelongsToCollectivity, Model):
    """How many hold each opinion on an item in a consultation, and how many comments it has."""

    __tablename__ = "item_tally"
    __table_args__ = (
        sa.CheckConstraint(
            "agree_count >= 0 AND mixed_count >= 0 AND disagree_count >= 0", name="counts_not_negative"
        ),
    )

    consultation_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("consultation.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("plan_item.id"), primary_key=True)
    agree_count: Mapped[int] = mapped_column(default=0)
    mixed_count: Mapped[int] = mapped_column(default=0)
    disagree_count: Mapped[int] = mapped_column(default=0)
