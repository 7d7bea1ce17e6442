"""A commune whose focal point prepares a consultation: everything the checklist asks for, or all but one thing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.features.accounts.types import Role
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.consultations import commands
from app.features.consultations.models import Consultation
from app.features.consultations.types import ModerationMode, Round, Setup
from app.features.plans import commands as plan_commands
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.types import ItemKind
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import BEGAN, Consulting, make_consulting

STARTS = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
TEXTS = {"ar": {"title": "تشاور التجربة", "introduction": "قولوا رأيكم.", "origin": "original"}}


@dataclass
class Preparing:
    """The commune, its focal point, and the consultation in preparation."""

    place: Consulting
    focal_point: Actor
    consultation_id: int

    @property
    def consultation(self) -> Consultation:
        """Return the consultation as it is now."""
        return db.session.get_one(Consultation, self.consultation_id)

    def announce(self) -> None:
        """Make it public."""
        with transaction() as now:
            commands.announce(actor=self.focal_point, consultation=self.consultation, now=now)


def setup(**changes: Any) -> Setup:
    """Return complete settings, with changes."""
    values: dict[str, Any] = {
        "texts": TEXTS, "starts_at": STARTS, "ends_at": ENDS, "answer_due_on": date(2027, 1, 15),
        "moderation_mode": ModerationMode.BEFORE, "moderation_hours": 24, "minimum_age": None,
    }  # fmt: skip
    return Setup(**(values | changes))


def make_preparing(*, in_round: Round = Round.IDEAS, **changes: Any) -> Preparing:
    """Make a consultation in preparation whose checklist is complete unless `changes` spoil it."""
    place = make_consulting(slug="ain-essai")
    focal_point = place.person(Role.FOCAL_POINT, name="Point focal")
    publish_texts(place)
    with transaction() as now:
        plan = plan_commands.create_plan(
            actor=focal_point,
            collectivity=place.collectivity,
            titles={"ar": "برنامج"},
            language="ar",
            now=now,
        )
        consultation = commands.create_consultation(
            actor=focal_point, plan=plan, version=None, in_round=in_round, texts={}, now=now
        )
        version = db.session.get_one(PlanVersion, consultation.version_id)
        axis = plan_commands.add_item(
            actor=focal_point, version=version, kind=ItemKind.AXIS, texts={"ar": {"title": "محور"}}, now=now
        )
        if in_round is Round.DRAFT:
            plan_commands.add_item(
                actor=focal_point, version=version, kind=ItemKind.PROJECT, parent=axis,
                texts={"ar": {"title": "مشروع"}}, now=now,
            )  # fmt: skip
        commands.update_setup(actor=focal_point, consultation=consultation, setup=setup(**changes), now=now)
        return Preparing(place, focal_point, consultation.id)


def publish_texts(place: Consulting) -> None:
    """Publish the charter and the legal notice."""
    with transaction():
        for kind in PublicText:
            db.session.add(
                PublicTextVersion(
                    collectivity_id=place.collectivity_id,
                    kind=kind,
                    number=1,
                    texts={"ar": {"text": "نص"}},
                    published_at=BEGAN,
                )
            )


def plan_of(consultation: Consultation) -> Plan:
    """Return the plan that a consultation is about."""
    return db.session.get_one(Plan, consultation.plan_id)


def open_at_start(preparing: Preparing) -> None:
    """Record the opening at its instant."""
    with transaction():
        commands.open_consultation(actor=SYSTEM, consultation=preparing.consultation, now=STARTS)
