"""A form carries what its page asks for and nothing more: neither who, nor what state, nor what weight."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.discussion.models import Comment
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.supports.models import Opinion, Support
from app.foundation.database import db
from tests.support.applications import Client
from tests.support.world import World

SMUGGLED = {
    "user_id": "1", "author_id": "1", "state": "published", "weight": "50", "support_count": "900", "number": "77",
    "outcome": "retained", "collectivity_id": "2", "consultation_id": "1", "given_at": "2020-01-01",
    "published_at": "2020-01-01",
    "checked_at": "2020-01-01", "official_role": "focal_point", "entered_by_id": "1", "channel": "paper",
    "is_confirmed": "1", "roles": "focal_point",
}  # fmt: skip
IDEA = {
    "title": "Un puits propre",
    "solution": "Le curer.",
    "name_shown": "hidden",
    "step": "check",
    "kind": "idea",
}


@pytest.fixture
def citizen(client: Client, world: World) -> Client:
    """A citizen of A, signed in."""
    client.sign_in(world.people["citizen_a"])
    return client


def post(client: Client, world: World, path: str, **fields: str) -> None:
    response = client.post(f"/fr/c/{world.a.slug}{path}", data={**SMUGGLED, **fields})
    assert response.status_code == 303, response.get_data(as_text=True)[:500]


def test_a_proposal_is_hers_and_waits_whatever_the_form_says(
    citizen: Client, world: World, app: Flask
) -> None:
    post(citizen, world, f"/consultations/{world.a['open']}/proposals/new", **IDEA)
    with app.app_context():
        made = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
        assert made is not None
        assert (made.author_id, made.state) == (world.people["citizen_a"], ProposalState.PENDING)
        assert (made.collectivity_id, made.consultation_id) == (world.a.collectivity_id, world.a["open"])
        assert (made.support_count, made.outcome, made.published_at, made.entered_by_id) == (
            0,
            None,
            None,
            None,
        )
        assert made.number != 77
        assert made.channel.value == "web"


def test_a_support_is_one_and_hers(citizen: Client, world: World, app: Flask) -> None:
    for _ in range(2):
        post(citizen, world, f"/proposals/{world.a['published']}/support")
    with app.app_context():
        given = sa.select(Support.user_id).where(Support.proposal_id == world.a["published"])
        assert sorted(db.session.scalars(given)) == sorted(
            [world.people["supporter_a"], world.people["citizen_a"]]
        )
        assert db.session.get_one(Proposal, world.a["published"]).support_count == 2


def test_an_opinion_is_one_and_hers(citizen: Client, world: World, app: Flask) -> None:
    path = f"/consultations/{world.a['open']}/items/{world.a['project_open']}/opinion"
    for stance in ("agree", "disagree"):
        post(citizen, world, path, stance=stance)
    with app.app_context():
        held = sa.select(Opinion.user_id, Opinion.stance).where(Opinion.item_id == world.a["project_open"])
        assert sorted(db.session.execute(held)) == sorted(
            [(world.people["supporter_a"], "mixed"), (world.people["citizen_a"], "disagree")]
        )


def test_a_comment_is_hers_and_never_official(citizen: Client, world: World, app: Flask) -> None:
    path = f"/fr/c/{world.a.slug}/consultations/{world.a['open']}/comments?proposal={world.a['published']}"
    fields = {**SMUGGLED, "body": "Oui, le soir.", "stance": "for", "name_shown": "hidden"}
    refused = citizen.post(path, data=fields)
    assert refused.status_code == 403
    assert citizen.post(path, data={**fields, "official_role": ""}).status_code == 303
    with app.app_context():
        made = db.session.scalars(sa.select(Comment).order_by(Comment.id.desc())).first()
        assert made is not None
        assert (made.author_id, made.official_role) == (world.people["citizen_a"], None)
        assert (made.state.value, made.published_at) == ("pending", None)


def test_settings_give_no_role(citizen: Client, world: World, app: Flask, access: Callable[[], int]) -> None:
    fields = {
        **SMUGGLED,
        "language": "fr",
        "public_name": "Un Nom",
        "email": "other@example.org",
        "active": "0",
    }
    assert citizen.post("/fr/me/settings", data=fields).status_code == 303
    assert access() == 403


@pytest.fixture
def access(citizen: Client, world: World) -> Callable[[], int]:
    """Return a function that gives the status of a page of the staff."""
    return lambda: citizen.get(f"/fr/c/{world.a.slug}/manage/today").status_code
