"""What the loading has made so far, found by the keys of the content."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.demo.reading import Calendar, Entry, read
from app.demo.timeline import Timeline
from app.features.accounts.types import NameShown, Role
from app.features.consultations.commands import declare_age
from app.features.consultations.models import Consultation
from app.features.plans.models import Plan, PlanItem
from app.features.proposals.models import Proposal
from app.features.proposals.types import Signature
from app.foundation.database import db
from app.foundation.policy import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Person:
    """An invented participant: the actor she is, and how she signs."""

    key: str
    actor: Actor
    collectivity: str
    name_shown: NameShown
    name: str

    @property
    def signature(self) -> Signature:
        return Signature(name_shown=self.name_shown)


@dataclass
class World:
    """Ids by key, the calendar, and the acts that wait."""

    calendar: Calendar
    timeline: Timeline = field(default_factory=Timeline)
    territory_ids: dict[str, int] = field(default_factory=dict)
    collectivity_ids: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[tuple[str | None, Role], Actor] = field(default_factory=dict)
    association_ids: dict[str, int] = field(default_factory=dict)
    plan_ids: dict[str, int] = field(default_factory=dict)
    consultation_ids: dict[str, int] = field(default_factory=dict)
    workshop_ids: dict[str, int] = field(default_factory=dict)
    proposal_ids: dict[str, int] = field(default_factory=dict)
    comment_ids: dict[str, int] = field(default_factory=dict)
    theme_ids: dict[str, int] = field(default_factory=dict)
    session_ids: dict[str, int] = field(default_factory=dict)
    declared_ages: set[tuple[str, int | None]] = field(default_factory=set)
    item_ids: dict[int, dict[str, int]] = field(default_factory=dict)

    def staff_of(self, slug: str, *roles: Role) -> Actor:
        """Return who holds the first of these roles that somebody holds there, else the system."""
        return next((self.staff[slug, role] for role in roles if (slug, role) in self.staff), SYSTEM)

    def consultation(self, key: str) -> Consultation:
        """Return a consultation as it is now."""
        return db.session.get_one(Consultation, self.consultation_ids[key])

    def plan(self, consultation_key: str) -> Plan:
        """Return the plan that a consultation is about."""
        return db.session.get_one(Plan, self.plan_ids[consultation_key])

    def proposal(self, key: str) -> Proposal:
        """Return a contribution as it is now."""
        return db.session.get_one(Proposal, self.proposal_ids[key])

    def item_id(self, consultation_key: str, item_key: str) -> int:
        """Return the item that bears a key in the plan of a consultation."""
        plan_id = self.plan_ids[consultation_key]
        if item_key not in self.item_ids.get(plan_id, {}):
            rows = db.session.execute(sa.select(PlanItem.key, PlanItem.id).where(PlanItem.plan_id == plan_id))
            self.item_ids[plan_id] = dict(rows.all())
        return self.item_ids[plan_id][item_key]

    def declare_age(self, actor: Actor, consultation_key: str, now: datetime) -> None:
        """Tick for somebody, once for each consultation, that she has the age it asks for."""
        if (consultation_key, actor.user_id) not in self.declared_ages:
            declare_age(actor=actor, consultation=self.consultation(consultation_key), now=now)
            self.declared_ages.add((consultation_key, actor.user_id))


def consultation_entry(key: str) -> Entry:
    """Return what the content says of a consultation."""
    return next(entry for entry in read("consultations") if entry["key"] == key)
