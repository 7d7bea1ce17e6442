"""The vote of a consultation, its choices, its ballots under pseudonyms, and the counters kept beside them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.features.ballots.types import CountState, VotingKind, VotingState
from app.features.proposals.types import Channel
from app.features.voters.types import VoterLevel
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Json,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)

_GOES_ON = sa.text("state <> 'cancelled'")
_UNLESS_CANCELLED: dict[str, Any] = {"sqlite_where": _GOES_ON, "postgresql_where": _GOES_ON}
_ELSEWHERE = sa.text("territory_id IS NULL")
_WITHOUT_TERRITORY: dict[str, Any] = {"sqlite_where": _ELSEWHERE, "postgresql_where": _ELSEWHERE}


class VotingQuestion(BelongsToCollectivity, Model):
    """A vote at the end of a consultation; `texts` is {language: {title, introduction, origin}}.

    `figures` are frozen at closing; `results` are what the counting rules made of the frozen openings afterwards.
    The rows of `ballot` are the openings: the database refuses every change to them once `closed_at` is set.
    """

    __tablename__ = "voting_question"
    __table_args__ = (
        sa.Index("uq_voting_question_of_consultation", "consultation_id", unique=True, **_UNLESS_CANCELLED),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("minimum >= 1 AND maximum >= minimum", name="numbers_of_choices_fit"),
        sa.CheckConstraint("ceiling IS NULL OR ceiling > 0", name="ceiling_is_positive"),
        sa.CheckConstraint("count_progress BETWEEN 0 AND 100", name="count_progress_is_percent"),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL"
            " AND keys_destroyed_on IS NOT NULL AND announced_at IS NOT NULL"
            " AND (kind <> 'budget' OR ceiling IS NOT NULL))",
            name="announced_is_complete",
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (figures IS NOT NULL)"
            " AND (state = 'closed') = (count_state IS NOT NULL)",
            name="closed_is_frozen",
        ),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    kind: Mapped[VotingKind] = mapped_column(enumeration(VotingKind, "kind"))
    state: Mapped[VotingState] = mapped_column(
        enumeration(VotingState, "state"), default=VotingState.DRAFT, index=True
    )
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    minimum: Mapped[int] = mapped_column(default=1)
    maximum: Mapped[int] = mapped_column(default=1)
    ceiling: Mapped[int | None] = mapped_column(sa.BigInteger)
    level: Mapped[VoterLevel] = mapped_column(enumeration(VoterLevel, "level"), default=VoterLevel.CONFIRMED)
    counts_hidden: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation_reason: Mapped[str | None] = mapped_column(sa.Text)
    keys_destroyed_on: Mapped[date | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(Json)
    count_state: Mapped[CountState | None] = mapped_column(enumeration(CountState, "count_state"))
    count_progress: Mapped[int] = mapped_column(default=0)
    results: Mapped[dict[str, Any] | None] = mapped_column(Json)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}

    choices: Mapped[list["VotingChoice"]] = relationship(order_by="VotingChoice.number", viewonly=True)


class VotingChoice(BelongsToCollectivity, Model):
    """One choice of a vote: an item of the plan or a proposal; frozen once the vote is announced."""

    __tablename__ = "voting_choice"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "number"),
        sa.UniqueConstraint("question_id", "item_id"),
        sa.UniqueConstraint("question_id", "proposal_id"),
        sa.CheckConstraint("(item_id IS NULL) <> (proposal_id IS NULL)", name="is_of_one_thing"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.CheckConstraint("cost IS NULL OR cost > 0", name="cost_is_positive"),
    )

    id: Mapped[Id]
    question_id: Mapped[int] = reference("voting_question.id", index=False)
    number: Mapped[int]
    item_id: Mapped[int | None] = reference("plan_item.id", nullable=True)
    proposal_id: Mapped[int | None] = reference("proposal.id", nullable=True)
    cost: Mapped[int | None] = mapped_column(sa.BigInteger)


class BallotTurnout(BelongsToCollectivity, Model):
    """How many ballots that count came from one territory (none: elsewhere or not told) by one channel."""

    __tablename__ = "ballot_turnout"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "channel", "territory_id"),
        sa.Index("uq_ballot_turnout_elsewhere", "question_id", "channel", unique=True, **_WITHOUT_TERRITORY),
        sa.CheckConstraint("count >= 0", name="count_is_not_negative"),
    )

    id: Mapped[Id]
    question_id: Mapped[int] = reference("voting_question.id", index=False)
    territory_id: Mapped[int | None] = reference("territory.id", nullable=True)
    channel: Mapped[Channel] = mapped_column(enumeration(Channel, "channel"))
    count: Mapped[int] = mapped_column(default=0)


class ChoiceTally(Model):
    """How many ballots that count name a choice."""

    __tablename__ = "choice_tally"
    __table_args__ = (sa.CheckConstraint("count >= 0", name="count_is_not_negative"),)

    question_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("voting_question.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class Ballot(BelongsToCollectivity, Model):
    """What one voter votes, under a pseudonym made for this consultation alone: never an account, never an instant.

    `turnout_id` is the counter that the ballot stands in, so that a withdrawal is taken off the same one; it is
    emptied at closing, so that nothing but the pseudonym is left.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        sa.CheckConstraint("revision >= 0", name="revision_is_not_negative"),
        sa.CheckConstraint(
            "is_withdrawn OR (nonce <> '' AND commitment <> '')", name="counted_can_be_opened"
        ),
        sa.Index("ix_ballot_leaf", "leaf_hash"),
    )

    question_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("voting_question.id"), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    choices: Mapped[list[int]] = mapped_column(Json, default=list)
    nonce: Mapped[str] = mapped_column(sa.String(32), default="")
    commitment: Mapped[str] = mapped_column(sa.String(64), default="")
    leaf_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    is_withdrawn: Mapped[bool] = mapped_column(default=True)
    turnout_id: Mapped[int | None] = reference("ballot_turnout.id", nullable=True, index=False)


class BallotAccount(Model):
    """Which ballot an account stands behind, both under pseudonyms, so that none stands behind two.

    Needed while the vote is open only: the rows are deleted at closing.
    """

    __tablename__ = "ballot_account"

    question_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("voting_question.id"), primary_key=True)
    account: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(sa.String(64))
