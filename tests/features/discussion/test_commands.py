"""Comments and answers: who writes them, when they appear, what stays of them, and their exact number."""

from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.consultations.types import ConsultationState, ModerationMode
from app.features.discussion import commands, queries
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentStance, CommentState
from app.features.proposals import commands as proposal_commands
from app.features.proposals.types import Signature
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def post(place: Consulting, actor: Actor, about: About, body: str = "Très bonne idée", **options: Any) -> int:
    with transaction() as now:
        return commands.post_comment(
            actor=actor, consultation=place.consultation, about=about, body=body, signature=Signature(), now=now,
            **options,
        ).id  # fmt: skip


def comment(comment_id: int) -> Comment:
    return db.session.get_one(Comment, comment_id)


def shown(place: Consulting, about: About, reader: Actor = VISITOR) -> list[int]:
    page = queries.list_threads(consultation_id=place.consultation_id, about=about, reader_id=reader.user_id)
    return [each.id for each in page.items]


def test_a_comment_appears_at_once_and_is_counted(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    comment_id = post(place, place.person(name="Hind"), About(proposal_id), stance=CommentStance.FOR)
    posted = comment(comment_id)
    assert (posted.state, posted.shown_name, posted.language) == (CommentState.PUBLISHED, "Hind", "fr")
    assert posted.checked_at is None
    assert place.proposal(proposal_id).comment_count == 1
    assert shown(place, About(proposal_id)) == [comment_id]


def test_a_comment_that_is_read_first_is_seen_by_its_author_alone(place: Consulting) -> None:
    proposal_id, author = place.published(place.person()), place.person()
    place.set(moderation_mode=ModerationMode.BEFORE)
    about = About(proposal_id)
    comment_id = post(place, author, about)
    assert shown(place, about) == []
    assert shown(place, about, place.person()) == []
    assert shown(place, about, author) == [comment_id]
    assert place.proposal(proposal_id).comment_count == 0
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        commands.publish(actor=moderator, comment=comment(comment_id), now=now)
    assert place.proposal(proposal_id).comment_count == 1
    assert shown(place, about) == [comment_id]


def test_an_answer_to_an_answer_joins_the_same_thread(place: Consulting) -> None:
    about, author = About(place.published(place.person())), place.person()
    first = post(place, author, about)
    second = post(place, author, about, parent_id=first)
    third = post(place, author, about, parent_id=second)
    assert shown(place, about) == [first]
    replies = queries.list_replies(parent_ids=[first], reader_id=None)
    assert [reply.id for reply in replies[first]] == [second, third]


def test_an_answer_stays_in_its_own_discussion(place: Consulting) -> None:
    author = place.person()
    here, there = About(place.published(author)), About(place.published(author))
    elsewhere = post(place, author, there)
    with pytest.raises(NotFound):
        post(place, author, here, parent_id=elsewhere)
    other = make_consulting(slug="dar-essai")
    with pytest.raises(NotFound):
        post(other, author, here)
    with pytest.raises(NotFound):
        post(place, author, About(item_id=other.items["axis-1"]))


def test_items_of_the_draft_are_discussed_too(place: Consulting) -> None:
    about = About(item_id=place.items["project-1"])
    comment_id = post(place, place.person(), about, stance=CommentStance.QUESTION)
    assert shown(place, about) == [comment_id]
    assert queries.count_by_item(consultation_id=place.consultation_id) == {place.items["project-1"]: 1}


def test_an_official_answer_is_given_in_a_role_that_one_holds_and_appears_at_once(place: Consulting) -> None:
    about = About(place.published(place.person()))
    place.set(moderation_mode=ModerationMode.BEFORE)
    focal_point = place.person(Role.FOCAL_POINT)
    place.close()
    answer = comment(post(place, focal_point, about, official_role=Role.FOCAL_POINT))
    assert (answer.is_official, answer.state) == (True, CommentState.PUBLISHED)
    with pytest.raises(NotAllowed):
        post(place, focal_point, about, official_role=Role.COUNCIL_MEMBER)
    with pytest.raises(NotAllowed):
        post(place, place.person(), about, official_role=Role.FOCAL_POINT)
    with pytest.raises(NotNow):
        post(place, focal_point, about)
    place.set(state=ConsultationState.ARCHIVED)
    with pytest.raises(NotNow):
        post(place, focal_point, about, official_role=Role.FOCAL_POINT)


def test_visitors_and_unconfirmed_people_do_not_comment(place: Consulting) -> None:
    about = About(place.published(place.person()))
    with pytest.raises(SignInNeeded):
        post(place, VISITOR, about)
    with pytest.raises(NotAllowed):
        post(place, place.person(confirmed=False), about)


@pytest.mark.parametrize("body", ["", " \u200b\n", "a" * 1501])
def test_an_empty_or_endless_comment_is_refused(place: Consulting, body: str) -> None:
    with pytest.raises(Invalid) as refusal:
        post(place, place.person(), About(place.published(place.person())), body)
    assert set(refusal.value.fields) == {"body"}


def test_what_is_withdrawn_or_hidden_leaves_its_place_and_is_counted_no_more(place: Consulting) -> None:
    proposal_id, author, moderator = (
        place.published(place.person()),
        place.person(),
        place.person(Role.MODERATOR),
    )
    about = About(proposal_id)
    withdrawn, hidden = post(place, author, about), post(place, author, about)
    with transaction() as now:
        commands.withdraw(actor=author, comment=comment(withdrawn), now=now)
        commands.hide(actor=moderator, comment=comment(hidden), reason="Insulte", now=now)
    assert place.proposal(proposal_id).comment_count == 0
    assert shown(place, about) == [withdrawn, hidden]
    endings = queries.list_endings(comments=[comment(withdrawn), comment(hidden)])
    assert [(endings[each].step, endings[each].reason) for each in (withdrawn, hidden)] == [
        ("withdraw", None), ("hide", "Insulte")
    ]  # fmt: skip
    with pytest.raises(NotNow):
        post(place, author, about, parent_id=hidden)
    with transaction() as now:
        commands.restore(actor=moderator, comment=comment(hidden), now=now)
    assert place.proposal(proposal_id).comment_count == 1


def test_nobody_withdraws_or_decides_on_what_is_not_hers_to(place: Consulting) -> None:
    about, author = About(place.published(place.person())), place.person()
    moderator, stranger = (
        place.person(Role.MODERATOR),
        make_consulting(slug="dar-essai").person(Role.MODERATOR),
    )
    theirs, own = post(place, author, about), post(place, moderator, about)
    for actor, comment_id in [(stranger, theirs), (moderator, own), (author, own)]:
        with pytest.raises(NotAllowed), transaction() as now:
            commands.hide(actor=actor, comment=comment(comment_id), reason="x", now=now)
    with pytest.raises(NotAllowed), transaction() as now:
        commands.withdraw(actor=moderator, comment=comment(theirs), now=now)


def test_a_hidden_proposal_is_not_discussed_any_more(place: Consulting) -> None:
    proposal_id, moderator = place.published(place.person()), place.person(Role.MODERATOR)
    with transaction() as now:
        proposal_commands.hide(
            actor=moderator, proposal=place.proposal(proposal_id), reason="Insulte", now=now
        )
    with pytest.raises(NotNow):
        post(place, place.person(), About(proposal_id))


def test_comments_posted_together_are_counted_exactly(app: Flask, place: Consulting) -> None:
    proposal_id = place.published(place.person())
    people = [place.person() for _ in range(20)]
    about = About(proposal_id)
    outcomes = do_together(app, [lambda person=person: post(place, person, about) for person in people])
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert place.proposal(proposal_id).comment_count == 20
    assert queries.count_comments(consultation_id=place.consultation_id, about=about) == 20


def test_a_comment_knows_the_page_that_it_stands_on(place: Consulting) -> None:
    about, author = About(place.published(place.person())), place.person()
    threads = [post(place, author, about) for _ in range(5)]
    reply = post(place, author, about, parent_id=threads[4])
    pages = [queries.page_number_of(comment(each), reader_id=None, size=2) for each in (*threads, reply)]
    assert pages == [1, 1, 2, 2, 3, 3]
