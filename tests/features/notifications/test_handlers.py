"""Everyone concerned is told once, in the act's own transaction, whatever their number."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.consultations import commands as consultation_commands
from app.features.consultations.events import ConsultationClosed, ConsultationOpened
from app.features.consultations.models import Consultation
from app.features.consultations.types import ModerationMode, Round
from app.features.council import commands as council_commands
from app.features.discussion import commands as discussion_commands
from app.features.discussion.types import About as Discussed
from app.features.moderation import commands as moderation_commands
from app.features.moderation.types import Decision, Ground
from app.features.notifications import commands, queries
from app.features.notifications.models import Follow, News, Notice
from app.features.notifications.types import Because, Followed, NewsKind, Pace
from app.features.plans.models import PlanItem, PlanVersion
from app.features.projects.commands import begin_follow_up, report_progress
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus
from app.features.proposals.commands import link_item_origin
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome, Signature
from app.features.supports.commands import give_support
from app.features.supports.models import Support
from app.features.synthesis import commands as synthesis_commands
from app.features.synthesis.events import ProposalGrouped
from app.foundation.database import db, transaction
from app.foundation.events import announce
from app.foundation.policy import SYSTEM, Actor
from tests.features.notifications.telling import mails, statements, told
from tests.support.consulting import BEGAN, Consulting, make_consulting
from tests.support.mailbox import Mailbox

MANY = 300


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are read before they are shown."""
    return make_consulting(mode=ModerationMode.BEFORE)


def support(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        give_support(actor=actor, proposal=place.proposal(proposal_id), now=now)


def follow(place: Consulting, actor: Actor, kind: Followed, object_id: int) -> None:
    models: dict[Followed, Any] = {
        Followed.CONSULTATION: Consultation, Followed.PROPOSAL: Proposal, Followed.ITEM: PlanItem,
    }  # fmt: skip
    with transaction() as now:
        commands.follow(actor=actor, subject=db.session.get_one(models[kind], object_id), now=now)


def hide(place: Consulting, proposal_id: int) -> None:
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        moderation_commands.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=Decision.HIDE, ground=Ground.ILLEGAL,
            reason="Une menace.", now=now,
        )  # fmt: skip


def tell(event: object) -> None:
    with transaction():
        announce(event)


def test_the_author_is_told_of_the_decision_with_its_reason_on_her_page_and_by_mail(
    place: Consulting,
) -> None:
    author = place.person()
    proposal_id = place.published(author)
    hide(place, proposal_id)
    assert told(author) == [
        (NewsKind.PROPOSAL_HIDDEN, Because.AUTHOR),
        (NewsKind.PROPOSAL_PUBLISHED, Because.AUTHOR),
    ]
    assert len(mails(author)) == 2
    assert queries.list_notices(author.user_id or 0).items[0].values == {"reason": "Une menace."}


def test_nobody_is_told_when_the_act_is_rolled_back(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    with pytest.raises(ZeroDivisionError):
        _publish_and_fail(place, proposal_id)
    assert told(author) == []
    assert mails(author) == []


def _publish_and_fail(place: Consulting, proposal_id: int) -> None:
    with transaction() as now:
        subject = place.proposal(proposal_id)
        moderation_commands.decide(actor=SYSTEM, subject=subject, decision=Decision.PUBLISH, now=now)
        raise ZeroDivisionError


def test_whoever_refused_mail_or_is_no_longer_here_gets_none(place: Consulting) -> None:
    silent, gone = place.person(), place.person()
    with transaction() as now:
        commands.choose_pace(actor=silent, pace=Pace.NEVER, now=now)
        db.session.get_one(User, gone.user_id).active = False
    for author in (silent, gone):
        place.published(author)
        assert mails(author) == []
        assert told(author) == [(NewsKind.PROPOSAL_PUBLISHED, Because.AUTHOR)]


def test_whoever_has_only_a_phone_is_told_by_a_short_message(place: Consulting, outbox: Mailbox) -> None:
    author = place.person()
    with transaction():
        reached = db.session.get_one(User, author.user_id)
        reached.email, reached.us_phone_number = None, "+212600000001"
    place.published(author)
    (text,) = [each.text for each in outbox.texts() if each.recipient == "+212600000001"]
    assert "/me/notices" in text
    assert len(text) < 300


def test_each_person_is_told_once_for_the_first_reason_that_applies(place: Consulting) -> None:
    author, supporter, follower = place.person(), place.person(), place.person()
    proposal_id = place.published(author)
    support(place, supporter, proposal_id)
    for each in (author, supporter, follower):
        follow(place, each, Followed.PROPOSAL, proposal_id)
    committee = place.person(Role.COMMITTEE_MEMBER)
    place.close()
    for _ in range(2):
        with transaction() as now:
            theme = synthesis_commands.create_theme(
                actor=committee, consultation=place.consultation, title="Ouvrir le soir", summary="", language="fr",
                now=now,
            )  # fmt: skip
            synthesis_commands.group(
                actor=committee, consultation=place.consultation, theme=theme,
                proposals=[place.proposal(proposal_id)], now=now,
            )  # fmt: skip
    for each, because in [
        (author, Because.AUTHOR),
        (supporter, Because.SUPPORTER),
        (follower, Because.FOLLOWER),
    ]:
        grouped = [each_because for kind, each_because in told(each) if kind is NewsKind.PROPOSAL_GROUPED]
        assert grouped == [because, because]
    assert mails(supporter) == []


def test_ten_times_the_supporters_cost_the_same_statements(place: Consulting) -> None:
    few, many = place.published(place.person(), "Peu"), place.published(place.person(), "Beaucoup")
    _add_supporters(place, few, MANY // 10)
    _add_supporters(place, many, MANY)
    counts = []
    for proposal_id in (few, many):
        with transaction(), statements() as sent:
            _tell_grouped(proposal_id)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    told_of_many = sa.select(sa.func.count()).select_from(Notice).join(News).where(News.object_id == many)
    assert db.session.scalar(told_of_many) == MANY + 2


def _add_supporters(place: Consulting, proposal_id: int, count: int) -> None:
    with transaction() as now:
        start = db.session.scalar(sa.select(sa.func.max(User.id))) or 0
        people = [
            {
                "email": f"s{start + n}@example.org",
                "fs_uniquifier": f"s{start + n}",
                "language": "ar",
                "active": True,
            }
            | {"create_datetime": BEGAN, "confirmed_at": BEGAN, "is_demo": False}
            for n in range(count)
        ]
        ids = db.session.scalars(sa.insert(User).returning(User.id), people).all()
        rows = [
            {
                "collectivity_id": place.collectivity_id,
                "proposal_id": proposal_id,
                "user_id": id,
                "given_at": now,
            }
            for id in ids
        ]
        db.session.execute(sa.insert(Support), rows)


def _tell_grouped(proposal_id: int) -> None:
    announce(ProposalGrouped(proposal_id=proposal_id, theme_id=1))


def test_answers_are_told_with_outcome_and_reason_in_one_mail_for_each_person(place: Consulting) -> None:
    author, supporter = place.person(), place.person()
    ids = [place.published(author, f"Idée {number}") for number in range(3)]
    for proposal_id in ids[:2]:
        support(place, supporter, proposal_id)
    mails_before = len(mails(author))
    council = place.person(Role.COUNCIL_MEMBER, Role.FOCAL_POINT)
    place.close()
    with transaction() as now:
        for proposal_id in ids:
            council_commands.prepare_response(
                actor=council, consultation=place.consultation, subject=place.proposal(proposal_id),
                outcome=Outcome.RETAINED, reason="Le budget le permet.", body="Commission", language="fr", now=now,
            )  # fmt: skip
        council_commands.publish_responses(actor=council, consultation=place.consultation, now=now)
    answered = (NewsKind.PROPOSAL_ANSWERED, Because.SUPPORTER)
    assert told(supporter).count(answered) == 2
    assert told(author).count((NewsKind.PROPOSAL_ANSWERED, Because.AUTHOR)) == 3
    assert (NewsKind.CONSULTATION_ANSWERED, Because.PARTICIPANT) in told(supporter)
    assert len(mails(supporter)) == 1
    assert len(mails(author)) == mails_before + 1
    (mail,) = mails(supporter)
    lines = queries.list_of_event(user_id=supporter.user_id or 0, event_key=mail["event_key"])
    assert lines[0].kind is NewsKind.CONSULTATION_ANSWERED
    assert lines[1].values == {"outcome": "retained", "reasons": {"fr": "Le budget le permet."}}


def test_followers_and_participants_are_told_how_a_consultation_goes_on(place: Consulting) -> None:
    participant, follower, stranger = place.person(), place.person(), place.person()
    place.propose(participant)
    follow(place, follower, Followed.CONSULTATION, place.consultation_id)
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        consultation_commands.extend(
            actor=focal_point, consultation=place.consultation, new_ends_at=now + timedelta(days=20),
            reason="Le marché a empêché un atelier.", now=now,
        )  # fmt: skip
    tell(ConsultationClosed(place.consultation_id, place.collectivity_id))
    tell(ConsultationClosed(place.consultation_id, place.collectivity_id))
    for each, because in [(participant, Because.PARTICIPANT), (follower, Because.FOLLOWER)]:
        assert told(each) == [
            (NewsKind.CONSULTATION_CLOSED, because),
            (NewsKind.CONSULTATION_EXTENDED, because),
        ]
        assert len(mails(each)) == 2
    extended = queries.list_notices(follower.user_id or 0).items[1]
    assert extended.values["reason"] == "Le marché a empêché un atelier."
    assert told(stranger) == []


def test_those_of_the_first_round_are_told_that_the_second_opens_with_their_idea_in_it(
    db_session: Any,
) -> None:
    first = make_consulting(slug="premier-tour", round=Round.IDEAS)
    author, supporter = first.person(), first.person()
    proposal_id = first.published(author)
    support(first, supporter, proposal_id)
    with transaction() as now:
        link_item_origin(
            actor=SYSTEM, item=first.item("project-1"), proposal=first.proposal(proposal_id), now=now
        )
    first.set(round=int(Round.DRAFT), previous_round_id=first.consultation_id)
    tell(ConsultationOpened(first.consultation_id, first.collectivity_id))
    assert told(author) == [
        (NewsKind.CONSULTATION_OPENED, Because.PARTICIPANT),
        (NewsKind.PROPOSAL_IN_DRAFT, Because.AUTHOR),
    ]
    assert told(supporter)[1] == (NewsKind.PROPOSAL_IN_DRAFT, Because.SUPPORTER)
    assert len(mails(supporter)) == 1


def test_a_delay_reaches_whoever_stands_behind_the_activity_or_its_project(place: Consulting) -> None:
    author, supporter, follower = place.person(), place.person(), place.person()
    proposal_id = place.published(author)
    support(place, supporter, proposal_id)
    follow(place, follower, Followed.ITEM, place.items["activity-1"])
    with transaction() as now:
        link_item_origin(
            actor=SYSTEM, item=place.item("project-1"), proposal=place.proposal(proposal_id), now=now
        )
        begin_follow_up(version=db.session.get_one(PlanVersion, place.version_id))
    _report(place, ProgressStatus.DELAYED, reason={"reason": "Les pluies."}, new_due_on=date(2027, 5, 1))
    for each, because in [
        (author, Because.AUTHOR),
        (supporter, Because.SUPPORTER),
        (follower, Because.FOLLOWER),
    ]:
        assert told(each)[0] == (NewsKind.ACTIVITY_DELAYED, because)
    values = queries.list_notices(follower.user_id or 0).items[0].values
    assert values == {"reasons": {"fr": "Les pluies."}, "day": "2027-05-01"}
    _report(place, ProgressStatus.UNDER_WAY)
    _report(place, ProgressStatus.UNDER_WAY, percent=60)
    _report(place, ProgressStatus.DONE, percent=100)
    kinds = [kind for kind, _ in told(follower)]
    assert kinds == [NewsKind.ACTIVITY_DONE, NewsKind.ACTIVITY_STARTED, NewsKind.ACTIVITY_DELAYED]


def _report(
    place: Consulting,
    status: ProgressStatus,
    *,
    percent: int = 20,
    reason: dict[str, str] | None = None,
    **said: Any,
) -> None:
    with transaction() as now:
        activity = db.session.scalars(sa.select(FollowedActivity)).one()
        report_progress(
            actor=SYSTEM, activity=activity, status=status, percent=percent,
            texts={"fr": {"text": "Voilà où en sont les travaux.", **(reason or {})}}, now=now,
            today=date(2026, 11, 1), **said,
        )  # fmt: skip


def test_whoever_is_answered_is_told_and_nobody_of_her_own_words(place: Consulting) -> None:
    author, commenter, official = place.person(), place.person(), place.person(Role.FOCAL_POINT)
    place.set(moderation_mode=ModerationMode.AFTER)
    proposal_id = place.published(author)
    comment_id = _comment(place, commenter, proposal_id)
    _comment(place, commenter, proposal_id, parent_id=comment_id)
    assert told(commenter) == []
    _comment(place, official, proposal_id, parent_id=comment_id, official_role=Role.FOCAL_POINT)
    assert told(commenter) == [(NewsKind.REPLY_RECEIVED, Because.AUTHOR)]
    assert told(author) == [(NewsKind.OFFICIAL_REPLY, Because.AUTHOR)]
    assert told(official) == []


def _comment(place: Consulting, actor: Actor, proposal_id: int, **options: Any) -> int:
    with transaction() as now:
        return discussion_commands.post_comment(
            actor=actor, consultation=place.consultation, about=Discussed(proposal_id=proposal_id), body="Bien.",
            signature=Signature(), now=now, **options,
        ).id  # fmt: skip


def test_following_twice_is_once_and_can_be_ended(place: Consulting) -> None:
    reader = place.person()
    follow(place, reader, Followed.CONSULTATION, place.consultation_id)
    follow(place, reader, Followed.CONSULTATION, place.consultation_id)
    assert queries.page_of_follows(user_id=reader.user_id or 0, number=1, size=10).total == 1
    asked = {"kind": Followed.CONSULTATION, "object_id": place.consultation_id}
    assert queries.is_following(user_id=reader.user_id, **asked)
    with transaction():
        commands.unfollow(actor=reader, subject=place.consultation)
    assert not queries.is_following(user_id=reader.user_id, **asked)
    assert not queries.is_following(user_id=None, **asked)
    assert db.session.scalars(sa.select(Follow)).all() == []


def test_notices_are_read_and_counted_by_their_own_person_only(place: Consulting) -> None:
    author, other = place.person(), place.person()
    place.published(author)
    place.published(other)
    with transaction() as now:
        commands.mark_all_read(actor=author, now=now)
    assert (queries.count_unread(author.user_id), queries.count_unread(other.user_id)) == (0, 1)
    assert queries.count_unread(None) == 0


def test_a_title_that_was_hidden_since_is_told_to_its_author_only(place: Consulting) -> None:
    author, supporter = place.person(), place.person()
    proposal_id = place.published(author, "Un titre")
    support(place, supporter, proposal_id)
    with transaction():
        _tell_grouped(proposal_id)
    hide(place, proposal_id)
    for reader, title in [(author, "Un titre"), (supporter, None)]:
        notices = queries.list_notices(reader.user_id or 0).items
        named = queries.names_for(list(notices), user_id=reader.user_id or 0)
        assert named.proposals[proposal_id].title == title
