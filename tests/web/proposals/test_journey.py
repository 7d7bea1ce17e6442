"""From a proposal's page one sees its whole life, in every way that a life can go."""

from datetime import timedelta
from typing import Any

import pytest

from app.features.council.models import Response
from app.features.plans.models import PlanItem
from app.features.proposals.commands import link_item_origin
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.world import NOW, SECRETS, World

HOME = "/fr/c/ain-essai"


@pytest.fixture
def reader(world: World, client: Client, db_session: Any) -> Client:
    """A visitor of commune A."""
    return client


def journey(reader: Client, proposal_id: int) -> str:
    page = reader.get(f"{HOME}/proposals/{proposal_id}")
    assert page.status_code == 200
    return page.text.split('class="journey"')[1].split("</ol>")[0]


def test_a_retained_change_is_followed_from_its_arrival_to_the_delay_of_its_activity(
    reader: Client, world: World
) -> None:
    steps = journey(reader, world.a["proposal_answered_1"])
    expected = [
        "Reçue", "Publiée", "Horaires answered", "Le soir.", "2026/14", "La demande est fondée",
        f"/plans/{world.a['plan_adopted']}/items/{world.a['project_adopted']}", f"/activities/{world.a['activity']}",
        "Le recrutement a pris du retard.",
    ]  # fmt: skip
    places = [steps.find(each) for each in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)
    assert '<li class="late"' in steps


def test_a_prepared_answer_and_an_unpublished_synthesis_are_not_shown(reader: Client, world: World) -> None:
    steps = journey(reader, world.a["proposal_review_1"])
    for secret in SECRETS.values():
        assert secret not in steps
    assert "Horaires review" not in steps
    assert '<li class="now"' in steps


def test_an_answer_that_is_late_says_so(reader: Client, world: World, clock: FixedClock) -> None:
    clock.set(NOW + timedelta(days=200))
    assert '<li class="late"' in journey(reader, world.a["proposal_review_1"])


def test_one_that_is_not_retained_ends_with_its_reason(reader: Client, world: World) -> None:
    steps = journey(reader, world.a["proposal_archived_1"])
    assert '<li class="stopped"' in steps
    assert "La demande est fondée" in steps


def test_one_that_is_merged_goes_on_with_the_proposal_it_was_merged_into(
    reader: Client, world: World
) -> None:
    first, second = world.a["proposal_review_1"], world.a["proposal_review_3"]
    _answer_as_merged(world, second, into=first)
    merged = journey(reader, second)
    assert f'{HOME}/proposals/{first}"' in merged
    assert f'{HOME}/proposals/{second}"' in journey(reader, first)


def _answer_as_merged(world: World, proposal_id: int, *, into: int) -> None:
    with transaction():
        model = db.session.get_one(Proposal, proposal_id)
        db.session.add(
            Response(
                collectivity_id=model.collectivity_id,
                consultation_id=model.consultation_id,
                proposal_id=proposal_id,
                merged_into_id=into,
                outcome=Outcome.MERGED,
                texts={"fr": {"reason": "Les deux disent la même chose."}},
                answering_body={"fr": "Le conseil"},
                prepared_at=NOW,
                published_at=NOW,
            )
        )


def test_an_idea_of_the_first_round_goes_on_through_the_draft_the_second_round_and_the_adopted_plan(
    reader: Client, world: World
) -> None:
    idea = world.a["proposal_first_1"]
    with transaction() as now:
        item = db.session.get_one(PlanItem, world.a["project_adopted"])
        link_item_origin(actor=SYSTEM, item=item, proposal=db.session.get_one(Proposal, idea), now=now)
    steps = journey(reader, idea)
    answered = f"{HOME}/consultations/{world.a['answered']}"
    item_page = f"/plans/{world.a['plan_adopted']}/items/{world.a['project_adopted']}"
    places = [steps.find(item_page), steps.find(answered), steps.rfind(item_page), steps.find("/activities/")]
    assert -1 not in places
    assert places == sorted(places)
    assert len(set(places)) == 4
