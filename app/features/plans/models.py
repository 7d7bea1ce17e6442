"""A plan, its versions, its items and what each item says in each version."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.features.plans.types import ItemKind, VersionKind
from app.foundation.database import (
    BelongsToCollectivity,
    Id,
    Instant,
    Json,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class Plan(BelongsToCollectivity, Model):
    """A programme of a collectivity: what is known of it whatever the version."""

    __tablename__ = "plan"
    __table_args__ = (sa.UniqueConstraint("collectivity_id", "import_key"),)

    id: Mapped[Id]
    titles: Mapped[dict[str, str]] = mapped_column(Json)
    language: Mapped[str] = mapped_column(sa.String(8))
    period: Mapped[str | None] = mapped_column(sa.String(80))
    source_url: Mapped[str | None] = mapped_column(sa.Text)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    import_key: Mapped[str | None] = mapped_column(sa.String(120))
    is_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]

    versions: Mapped[list["PlanVersion"]] = relationship(back_populates="plan", order_by="PlanVersion.number")


class PlanVersion(BelongsToCollectivity, Model):
    """A version of a plan; once `published_at` is set the database refuses every change to it and its items."""

    __tablename__ = "plan_version"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = reference("plan.id")
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(enumeration(VersionKind, "kind"))
    based_on_id: Mapped[int | None] = reference("plan_version.id", nullable=True)
    created_at: Mapped[Instant]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship(back_populates="versions")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class PlanItem(BelongsToCollectivity, Model):
    """An axis, project or activity: the identity that its revisions, proposals, answers and progress hang on."""

    __tablename__ = "plan_item"
    __table_args__ = (sa.UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = reference("plan.id")
    kind: Mapped[ItemKind] = mapped_column(enumeration(ItemKind, "kind"))
    key: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[Instant]


class ItemRevision(BelongsToCollectivity, Model):
    """What one item is in one version: its place, its facts, and its texts by language with their origin.

    `texts` is {language: {"origin": …, "title": …, …}} with the fields of types.TEXT_FIELDS.
    """

    __tablename__ = "item_revision"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "item_id"),
        sa.Index("ix_item_revision_place", "version_id", "parent_item_id", "position"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = reference("plan_version.id")
    item_id: Mapped[int] = reference("plan_item.id")
    parent_item_id: Mapped[int | None] = reference("plan_item.id", nullable=True)
    kind: Mapped[ItemKind] = mapped_column(enumeration(ItemKind, "kind"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(20))
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    external_id: Mapped[str | None] = mapped_column(sa.String(60))
    source_url: Mapped[str | None] = mapped_column(sa.Text)
    starts: Mapped[str | None] = mapped_column(sa.String(80))
    ends: Mapped[str | None] = mapped_column(sa.String(80))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    declared_progress: Mapped[int | None] = mapped_column(
        sa.CheckConstraint("declared_progress BETWEEN 0 AND 100", name="declared_progress_is_percent")
    )
    principles: Mapped[list[str]] = mapped_column(Json, default=list)
    values: Mapped[list[str]] = mapped_column(Json, default=list)
    shared_with: Mapped[list[str]] = mapped_column(Json, default=list)
    labels: Mapped[list[str]] = mapped_column(Json, default=list)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}

    item: Mapped[PlanItem] = relationship(foreign_keys=[item_id])
