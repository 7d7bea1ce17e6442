"""The life of a proposal, step by step, as everybody can follow it: from its arrival to what it became in the plan."""

from datetime import date, datetime
from typing import Any

from flask import g, url_for
from flask_babel import gettext, ngettext

from app.features.consultations.types import ConsultationState
from app.features.council import queries as council
from app.features.proposals import queries
from app.features.proposals.types import Channel, Outcome, ProposalState
from app.features.synthesis import queries as synthesis
from app.foundation import clock
from app.web.proposals.journey_in_plan import steps_in_plan
from app.web.proposals.journey_step import JourneyStep
from app.web.template_values import day, field_of, worded

RETAINING = frozenset({Outcome.RETAINED, Outcome.RETAINED_IN_PART})


def journey_of(proposal: Any, consultation: Any, *, now: datetime) -> list[JourneyStep]:
    """Return the steps that a proposal has taken, and the one it waits for."""
    steps = [_received(proposal), *_moderated(proposal)]
    if proposal.state is not ProposalState.PUBLISHED:
        return steps
    response = council.response_for(proposal.id)
    target = _target_of(response)
    into_plan = steps_in_plan([proposal, *([target] if target is not None else [])], today=_today(now))
    return [
        *steps,
        *_grouped(proposal, consultation),
        *([_answered(response, target, consultation)] if response is not None else []),
        *([_waiting(consultation, today=_today(now))] if response is None else []),
        *_merged_into_it(proposal),
        *(into_plan or _expected_in_plan(response, consultation)),
    ]


def _received(proposal: Any) -> JourneyStep:
    labels = {
        Channel.WEB: gettext("Received online"),
        Channel.WORKSHOP: gettext("Received at a workshop"),
        Channel.PAPER: gettext("Received on paper"),
        Channel.PHONE: gettext("Received by phone"),
        Channel.DESK: gettext("Received at the desk"),
    }
    return JourneyStep(labels[proposal.channel], at=day(proposal.submitted_at or proposal.created_at))


def _moderated(proposal: Any) -> list[JourneyStep]:
    if proposal.state is ProposalState.PENDING:
        return [JourneyStep(gettext("In review by the moderators"), state="now")]
    if proposal.state is ProposalState.RETURNED:
        step = queries.find_return(proposal)
        return [
            JourneyStep(
                gettext("Returned to its author, who can change it and send it again"),
                state="now",
                at=day(step.happened_at) if step is not None else None,
                quote=step.reason if step is not None else None,
            )
        ]
    steps = (
        [JourneyStep(gettext("Published"), at=day(proposal.published_at))] if proposal.published_at else []
    )
    if proposal.ended_at is not None and proposal.state is not ProposalState.PUBLISHED:
        steps.append(JourneyStep(str(proposal.state.label), state="stopped", at=day(proposal.ended_at)))
    return steps


def _grouped(proposal: Any, consultation: Any) -> list[JourneyStep]:
    """Return what the committee did with it; the names of themes are shown once the synthesis can be read."""
    standing = synthesis.grouping_of(proposal.id)
    written = synthesis.find_synthesis(consultation.id)
    is_public = written is not None and written.published_at is not None
    steps = []
    if standing is not None:
        grouping, theme = standing
        others = len(synthesis.list_proposals_of([theme.id]).get(theme.id, [])) - 1
        steps.append(_in_theme(grouping, theme, others, consultation, is_public=is_public))
    if is_public:
        steps.append(_synthesised(proposal, written, consultation))
    return steps


def _in_theme(grouping: Any, theme: Any, others: int, consultation: Any, *, is_public: bool) -> JourneyStep:
    title = field_of(theme.texts, "title")
    sentence = ngettext(
        "It stands with %(num)s other proposal.", "It stands with %(num)s other proposals.", others
    )
    url = url_for("synthesis.page", consultation_id=consultation.id, _anchor=f"theme-{theme.id}")
    return JourneyStep(
        gettext("Grouped by the committee"),
        detail=sentence if others > 0 else None,
        at=day(grouping.added_at),
        links=[{"label": title.text, "lang": title.language, "url": url}] if is_public else [],
    )


def _synthesised(proposal: Any, written: Any, consultation: Any) -> JourneyStep:
    url = url_for("synthesis.page", consultation_id=consultation.id)
    points = synthesis.list_points_citing(proposal.id)
    if not points:
        return JourneyStep(gettext("Examined in the synthesis"), at=day(written.published_at), url=url)
    words = field_of(points[0].texts, "text")
    return JourneyStep(
        gettext("Cited in the committee's synthesis"),
        at=day(written.published_at),
        url=url,
        quote=words.text,
        quote_lang=words.language,
    )


def _target_of(response: Any) -> Any:
    """Return the proposal that it was merged into, readable or not."""
    if response is None or response.merged_into_id is None:
        return None
    found = queries.list_by_ids(
        collectivity_id=response.collectivity_id, proposal_ids=[response.merged_into_id]
    )
    return found.get(response.merged_into_id)


def _answered(response: Any, target: Any, consultation: Any) -> JourneyStep:
    """Return the decision with its reason; a body and a session are named in whole sentences."""
    reason, body = field_of(response.texts, "reason"), worded(response.answering_body)
    links = [
        {
            "label": gettext("All the answers of this consultation"),
            "url": url_for("council.results", consultation_id=consultation.id),
        }
    ]
    if target is not None:
        links.insert(0, _numbered(target))
    return JourneyStep(
        gettext("Decision: %(outcome)s", outcome=response.outcome.label),
        state="stopped" if response.outcome is Outcome.NOT_RETAINED else "done",
        detail=body.text,
        detail_lang=body.language,
        at=_session_words(response) or day(response.published_at),
        quote=reason.text,
        quote_lang=reason.language,
        links=links,
    )


def _session_words(response: Any) -> str | None:
    session = council.find_session(response.session_id)
    if session is None or session.recorded_at is None:
        return None
    return gettext(
        "%(kind)s of %(date)s, deliberation no. %(number)s",
        kind=session.kind.label,
        date=day(session.held_on),
        number=session.deliberation_number,
    )


def _waiting(consultation: Any, *, today: date) -> JourneyStep:
    """Return the answer that it waits for, or why none will come."""
    due_on = consultation.answer_due_on
    if consultation.state is ConsultationState.CANCELLED:
        return JourneyStep(gettext("The consultation was cancelled"), state="stopped")
    if due_on is not None and due_on < today:
        return JourneyStep(gettext("Its answer was due on %(date)s", date=day(due_on)), state="late")
    is_examined = consultation.state is ConsultationState.UNDER_REVIEW
    return JourneyStep(
        gettext("The council examines it") if is_examined else gettext("Reasoned answer of the council"),
        state="now" if is_examined else "next",
        at=gettext("Its answer is due on %(date)s", date=day(due_on)) if due_on is not None else None,
    )


def _merged_into_it(proposal: Any) -> list[JourneyStep]:
    others = council.list_merged_into(proposal.id)
    if not others:
        return []
    return [
        JourneyStep(
            ngettext(
                "%(num)s other proposal was merged into it",
                "%(num)s other proposals were merged into it",
                len(others),
            ),
            links=[_numbered(other) for other in others],
        )
    ]


def _expected_in_plan(response: Any, consultation: Any) -> list[JourneyStep]:
    """Return what a retained proposal waits for while nothing in a plan can be shown yet."""
    if response is None or response.outcome not in RETAINING:
        return []
    if consultation.round == 1:
        return [JourneyStep(gettext("Draft projects, put to a second round of consultation"), state="next")]
    return [JourneyStep(gettext("The adopted plan"), state="next")]


def _numbered(proposal: Any) -> dict[str, Any]:
    """Return a link that names a proposal by its number: its words may no longer be readable."""
    return {
        "label": gettext("Proposal no. %(number)s", number=proposal.number),
        "url": url_for("proposals.page", proposal_id=proposal.id),
    }


def _today(now: datetime) -> date:
    return clock.local_date(now, g.collectivity.time_zone)
