"""The committee's desk through its pages, and the synthesis that everybody reads."""

from typing import Any

import pytest

from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.synthesis import queries
from app.features.synthesis.models import SynthesisPoint, Theme
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.support.applications import Client
from tests.support.world import SECRETS, World
from tests.web.consultations.counting import queries_of

HOME = "/fr/c/ain-essai"


@pytest.fixture
def committee(world: World, client: Client, db_session: Any) -> Client:
    """A committee member of commune A."""
    client.sign_in(world.people["committee_a"])
    return client


@pytest.fixture
def desk(world: World) -> str:
    """The address of the desk of the consultation under review."""
    return f"{HOME}/manage/synthesis/{world.a['review']}"


def test_ticked_proposals_go_into_a_new_theme_or_a_standing_one_and_come_out_again(
    committee: Client, world: World, desk: str
) -> None:
    alone, grouped = world.a["proposal_review_3"], world.a["proposal_review_1"]
    made = committee.post(
        f"{desk}/themes", data={"title": "Le dimanche", "proposal": [alone], "submission_key": "a"}
    )
    assert made.status_code == 303
    moved = {"theme": world.a["theme_review"], "proposal": [alone], "submission_key": "b"}
    assert committee.post(f"{desk}/group", data=moved).status_code == 303
    assert queries.theme_ids_by_proposal(world.a["review"])[alone] == world.a["theme_review"]
    assert committee.post(f"{desk}/ungroup/{grouped}", data={"submission_key": "c"}).status_code == 303
    assert grouped not in queries.theme_ids_by_proposal(world.a["review"])
    assert f'id="proposal-{grouped}"' in committee.get(desk).text


def test_a_theme_without_a_name_is_refused_and_keeps_the_ticks(
    committee: Client, world: World, desk: str
) -> None:
    page = committee.post(f"{desk}/themes", data={"title": " ", "proposal": [world.a["proposal_review_3"]]})
    assert page.status_code == 422
    assert f'value="{world.a["proposal_review_3"]}" checked' in page.text


def test_choosing_no_theme_is_refused_and_keeps_the_ticks(committee: Client, world: World, desk: str) -> None:
    page = committee.post(f"{desk}/group", data={"theme": "", "proposal": [world.a["proposal_review_3"]]})
    assert page.status_code == 422
    assert f'value="{world.a["proposal_review_3"]}" checked' in page.text


def test_a_theme_is_worded_in_each_language_and_dissolved_after_asking(
    committee: Client, world: World, desk: str
) -> None:
    theme_id = world.a["theme_review"]
    words = {"title": "المواقيت", "summary": "فتح متأخر", "submission_key": "a", "lock_version": "1"}
    assert committee.post(f"{desk}/themes/{theme_id}?text_language=ar", data=words).status_code == 303
    assert db.session.get_one(Theme, theme_id).texts["ar"]["origin"] == "translation_person"
    late = committee.post(
        f"{desk}/themes/{theme_id}?text_language=ar", data=words | {"title": "الأوقات", "submission_key": "z"}
    )
    assert late.status_code == 409
    assert 'value="الأوقات"' in late.text
    assert "المواقيت" in late.text
    assert committee.get(f"{desk}/themes/{theme_id}/dissolve").status_code == 200
    assert (
        committee.post(f"{desk}/themes/{theme_id}/dissolve", data={"submission_key": "b"}).status_code == 303
    )
    assert queries.count_ungrouped(world.a["review"]) == 3


def test_a_point_is_added_rewritten_in_another_language_and_removed(
    committee: Client, world: World, desk: str
) -> None:
    cited = world.a["proposal_review_1"]
    refused = committee.post(f"{desk}/points/new", data={"text": "Sans preuve."})
    assert refused.status_code == 422
    assert "Sans preuve." in refused.text
    added = {"text": "Le soir.", "proposal": [cited], "submission_key": "a"}
    assert committee.post(f"{desk}/points/new", data=added).status_code == 303
    point_id = max(point.id for point in _points(world))
    form = committee.get(f"{desk}/points/{point_id}?text_language=fr").text
    assert f'value="{cited}" checked' in form
    said = {"text": "في المساء.", "proposal": [cited], "submission_key": "b", "lock_version": "1"}
    assert committee.post(f"{desk}/points/{point_id}?text_language=ar", data=said).status_code == 303
    assert set(db.session.get_one(SynthesisPoint, point_id).texts) == {"fr", "ar"}
    late = committee.post(
        f"{desk}/points/{point_id}?text_language=ar", data=said | {"text": "في الليل.", "submission_key": "z"}
    )
    assert late.status_code == 409
    assert "في الليل.</textarea>" in late.text
    assert (
        committee.post(
            f"{desk}/points/{point_id}?text_language=ar", data={"text": "بلا دليل", "lock_version": "2"}
        ).status_code
        == 422
    )
    assert committee.post(f"{desk}/points/{point_id}/remove", data={"submission_key": "c"}).status_code == 303
    elsewhere = f"{desk}/points/{world.a['point_answered']}"
    assert committee.get(elsewhere).status_code == 404


def test_a_synthesis_saved_meanwhile_is_not_overwritten_and_what_was_typed_is_kept(
    committee: Client, desk: str
) -> None:
    report = f"{desk}/report?text_language=fr"
    shown = committee.get(report).text.split('name="lock_version"')[1].split('value="')[1].split('"')[0]
    said = {"introduction": "Première.", "conclusion": "Voilà.", "lock_version": shown}
    assert committee.post(report, data=said).status_code == 303
    refused = committee.post(report, data=said | {"introduction": "Seconde."})
    assert refused.status_code == 409
    assert "Seconde.</textarea>" in refused.text
    assert "Première." in refused.text
    assert "Seconde." not in committee.get(report).text


def _points(world: World) -> list[SynthesisPoint]:
    written = queries.find_synthesis(world.a["review"])
    assert written is not None
    return queries.list_points(written.id)


def test_the_synthesis_is_read_by_everybody_once_published(
    committee: Client, client: Client, world: World, desk: str
) -> None:
    public = f"{HOME}/consultations/{world.a['review']}/synthesis"
    visitor = Client(client.application)
    assert visitor.get(public).status_code == 404
    assert committee.post(f"{desk}/publish", data={"submission_key": "a"}).status_code == 303
    page = visitor.get(public)
    assert SECRETS["a synthesis being written"] in page.text
    assert f'{HOME}/proposals/{world.a["proposal_review_1"]}"' in page.text


def test_what_was_withdrawn_since_is_cited_by_its_number_alone(
    client: Client, world: World, db_session: Any
) -> None:
    cited = db.session.get_one(Proposal, world.a["proposal_answered_1"])
    title, number = cited.title, cited.number
    with transaction() as now:
        proposal = db.session.get_one(Proposal, world.a["proposal_answered_1"])
        proposals.hide(actor=SYSTEM, proposal=proposal, reason="Données personnelles.", now=now)
    for path in ("synthesis", "results"):
        page = client.get(f"{HOME}/consultations/{world.a['answered']}/{path}")
        assert page.status_code == 200
        assert title not in page.text
    assert (
        f"proposition n° {number}" in client.get(f"{HOME}/consultations/{world.a['answered']}/synthesis").text
    )
    assert title not in client.get(f"{HOME}/proposals/{world.a['proposal_answered_1']}").text
    assert title not in client.get(f"{HOME}/activities/{world.a['activity']}").text


def test_the_desk_costs_the_same_number_of_queries_however_many_themes(
    committee: Client, world: World, desk: str
) -> None:
    committee.get(desk)
    before = queries_of(lambda: committee.get(desk))
    for number in range(12):
        committee.post(f"{desk}/themes", data={"title": f"Thème {number}", "submission_key": f"t{number}"})
    assert queries_of(lambda: committee.get(desk)) == before
