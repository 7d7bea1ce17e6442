"""The whole life of a proposal: received, moderated, grouped, synthesised, decided, become, advancing."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.features.consultations.types import ConsultationState
from app.features.council import queries as council
from app.features.plans import queries as plans
from app.features.plans.types import ItemKind
from app.features.projects import queries as projects
from app.features.projects.types import ProgressStatus
from app.features.proposals import queries as proposals
from app.features.proposals.types import Channel, ProposalState
from app.features.synthesis import queries as synthesis
from app.web.template_values import day, field_of, moment, number, worded

JourneyStep = dict[str, Any]
PROGRESS_STATES = {
    ProgressStatus.NOT_STARTED: "next",
    ProgressStatus.UNDER_WAY: "now",
    ProgressStatus.DELAYED: "late",
    ProgressStatus.STOPPED: "stopped",
    ProgressStatus.DONE: "done",
}


def journey_of(proposal: Any, consultation: Any) -> list[JourneyStep]:
    """Return the steps of a proposal's life, oldest first, for the macro `journey`; a constant number of queries."""
    return [
        *_received(proposal),
        *_moderated(proposal),
        *_grouped(proposal, consultation),
        *_synthesised(proposal, consultation),
        *_decided(proposal, consultation),
        *_became(proposal),
    ]


def _step(state: str, label: str, **more: Any) -> JourneyStep:
    return {"state": state, "label": label, "links": [], "percent": None, **more}


def _received(proposal: Any) -> Iterator[JourneyStep]:
    labels = {
        Channel.WEB: _("Received online"),
        Channel.WORKSHOP: _("Received at a workshop"),
        Channel.PAPER: _("Received on paper"),
        Channel.PHONE: _("Received by phone"),
        Channel.DESK: _("Received at the desk"),
    }
    if proposal.submitted_at is not None:
        yield _step("done", labels[proposal.channel], at=day(proposal.submitted_at))


def _moderated(proposal: Any) -> Iterator[JourneyStep]:
    if proposal.published_at is not None:
        yield _step("done", _("Published"), at=day(proposal.published_at))
    elif proposal.state is ProposalState.PENDING:
        yield _step("now", _("In review by the moderators"))
    elif proposal.state is ProposalState.RETURNED:
        yield _step("now", _("Returned to its author, who can change it and send it again"))


def _grouped(proposal: Any, consultation: Any) -> Iterator[JourneyStep]:
    standing = synthesis.grouping_of(proposal.id)
    if standing is None:
        return
    grouping, theme = standing
    members = synthesis.list_proposals_of([theme.id]).get(theme.id, [])
    people = synthesis.count_distinct_supporters(consultation.id).get(theme.id, 0)
    title = field_of(theme.texts, "title")
    others = len(members) - 1
    yield _step(
        "done",
        _("Grouped in the theme “%(title)s”", title=title.text),
        detail=ngettext(
            "with %(num)s other proposal; different people who support them: %(people)s",
            "with %(num)s other proposals; different people who support them: %(people)s",
            others,
            people=number(people),
        )
        if others > 0
        else None,
        at=day(grouping.added_at),
    )


def _synthesised(proposal: Any, consultation: Any) -> Iterator[JourneyStep]:
    points = synthesis.list_points_citing(proposal.id)
    if not points:
        return
    words = field_of(points[0].texts, "text")
    written = synthesis.find_synthesis(consultation.id)
    yield _step(
        "done",
        _("Cited in the committee's synthesis"),
        url=url_for("synthesis.page", consultation_id=consultation.id),
        quote=words.text,
        quote_lang=words.language,
        at=day(written.published_at) if written is not None else None,
    )


def _decided(proposal: Any, consultation: Any) -> Iterator[JourneyStep]:
    response = council.response_for(proposal.id)
    if response is None:
        awaiting = proposal.state is ProposalState.PUBLISHED and consultation.state in {
            ConsultationState.ANNOUNCED,
            ConsultationState.OPEN,
            ConsultationState.UNDER_REVIEW,
        }
        if awaiting and consultation.answer_due_on is not None:
            yield _step(
                "next",
                _("Reasoned answer of the council"),
                at=_("before %(date)s", date=day(consultation.answer_due_on)),
            )
        return
    session = council.find_session(response.session_id)
    reason = field_of(response.texts, "reason")
    yield _step(
        "done",
        str(response.outcome.label),
        detail=_session_words(session, worded(response.answering_body).text),
        at=day(response.published_at),
        quote=reason.text,
        quote_lang=reason.language,
        links=_merged_links(response),
    )


def _session_words(session: Any, body: str) -> str:
    if session is None or session.recorded_at is None:
        return body
    return _(
        "%(body)s, session of %(date)s, deliberation no. %(number)s: %(for)s for, %(against)s against, "
        "%(abstaining)s abstaining",
        **{
            "body": body,
            "date": day(session.held_on),
            "number": session.deliberation_number,
            "for": number(session.votes_for),
            "against": number(session.votes_against),
            "abstaining": number(session.votes_abstaining),
        },
    )


def _merged_links(response: Any) -> list[dict[str, str]]:
    if response.merged_into_id is None:
        return []
    target = proposals.list_published([response.merged_into_id]).get(response.merged_into_id)
    if target is None:
        return []
    label = _("Merged into proposal no. %(number)s", number=target.number)
    return [{"label": label, "url": url_for("proposals.page", proposal_id=target.id)}]


def _became(proposal: Any) -> Iterator[JourneyStep]:
    drawn = proposals.list_items_drawn_from(proposal_id=proposal.id)
    changes = [each.item_id for each in council.changes_from(proposal.id)]
    items = list(dict.fromkeys([*drawn, *changes]))
    if not items:
        return
    revisions = plans.latest_revisions(items)
    shown = [revisions[item_id] for item_id in items if item_id in revisions]
    plan_ids = plans.plan_ids_of([revision.version_id for revision in shown])
    for revision in shown:
        yield _became_item(revision, plan_ids[revision.version_id], is_drawn=revision.item_id in drawn)
    yield from _progress(shown)


def _became_item(revision: Any, plan_id: int, *, is_drawn: bool) -> JourneyStep:
    title = field_of(revision.texts, "title")
    values = {"code": revision.code, "title": title.text}
    if is_drawn:
        label = {
            ItemKind.AXIS: _("Became axis %(code)s of the plan: “%(title)s”", **values),
            ItemKind.PROJECT: _("Became project %(code)s of the plan: “%(title)s”", **values),
            ItemKind.ACTIVITY: _("Became activity %(code)s of the plan: “%(title)s”", **values),
        }[revision.kind]
    else:
        label = {
            ItemKind.AXIS: _("Changed axis %(code)s of the adopted plan: “%(title)s”", **values),
            ItemKind.PROJECT: _("Changed project %(code)s of the adopted plan: “%(title)s”", **values),
            ItemKind.ACTIVITY: _("Changed activity %(code)s of the adopted plan: “%(title)s”", **values),
        }[revision.kind]
    return _step("done", label, url=url_for("plans.item", plan_id=plan_id, item_id=revision.item_id))


def _progress(revisions: Sequence[Any]) -> Iterator[JourneyStep]:
    followed = projects.progress_of_items(_activity_ids(revisions))
    reports = projects.latest_reports(activity.id for activity in followed.values())
    names = plans.latest_revisions(list(followed))
    for activity in sorted(followed.values(), key=lambda each: each.item_id):
        if activity.item_id in names:
            yield _progress_step(activity, names[activity.item_id], reports.get(activity.id))


def _activity_ids(revisions: Sequence[Any]) -> list[int]:
    direct = [revision.item_id for revision in revisions if revision.kind is ItemKind.ACTIVITY]
    projects_shown = [revision for revision in revisions if revision.kind is ItemKind.PROJECT]
    under = plans.list_children_of([(each.version_id, each.item_id) for each in projects_shown])
    return list(dict.fromkeys([*direct, *(child.item_id for child in under)]))


def _progress_step(activity: Any, revision: Any, report: Any) -> JourneyStep:
    title = field_of(revision.texts, "title")
    values = {"code": revision.code, "title": title.text}
    label = {
        ProgressStatus.NOT_STARTED: _("Activity %(code)s, “%(title)s”: not started", **values),
        ProgressStatus.UNDER_WAY: _("Activity %(code)s, “%(title)s”: under way", **values),
        ProgressStatus.DELAYED: _("Activity %(code)s, “%(title)s”: delayed", **values),
        ProgressStatus.STOPPED: _("Activity %(code)s, “%(title)s”: stopped", **values),
        ProgressStatus.DONE: _("Activity %(code)s, “%(title)s”: done", **values),
    }[activity.status]
    return _step(
        PROGRESS_STATES[activity.status],
        label,
        detail=_("new date: %(date)s", date=day(activity.due_on))
        if activity.status is ProgressStatus.DELAYED and activity.due_on is not None
        else None,
        url=url_for("projects.activity", activity_id=activity.id),
        percent=activity.percent,
        percent_label=_("%(percent)s %% done", percent=number(activity.percent)),
        at=_("updated on %(date)s", date=moment(report.reported_at)) if report is not None else None,
        quote=report.reason if report is not None else None,
    )
