"""One commune of the world: its plans, and a consultation in every state."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.features.collectivities.models import Collectivity
from app.features.consultations import commands
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState, ModerationMode, Round
from app.features.plans.commands import publish_version
from app.foundation.clock import local_date
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.support import world_decisions, world_texts, world_votes
from tests.support.world_people import Cast
from tests.support.world_plans import MadePlan, make_plan, make_working_version
from tests.support.world_words import BEGAN, NOW, SECRETS, days

# Each consultation by name: its plan, its round, when it begins and ends (days from NOW), and its state.
CALENDAR: dict[str, tuple[str, Round, float, float, ConsultationState]] = {
    "preparing": ("secret", Round.DRAFT, 20, 40, ConsultationState.DRAFT),
    "announced": ("open", Round.DRAFT, 5, 25, ConsultationState.ANNOUNCED),
    "ideas": ("open", Round.IDEAS, -5, 15, ConsultationState.OPEN),
    "open": ("open", Round.DRAFT, -10, 10, ConsultationState.OPEN),
    "first": ("review", Round.IDEAS, -90, -70, ConsultationState.UNDER_REVIEW),
    "review": ("review", Round.DRAFT, -40, -10, ConsultationState.UNDER_REVIEW),
    "answered": ("adopted", Round.DRAFT, -120, -90, ConsultationState.ANSWERED),
    "archived": ("old", Round.DRAFT, -220, -200, ConsultationState.ARCHIVED),
    "cancelled": ("open", Round.DRAFT, -30, -20, ConsultationState.CANCELLED),
}


@dataclass(slots=True)
class Commune:
    """What a commune of the world has, by name."""

    slug: str
    collectivity_id: int
    ids: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.ids[name]


def make_commune(slug: str, *, collectivity_id: int, cast: Cast) -> Commune:
    """Give a commune its plans, its consultations and everything that is said and decided in them."""
    commune = Commune(slug, collectivity_id)
    with transaction():
        _make_plans_and_consultations(commune)
    with transaction():
        world_texts.fill_open(commune, cast)
        world_texts.fill_ideas(commune, cast)
    with transaction():
        world_votes.prepare_vote(commune)
        world_votes.open_vote(commune, cast)
        world_votes.know_voters(commune, cast)
    with transaction():
        world_decisions.fill_reviewed(commune, cast)
    with transaction():
        world_decisions.fill_answered(commune, cast, "answered")
        world_decisions.fill_archived(commune, cast)
    return commune


def _make_plans_and_consultations(commune: Commune) -> None:
    collectivity = db.session.get_one(Collectivity, commune.collectivity_id)
    secret = f"Programme {SECRETS['a plan that is not public']}"
    titles = {
        "secret": secret, "open": "Programme ouvert", "review": "Programme en examen",
        "adopted": "Programme adopté", "old": "Programme ancien",
    }  # fmt: skip
    plans = {name: make_plan(collectivity, title) for name, title in titles.items()}
    for name, made in plans.items():
        _keep_plan(commune, name, made)
        if name != "secret":
            publish_version(actor=SYSTEM, version=made.version, now=BEGAN)
    commune.ids["working_version"] = make_working_version(plans["open"]).id
    for name in CALENDAR:
        commune.ids[name] = _make_consultation(collectivity, name, plans[CALENDAR[name][0]]).id


def _keep_plan(commune: Commune, name: str, made: MadePlan) -> None:
    commune.ids[f"plan_{name}"] = made.plan.id
    commune.ids[f"version_{name}"] = made.version.id
    for item, item_id in made.items.items():
        commune.ids[f"{item}_{name}"] = item_id


def _make_consultation(collectivity: Collectivity, name: str, made: MadePlan) -> Consultation:
    _, in_round, begins, ends, state = CALENDAR[name]
    title = f"Consultation {name}"
    if state is ConsultationState.DRAFT:
        title = f"Consultation {SECRETS['a consultation in preparation']}"
    words = {"title": title, "introduction": "Dites ce que vous en pensez.", "origin": "original"}
    consultation = commands.create_consultation(
        actor=SYSTEM, plan=made.plan, version=made.version, in_round=in_round, texts={"fr": words}, now=BEGAN
    )
    starts_at, ends_at = NOW + days(begins), NOW + days(ends)
    consultation.starts_at, consultation.ends_at = starts_at, ends_at
    consultation.answer_due_on = local_date(ends_at + days(60), collectivity.time_zone)
    consultation.moderation_mode = ModerationMode.BEFORE
    db.session.flush()
    _bring_to(consultation, state, starts_at)
    return consultation


def _bring_to(consultation: Consultation, state: ConsultationState, starts_at: datetime) -> None:
    """Announce and open it in its time; closing, answering and archiving come after what is said in it."""
    if state is ConsultationState.DRAFT:
        return
    step: dict[str, Any] = {"actor": SYSTEM, "consultation": consultation}
    commands.announce(**step, now=min(starts_at, NOW) - days(2))
    if state is ConsultationState.CANCELLED:
        commands.cancel(**step, reason="La salle a brûlé.", now=starts_at - days(1))
    elif state is not ConsultationState.ANNOUNCED:
        commands.open_consultation(**step, now=starts_at)


__all__ = ["CALENDAR", "Commune", "make_commune"]
