"""The demo loads whole, on both databases: exact counters, every contribution answered, every page answering."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.demo import loading
from app.features.accounts.models import RoleGrant, User
from app.features.accounts.queries import list_demo_accounts
from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.council.models import ItemChange, ItemChangeSource, Response
from app.features.council.queries import count_unanswered
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision, Report
from app.features.moderation.types import Subject
from app.features.notifications.models import Notice
from app.features.plans.models import ItemRevision, Plan, PlanVersion
from app.features.plans.types import ItemKind, VersionKind
from app.features.projects.models import FollowedActivity, ProgressReport
from app.features.projects.types import ProgressStatus
from app.features.proposals.models import ItemOrigin, Proposal, ProposalVersion
from app.features.proposals.types import ProposalKind, ProposalState
from app.features.reports.queries import count_figures
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.types import Stance
from app.features.synthesis.models import Grouping
from app.features.workshops.models import Workshop
from app.foundation import clock
from app.foundation.database import db
from app.foundation.history import HistoryStep
from app.foundation.outbox import OutboxMessage
from tests.support.applications import Client

REGION = "demo-region-wadi-tachawor"
SPACE = "demo-commune-ain-tachawor"
ALIVE = frozenset(ConsultationState) - {ConsultationState.DRAFT, ConsultationState.CANCELLED}
ANSWERED = (ConsultationState.ANSWERED, ConsultationState.ARCHIVED)


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def rows(model: Any, *conditions: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(*conditions)))


def counts_of_tables() -> dict[str, int]:
    return {name: count(table) for name, table in db.metadata.tables.items()}


def real(model: Any) -> Any:
    """Return the condition that a row belongs to a real collectivity."""
    ids = sa.select(Collectivity.id).where(Collectivity.is_fictional.is_(False))
    return model.collectivity_id.in_(ids)


# ── real programmes ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_real_programmes_are_there_whole(demo: Flask) -> None:
    assert count(Collectivity, Collectivity.is_fictional.is_(False)) == 22
    assert count(Plan, real(Plan)) == 16
    kinds = Counter(rows(ItemRevision.kind, real(ItemRevision)))
    assert kinds == {ItemKind.AXIS: 34, ItemKind.PROJECT: 23, ItemKind.ACTIVITY: 7}
    assert {version.kind for version in rows(PlanVersion, real(PlanVersion))} == {VersionKind.FOUND}
    assert all(plan.is_public and plan.source_url for plan in rows(Plan, real(Plan)))


def test_nothing_invented_is_put_in_the_mouth_of_a_real_council(demo: Flask) -> None:
    for model in (Consultation, Proposal, Comment, Response, FollowedActivity, Workshop, ModerationDecision):
        assert count(model, real(model)) == 0
    assert count(RoleGrant, RoleGrant.collectivity_id.is_not(None), real(RoleGrant)) == 0
    assert all(not place.welcome for place in rows(Collectivity, Collectivity.is_fictional.is_(False)))


def test_the_quoted_idea_stands_with_its_source(demo: Flask) -> None:
    region = rows(Collectivity, Collectivity.slug == "region-tanger-tetouan-al-hoceima")[0]
    notes = [note for plan in rows(Plan, Plan.collectivity_id == region.id) for note in plan.facts["notes"]]
    assert any("خلق مكتب المواطن" in note and "https://ouvert.crtta.ma/" in note for note in notes)


# ── the fictional network ────────────────────────────────────────────────────────────────────────────────────────


def test_every_person_and_place_that_is_invented_is_marked(demo: Flask) -> None:
    assert all(user.is_demo and user.email.endswith(".invalid") for user in rows(User))
    fictional = rows(Collectivity, Collectivity.is_fictional)
    assert sorted(place.territory.kind_code for place in fictional) == ["commune"] * 3 + [
        "province",
        "region",
    ]
    assert all("خيال" in place.names["ar"] for place in fictional)
    assert all("fictional" in plan.facts["labels"] for plan in rows(Plan, ~real(Plan)))


def test_consultations_stand_in_every_stage(demo: Flask) -> None:
    states = Counter(rows(Consultation.state))
    assert set(states) == ALIVE
    assert {(each.round, each.state) for each in rows(Consultation)} >= {
        (1, ConsultationState.OPEN),
        (2, ConsultationState.OPEN),
    }


def test_the_region_has_its_adopted_plan_with_the_network_s_usual_size(demo: Flask) -> None:
    region = rows(Collectivity, Collectivity.slug == REGION)[0]
    for kind in (VersionKind.CONSULTED, VersionKind.ADOPTED):
        versions = rows(PlanVersion, PlanVersion.collectivity_id == region.id, PlanVersion.kind == kind)
        version = max(versions, key=lambda each: each.id)
        kinds = Counter(rows(ItemRevision.kind, ItemRevision.version_id == version.id))
        assert kinds == {ItemKind.AXIS: 4, ItemKind.PROJECT: 17, ItemKind.ACTIVITY: 69}
    assert count(FollowedActivity) == 69


def test_every_change_of_the_adopted_plan_has_its_source(demo: Flask) -> None:
    sourced = {source.change_id for source in rows(ItemChangeSource)}
    changes = rows(ItemChange)
    assert len(changes) == 23
    assert all(change.is_councils_own or change.id in sourced for change in changes)
    assert any(change.is_councils_own for change in changes)


def test_activities_stand_at_various_progress_and_every_delay_has_its_reason(demo: Flask) -> None:
    assert set(rows(FollowedActivity.status)) == set(ProgressStatus)
    for report in rows(ProgressReport, ProgressReport.status.in_(["delayed", "stopped"])):
        assert report.reasons
    today = datetime.now(UTC).date()
    overdue = [
        each
        for each in rows(FollowedActivity, FollowedActivity.due_on < today)
        if each.status not in {ProgressStatus.DONE, ProgressStatus.STOPPED}
    ]
    assert overdue


def test_contributions_are_in_every_state_kind_and_channel(demo: Flask) -> None:
    assert set(rows(Proposal.state)) == set(ProposalState) - {ProposalState.DRAFT}
    assert set(rows(Proposal.kind)) == set(ProposalKind)
    assert {str(each) for each in rows(Proposal.channel)} == {"web", "workshop", "paper", "phone"}
    assert {"ar", "fr", "ary", "ary-Latn", "zgh"} <= set(rows(Proposal.language))


def test_a_proposed_wording_differs_from_what_the_draft_says(demo: Flask) -> None:
    words = (
        sa.select(Proposal, ProposalVersion, ItemRevision)
        .join(ProposalVersion, ProposalVersion.proposal_id == Proposal.id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .join(
            ItemRevision,
            (ItemRevision.version_id == Consultation.version_id)
            & (ItemRevision.item_id == Proposal.target_item_id),
        )
        .where(Proposal.kind == ProposalKind.AMEND)
    )
    found = db.session.execute(words).all()
    assert len(found) > 90
    for proposal, version, revision in found:
        before = revision.texts[proposal.language]
        assert version.wording
        assert all(before[field] != text for field, text in version.wording.items())


def test_one_idea_is_followed_from_the_first_round_to_a_delayed_activity(demo: Flask) -> None:
    late = rows(FollowedActivity, FollowedActivity.status == ProgressStatus.DELAYED)
    behind = {source.change_id for source in rows(ItemChangeSource)}
    changed = {change.item_id for change in rows(ItemChange) if change.id in behind}
    followed = [each for each in late if each.item_id in changed]
    parents = dict(db.session.execute(sa.select(ItemRevision.item_id, ItemRevision.parent_item_id)).all())
    origins = {origin.item_id for origin in rows(ItemOrigin)}
    assert any(parents[each.item_id] in origins for each in followed)


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_counters_equal_a_recount(demo: Flask) -> None:
    supports = Counter(rows(Support.proposal_id))
    comments = Counter(rows(Comment.proposal_id, Comment.state == CommentState.PUBLISHED))
    for proposal in rows(Proposal):
        assert proposal.support_count == supports[proposal.id]
        assert proposal.comment_count == comments[proposal.id]
    opinions = Counter((each.consultation_id, each.item_id, each.stance) for each in rows(Opinion))
    for tally in rows(ItemTally):
        for stance in Stance:
            told = getattr(tally, f"{stance.value}_count")
            assert told == opinions.pop((tally.consultation_id, tally.item_id, stance), 0)
    assert not opinions


def test_nobody_supports_what_she_wrote_herself(demo: Flask) -> None:
    own = sa.select(Support.id).join(Proposal, Proposal.id == Support.proposal_id)
    assert db.session.scalars(own.where(Proposal.author_id == Support.user_id)).all() == []


def test_figures_frozen_at_the_closing_are_still_what_a_recount_gives(demo: Flask) -> None:
    for consultation in rows(Consultation, Consultation.closed_at.is_not(None)):
        assert dict(count_figures(consultation)) == consultation.figures["counts"]


def test_supports_and_opinions_were_given_while_the_consultation_ran(demo: Flask) -> None:
    given = sa.select(Support.given_at, Consultation).join(Proposal, Proposal.id == Support.proposal_id)
    given = given.join(Consultation, Consultation.id == Proposal.consultation_id)
    held = sa.select(Opinion.given_at, Consultation).join(
        Consultation, Consultation.id == Opinion.consultation_id
    )
    for statement in (given, held):
        for instant, consultation in db.session.execute(statement):
            assert consultation.starts_at <= instant < min(consultation.ends_at, clock.now())


# ── decided and answered ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_accepted_contribution_of_an_answered_consultation_has_its_response(demo: Flask) -> None:
    for consultation in rows(Consultation, Consultation.state.in_(ANSWERED)):
        assert count_unanswered(consultation.id) == 0
        accepted = rows(
            Proposal, Proposal.consultation_id == consultation.id, Proposal.state == ProposalState.PUBLISHED
        )
        assert accepted
        assert all(proposal.outcome is not None for proposal in accepted)
    published = {each.consultation_id for each in rows(Response, Response.published_at.is_not(None))}
    assert published == {each.id for each in rows(Consultation, Consultation.state.in_(ANSWERED))}


def test_the_consultation_under_review_has_themes_and_answers_that_wait(demo: Flask) -> None:
    consultation = rows(Consultation, Consultation.state == ConsultationState.UNDER_REVIEW)[0]
    assert count(Response, Response.consultation_id == consultation.id, Response.published_at.is_(None)) > 0
    assert count_unanswered(consultation.id) > 0
    assert count(Grouping, Grouping.removed_at.is_(None)) > 90


def test_moderation_leaves_work_and_a_reason_for_every_refusal(demo: Flask) -> None:
    assert count(Proposal, Proposal.state == ProposalState.PENDING) == 6
    assert count(Comment, Comment.state == CommentState.PENDING) == 2
    assert Counter(rows(Report.state)) == {"open": 2, "dismissed": 2, "upheld": 1}
    assert count(Appeal) == 2
    assert rows(AppealRuling.outcome) == ["upheld"]
    gone = (ProposalState.HIDDEN, ProposalState.REFUSED, ProposalState.RETURNED)
    for proposal in rows(Proposal, Proposal.state.in_(gone)):
        last = rows(
            ModerationDecision,
            ModerationDecision.subject == Subject.PROPOSAL,
            ModerationDecision.subject_id == proposal.id,
        )[-1]
        assert last.reason


# ── time and mail ────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_happened_in_the_future_and_steps_are_in_their_order(demo: Flask) -> None:
    steps = rows(HistoryStep)
    assert all(step.happened_at <= clock.now() for step in steps)
    instants = [
        step.happened_at for step in sorted(steps, key=lambda step: step.id) if step.kind == "proposal"
    ]
    assert instants == sorted(instants)


def test_the_demo_is_alive_today(demo: Flask) -> None:
    now = clock.now()
    recent = count(Proposal, Proposal.submitted_at > now - timedelta(days=2))
    assert recent >= 5
    assert count(Workshop, Workshop.starts_at > now) >= 3
    assert count(ProgressReport, ProgressReport.reported_at > now - timedelta(days=21)) >= 3
    assert all(
        each.ends_at > now for each in rows(Consultation, Consultation.state == ConsultationState.OPEN)
    )


def test_no_mail_of_the_past_waits_to_leave_and_people_have_news(demo: Flask) -> None:
    assert count(OutboxMessage, OutboxMessage.sent_at.is_(None)) == 0
    assert count(OutboxMessage) < 1500
    citizen = rows(User, User.demo_key == "ain-citizen")[0]
    own = rows(Notice, Notice.user_id == citizen.id)
    assert len(own) >= 10
    assert 0 < sum(notice.read_at is None for notice in own) < len(own)


def test_the_banner_offers_one_account_for_each_role(demo: Flask) -> None:
    accounts = list_demo_accounts()
    assert {account.role for account in accounts} == {*Role, None}
    assert all(account.name for account in accounts)


def test_every_offered_account_of_a_collectivity_has_something_to_do_at_its_desk(demo: Flask) -> None:
    for account in list_demo_accounts():
        if account.collectivity_id is not None:
            client = Client(demo, use_cookies=True)
            token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/fr/").text)
            assert token is not None
            url = f"/demo/sign-in/{account.key}?read_in=fr"
            desk = client.post(url, data={"csrf_token": token[1]}, follow_redirects=True)
            assert desk.status_code == 200, account.key
            assert "/manage/" in desk.request.path, account.key
            assert 'class="empty' not in desk.text, account.key


# ── loading again ────────────────────────────────────────────────────────────────────────────────────────────────


def test_loading_twice_changes_nothing(demo_app: Flask) -> None:
    with demo_app.app_context():
        before = counts_of_tables()
    result = demo_app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0
    with demo_app.app_context():
        assert counts_of_tables() == before
        assert not loading.is_begun()
