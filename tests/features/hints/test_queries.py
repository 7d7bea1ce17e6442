"""Hints on texts: what each is about, how campaigns are counted, and that lists cost a constant number of queries."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import User
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About
from app.features.hints.models import TextPrint
from app.features.hints.queries import LEAST_SUDDEN, count_signatories, hints_for
from app.features.hints.types import Hint, HintKind
from app.features.moderation.types import Subject
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Content, Signature
from app.features.supports import commands as supports
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.weighing import counting

LONG = "Nous demandons que la bibliothèque ouvre le soir et le samedi pour les élèves du quartier."


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def hints(*contributions: Proposal | Comment) -> list[list[Hint]]:
    return list(hints_for(contributions, now=clock.now()).values())


def kinds(contribution: Proposal | Comment) -> set[HintKind]:
    return {hint.kind for hint in hints(contribution)[0]}


def propose(place: Consulting, author: Actor | None = None, solution: str = LONG) -> int:
    return place.published(author or place.person(), "Ouvrir le soir", solution=solution)


def make_new(*actors: Actor) -> None:
    with transaction() as now:
        ids = [actor.user_id for actor in actors]
        db.session.execute(sa.update(User).where(User.id.in_(ids)).values(create_datetime=now))


def test_what_a_text_holds_is_said_with_what_was_found(place: Consulting) -> None:
    words = (
        "APPELEZ-MOI AU ٠٦ ١٢ ٣٤ ٥٦ ٧٨ TOUT DE SUITE, ON ATTEND !!!! https://bit.ly/x http://example.org/a"
    )
    found = {hint.kind: hint.found for hint in hints(place.proposal(propose(place, solution=words)))[0]}
    assert found == {
        HintKind.PHONE: ("٠٦ ١٢ ٣٤ ٥٦ ٧٨",),
        HintKind.CAPITALS: (),
        HintKind.REPEATED_MARKS: ("!!!!",),
        HintKind.HIDDEN_TARGET: ("bit.ly",),
        HintKind.LINKS: ("bit.ly", "example.org"),
    }


def test_a_plain_text_has_no_hint(place: Consulting) -> None:
    assert hints(place.proposal(propose(place))) == [[]]
    assert hints_for([], now=clock.now()) == {}


def test_two_people_with_nearly_the_same_text_are_no_campaign(place: Consulting) -> None:
    first, second = propose(place), propose(place, solution=LONG.upper().replace("É", "E").replace("È", "E"))
    found = hints(place.proposal(first), place.proposal(second))
    assert [[(hint.kind, hint.other) for hint in each if hint.kind is HintKind.ALIKE] for each in found] == [
        [(HintKind.ALIKE, (Subject.PROPOSAL, second))],
        [(HintKind.ALIKE, (Subject.PROPOSAL, first))],
    ]
    assert count_signatories(proposal_id=first) == 0


def test_one_text_by_many_people_is_one_point_with_as_many_signatories(place: Consulting) -> None:
    """Who sends it twice signs once; each sheet that was typed in is somebody of her own."""
    twice = place.person()
    ids = [propose(place, twice), propose(place, twice), propose(place), propose(place)]
    first = place.proposal(ids[0])
    found = {hint.kind: str(hint.why) for hint in hints(first)[0]}
    assert set(found) == {HintKind.CAMPAIGN, HintKind.SENT_AGAIN}
    assert "3 people" in found[HintKind.CAMPAIGN]
    assert "2 times" in found[HintKind.SENT_AGAIN]
    assert {count_signatories(proposal_id=each) for each in ids} == {3}


def test_only_what_everybody_can_read_is_counted_in_public(place: Consulting) -> None:
    authors = [place.person() for _ in range(4)]
    ids = [propose(place, author) for author in authors]
    assert count_signatories(proposal_id=ids[0]) == 4
    with transaction() as now:
        proposals.withdraw(actor=authors[3], proposal=place.proposal(ids[3]), now=now)
    assert count_signatories(proposal_id=ids[0]) == 3
    assert "3 people" in str(hints(place.proposal(ids[0]))[0][0].why)


def test_a_text_that_was_changed_leaves_its_point(place: Consulting) -> None:
    author = place.person()
    first, second = propose(place), propose(place, author)
    other = "Un terrain de sport éclairé manque au douar, et les jeunes jouent sur la route nationale chaque soir."
    with transaction() as now:
        content = Content(title="Un terrain", solution=other)
        proposals.edit(actor=author, proposal=place.proposal(second), content=content, now=now)
    assert kinds(place.proposal(first)) == kinds(place.proposal(second)) == set()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TextPrint)) == 2


def test_consultations_and_kinds_of_text_are_compared_among_themselves(place: Consulting) -> None:
    propose(place)
    elsewhere = make_consulting(slug="dar-essai")
    assert kinds(elsewhere.proposal(propose(elsewhere))) == set()
    comment_id = comment(place, f"Ouvrir le soir\n{LONG}")
    assert kinds(db.session.get_one(Comment, comment_id)) == set()


def comment(place: Consulting, body: str) -> int:
    proposal_id = place.published(place.person(), "Autre chose", solution="Autre chose ici.")
    author = place.person()
    with transaction() as now:
        return discussion.post_comment(
            actor=author, consultation=place.consultation, about=About(proposal_id), body=body,
            signature=Signature(), now=now,
        ).id  # fmt: skip


def test_comments_are_compared_too(place: Consulting) -> None:
    ids = [comment(place, LONG) for _ in range(3)]
    found = hints(*(db.session.get_one(Comment, each) for each in ids))
    assert [[hint.kind for hint in each] for each in found] == [[HintKind.CAMPAIGN]] * 3


def test_accounts_of_the_day_are_counted_in_a_campaign(place: Consulting) -> None:
    authors = [place.person() for _ in range(6)]
    make_new(*authors[:5])
    ids = [propose(place, author) for author in authors]
    found = {hint.kind: str(hint.why) for hint in hints(place.proposal(ids[5]))[0]}
    assert "sent it: 6." in found[HintKind.NEW_ACCOUNTS]
    assert "day old: 5." in found[HintKind.NEW_ACCOUNTS]


def test_sudden_supports_are_figures_without_names(place: Consulting) -> None:
    """P7: nobody is shown who supported what."""
    proposal_id = propose(place)
    people = [place.person(name=f"Nom{number}") for number in range(LEAST_SUDDEN)]
    make_new(*people[:6])
    with transaction() as now:
        for person in people:
            supports.give_support(actor=person, proposal=place.proposal(proposal_id), now=now)
    (found,) = hints(place.proposal(proposal_id))
    assert [hint.kind for hint in found] == [HintKind.SUDDEN_SUPPORT]
    words = str(found[0].why)
    assert f"hours: {LEAST_SUDDEN}," in words
    assert "old: 6." in words
    assert "Nom" not in words
    later = clock.now() + timedelta(days=2)
    assert hints_for([place.proposal(proposal_id)], now=later)[Subject.PROPOSAL, proposal_id] == []


def test_hints_cost_the_same_number_of_queries_whatever_their_number(place: Consulting, app: Flask) -> None:
    listed = [place.proposal(propose(place)) for _ in range(6)]
    counted = []
    for some in (listed[:1], listed):
        for each in some:
            assert each.title  # read before it is counted
        with counting(app) as statements:
            hints(*some)
        counted.append(len(statements))
    assert counted == [6, 6]
