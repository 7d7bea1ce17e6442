"""Gathers what the staff have to do now: oldest and overdue first, for the roles that the reader holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.features.accounts.queries import list_invitations
from app.features.accounts.rules import state_of
from app.features.accounts.types import InvitationState, Role
from app.features.ballots import checklist as voting
from app.features.ballots.queries import list_waiting
from app.features.ballots.types import CountState, VotingState
from app.features.consultations.checklist import checklist
from app.features.consultations.figures import FIGURES
from app.features.consultations.queries import list_of_collectivity
from app.features.consultations.rules import is_running, stage_of
from app.features.consultations.types import ConsultationState, Stage
from app.features.council.queries import count_unanswered
from app.features.moderation.queries import median_hours
from app.features.moderation.queue import QueueFigures, figures_of_queue
from app.features.moderation.types import Waiting
from app.features.projects.queries import count_overdue, list_overdue
from app.features.reports.queries import figures_of
from app.features.synthesis.queries import count_ungrouped
from app.foundation import clock
from app.foundation.policy import Actor
from app.web.ages import age_words, left_words
from app.web.consultations.pages import offline_parts
from app.web.template_values import Worded, day, field_of, number

# Minutes that one piece of work takes, to say how long a visit will be.
TO_READ, TO_EXAMINE, TO_GROUP, TO_ANSWER, TO_REPORT, TO_SET_UP, TO_REMIND = 3, 5, 2, 10, 10, 20, 2
SOON = timedelta(days=7)
# Work that weighs on the page of today comes from the consultations that are due first.
MOST_CONSULTATIONS = 3
SHOWN_FIGURES = ("participants", "proposals", "supports", "opinions", "comments")
MODERATORS = frozenset({Role.MODERATOR, Role.FOCAL_POINT})
COMMITTEE = frozenset({Role.COMMITTEE_MEMBER, Role.FOCAL_POINT})
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.FOCAL_POINT})
OWNERS = frozenset({Role.PROJECT_OWNER, Role.FOCAL_POINT})
FACILITATORS = frozenset({Role.FACILITATOR, Role.FOCAL_POINT})
LEADERS = frozenset({Role.FOCAL_POINT})


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: since when it waits, until when it was promised, and where it is done."""

    title: str
    detail: str | None
    url: str
    action: str
    minutes: int
    since: str | None = None
    due: str | None = None
    is_overdue: bool = False
    order: datetime | None = None
    about: Worded | None = None


@dataclass(frozen=True, slots=True)
class RunningConsultation:
    """The consultation that runs now, with its figures of this moment."""

    title: Worded
    url: str
    figures: list[dict[str, Any]]
    enter_url: str | None


@dataclass(frozen=True, slots=True)
class Today:
    """The page of today."""

    tasks: list[Task]
    minutes: int
    running: RunningConsultation | None


def today(*, actor: Actor, collectivity_id: int, time_zone: str, now: datetime) -> Today:
    """Return what there is to do; a constant number of queries."""
    consultations = list_of_collectivity(collectivity_id=collectivity_id, actor=actor)
    day_of = clock.local_date(now, time_zone)
    tasks = [
        *(_moderation(collectivity_id, now) if actor.has_any(MODERATORS, collectivity_id) else ()),
        *(_set_up(consultations, now) if actor.has_any(LEADERS, collectivity_id) else ()),
        *(_votes(collectivity_id, now) if actor.has_any(LEADERS, collectivity_id) else ()),
        *_after_closing(consultations, actor, collectivity_id, now, day_of),
        *(_follow_up(collectivity_id, day_of) if actor.has_any(OWNERS, collectivity_id) else ()),
        *(_invitations(collectivity_id, now) if actor.has_any(LEADERS, collectivity_id) else ()),
    ]
    tasks.sort(key=lambda task: (not task.is_overdue, task.order is None, task.order or now))
    running = next((each for each in consultations if is_running(each, now=now)), None)
    return Today(
        tasks=tasks,
        minutes=sum(task.minutes for task in tasks),
        running=_running(running, actor, now) if running is not None else None,
    )


def _moderation(collectivity_id: int, now: datetime) -> Iterator[Task]:
    figures = figures_of_queue(collectivity_id=collectivity_id)
    to_read = [figures[each] for each in (Waiting.PENDING, Waiting.UNREAD, Waiting.CHANGE) if each in figures]
    count = sum(each.count for each in to_read)
    if count:
        yield _texts(
            to_read,
            ngettext("%(num)s text to read", "%(num)s texts to read", count),
            count * TO_READ, url_for("manage_moderation.queue"), now,
        )  # fmt: skip
    for waiting in (Waiting.REPORT, Waiting.ORDER, Waiting.APPEAL):
        if waiting in figures:
            count = figures[waiting].count
            url = url_for("manage_moderation.queue", waiting=waiting.value)
            yield _texts([figures[waiting]], _to_examine(waiting, count), count * TO_EXAMINE, url, now)


def _to_examine(waiting: Waiting, count: int) -> str:
    if waiting is Waiting.APPEAL:
        return ngettext("%(num)s appeal to decide", "%(num)s appeals to decide", count)
    if waiting is Waiting.ORDER:
        return ngettext("%(num)s text under an order", "%(num)s texts under an order", count)
    return ngettext("%(num)s reported text to examine", "%(num)s reported texts to examine", count)


def _promise(hours: int) -> str:
    if hours > 48 and hours % 24 == 0:
        return ngettext(
            "Promise: a decision within %(num)s day", "Promise: a decision within %(num)s days", hours // 24
        )
    return ngettext(
        "Promise: a decision within %(num)s hour", "Promise: a decision within %(num)s hours", hours)  # fmt: skip


def _texts(parts: list[QueueFigures], title: str, minutes: int, url: str, now: datetime) -> Task:
    oldest = min(each.oldest for each in parts if each.oldest is not None)
    due_at = min(each.due_at for each in parts if each.due_at is not None)
    hours = min(each.hours for each in parts if each.hours is not None)
    return Task(
        title=title,
        detail=_promise(hours),
        url=url,
        action=_("Read"),
        minutes=minutes,
        since=age_words(oldest, now),
        due=_("overdue") if due_at <= now else left_words(due_at, now),
        is_overdue=due_at <= now,
        order=due_at,
    )


def _set_up(consultations: list[Any], now: datetime) -> Iterator[Task]:
    """Say what the next consultation in preparation lacks, and which announced one opens soon."""
    drafts = [each for each in consultations if each.state is ConsultationState.DRAFT]
    if drafts:
        following = min(drafts, key=lambda each: (each.starts_at is None, each.starts_at or now, each.id))
        missing = sum(1 for item in checklist(following) if not item.done)
        words = ngettext("%(num)s thing is still missing.", "%(num)s things are still missing.", missing)
        yield Task(
            title=_("A consultation to prepare"),
            about=field_of(following.texts, "title"),
            detail=words if missing else _("Everything is ready: it can be announced."),
            url=url_for("manage_consultations.setup", consultation_id=following.id),
            action=_("Go on"),
            minutes=TO_SET_UP,
            due=_("opens on %(date)s", date=day(following.starts_at)) if following.starts_at else None,
            is_overdue=following.starts_at is not None and following.starts_at <= now,
            order=following.starts_at,
        )
    for each in consultations:
        if each.state is ConsultationState.ANNOUNCED and now < each.starts_at <= now + SOON:
            yield Task(
                title=_("A consultation opens soon"),
                about=field_of(each.texts, "title"),
                detail=_("Check its page, and that moderators are ready."),
                url=url_for("consultations.page", consultation_id=each.id),
                action=_("Open the page"),
                minutes=TO_REMIND,
                due=left_words(each.starts_at, now),
                order=each.starts_at,
            )


def _votes(collectivity_id: int, now: datetime) -> Iterator[Task]:
    """Say what the next vote in preparation lacks, which one opens soon, and whose counting failed."""
    waiting = list_waiting(collectivity_id)
    drafts = [each for each in waiting if each.state is VotingState.DRAFT]
    for each in drafts[:1]:
        missing = sum(1 for item in voting.checklist(each) if not item.done)
        words = ngettext("%(num)s thing is still missing.", "%(num)s things are still missing.", missing)
        detail = words if missing else _("Everything is ready: it can be announced.")
        yield _of_vote(each, _("A vote to prepare"), detail, _("Go on"), now)
    for each in waiting:
        if each.state is VotingState.ANNOUNCED and now < (each.starts_at or now) <= now + SOON:
            detail = _("Check its page once more: nothing of it can change after the opening but its end.")
            yield _of_vote(each, _("A vote opens soon"), detail, _("Open the page"), now)
        if each.count_state is CountState.FAILED:
            detail = _("Those who run the platform have been told. The ballots are safe.")
            yield _of_vote(each, _("The counting of a vote failed"), detail, _("Open the page"), now)


def _of_vote(question: Any, title: str, detail: str, action: str, now: datetime) -> Task:
    is_before = question.starts_at is not None and now < question.starts_at
    return Task(
        title=title,
        about=field_of(question.texts, "title"),
        detail=detail,
        url=url_for("manage_ballots.setup", consultation_id=question.consultation_id),
        action=action,
        minutes=TO_REMIND if question.announced_at else TO_SET_UP,
        due=_("opens on %(date)s", date=day(question.starts_at)) if is_before else None,
        is_overdue=question.state is VotingState.DRAFT and question.starts_at is not None and not is_before,
        order=question.starts_at,
    )


def _after_closing(
    consultations: list[Any], actor: Actor, collectivity_id: int, now: datetime, day_of: date
) -> Iterator[Task]:
    """Say what is left to group and to answer in the consultations that have closed, the first due first."""
    closed = [
        each for each in consultations if each.state is ConsultationState.UNDER_REVIEW or _is_over(each, now)
    ]
    closed.sort(key=lambda each: (each.answer_due_on or date.max, each.id))
    for each in closed[:MOST_CONSULTATIONS]:
        if actor.has_any(COMMITTEE, collectivity_id) and (ungrouped := count_ungrouped(each.id)):
            title = ngettext("%(num)s proposal to group", "%(num)s proposals to group", ungrouped)
            url = url_for("manage_synthesis.desk", consultation_id=each.id)
            yield _of_consultation(each, title, _("Group"), ungrouped * TO_GROUP, url, now, day_of)
        if actor.has_any(COUNCIL, collectivity_id) and (unanswered := count_unanswered(each.id)):
            title = ngettext(
                "%(num)s contribution without a reasoned answer",
                "%(num)s contributions without a reasoned answer",
                unanswered,
            )
            url = url_for("manage_council.desk", consultation_id=each.id)
            yield _of_consultation(each, title, _("Answer"), unanswered * TO_ANSWER, url, now, day_of)


def _is_over(consultation: Any, now: datetime) -> bool:
    waits_for_clock = consultation.state is ConsultationState.OPEN
    return waits_for_clock and stage_of(consultation, now=now) is Stage.OVER


def _of_consultation(
    consultation: Any, title: str, action: str, minutes: int, url: str, now: datetime, day_of: date
) -> Task:
    due = consultation.answer_due_on
    late = due is not None and due < day_of
    return Task(
        title=title,
        about=field_of(consultation.texts, "title"),
        detail=None,
        url=url,
        action=action,
        minutes=minutes,
        since=age_words(consultation.closed_at, now) if consultation.closed_at else None,
        due=_("overdue") if late else (_("answers due on %(date)s", date=day(due)) if due else None),
        is_overdue=late,
        order=_start_of(due, now) if due else None,
    )


def _start_of(day_of: date, now: datetime) -> datetime:
    return datetime.combine(day_of, datetime.min.time(), tzinfo=now.tzinfo)


def _follow_up(collectivity_id: int, day_of: date) -> Iterator[Task]:
    count = count_overdue(collectivity_id=collectivity_id, today=day_of)
    if not count:
        return
    longest = next(iter(list_overdue(collectivity_id=collectivity_id, today=day_of, limit=1)), None)
    due_on = longest.due_on if longest is not None else None
    yield Task(
        title=ngettext("%(num)s overdue activity", "%(num)s overdue activities", count),
        detail=_("Report what was done, or give the reason and a new date."),
        url=url_for("manage_projects.overview"),
        action=_("Report progress"),
        minutes=count * TO_REPORT,
        due=_("overdue since %(date)s", date=day(due_on)) if due_on else _("overdue"),
        is_overdue=True,
        order=_start_of(due_on, clock.now()) if due_on else None,
    )


def _invitations(collectivity_id: int, now: datetime) -> Iterator[Task]:
    waiting = [
        each
        for each in list_invitations(collectivity_id)
        if state_of(each, now=now) is InvitationState.WAITING
    ]
    if not waiting:
        return
    first = min(waiting, key=lambda each: each.expires_at)
    yield Task(
        title=ngettext(
            "%(num)s invitation without an answer", "%(num)s invitations without an answer", len(waiting)
        ),
        detail=None,
        url=url_for("manage_team.members"),
        action=_("See the team"),
        minutes=len(waiting) * TO_REMIND,
        since=age_words(min(each.created_at for each in waiting), now),
        due=_("expires on %(date)s", date=day(first.expires_at)),
        order=first.expires_at,
    )


def _running(consultation: Any, actor: Actor, now: datetime) -> RunningConsultation:
    counts: Mapping[str, Any] = figures_of(consultation)
    shown = [
        {
            "value": number(counts[figure.key]),
            "label": figure.label,
            "definition": figure.definition,
            "parts": offline_parts(counts) if figure.key == "proposals" else [],
        }
        for figure in FIGURES
        if figure.key in SHOWN_FIGURES and figure.key in counts
    ]
    return RunningConsultation(
        title=field_of(consultation.texts, "title"),
        url=url_for("consultations.page", consultation_id=consultation.id),
        figures=[*shown, *_pace(consultation, now)],
        enter_url=url_for("manage_proposals.enter", consultation_id=consultation.id)
        if actor.has_any(FACILITATORS, consultation.collectivity_id)
        else None,
    )


def _pace(consultation: Any, now: datetime) -> Iterator[dict[str, Any]]:
    hours = median_hours(consultation_id=consultation.id)
    if hours is not None:
        yield {
            "value": ngettext("%(num)s hour", "%(num)s hours", hours) if hours else _("Under an hour"),
            "label": _("Median time to decide"),
            "definition": _(
                "From the arrival of a proposal to its first decision of moderation, half of them took less."
            ),
        }
    yield {
        "value": age_words(now, consultation.ends_at),
        "label": _("Left before closing"),
        "definition": _("Until the announced end of the consultation."),
    }
