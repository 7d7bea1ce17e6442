"""The council's desk: the session, the answers, their publication all at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.consultations.queries import list_of_collectivity
from app.features.consultations.types import ConsultationState
from app.features.council import commands, policy, queries, rules
from app.features.council.policy import CouncilPermission
from app.features.proposals import queries as proposals
from app.features.proposals.policy import PUBLIC_STATES
from app.features.proposals.types import Outcome
from app.features.synthesis import queries as synthesis
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.council import pages, sessions
from app.web.council.forms import AnswerForm
from app.web.council.sessions import consultation_here, session_here, session_name
from app.web.guards import staff
from app.web.proposals.wording import OUTCOME_KINDS
from app.web.versioned_forms import SavedField
from app.web.writing import text_language

blueprint = Blueprint("manage_council", __name__)
READERS = (Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER, Role.FOCAL_POINT, Role.MONITORING_BODY)
WRITERS = (Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER, Role.FOCAL_POINT)
DECIDERS = (Role.COUNCIL_MEMBER, Role.FOCAL_POINT)
CLOSED = frozenset({ConsultationState.UNDER_REVIEW, ConsultationState.ANSWERED, ConsultationState.ARCHIVED})


@blueprint.get("/session")
@staff(*READERS)
def choose() -> str | Response:
    """Lead to the consultation that waits for answers; let choose when there are several."""
    closed = [
        each for each in list_of_collectivity(collectivity_id=g.collectivity.id) if each.state in CLOSED
    ]
    working = [each for each in closed if each.state in rules.DECIDING_STATES]
    if len(working) == 1:
        return redirect(url_for("manage_council.desk", consultation_id=working[0].id))
    return render_template(
        "council/manage/choose.html", working=working, others=[each for each in closed if each not in working]
    )


@blueprint.get("/session/<int:consultation_id>")
@staff(*READERS)
def desk(consultation_id: int) -> str:
    """Show what is answered and what is not."""
    consultation = consultation_here(consultation_id)
    return render_template(
        "council/manage/desk.html",
        consultation=consultation,
        desk=pages.desk(consultation=consultation, number=page_number(request.args.get("page"))),
        kinds=OUTCOME_KINDS,
        may=_allowed(consultation),
        is_deciding=consultation.state in rules.DECIDING_STATES,
    )


@blueprint.route("/session/<int:consultation_id>/themes/<int:theme_id>/answer", methods=["GET", "POST"])
@staff(*WRITERS)
def answer_theme(consultation_id: int, theme_id: int) -> str | Response | tuple[str, int]:
    """Prepare the answer to a theme."""
    theme = synthesis.get_theme(collectivity_id=g.collectivity.id, theme_id=theme_id)
    if theme.consultation_id != consultation_id:
        raise NotFound
    return _answer(consultation_id, theme_id=theme_id)


@blueprint.route("/session/<int:consultation_id>/proposals/<int:proposal_id>/answer", methods=["GET", "POST"])
@staff(*WRITERS)
def answer_proposal(consultation_id: int, proposal_id: int) -> str | Response | tuple[str, int]:
    """Prepare the answer to one proposal."""
    proposal = proposals.get_proposal(
        collectivity_id=g.collectivity.id, proposal_id=proposal_id, actor=current_actor()
    )
    if proposal.consultation_id != consultation_id or proposal.state not in PUBLIC_STATES:
        raise NotFound
    return _answer(consultation_id, proposal_id=proposal_id)


@blueprint.post("/session/<int:consultation_id>/answers/<int:response_id>/discard")
@staff(*WRITERS)
def discard_answer(consultation_id: int, response_id: int) -> Response:
    """Throw away an answer that is not published."""
    return perform_once(lambda now: _discard(consultation_id, response_id))


@blueprint.route("/session/<int:consultation_id>/record", methods=["GET", "POST"])
@staff(*DECIDERS)
def record(consultation_id: int) -> str | Response | tuple[str, int]:
    """Record the council session and its vote."""
    return sessions.record(consultation_id)


@blueprint.get("/session/<int:consultation_id>/publish")
@staff(*DECIDERS)
def confirm_publishing(consultation_id: int) -> str:
    """Say what will happen before the answers are published, and what still lacks one."""
    consultation = consultation_here(consultation_id)
    return render_template(
        "council/manage/publish.html",
        consultation=consultation,
        unanswered=queries.list_unanswered(consultation.id, limit=50),
        unanswered_count=queries.count_unanswered(consultation.id),
        figures=queries.figures_of(consultation.id),
        is_deciding=consultation.state in rules.DECIDING_STATES,
    )


@blueprint.post("/session/<int:consultation_id>/publish")
@staff(*DECIDERS)
def publish(consultation_id: int) -> Response:
    """Publish every answer at once."""
    return perform_once(lambda now: _publish(consultation_id, now))


def _answer(
    consultation_id: int, *, theme_id: int | None = None, proposal_id: int | None = None
) -> str | Response | tuple[str, int]:
    consultation = consultation_here(consultation_id)
    language = text_language()
    existing = queries.find_response(theme_id=theme_id, proposal_id=proposal_id)
    form = AnswerForm() if request.method == "POST" else AnswerForm(data=_as_data(existing, language))
    form.session.choices = [
        (0, _("None")),
        *((each.id, session_name(each)) for each in queries.list_sessions(consultation.id)),
    ]
    if request.method == "GET":
        return _answer_page(consultation, form, existing, language, theme_id, proposal_id)
    saved, status = None, 422
    if form.validate():
        try:
            return perform_once(
                lambda now: _prepare(form, consultation_id, language, theme_id, proposal_id, now)
            )
        except ChangedMeanwhile:
            existing = queries.find_response(theme_id=theme_id, proposal_id=proposal_id)
            saved, status = form.take_newer(existing, _as_data(existing, language)), 409
        except Invalid as refusal:
            form.take_errors(refusal)
    consultation = consultation_here(consultation_id)
    return _answer_page(consultation, form, existing, language, theme_id, proposal_id, saved), status


def _prepare(
    form: AnswerForm,
    consultation_id: int,
    language: str,
    theme_id: int | None,
    proposal_id: int | None,
    now: datetime,
) -> str:
    consultation = consultation_here(consultation_id)
    existing = queries.find_response(theme_id=theme_id, proposal_id=proposal_id)
    texts = existing.texts if existing is not None else {}
    commands.prepare_response(
        actor=current_actor(),
        consultation=consultation,
        subject=_subject(theme_id, proposal_id),
        outcome=Outcome(form.outcome.data),
        language=language,
        reason=form.reason.data,
        body=form.body.data,
        session=session_here(consultation_id, form.session.data or None),
        merged_into=_merged_into(consultation, form.merged_into.data),
        origin=texts.get(language, {}).get("origin") or ("translation_person" if texts else "original"),
        lock_version=form.version,
        now=now,
    )
    flash(_("The answer is prepared. It is published with all the others."), "success")
    return url_for("manage_council.desk", consultation_id=consultation_id)


def _merged_into(consultation: Any, number: int | None) -> Any:
    if number is None:
        return None
    found = proposals.find_by_number(consultation_id=consultation.id, number=number)
    if found is None:
        raise Invalid(fields={"merged_into": _("No published proposal has this number.")})
    return found


def _subject(theme_id: int | None, proposal_id: int | None) -> Any:
    if theme_id is not None:
        return synthesis.get_theme(collectivity_id=g.collectivity.id, theme_id=theme_id)
    return proposals.get_proposal(
        collectivity_id=g.collectivity.id, proposal_id=proposal_id or 0, actor=current_actor()
    )


def _discard(consultation_id: int, response_id: int) -> str:
    response = queries.get_response(collectivity_id=g.collectivity.id, response_id=response_id)
    if response.consultation_id != consultation_id:
        raise NotFound
    commands.discard_response(
        actor=current_actor(), consultation=consultation_here(consultation_id), response=response
    )
    flash(_("The prepared answer was thrown away."), "success")
    return url_for("manage_council.desk", consultation_id=consultation_id)


def _publish(consultation_id: int, now: datetime) -> str:
    commands.publish_responses(
        actor=current_actor(), consultation=consultation_here(consultation_id), now=now
    )
    flash(_("The answers are published. Everyone concerned will be told."), "success")
    return url_for("council.results", consultation_id=consultation_id)


def _as_data(response: Any, language: str) -> dict[str, Any]:
    if response is None:
        return {}
    merged = proposals.list_by_ids(
        collectivity_id=g.collectivity.id,
        proposal_ids=[response.merged_into_id] if response.merged_into_id else [],
    )
    return {
        "outcome": response.outcome.value,
        "reason": response.texts.get(language, {}).get("reason", ""),
        "body": response.answering_body.get(language, ""),
        "merged_into": next((each.number for each in merged.values()), None),
        "session": response.session_id or 0,
        "lock_version": response.lock_version,
    }


def _answer_page(
    consultation: Any,
    form: AnswerForm,
    existing: Any,
    language: str,
    theme_id: int | None,
    proposal_id: int | None,
    saved: Sequence[SavedField] | None = None,
) -> str:
    subject = _subject(theme_id, proposal_id)
    members = synthesis.list_proposals_of([theme_id]).get(theme_id, []) if theme_id is not None else [subject]
    return render_template(
        "council/manage/answer.html",
        consultation=consultation,
        form=form,
        saved=saved,
        response=existing,
        theme=subject if theme_id is not None else None,
        proposal=subject if theme_id is None else None,
        members=members,
        words=proposals.shown_versions(members),
        text_language=language,
        is_deciding=consultation.state in rules.DECIDING_STATES,
    )


def _allowed(consultation: Any) -> dict[str, bool]:
    actor = current_actor()
    return {each.value: policy.council.allows(actor, each, consultation) for each in CouncilPermission}
