"""The council's desk through its pages, and what everybody reads of it afterwards."""

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.council.models import CouncilSession, ItemChange, Response
from app.features.council.queries import find_adopted_version
from app.features.plans.models import ItemRevision
from app.features.projects.models import FollowedActivity
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.foundation.database import db, transaction
from tests.support.applications import Client
from tests.support.world import NOW, SECRETS, World
from tests.web.consultations.counting import queries_of

HOME = "/fr/c/ain-essai"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REASON = "La demande est fondée et le budget la permet."


@pytest.fixture
def council(world: World, client: Client, db_session: Any) -> Client:
    """A council member of commune A."""
    client.sign_in(world.people["council_a"])
    return client


@pytest.fixture
def focal_point(world: World, client: Client, db_session: Any) -> Client:
    """The focal point of commune A."""
    client.sign_in(world.people["focal_point_a"])
    return client


def state_of(consultation_id: int) -> ConsultationState:
    return db.session.get_one(Consultation, consultation_id).state


def test_the_desk_says_what_is_answered_and_leads_to_what_is_not(council: Client, world: World) -> None:
    desk = f"{HOME}/manage/session/{world.a['review']}"
    page = council.get(desk)
    assert page.status_code == 200
    assert f"{desk}/proposals/{world.a['proposal_review_3']}/answer" in page.text
    assert f"{desk}/themes/{world.a['theme_review']}/answer" in page.text


def test_publication_is_refused_naming_what_lacks_its_answer_then_happens_all_at_once(
    council: Client, client: Client, world: World
) -> None:
    review = world.a["review"]
    desk = f"{HOME}/manage/session/{review}"
    lacking = db.session.get_one(Proposal, world.a["proposal_review_3"])
    number, title = lacking.number, lacking.title
    assert title in council.get(f"{desk}/publish").text
    refused = council.post(f"{desk}/publish", data={"submission_key": "a"})
    assert refused.status_code == 409
    assert f"{number}" in refused.text
    assert state_of(review) is ConsultationState.UNDER_REVIEW
    said = {
        "outcome": "not_retained",
        "reason": REASON,
        "body": "Le conseil",
        "session": "0",
        "submission_key": "b",
    }
    kept = council.post(f"{desk}/proposals/{lacking.id}/answer?text_language=fr", data=said)
    assert kept.status_code == 303
    assert REASON not in Client(client.application).get(f"{HOME}/proposals/{lacking.id}").text
    published = council.post(f"{desk}/publish", data={"submission_key": "c"})
    assert published.status_code == 303
    results = Client(client.application).get(f"{HOME}/consultations/{review}/results").text
    assert REASON in results
    assert SECRETS["an answer being prepared"] in results


def test_an_answer_that_is_not_complete_keeps_what_was_typed(council: Client, world: World) -> None:
    address = f"{HOME}/manage/session/{world.a['review']}/proposals/{world.a['proposal_review_3']}/answer"
    said = {"outcome": "merged", "reason": "Non, le mardi.", "body": "", "merged_into": "999", "session": "0"}
    page = council.post(address, data=said)
    assert page.status_code == 422
    assert "Non, le mardi." in page.text
    assert (
        db.session.scalar(sa.select(Response).where(Response.proposal_id == world.a["proposal_review_3"]))
        is None
    )


def test_a_session_is_recorded_with_its_vote_and_cannot_be_rewritten_once_public(
    council: Client, world: World
) -> None:
    review, session_id = world.a["review"], world.a["session_review"]
    record = f"{HOME}/manage/session/{review}/record?session={session_id}"
    said = {
        "kind": "extraordinary", "held_on": "2026-10-12", "place": "Salle", "votes_for": "20", "votes_against": "0",
        "votes_abstaining": "1", "deliberation_number": "2026/20", "submission_key": "a", "lock_version": "1",
    }  # fmt: skip
    assert council.post(record, data=said | {"votes_for": ""}).status_code == 422
    assert council.post(record, data=said).status_code == 303
    recorded = db.session.get_one(CouncilSession, session_id)
    assert (recorded.votes_for, recorded.votes_against, recorded.deliberation_number) == (20, 0, "2026/20")
    public = f"{HOME}/manage/session/{world.a['answered']}/record?session={world.a['session_answered']}"
    assert council.post(public, data=said | {"submission_key": "b"}).status_code == 409
    elsewhere = f"{HOME}/manage/session/{review}/record?session={world.a['session_answered']}"
    assert council.get(elsewhere).status_code == 404


def test_a_session_recorded_meanwhile_is_not_overwritten_and_what_was_typed_is_kept(
    council: Client, world: World
) -> None:
    review, session_id = world.a["review"], world.a["session_review"]
    record = f"{HOME}/manage/session/{review}/record?session={session_id}"
    assert hidden(council.get(record).text, "lock_version") == "1"
    first = {
        "kind": "ordinary", "held_on": "2026-10-12", "place": "Salle des fêtes", "votes_for": "20",
        "votes_against": "0", "votes_abstaining": "1", "deliberation_number": "2026/20", "lock_version": "1",
    }  # fmt: skip
    assert council.post(record, data=first).status_code == 303
    second = first | {"votes_for": "19", "votes_abstaining": "2", "place": "Préfecture"}
    refused = council.post(record, data=second)
    assert refused.status_code == 409
    assert 'value="Préfecture"' in refused.text
    assert "Salle des fêtes" in refused.text
    assert "Une autre personne a enregistré ceci" in refused.text
    assert db.session.get_one(CouncilSession, session_id).votes_for == 20
    known = second | {"lock_version": hidden(refused.text, "lock_version")}
    assert council.post(record, data=known).status_code == 303
    assert db.session.get_one(CouncilSession, session_id).votes_for == 19


def test_a_second_session_of_the_same_kind_and_day_is_refused_beside_its_date(
    council: Client, world: World
) -> None:
    record = f"{HOME}/manage/session/{world.a['review']}/record"
    said = {
        "kind": "extraordinary", "held_on": "2026-10-11", "place": "Salle", "votes_for": "20", "votes_against": "0",
        "votes_abstaining": "1", "deliberation_number": "2026/20", "lock_version": "",
    }  # fmt: skip
    assert council.post(record, data=said).status_code == 303
    refused = council.post(record, data=said | {"place": "Ailleurs"})
    assert refused.status_code == 422
    assert 'href="#held_on"' in refused.text
    assert 'value="Ailleurs"' in refused.text


def test_an_answer_prepared_meanwhile_is_shown_beside_the_one_that_was_typed(
    council: Client, world: World
) -> None:
    address = (
        f"{HOME}/manage/session/{world.a['review']}/proposals/{world.a['proposal_review_3']}/answer"
        "?text_language=fr"
    )
    said = {
        "outcome": "retained", "reason": REASON, "body": "Le conseil", "session": "0",
        "lock_version": hidden(council.get(address).text, "lock_version"),
    }  # fmt: skip
    assert council.post(address, data=said).status_code == 303
    refused = council.post(address, data=said | {"reason": "Une autre raison, tout aussi longue."})
    assert refused.status_code == 409
    assert "Une autre raison, tout aussi longue.</textarea>" in refused.text
    assert REASON in refused.text
    again = said | {
        "lock_version": hidden(refused.text, "lock_version"),
        "reason": "Une autre raison, tout aussi longue.",
    }
    assert council.post(address, data=again).status_code == 303


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def test_the_text_of_the_deliberation_is_read_with_the_answers(council: Client, world: World) -> None:
    review = world.a["review"]
    desk = f"{HOME}/manage/session/{review}"
    said = {
        "kind": "ordinary", "held_on": "2026-10-12", "votes_for": "20", "votes_against": "0",
        "votes_abstaining": "1", "deliberation_number": "2026/20", "lock_version": "1",
    }  # fmt: skip
    record = f"{desk}/record?session={world.a['session_review']}"
    wrong = said | {"document": (BytesIO(b"no document"), "pv.pdf"), "submission_key": "a"}
    refused = council.post(record, data=wrong, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert 'href="#document"' in refused.text
    sent = said | {"document": (BytesIO(PDF), "deliberation.pdf"), "submission_key": "b"}
    assert council.post(record, data=sent, content_type="multipart/form-data").status_code == 303
    assert "deliberation.pdf" in council.get(desk).text


def test_the_adopted_plan_is_written_beside_what_was_retained_and_published_with_its_sources(
    focal_point: Client, world: World
) -> None:
    review, item_id = world.a["review"], world.a["project_review"]
    plan = f"{HOME}/manage/session/{review}/plan"
    assert focal_point.post(plan, data={"submission_key": "a"}).status_code == 303
    laid = focal_point.get(plan).text
    assert "Proposition review 1" in laid
    editor = f"{HOME}/manage/plans/{world.a['plan_review']}/edit"
    assert editor in laid
    assert focal_point.get(editor).status_code == 200
    with transaction():
        version = find_adopted_version(db.session.get_one(Consultation, review))
        assert version is not None
        revision = db.session.scalars(
            sa.select(ItemRevision).where(
                ItemRevision.version_id == version.id, ItemRevision.item_id == item_id
            )
        ).one()
        revision.texts = {"fr": {**revision.texts["fr"], "solution": "L'ouvrir le soir."}}
    page = focal_point.get(plan).text
    assert f'id="item-{item_id}"' in page
    assert "&amp;#39;" not in page
    assert focal_point.post(f"{plan}/adopt", data={"submission_key": "b"}).status_code == 409
    source = {"proposal": str(world.a["proposal_review_1"]), "explanation": "Demandé.", "submission_key": "c"}
    _refuse_sources(focal_point, f"{plan}/items/{item_id}", source)
    assert focal_point.post(f"{plan}/items/{item_id}", data=source).status_code == 303
    stale = focal_point.post(
        f"{plan}/items/{item_id}", data=source | {"explanation": "Voulu.", "submission_key": "x"}
    )
    assert stale.status_code == 409
    assert "Voulu.</textarea>" in stale.text
    assert "Demandé." in stale.text
    assert db.session.scalars(
        sa.select(ItemChange.explanation).where(ItemChange.item_id == item_id)
    ).one() == {"fr": "Demandé."}
    assert focal_point.post(f"{plan}/adopt", data={"submission_key": "d"}).status_code == 409
    with transaction() as now:
        from_session = db.session.get_one(CouncilSession, world.a["session_review"])
        from_session.recorded_at, from_session.deliberation_number = now, "2026/21"
        from_session.votes_for = from_session.votes_against = from_session.votes_abstaining = 1
    assert focal_point.post(f"{plan}/adopt", data={"submission_key": "e"}).status_code == 303
    followed = sa.select(FollowedActivity.id).where(FollowedActivity.item_id == world.a["activity_review"])
    assert db.session.scalar(followed) is not None


def _refuse_sources(focal_point: Client, address: str, source: dict[str, str]) -> None:
    """Check that an explanation beyond its cap comes back with its ticks, and so does a proposal that cannot be one."""
    endless = "z" * 4001
    refused = focal_point.post(address, data=source | {"explanation": endless, "is_councils_own": "y"})
    assert refused.status_code == 422
    assert f"{endless}</textarea>" in refused.text
    assert 'name="is_councils_own" value="y" checked' in refused.text
    assert f'value="{source["proposal"]}" checked' in refused.text
    assert 'href="#why-' in refused.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ItemChange)) == 2


def test_results_lead_from_words_to_decision_to_plan_to_progress(
    client: Client, world: World, db_session: Any
) -> None:
    page = client.get(f"{HOME}/consultations/{world.a['answered']}/results")
    assert page.status_code == 200
    assert "La demande est fondée" in page.text
    for address in (
        f"{HOME}/proposals/{world.a['proposal_answered_1']}",
        f"{HOME}/plans/{world.a['plan_adopted']}/items/{world.a['project_adopted']}",
        f"{HOME}/plans/{world.a['plan_adopted']}/compare",
        f"{HOME}/projects",
    ):
        assert f'href="{address}' in page.text, address
        assert client.get(address).status_code == 200
    narrowed = client.get(f"{HOME}/consultations/{world.a['answered']}/results?outcome=not_retained")
    assert "Horaires answered" not in narrowed.text


def test_results_of_what_is_not_answered_are_not_found(client: Client, world: World, db_session: Any) -> None:
    for name in ("review", "open", "announced", "preparing"):
        assert client.get(f"{HOME}/consultations/{world.a[name]}/results").status_code == 404


def test_figures_are_shown_with_their_definitions_and_what_is_overdue(
    client: Client, world: World, db_session: Any
) -> None:
    page = client.get(f"{HOME}/answers").text
    assert "Consultation answered" in page
    assert "Définitions" in page


def test_results_cost_the_same_number_of_queries_for_three_proposals_and_thirty(
    client: Client, world: World, db_session: Any
) -> None:
    answered, archived = (
        f"{HOME}/consultations/{world.a[name]}/results" for name in ("answered", "archived")
    )
    client.get(answered)
    before = queries_of(lambda: client.get(answered))
    _add_answered_proposals(world, 27)
    assert queries_of(lambda: client.get(answered)) == before
    assert client.get(archived).status_code == 200


def _add_answered_proposals(world: World, count: int) -> None:
    with transaction():
        model = db.session.get_one(Proposal, world.a["proposal_answered_3"])
        for number in range(count):
            copy = Proposal(
                collectivity_id=model.collectivity_id, consultation_id=model.consultation_id, number=100 + number,
                kind=model.kind, state=model.state, language="fr", author_id=model.author_id,
                name_shown=model.name_shown, title=f"Copie {number}", fair_key=number, outcome=Outcome.RETAINED,
                created_at=NOW, submitted_at=NOW, published_at=NOW,
            )  # fmt: skip
            db.session.add(copy)
            db.session.flush()
            db.session.add(
                Response(
                    collectivity_id=model.collectivity_id,
                    consultation_id=model.consultation_id,
                    proposal_id=copy.id,
                    outcome=Outcome.RETAINED,
                    texts={"fr": {"reason": REASON}},
                    answering_body={"fr": "Le conseil"},
                    prepared_at=NOW,
                    published_at=NOW,
                )
            )
