"""The communes of the world and their plans."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity, PublicTextVersion, Territory, TerritoryKind
from app.features.collectivities.queries import search_keys
from app.features.collectivities.types import PublicText
from app.features.plans import commands
from app.features.plans.models import ItemRevision, Plan, PlanVersion
from app.features.plans.types import ItemFacts, ItemKind, VersionKind
from app.foundation.database import db
from app.foundation.policy import SYSTEM
from tests.support.world_words import BEGAN, SECRETS, days

QUEUES = "Trop de files\nPeu d'heures"
ITEMS: tuple[tuple[str, ItemKind, str | None, dict[str, str]], ...] = (
    ("axis", ItemKind.AXIS, None, {"title": "Une commune qui écoute", "description": "Écouter mieux."}),
    (
        "project",
        ItemKind.PROJECT,
        "axis",
        {"title": "Un guichet ouvert", "problem": QUEUES, "solution": "Ouvrir."},
    ),
    ("activity", ItemKind.ACTIVITY, "project", {"title": "Ouvrir le samedi", "description": "Le matin."}),
    ("axis_2", ItemKind.AXIS, None, {"title": "Le budget expliqué"}),
)


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan with its first version, not published yet, and its items by name."""

    plan: Plan
    version: PlanVersion
    items: dict[str, int]


def make_collectivity(slug: str) -> Collectivity:
    """Add a fictional commune, in a province in a region, with its legal notice and its charter."""
    _ensure_kinds()
    names = {"fr": f"Commune {slug}", "ar": f"جماعة {slug}", "en": f"Commune {slug}"}
    parent: Territory | None = None
    for kind in ("region", "province", "commune"):
        parent = Territory(
            origin="tests", code=f"{kind}-{slug}", kind_code=kind, names=names, is_fictional=True,
            search_keys=search_keys(names.values()), parent_id=parent.id if parent is not None else None,
        )  # fmt: skip
        db.session.add(parent)
        db.session.flush()
    assert parent is not None
    collectivity = Collectivity(
        slug=slug, territory_id=parent.id, names=names, is_fictional=True, languages=["ar", "fr", "en"],
        default_language="fr", time_zone="Africa/Casablanca", created_at=BEGAN, joined_year=2024,
        contact="contact@example.org",
    )  # fmt: skip
    db.session.add(collectivity)
    db.session.flush()
    for kind in PublicText:
        texts = {"fr": {"text": f"Règle 1. {kind.value}\n\nRègle 2.", "origin": "original"}}
        db.session.add(
            PublicTextVersion(
                collectivity_id=collectivity.id, kind=kind, number=1, texts=texts, published_at=BEGAN
            )
        )
    return collectivity


def _ensure_kinds() -> None:
    if db.session.scalar(sa.select(TerritoryKind.code)) is None:
        for rank, code in enumerate(("region", "province", "commune"), start=1):
            names = {"fr": code.title(), "ar": code, "en": code.title()}
            db.session.add(TerritoryKind(code=code, rank=rank, names=names, has_council=True))
        db.session.flush()


def make_plan(
    collectivity: Collectivity, title: str, *, kind: VersionKind = VersionKind.CONSULTED
) -> MadePlan:
    """Add a plan of two axes, one project and one activity."""
    plan = commands.create_plan(
        actor=SYSTEM,
        collectivity=collectivity,
        titles={"fr": title},
        language="fr",
        now=BEGAN,
        period="2026-2027",
    )
    version = commands.create_version(actor=SYSTEM, plan=plan, kind=kind, now=BEGAN)
    made: dict[str, ItemRevision] = {}
    for name, item_kind, parent, texts in ITEMS:
        facts = (
            ItemFacts(starts="2026-01-01", ends="2027-03-31")
            if item_kind is ItemKind.ACTIVITY
            else ItemFacts()
        )
        made[name] = commands.add_item(
            actor=SYSTEM, version=version, kind=item_kind, texts={"fr": {**texts, "origin": "original"}}, now=BEGAN,
            parent=made[parent] if parent is not None else None, facts=facts,
        )  # fmt: skip
    return MadePlan(plan, version, {name: revision.item_id for name, revision in made.items()})


def make_working_version(made: MadePlan) -> PlanVersion:
    """Add to a published plan a version that is being written, with a text that nobody may read yet."""
    version = commands.create_version(
        actor=SYSTEM, plan=made.plan, kind=VersionKind.REVISED, based_on=made.version, now=BEGAN + days(1)
    )
    revision = db.session.scalars(
        sa.select(ItemRevision).where(
            ItemRevision.version_id == version.id, ItemRevision.item_id == made.items["project"]
        )
    ).one()
    title = f"Un guichet {SECRETS['a version being written']}"
    revision.texts = {"fr": {**revision.texts["fr"], "title": title}}
    db.session.flush()
    return version
