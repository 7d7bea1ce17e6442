"""Those who support or follow a proposal are told when it goes and comes back: once each, and never who they are."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.notifications import commands, queries
from app.features.notifications.models import News, Notice
from app.features.notifications.types import Because, NewsKind, Pace
from app.features.proposals import commands as proposals
from app.features.proposals.events import ProposalHidden, ProposalRestored, ProposalWithdrawn
from app.features.proposals.types import Channel, Content, Intake, Place, Signature
from app.features.supports.commands import give_support
from app.features.supports.models import Support
from app.foundation.database import db, transaction
from app.foundation.events import announce
from app.foundation.policy import Actor
from tests.features.notifications.telling import mails, statements, told
from tests.support.consulting import Consulting, make_consulting, make_user


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_consulting()


def support(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        give_support(actor=actor, proposal=place.proposal(proposal_id), now=now)


def follow(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        commands.follow(actor=actor, subject=place.proposal(proposal_id), now=now)


def decide(place: Consulting, proposal_id: int, decision: Decision) -> None:
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        moderation.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=decision, now=now,
            **({"ground": Ground.ILLEGAL, "reason": "Une menace."} if decision is Decision.HIDE else {}),
        )  # fmt: skip


def withdraw(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        proposals.withdraw(actor=actor, proposal=place.proposal(proposal_id), now=now)


def test_what_is_hidden_and_shown_again_is_told_to_all_concerned_once_each(place: Consulting) -> None:
    author, supporter, follower, stranger = (place.person() for _ in range(4))
    proposal_id = place.published(author)
    support(place, supporter, proposal_id)
    for each in (author, supporter, follower):
        follow(place, each, proposal_id)
    decide(place, proposal_id, Decision.HIDE)
    decide(place, proposal_id, Decision.RESTORE)
    for each, because in [
        (author, Because.AUTHOR),
        (supporter, Because.SUPPORTER),
        (follower, Because.FOLLOWER),
    ]:
        assert told(each) == [(NewsKind.PROPOSAL_RESTORED, because), (NewsKind.PROPOSAL_HIDDEN, because)]
        assert len(mails(each)) == 2
    assert told(stranger) == []


def test_those_whose_comments_go_and_come_back_with_it_are_told_once(place: Consulting) -> None:
    """Several comments are one notice; official answers and waiting comments tell nobody."""
    author, commenter = place.person(), place.person()
    proposal_id = place.published(author)
    for body in ("Oui.", "Et le soir ?"):
        comment(place, commenter, proposal_id, body)
    comment(place, author, proposal_id, "Merci.")
    decide(place, proposal_id, Decision.HIDE)
    decide(place, proposal_id, Decision.RESTORE)
    withdraw(place, author, proposal_id)
    assert told(commenter) == [
        (NewsKind.PROPOSAL_WITHDRAWN, Because.COMMENTER),
        (NewsKind.PROPOSAL_RESTORED, Because.COMMENTER),
        (NewsKind.PROPOSAL_HIDDEN, Because.COMMENTER),
    ]
    assert [because for _, because in told(author)] == [Because.AUTHOR] * 2


def comment(place: Consulting, actor: Actor, proposal_id: int, body: str) -> None:
    with transaction() as now:
        discussion.post_comment(
            actor=actor, consultation=place.consultation, about=About(proposal_id), body=body, signature=Signature(),
            now=now,
        )  # fmt: skip


def test_a_withdrawal_is_told_to_supporters_and_followers_and_not_to_who_withdrew(place: Consulting) -> None:
    author, supporter, follower = (place.person() for _ in range(3))
    proposal_id = place.published(author)
    support(place, supporter, proposal_id)
    for each in (author, supporter, follower):
        follow(place, each, proposal_id)
    withdraw(place, author, proposal_id)
    assert told(author) == []
    assert mails(author) == []
    assert told(supporter) == [(NewsKind.PROPOSAL_WITHDRAWN, Because.SUPPORTER)]
    assert told(follower) == [(NewsKind.PROPOSAL_WITHDRAWN, Because.FOLLOWER)]
    assert [len(mails(each)) for each in (supporter, follower)] == [1, 1]


def test_who_wrote_a_sheet_down_is_not_told_that_she_withdrew_it(place: Consulting) -> None:
    facilitator, supporter = place.person(Role.FACILITATOR), place.person()
    with transaction() as now:
        content = Content(title="Un banc à l'ombre", solution="Devant le dispensaire.")
        proposal_id = proposals.enter_for_somebody(
            actor=facilitator, consultation=place.consultation, place=Place(), content=content,
            intake=Intake(Channel.PAPER), now=now,
        ).id  # fmt: skip
    follow(place, facilitator, proposal_id)
    support(place, supporter, proposal_id)
    withdraw(place, facilitator, proposal_id)
    assert told(facilitator) == []
    assert told(supporter) == [(NewsKind.PROPOSAL_WITHDRAWN, Because.SUPPORTER)]


def test_a_refusal_is_told_to_its_author_and_to_the_staff_who_follow(db_session: Any) -> None:
    first = make_consulting(slug="avant-lecture", mode=ModerationMode.BEFORE)
    author, colleague = first.person(), first.person(Role.FOCAL_POINT)
    proposal_id = first.propose(author)
    follow(first, colleague, proposal_id)
    moderator = first.person(Role.MODERATOR)
    with transaction() as now:
        moderation.decide(
            actor=moderator, subject=first.proposal(proposal_id), decision=Decision.REFUSE, ground=Ground.ILLEGAL,
            reason="Une menace.", now=now,
        )  # fmt: skip
    assert told(author) == [(NewsKind.PROPOSAL_REFUSED, Because.AUTHOR)]
    assert told(colleague) == [(NewsKind.PROPOSAL_REFUSED, Because.FOLLOWER)]


def test_whoever_ended_the_mails_reads_it_on_her_page_only(place: Consulting) -> None:
    supporter = place.person()
    proposal_id = place.published(place.person())
    support(place, supporter, proposal_id)
    with transaction() as now:
        commands.choose_pace(actor=supporter, pace=Pace.NEVER, now=now)
    decide(place, proposal_id, Decision.HIDE)
    assert told(supporter) == [(NewsKind.PROPOSAL_HIDDEN, Because.SUPPORTER)]
    assert mails(supporter) == []


def test_what_is_told_names_neither_title_nor_supporters(place: Consulting) -> None:
    supporter, author = place.person(name="Voisine Discrète"), place.person()
    proposal_id = place.published(author, "Un titre que personne ne doit relire")
    support(place, supporter, proposal_id)
    decide(place, proposal_id, Decision.HIDE)
    withdrawn = place.published(author, "Un autre titre")
    support(place, supporter, withdrawn)
    withdraw(place, author, withdrawn)
    gone = {NewsKind.PROPOSAL_HIDDEN, NewsKind.PROPOSAL_WITHDRAWN}
    statement = sa.select(News.object_id, News.values).where(News.kind.in_(gone))
    kept = dict(db.session.execute(statement).all())
    assert kept == {proposal_id: {"reason": "Une menace."}, withdrawn: {}}
    notices = list(queries.list_notices(supporter.user_id or 0).items)
    named = queries.names_for(notices, user_id=supporter.user_id or 0)
    assert {each.title for each in named.proposals.values()} == {None}


@pytest.mark.parametrize(
    "event",
    [
        ProposalWithdrawn,
        lambda *facts: ProposalHidden(*facts, reason="Une menace."),
        ProposalRestored,
    ],
    ids=["withdrawn", "hidden", "restored"],
)
def test_forty_supporters_cost_as_many_statements_as_two(place: Consulting, event: Any) -> None:
    counts = []
    for number in (2, 40):
        proposal_id = place.published(place.person(), f"Idée {number}")
        _add_supporters(place, proposal_id, number)
        with transaction(), statements() as sent:
            announce(event(proposal_id, place.consultation_id, place.collectivity_id))
        counts.append(len(sent))
        reached = (
            sa.select(sa.func.count()).select_from(Notice).join(News).where(News.object_id == proposal_id)
        )
        assert db.session.scalar(reached.where(Notice.because == Because.SUPPORTER)) == number
    assert counts[0] == counts[1]


def _add_supporters(place: Consulting, proposal_id: int, count: int) -> None:
    with transaction() as now:
        for number in range(count):
            db.session.add(
                Support(
                    collectivity_id=place.collectivity_id,
                    proposal_id=proposal_id,
                    user_id=make_user(f"Voisine {number}").id,
                    given_at=now,
                )
            )
