"""The moderators' pages, reporting, and the public log."""

import html
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.models import RoleGrant
from app.features.accounts.types import Role
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.consultations.types import ModerationMode
from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.moderation import commands as moderation
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.types import Decision, Ground
from app.features.proposals import commands as proposals
from app.features.proposals.types import ProposalState, Signature
from app.features.reports.queries import count_figures
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting, make_consulting, make_user
from tests.support.moderating import appeal, hide
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
QUEUE = "/fr/c/ain-essai/manage/moderation"
LOG = "/fr/c/ain-essai/moderation-log"
CHARTER = "1. Parler des idées.\n2. Ni publicité ni propagande."


@pytest.fixture
def place(db_session: Any) -> Consulting:
    place = make_consulting(mode=ModerationMode.BEFORE)
    with transaction() as now:
        db.session.add(
            PublicTextVersion(
                collectivity_id=place.collectivity_id, kind=PublicText.CHARTER, number=1,
                texts={"fr": {"text": CHARTER}}, published_at=now,
            )
        )  # fmt: skip
    return place


@pytest.fixture
def moderator(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person(Role.MODERATOR, name="Nom Secret")
    sign_in(client, actor.user_id or 0)
    return actor


def state(place: Consulting, proposal_id: int) -> ProposalState:
    return place.proposal(proposal_id).state


def test_the_queue_shows_what_waits_and_publishes_what_is_ticked(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person()
    ids = [place.propose(author, f"Idée {number}") for number in range(3)]
    page = client.get(QUEUE).text
    assert all(f'value="proposal-{each}-0"' in page for each in ids)
    answer = client.post(
        QUEUE, data={"texts": [f"proposal-{each}" for each in ids[:2]], "decision": "publish"}
    )
    assert (answer.status_code, answer.location) == (303, QUEUE)
    assert [state(place, each) for each in ids] == [
        ProposalState.PUBLISHED, ProposalState.PUBLISHED, ProposalState.PENDING,
    ]  # fmt: skip


def test_refusing_in_bulk_asks_for_ground_and_reason_and_keeps_the_ticks(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    proposal_id = place.propose(place.person())
    ticked = {"texts": [f"proposal-{proposal_id}-0"], "decision": "refuse"}
    answer = client.post(QUEUE, data=ticked)
    assert answer.status_code == 422
    assert f'value="proposal-{proposal_id}-0" checked' in answer.text
    said = {"ground": "charter_rule", "charter_rule": "2", "reason": "Publicité."}
    assert client.post(QUEUE, data=ticked | said).status_code == 303
    assert state(place, proposal_id) is ProposalState.REFUSED


def test_where_nothing_can_be_ticked_nothing_asks_for_ticks(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person()
    decision_id = hide(place, moderator, place.published(author))
    appeal(author, decision_id)
    page = client.get(QUEUE).text
    assert "data-row" in page
    assert 'value="publish"' not in page
    place.propose(author)
    assert 'value="publish"' in client.get(QUEUE).text


def test_a_reason_typed_for_many_texts_stays_when_a_colleague_decided_on_them_meanwhile(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    proposal_id, colleague = place.propose(place.person()), place.person(Role.FOCAL_POINT)
    with transaction() as now:
        moderation.decide(
            actor=colleague, subject=place.proposal(proposal_id),
            decision=Decision.PUBLISH, now=now,
        )  # fmt: skip
    said = {"ground": "charter_rule", "charter_rule": "2", "reason": "Publicité pour un garage."}
    answer = client.post(QUEUE, data={"texts": [f"proposal-{proposal_id}-0"], "decision": "refuse"} | said)
    assert answer.status_code == 409
    assert "Publicité pour un garage." in answer.text
    assert state(place, proposal_id) is ProposalState.PUBLISHED


def test_nothing_ticked_or_odd_values_are_answered_plainly(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    place.propose(place.person())
    assert client.post(QUEUE, data={"decision": "publish"}).status_code == 422
    assert client.post(QUEUE, data={"texts": ["proposal-x"], "decision": "publish"}).status_code == 404
    assert client.post(QUEUE, data={"texts": ["proposal-1"], "decision": "erase"}).status_code == 422
    assert client.get(f"{QUEUE}?waiting=drop%20table&page=-4").status_code == 200


def test_a_text_of_another_collectivity_is_neither_shown_nor_decided(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    other = make_consulting(slug="autre", mode=ModerationMode.BEFORE)
    foreign = other.propose(other.person())
    assert client.get(f"{QUEUE}/proposal/{foreign}").status_code == 404
    assert client.post(f"{QUEUE}/proposal/{foreign}", data={"decision": "publish"}).status_code == 404
    answer = client.post(QUEUE, data={"texts": [f"proposal-{foreign}"], "decision": "publish"})
    assert answer.status_code == 404
    assert state(other, foreign) is ProposalState.PENDING


def test_a_case_shows_what_helps_and_leads_to_the_next(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person(name="Amina")
    place.published(author, "Ouvrir la bibliothèque tard")
    first, second = place.propose(author), place.propose(author, "Autre idée")
    page = client.get(f"{QUEUE}/proposal/{first}").text
    assert "Deux soirs par semaine." in page
    assert "Ouvrir la bibliothèque tard" in page
    answer = client.post(f"{QUEUE}/proposal/{first}", data={"decision": "return", "reason": "Dites où."})
    assert answer.location == f"{QUEUE}/proposal/{second}"
    assert state(place, first) is ProposalState.RETURNED


def test_a_case_without_reason_keeps_what_was_typed(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    shown = place.published(place.person())
    answer = client.post(f"{QUEUE}/proposal/{shown}", data={"decision": "hide", "reason": "Une insulte."})
    assert answer.status_code == 422
    assert "Une insulte." in answer.text
    assert client.post(f"{QUEUE}/proposal/{shown}", data={"decision": "publish"}).status_code == 409


def test_ones_own_text_is_left_to_a_colleague(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    mine = place.propose(moderator)
    assert f'value="proposal-{mine}-' not in client.get(QUEUE).text
    assert 'name="decision"' not in client.get(f"{QUEUE}/proposal/{mine}").text
    assert client.post(f"{QUEUE}/proposal/{mine}", data={"decision": "publish"}).status_code == 403


def test_other_roles_and_visitors_stay_out(place: Consulting, client: FlaskClient) -> None:
    assert client.get(QUEUE).status_code == 303
    sign_in(client, place.person(Role.COUNCIL_MEMBER).user_id or 0)
    assert client.get(QUEUE).status_code == 403
    assert client.post(QUEUE, data={"texts": ["proposal-1"], "decision": "publish"}).status_code == 403


def test_a_reader_reports_by_a_page_of_its_own(place: Consulting, client: FlaskClient) -> None:
    shown = place.published(place.person())
    address = f"/fr/c/ain-essai/report/proposal/{shown}"
    assert client.get(address).status_code == 303
    sign_in(client, place.person().user_id or 0)
    assert "Parler des idées." in client.get(address).text
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "Une insulte."}).status_code == 303
    assert client.post(address, data={"reason": "Encore."}).status_code == 409
    assert db.session.scalars(sa.select(Report.reason)).all() == ["Une insulte."]


def test_what_is_not_public_cannot_be_reported(place: Consulting, client: FlaskClient) -> None:
    pending = place.propose(place.person())
    sign_in(client, place.person().user_id or 0)
    for address in (f"proposal/{pending}", "proposal/999", "user/1"):
        assert client.get(f"/fr/c/ain-essai/report/{address}").status_code == 404


def test_a_comment_under_a_hidden_proposal_is_read_nowhere_any_more(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    shown = place.published(place.person())
    with transaction() as now:
        comment_id = discussion.post_comment(
            actor=moderator, consultation=place.consultation, about=About(shown), body="Très juste",
            signature=Signature(), official_role=Role.MODERATOR, now=now,
        ).id  # fmt: skip
    reader = client.application.test_client()
    sign_in(reader, place.person().user_id or 0)
    address = f"/fr/c/ain-essai/report/comment/{comment_id}"
    assert "Très juste" in reader.get(address).text
    with transaction() as now:
        proposals.hide(actor=SYSTEM, proposal=place.proposal(shown), reason="Une insulte", now=now)
    assert reader.get(address).status_code == 404
    assert reader.post(address, data={"reason": "Une insulte."}).status_code == 404


def test_whoever_only_wrote_under_a_hidden_proposal_is_not_counted_until_it_is_shown_again(
    place: Consulting,
) -> None:
    shown, neighbour = place.published(place.person()), place.person()
    with transaction() as now:
        comment = discussion.post_comment(
            actor=neighbour, consultation=place.consultation, about=About(shown), body="Très juste",
            signature=Signature(), now=now,
        )  # fmt: skip
        if comment.published_at is None:
            discussion.publish(actor=SYSTEM, comment=comment, now=now)
    before = count_figures(place.consultation)
    with transaction() as now:
        proposals.hide(actor=SYSTEM, proposal=place.proposal(shown), reason="Une insulte", now=now)
    counted = count_figures(place.consultation)
    assert [each["comments"] for each in (before, counted)] == [1, 0]
    assert [each["participants"] for each in (before, counted)] == [2, 0]
    with transaction() as now:
        proposals.restore(actor=SYSTEM, proposal=place.proposal(shown), now=now)
    assert count_figures(place.consultation) == before


def test_the_log_shows_role_ground_and_reason_and_no_name(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    shown = place.published(place.person(name="Autrice Cachée"), "Un titre très reconnaissable")
    said = {"ground": "charter_rule", "charter_rule": "1", "reason": "Une personne est visée."}
    client.post(f"{QUEUE}/proposal/{shown}", data={"decision": "hide"} | said)
    visitor = client.application.test_client()
    page = visitor.get(LOG).text
    assert "Une personne est visée." in page
    for secret in ("Nom Secret", "Autrice Cachée", "Un titre très reconnaissable"):
        assert secret not in page
    assert "Une personne est visée." not in visitor.get(f"{LOG}?decision=publish").text
    assert "Une personne est visée." in visitor.get(f"{LOG}?decision=nonsense").text


def test_pages_ask_the_database_as_often_for_two_texts_as_for_forty(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person()

    def propose(count: int) -> list[int]:
        return [place.propose(author, f"Idée {number}") for number in range(count)]

    ids = propose(2)
    client.post(QUEUE, data={"texts": [f"proposal-{ids[0]}"], "decision": "publish"})
    propose(1)
    few = [queries_of(lambda page=page: client.get(page)) for page in (QUEUE, LOG)]
    ids = propose(38)
    client.post(QUEUE, data={"texts": [f"proposal-{each}" for each in ids[:19]], "decision": "publish"})
    many = [queries_of(lambda page=page: client.get(page)) for page in (QUEUE, LOG)]
    assert few == many
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationDecision)) == 20


# ── cases at the desk ──


def act(client: FlaskClient, address: str, status: int = 303, **form: str) -> str:
    answer = client.post(f"{QUEUE}/{address}", data=form)
    assert answer.status_code == status, answer.text
    return answer.text if status != 303 else answer.location


def test_a_case_is_taken_noted_handed_over_and_given_back(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    colleague, proposal_id = place.person(Role.MODERATOR, name="Une collègue"), place.propose(place.person())
    case = f"proposal/{proposal_id}"
    assert act(client, f"{case}/take") == f"{QUEUE}/{case}"
    act(client, f"{case}/facts", facts="Un numéro au deuxième paragraphe.")
    page = client.get(f"{QUEUE}/{case}").text
    assert "Un numéro au deuxième paragraphe." in page
    assert f'value="proposal-{proposal_id}-0"' in client.get(f"{QUEUE}?who=me").text
    act(client, f"{case}/colleague", colleague=str(colleague.user_id))
    assert "Une collègue" in client.get(f"{QUEUE}/{case}").text
    assert f'value="proposal-{proposal_id}-0"' not in client.get(f"{QUEUE}?who=me").text
    assert "Une collègue" in act(client, f"{case}/take", 409)
    act(client, f"{case}/colleague", 422, colleague="999")
    act(client, f"{case}/give-back")
    assert f'value="proposal-{proposal_id}-0"' in client.get(f"{QUEUE}?who=nobody&late=&kind=proposal").text
    assert f'value="proposal-{proposal_id}-0"' not in client.get(f"{QUEUE}?kind=comment").text


def test_an_order_is_recorded_with_its_reference_or_comes_back_with_what_was_typed(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    case = f"proposal/{place.published(place.person())}"
    order = {"order-authority": "Tribunal de première instance", "order-dated_on": "2026-01-06"}
    page = act(client, f"{case}/order", 422, **order)
    assert "Tribunal de première instance" in page
    act(client, f"{case}/order", **order, **{"order-reference": "2026/114"})
    page = client.get(f"{QUEUE}/{case}").text
    assert "2026/114" in page
    assert "Tribunal de première instance" in page


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        ("hide-2", "Cela va à l’encontre de la règle 2 de la charte de participation"),
        ("hide-law", "Son contenu est contraire à la loi."),
        ("remove-law", "Cette proposition est supprimée."),
        ("relabel-off_topic", "Hors du sujet de cette consultation"),
    ],
)
def test_a_statement_begins_in_the_language_of_the_author(
    place: Consulting, client: FlaskClient, moderator: Actor, begin: str, words: str
) -> None:
    proposal_id = place.published(place.person())
    arabic = client.get(f"{QUEUE.replace('/fr/', '/ar/')}/proposal/{proposal_id}?begin={begin}").text
    assert words in html.unescape(arabic)
    assert "2. Ni publicité" in html.unescape(arabic)


@pytest.mark.parametrize("begin", ["hide-99", "publish", "erase-1", "hide-²", "%00", "hide-law-1"])
def test_an_odd_beginning_is_as_if_it_were_not_there(
    place: Consulting, client: FlaskClient, moderator: Actor, begin: str
) -> None:
    proposal_id = place.published(place.person())
    assert client.get(f"{QUEUE}/proposal/{proposal_id}?begin={begin}").status_code == 200


def test_whoever_decides_second_keeps_what_she_typed_and_learns_who_was_first(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    colleague, shown = place.person(Role.MODERATOR, name="Une collègue"), place.published(place.person())
    hide(place, colleague, shown)
    said = {"ground": "charter_rule", "charter_rule": "1", "reason": "Ce que j'ai écrit longuement."}
    page = act(client, f"proposal/{shown}", 409, decision="hide", seen="0", **said)
    assert "Une collègue" in page
    assert "écrit longuement." in page
    ticked = {"texts": [f"proposal-{shown}-0"], "decision": "refuse"}
    answer = client.post(QUEUE, data=ticked | said)
    assert answer.status_code == 409
    assert "Une collègue" in answer.text


def test_the_next_case_is_the_one_that_follows_under_the_same_filters(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person()
    first, second, third = (place.propose(author, f"Idée {number}") for number in range(3))
    page = client.get(f"{QUEUE}/proposal/{second}?kind=proposal").text
    assert f'href="{QUEUE}/proposal/{first}?kind=proposal"' in page
    assert f'href="{QUEUE}/proposal/{third}?kind=proposal"' in page
    following = act(client, f"proposal/{second}?kind=proposal", decision="publish", seen="0")
    assert following == f"{QUEUE}/proposal/{third}?kind=proposal"


def test_an_appeal_is_read_and_decided_by_somebody_else(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author, first = place.person(), place.person(Role.FOCAL_POINT)
    shown = place.published(author)
    decision = hide(place, first, shown)
    assert client.get(f"{QUEUE}/appeals/{decision}").status_code == 404
    appeal(author, decision, "Je ne nomme personne.")
    assert "Je ne nomme personne." in client.get(f"{QUEUE}/appeals/{decision}").text
    assert f"/appeals/{decision}" in client.get(f"{QUEUE}/proposal/{shown}").text
    page = act(client, f"appeals/{decision}", 422, outcome="partly", reason="Une partie seulement.")
    assert "Une partie seulement." in page
    location = act(client, f"appeals/{decision}", outcome="overturned", reason="Personne n'est nommé.")
    assert location == f"{QUEUE}?waiting=appeal"
    assert state(place, shown) is ProposalState.PUBLISHED
    sign_in(client, place.person(Role.MODERATOR).user_id or 0)
    act(client, f"appeals/{decision}", 409, outcome="upheld", reason="Trop tard.")


def test_whoever_decided_first_and_other_roles_decide_no_appeal(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    place.person(Role.FOCAL_POINT)
    decision = hide(place, moderator, shown := place.published(author := place.person()))
    appeal(author, decision)
    assert 'name="outcome"' not in client.get(f"{QUEUE}/appeals/{decision}").text
    act(client, f"appeals/{decision}", 403, outcome="overturned", reason="Non.")
    for outsider in (place.person(Role.COUNCIL_MEMBER), author):
        sign_in(client, outsider.user_id or 0)
        act(client, f"appeals/{decision}", 403, outcome="overturned", reason="Non.")
    assert state(place, shown) is ProposalState.HIDDEN


def test_a_coordinator_of_the_network_opens_only_the_appeals_that_nobody_here_may_decide(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    author = place.person()
    decision = hide(place, moderator, place.published(author))
    appeal(author, decision)
    with transaction() as now:
        network = make_user("Coordinatrice").id
        db.session.add(
            RoleGrant(user_id=network, collectivity_id=None, role=Role.NETWORK_COORDINATOR, granted_at=now)
        )
    sign_in(client, network)
    assert 'name="outcome"' in client.get(f"{QUEUE}/appeals/{decision}").text
    colleague = place.person(Role.FOCAL_POINT)
    assert client.get(f"{QUEUE}/appeals/{decision}").status_code == 403
    assert client.get(QUEUE).status_code == 403
    sign_in(client, colleague.user_id or 0)
    assert 'name="outcome"' in client.get(f"{QUEUE}/appeals/{decision}").text


def test_ones_own_comments_are_listed_with_what_became_of_them(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    shown, author = place.published(place.person()), place.person()
    with transaction() as now:
        comment = discussion.post_comment(
            actor=author, consultation=place.consultation, about=About(shown), body="Très juste",
            signature=Signature(), now=now,
        )  # fmt: skip
        moderation.decide(
            actor=moderator, subject=comment, decision=Decision.REMOVE, ground=Ground.ILLEGAL, reason="Menace.",
            now=now,
        )  # fmt: skip
    sign_in(client, author.user_id or 0)
    page = client.get("/fr/me/moderation").text
    assert "Très juste" in page
    assert "Commentaire supprimé par la modération" in page


def test_a_case_asks_the_database_as_often_whatever_waits_beside_it(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    ids = [place.propose(place.person(), f"Idée {number}") for number in range(3)]
    case = f"{QUEUE}/proposal/{ids[1]}"
    few = queries_of(lambda: client.get(case))
    for number in range(20):
        place.propose(place.person(), f"Autre idée {number}")
    assert queries_of(lambda: client.get(case)) == few
