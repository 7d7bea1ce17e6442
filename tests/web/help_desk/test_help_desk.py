"""Somebody at a desk acts for a person beside her: visibly, for half an hour, and never in a vote."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import RoleGrant, User
from app.features.accounts.queries import load_actor
from app.features.discussion.models import Comment
from app.features.helping.models import HelpAct, HelpSession
from app.features.helping.types import EndedBy, HelpActKind
from app.features.proposals.models import Proposal
from app.features.supports.models import Support
from app.foundation.database import db, transaction
from app.foundation.history import HistoryStep
from app.jobs import helping
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.world import NOW, World

pytestmark = pytest.mark.sqlite_only
PERSON = "citizen-a@example.org"
IDEA = {
    "title": "Un puits propre", "solution": "Le curer.", "name_shown": "hidden", "step": "check", "kind": "idea",
}  # fmt: skip


@pytest.fixture
def helper(client: Client, world: World, app: Flask) -> Iterator[Client]:
    """The facilitator of A at her desk."""
    client.sign_in(world.people["facilitator_a"])
    with app.app_context():
        yield client


def url(world: World, rest: str) -> str:
    return f"/fr/c/{world.a.slug}{rest}"


def ask(client: Client, world: World, address: str = PERSON) -> Any:
    return client.post(url(world, "/manage/help-desk"), data={"address": address, "language": "fr"})


def code_in(outbox: Mailbox, address: str = PERSON) -> str:
    found = re.search(r"\b\d{6}\b", outbox.last_letter(address).text)
    assert found is not None
    return found.group()


def begin(client: Client, world: World, outbox: Mailbox, address: str = PERSON) -> Any:
    ask(client, world, address)
    data = {"code": code_in(outbox, address), "agrees": "y"}
    begun = client.post(url(world, "/manage/help-desk/code"), data=data)
    client.post(url(world, "/legal-notice/accept"))
    return begun


def propose(client: Client, world: World, **fields: str) -> Any:
    return client.post(url(world, f"/consultations/{world.a['open']}/proposals/new"), data={**IDEA, **fields})


def running() -> HelpSession:
    return db.session.scalars(sa.select(HelpSession).order_by(HelpSession.id.desc())).first()  # type: ignore[return-value]


def test_a_proposal_written_with_help_is_the_person_s_and_names_both(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    assert begin(helper, world, outbox).status_code == 303
    assert propose(helper, world).status_code == 303
    made = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
    assert made is not None
    assert (made.author_id, made.entered_by_id) == (world.people["citizen_a"], None)
    steps = sa.select(HistoryStep).where(HistoryStep.kind == "proposal", HistoryStep.object_id == made.id)
    assert {(each.actor_id, each.helped_by_id) for each in db.session.scalars(steps)} == {
        (world.people["citizen_a"], world.people["facilitator_a"])
    }
    *_notice, act = db.session.scalars(sa.select(HelpAct).order_by(HelpAct.id))
    assert (act.session_id, act.kind) == (running().id, HelpActKind.PROPOSAL_WRITTEN)
    assert act.path == f"/c/{world.a.slug}/proposals/{made.id}"
    assert helper.get(url(world, f"/proposals/{made.id}")).status_code == 200


def test_comments_and_places_are_hers_too(helper: Client, world: World, outbox: Mailbox) -> None:
    begin(helper, world, outbox)
    address = url(world, f"/consultations/{world.a['open']}/comments?proposal={world.a['published']}")
    assert helper.post(address, data={"body": "Bonne idée", "stance": "remark"}).status_code == 303
    comment = db.session.scalars(sa.select(Comment).order_by(Comment.id.desc())).first()
    assert comment is not None
    assert comment.author_id == world.people["citizen_a"]
    assert helper.post(url(world, f"/workshops/{world.a['workshop']}/places")).status_code == 303
    assert {each.kind for each in db.session.scalars(sa.select(HelpAct))} - {HelpActKind.NOTICE_ACCEPTED} == {
        HelpActKind.COMMENT_WRITTEN,
        HelpActKind.PLACE_TAKEN,
    }


def test_every_page_says_for_whom_and_until_when_with_a_button_that_ends_it(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    begin(helper, world, outbox)
    for path in ("", f"/consultations/{world.a['open']}", f"/proposals/{world.a['published']}"):
        text = helper.get(url(world, path)).text
        assert "30" in text
        assert 'action="/fr/help-desk/end"' in text
        assert "Essai Citizen A" in text
    refused = helper.get(url(world, "/manage/voters"))
    assert (refused.status_code, 'action="/fr/help-desk/end"' in refused.text) == (403, True)
    assert helper.post("/fr/help-desk/end").status_code == 303
    assert 'action="/fr/help-desk/end"' not in helper.get(url(world, "")).text
    assert helper.get(url(world, "/manage/voters")).status_code == 200


# What stays the person's own, whoever sits beside her.
CLOSED = (
    ("POST", "/C/proposals/{published}/support"),
    ("POST", "/C/consultations/{open}/items/{project_open}/opinion"),
    ("POST", "/C/consultations/{open}/vote"),
    ("POST", "/C/consultations/{open}/vote/cast"),
    ("POST", "/C/proposals/{published}/withdraw"),
    ("POST", "/fr/account/password"),
    ("POST", "/fr/me/settings"),
    ("POST", "/fr/me/addresses"),
    ("POST", "/fr/account/sign-in"),
    ("GET", "/fr/me"),
    ("GET", "/fr/me/settings"),
    ("GET", "/fr/me/help"),
    ("GET", "/C/manage/team"),
)


def test_whoever_helps_neither_votes_nor_supports_nor_touches_the_account_nor_sees_her_choices(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    begin(helper, world, outbox)
    supports = db.session.scalar(sa.select(sa.func.count()).select_from(Support))
    typed = {"choice": "1", "opinion": "agree", "password": "montagne et vent", "address": PERSON}
    answers = {}
    for method, path in CLOSED:
        address = path.replace("/C", f"/fr/c/{world.a.slug}").format(**world.a.ids)
        answers[method, path] = helper.open(address, method=method, data=typed).status_code
    assert {key: status for key, status in answers.items() if status not in {403, 404}} == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Support)) == supports


def test_her_support_is_not_shown_to_whoever_helps(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    person = Client(app, use_cookies=True)
    person.sign_in(world.people["citizen_a"])
    address = url(world, f"/proposals/{world.a['published']}")
    person.post(url(world, "/legal-notice/accept"))
    person.post(f"{address}/support")
    assert 'aria-pressed="true"' in person.get(address).text
    begin(helper, world, outbox)
    assert 'aria-pressed="true"' not in helper.get(address).text


def test_what_she_follows_is_not_shown_to_whoever_helps(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    person = Client(app, use_cookies=True)
    person.sign_in(world.people["citizen_a"])
    address = url(world, f"/proposals/{world.a['published']}")
    follow = url(world, f"/follow/proposal/{world.a['published']}")
    person.post(follow)
    unfollow = url(world, f"/unfollow/proposal/{world.a['published']}")
    assert (follow in person.get(address).text, unfollow in person.get(address).text) == (False, True)
    begin(helper, world, outbox)
    assert unfollow not in helper.get(address).text


def test_it_ends_by_itself_after_thirty_minutes_and_what_comes_later_is_nobody_s(
    helper: Client, world: World, outbox: Mailbox, clock: FixedClock
) -> None:
    begin(helper, world, outbox)
    clock.advance(minutes=30)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Proposal))
    late = propose(helper, world)
    assert (late.status_code, db.session.scalar(sa.select(sa.func.count()).select_from(Proposal))) == (
        409,
        before,
    )
    assert helper.get(url(world, "/manage/voters")).status_code == 200
    helping.end_due_help()
    assert (running().ended_by, running().ended_at) == (EndedBy.CLOCK, clock())
    assert len([each for each in outbox.letters(PERSON) if "guichet" in each.subject]) == 2


def test_the_person_is_told_and_reads_everything_in_her_account(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    begin(helper, world, outbox)
    propose(helper, world)
    helper.post("/fr/help-desk/end")
    letter = outbox.last_letter(PERSON)
    assert "Essai Facilitator A" in letter.text
    assert "/me/help" in letter.text
    person = Client(app, use_cookies=True)
    person.sign_in(world.people["citizen_a"])
    page = person.get("/fr/me/help").text
    assert "Essai Facilitator A" in page
    assert f"/fr/c/{world.a.slug}/proposals/" in page


def test_the_person_ends_it_from_her_own_mail(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    begin(helper, world, outbox)
    link = next(each for each in outbox.letters(PERSON) if each.links).link("/help-desk/")
    person = Client(app, use_cookies=True)
    assert person.get(link).status_code == 200
    assert running().ended_at is None
    assert person.post(link).status_code == 200
    assert (running().ended_by, propose(helper, world).status_code) == (EndedBy.PERSON, 409)


def test_the_log_of_the_desk_never_says_who_was_helped(helper: Client, world: World, outbox: Mailbox) -> None:
    begin(helper, world, outbox)
    propose(helper, world)
    helper.post("/fr/help-desk/end")
    page = helper.get(url(world, "/manage/help-desk")).text
    assert "Essai Facilitator A" in page
    assert "Citizen" not in page
    assert PERSON not in page


def test_without_the_code_without_consent_or_for_oneself_nobody_acts(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    ask(helper, world)
    code = code_in(outbox)
    address = url(world, "/manage/help-desk/code")
    wrong = "000000" if code != "000000" else "111111"
    assert helper.post(address, data={"code": wrong, "agrees": "y"}).status_code == 422
    assert helper.post(address, data={"code": code}).status_code == 422
    assert running().began_at is None
    assert begin(helper, world, outbox, "facilitator-a@example.org").status_code == 422
    assert running().began_at is None


def test_a_code_is_tried_five_times_and_works_ten_minutes(
    helper: Client, world: World, outbox: Mailbox, clock: FixedClock
) -> None:
    ask(helper, world)
    code, address = code_in(outbox), url(world, "/manage/help-desk/code")
    for _ in range(5):
        helper.post(address, data={"code": "12", "agrees": "y"})
    assert helper.post(address, data={"code": code, "agrees": "y"}).status_code == 422
    ask(helper, world)
    clock.advance(minutes=10)
    assert helper.post(address, data={"code": code_in(outbox), "agrees": "y"}).status_code == 422


def test_the_code_of_one_helper_opens_nothing_for_another(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    ask(helper, world)
    with helper.session_transaction() as kept:
        asked = kept["help_asked"]
    other = Client(app, use_cookies=True)
    other.sign_in(world.people["focal_point_a"])
    with other.session_transaction() as kept:
        kept["help_asked"] = asked
    data = {"code": code_in(outbox), "agrees": "y"}
    assert other.post(url(world, "/manage/help-desk/code"), data=data).status_code == 422


def test_a_person_with_a_phone_only_is_given_an_account_by_her_code(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    assert ask(helper, world, "0612345678").status_code == 303
    (message,) = [each for each in outbox.texts() if each.recipient == "+212612345678"]
    code = re.search(r"\b\d{6}\b", message.text)
    assert code is not None
    data = {"code": code.group(), "agrees": "y"}
    assert helper.post(url(world, "/manage/help-desk/code"), data=data).status_code == 303
    user = db.session.scalars(sa.select(User).where(User.us_phone_number == "+212612345678")).one()
    assert (user.confirmed_at, user.notice_accepted_at, user.password) == (NOW, NOW, None)
    assert helper.post(url(world, "/legal-notice/accept")).status_code == 303
    assert propose(helper, world).status_code == 303
    helper.post("/fr/help-desk/end")
    assert "/me/help" in outbox.texts()[-1].text


def test_whoever_loses_her_role_acts_for_nobody_at_the_next_request(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    begin(helper, world, outbox)
    with transaction() as now:
        db.session.execute(
            sa.update(RoleGrant)
            .where(RoleGrant.user_id == world.people["facilitator_a"])
            .values(ended_at=now)
        )
    assert propose(helper, world).status_code == 409


def test_nothing_is_done_for_an_account_that_was_closed_meanwhile(
    helper: Client, world: World, outbox: Mailbox
) -> None:
    begin(helper, world, outbox)
    with transaction():
        closed = sa.update(User).where(User.id == world.people["citizen_a"])
        db.session.execute(closed.values(active=False))
    assert propose(helper, world).status_code == 409


def test_a_cookie_with_somebody_else_s_help_session_opens_nothing(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    begin(helper, world, outbox)
    for name in ("focal_point_a", "citizen_b"):
        other = Client(app, use_cookies=True)
        other.sign_in(world.people[name])
        with other.session_transaction() as kept:
            kept["help_under_way"] = running().id
        assert propose(other, world).status_code == 409


def test_a_form_opened_while_helping_cannot_be_sent_afterwards_in_the_helper_s_name(
    strict_client: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        strict_client.sign_in(world.people["facilitator_a"])
        begin(strict_client, world, outbox)
        app.config["WTF_CSRF_ENABLED"] = True
        page = strict_client.get(url(world, f"/consultations/{world.a['open']}/proposals/new?kind=idea")).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        assert strict_client.post("/fr/help-desk/end", data={"csrf_token": token.group(1)}).status_code == 303
        assert propose(strict_client, world, csrf_token=token.group(1)).status_code == 400


def test_a_new_consent_ends_what_the_person_or_the_helper_left_open(
    helper: Client, world: World, outbox: Mailbox, app: Flask
) -> None:
    begin(helper, world, outbox)
    other = Client(app, use_cookies=True)
    other.sign_in(world.people["focal_point_a"])
    assert begin(other, world, outbox).status_code == 303
    assert [propose(each, world).status_code for each in (helper, other)] == [409, 303]
    other.post("/fr/account/sign-out")
    other.sign_in(world.people["focal_point_a"])
    assert begin(other, world, outbox, "citizen-b@example.org").status_code == 303
    statement = sa.select(HelpSession.ended_by).order_by(HelpSession.id)
    assert db.session.scalars(statement).all() == [EndedBy.PERSON, EndedBy.HELPER, None]
    assert load_actor(world.people["citizen_a"]).helped_by is None
