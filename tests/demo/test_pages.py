"""Every public page of the demo answers, in every language, and says that it is a demo."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.plans.models import ItemRevision, Plan
from app.features.projects.models import FollowedActivity
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.workshops.models import Workshop
from app.foundation.database import db
from tests.support.applications import Client

LANGUAGES = ("ar", "fr", "en", "zgh")
# A tombstone says that there was something, and what became of it.
SHOWN = {200, 410}
EACH = 4
NETWORK = ("", "/members", "/help", "/privacy", "/accessibility", "/account/sign-in", "/account/sign-up")
OF_SPACE = (
    "",
    "/charter",
    "/legal-notice",
    "/plans",
    "/projects",
    "/workshops",
    "/moderation-log",
    "/answers",
)
OF_REAL_SPACE = ("", "/plans")
OF_CONSULTATION = (
    "",
    "/proposals",
    "/proposals?q=\u0627\u0644\u0646\u0642\u0644",
    "/proposals?order=supports",
)


def addresses() -> Iterator[str]:
    """Yield the address of every kind of public page, without its language."""
    yield from NETWORK
    slugs = {place.id: place.slug for place in db.session.scalars(sa.select(Collectivity))}
    for slug in slugs.values():
        yield from (f"/c/{slug}{page}" for page in (OF_SPACE if slug.startswith("demo-") else OF_REAL_SPACE))
    for plan in db.session.scalars(sa.select(Plan)):
        yield f"/c/{slugs[plan.collectivity_id]}/plans/{plan.id}"
    for revision in db.session.scalars(sa.select(ItemRevision).where(ItemRevision.id % 17 == 0)):
        plan_id = db.session.scalar(
            sa.text("SELECT plan_id FROM plan_item WHERE id = :id"), {"id": revision.item_id}
        )
        yield f"/c/{slugs[revision.collectivity_id]}/plans/{plan_id}/items/{revision.item_id}"
    for consultation in db.session.scalars(sa.select(Consultation)):
        yield from of_consultation(consultation, slugs[consultation.collectivity_id])
    for state in set(ProposalState) - {ProposalState.DRAFT, ProposalState.PENDING, ProposalState.RETURNED}:
        sample = sa.select(Proposal).where(Proposal.state == state).order_by(Proposal.id % 31).limit(2 * EACH)
        for proposal in db.session.scalars(sample):
            yield f"/c/{slugs[proposal.collectivity_id]}/proposals/{proposal.id}"
    for activity in db.session.scalars(
        sa.select(FollowedActivity).order_by(FollowedActivity.id % 13).limit(EACH)
    ):
        yield f"/c/{slugs[activity.collectivity_id]}/activities/{activity.id}"
    for workshop in db.session.scalars(sa.select(Workshop).limit(EACH)):
        yield f"/c/{slugs[workshop.collectivity_id]}/workshops/{workshop.id}"


def of_consultation(consultation: Consultation, slug: str) -> Iterator[str]:
    """Yield the pages of one consultation that its state opens to everybody."""
    here = f"/c/{slug}/consultations/{consultation.id}"
    yield from (here + page for page in OF_CONSULTATION)
    if consultation.state in {ConsultationState.ANSWERED, ConsultationState.ARCHIVED}:
        yield f"{here}/results"
        yield f"{here}/synthesis"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_of_the_demo_answers_and_says_that_it_is_one(
    demo_app: Flask, language: str
) -> None:
    with demo_app.app_context():
        paths = list(dict.fromkeys(addresses()))
        db.session.remove()
    client = Client(demo_app, use_cookies=True)
    wrong = []
    for path in paths:
        response = client.get(f"/{language}{path}" if path else f"/{language}/")
        if response.status_code not in SHOWN or b"/demo/sign-in/" not in response.data:
            wrong.append((path, response.status_code))
    assert wrong == []
    assert len(paths) > 150
