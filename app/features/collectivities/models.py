"""Territories as replaceable data, and the collectivities of the network."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.features.collectivities.types import PublicText
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


class TerritoryKind(Model):
    """A level of territory, known only as data: its code, its names, and whether such territories have a council."""

    __tablename__ = "territory_kind"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    rank: Mapped[int]
    names: Mapped[dict[str, str]] = mapped_column(Json)
    has_council: Mapped[bool]


class Territory(Model):
    """A place: its names by language, its parent, its population; `origin` says where the row comes from."""

    __tablename__ = "territory"
    __table_args__ = (sa.UniqueConstraint("origin", "code"),)

    id: Mapped[Id]
    origin: Mapped[str] = mapped_column(sa.String(80))
    code: Mapped[str] = mapped_column(sa.String(40))
    kind_code: Mapped[str] = mapped_column(sa.ForeignKey("territory_kind.code"), index=True)
    parent_id: Mapped[int | None] = reference("territory.id", nullable=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    search_keys: Mapped[str] = mapped_column(sa.Text)
    population: Mapped[int | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)

    kind: Mapped[TerritoryKind] = relationship(lazy="joined")
    parent: Mapped["Territory | None"] = relationship(remote_side="Territory.id")


class Collectivity(Model):
    """A region, province or commune with its space on the platform: owner of everything below."""

    __tablename__ = "collectivity"
    __table_args__ = (
        sa.CheckConstraint("accent LIKE '#______'", name="accent_is_a_colour"),
        sa.CheckConstraint("lock_version >= 1", name="lock_version_from_one"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    territory_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("territory.id"), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    is_fictional: Mapped[bool] = mapped_column(default=False)
    joined_year: Mapped[int | None]
    portal_member_id: Mapped[int | None]
    contact: Mapped[str | None] = mapped_column(sa.String(200))
    website: Mapped[str | None] = mapped_column(sa.String(300))
    accent: Mapped[str] = mapped_column(sa.String(7), default="#0a5c5a")
    languages: Mapped[list[str]] = mapped_column(Json)
    default_language: Mapped[str] = mapped_column(sa.String(8), default="ar")
    amazigh_fallback: Mapped[str] = mapped_column(sa.String(8), default="ar")
    time_zone: Mapped[str] = mapped_column(sa.String(60))
    welcome: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    declaration_reference: Mapped[str | None] = mapped_column(sa.String(120))
    declared_on: Mapped[date | None]
    register_authorisation_reference: Mapped[str | None] = mapped_column(sa.String(120))
    register_authorised_on: Mapped[date | None]
    created_at: Mapped[Instant]
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}

    territory: Mapped[Territory] = relationship(lazy="joined")

    @property
    def collectivity_id(self) -> int:
        """Own id: policies ask every subject for the collectivity that owns it."""
        return self.id


class PublicTextVersion(BelongsToCollectivity, Model):
    """One version of the legal notice or of the charter: {language: {"text": …, "origin": …}}."""

    __tablename__ = "public_text_version"
    __table_args__ = (sa.UniqueConstraint("collectivity_id", "kind", "number"),)

    id: Mapped[Id]
    kind: Mapped[PublicText] = mapped_column(enumeration(PublicText, "kind"))
    number: Mapped[int]
    texts: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[Instant]
