"""Comparing the published versions of a collectivity's plans with what the ledger says they contain."""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.plans.models import PlanVersion
from app.features.transparency import acts
from app.features.transparency.comparing_decisions import compare
from app.features.transparency.recounting import Entered, Recount
from app.features.transparency.types import Finding
from app.foundation.database import db
from app.foundation.ledger.entering import NewEntry

CONTENT = "content"


def versions(collectivity_id: int, said: Recount) -> Iterator[Finding]:
    """Compare every published version, down to the words of its items where its entry carries their digest."""
    collectivity = db.session.get_one(Collectivity, collectivity_id)
    entered = said.newest("plan.version_published")
    statement = sa.select(PlanVersion).where(
        PlanVersion.collectivity_id == collectivity_id, PlanVersion.published_at.is_not(None)
    )
    found = {}
    for version in db.session.scalars(statement.order_by(PlanVersion.id)).all():
        entry = acts.plan_version(version, collectivity)
        found[str(entry.subject)] = _as_far_as_said(entry, entered.get(str(entry.subject)))
    yield from compare(found, entered)


def _as_far_as_said(entry: NewEntry, entered: Entered | None) -> NewEntry:
    if entered is None or CONTENT in entered.facts:
        return entry
    return replace(entry, facts={name: value for name, value in entry.facts.items() if name != CONTENT})
