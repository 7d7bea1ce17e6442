"""The synthesis as a text: introduction, points that cite their proposals, recommendation, publication."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.consultations.types import ConsultationState
from app.features.proposals import queries as proposals
from app.features.proposals.types import ProposalOrder
from app.features.synthesis import commands, policy, queries, rules
from app.features.synthesis.policy import SynthesisPermission
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.languages import current_language
from app.web.reading import whole_number
from app.web.synthesis import pages
from app.web.synthesis.forms import PointForm, SynthesisForm
from app.web.synthesis.manage import READERS, WRITERS
from app.web.versioned_forms import SavedField
from app.web.writing import text_language

blueprint = Blueprint("manage_report", __name__)


@blueprint.get("/synthesis/<int:consultation_id>/report")
@staff(*READERS)
def report(consultation_id: int) -> str:
    """Show the synthesis being written, in one language."""
    language = text_language()
    form = SynthesisForm(data=_report_data(queries.find_synthesis(consultation_id), language))
    return _report_page(consultation_id, form, language)


@blueprint.post("/synthesis/<int:consultation_id>/report")
@staff(*WRITERS)
def write(consultation_id: int) -> Response | tuple[str, int]:
    """Save the introduction and the recommendation in one language."""
    form, language = SynthesisForm(), text_language()
    if not form.validate():
        return _report_page(consultation_id, form, language), 422
    try:
        return perform_once(lambda now: _write(form, consultation_id, language))
    except ChangedMeanwhile:
        written = queries.find_synthesis(consultation_id)
        saved = form.take_newer(written, _report_data(written, language))
        return _report_page(consultation_id, form, language, saved), 409


@blueprint.get("/synthesis/<int:consultation_id>/points/new")
@staff(*WRITERS)
def new_point(consultation_id: int) -> str:
    """Show the form of a new point, with the proposals it may cite."""
    return _point_page(consultation_id, PointForm(), _chosen_theme(consultation_id), None)


@blueprint.post("/synthesis/<int:consultation_id>/points/new")
@staff(*WRITERS)
def add_point(consultation_id: int) -> Response | tuple[str, int]:
    """Add a point with its citations."""
    form = PointForm()
    theme = _chosen_theme(consultation_id)
    if form.validate():
        try:
            return perform_once(lambda now: _add_point(form, consultation_id))
        except Invalid as refusal:
            return _point_page(consultation_id, form, theme, None, refusal), 422
    return _point_page(consultation_id, form, theme, None), 422


@blueprint.get("/synthesis/<int:consultation_id>/points/<int:point_id>")
@staff(*WRITERS)
def edit_point(consultation_id: int, point_id: int) -> str:
    """Show the form of a point in one language, with what it cites."""
    point = _point(consultation_id, point_id)
    form = PointForm(data=_point_data(point, text_language()))
    cited = queries.list_citations([point.id]).get(point.id, [])
    return _point_page(
        consultation_id, form, _theme_of(point), point, ticked={str(each.id) for each in cited}
    )


@blueprint.post("/synthesis/<int:consultation_id>/points/<int:point_id>")
@staff(*WRITERS)
def save_point(consultation_id: int, point_id: int) -> Response | tuple[str, int]:
    """Save what a point says in one language and which proposals it cites."""
    form = PointForm()
    refusal = None
    if form.validate():
        try:
            return perform_once(lambda now: _change_point(form, consultation_id, point_id))
        except ChangedMeanwhile:
            return _point_saved_meanwhile(form, consultation_id, point_id), 409
        except Invalid as refused:
            refusal = refused
    point = _point(consultation_id, point_id)
    return _point_page(consultation_id, form, _theme_of(point), point, refusal), 422


@blueprint.post("/synthesis/<int:consultation_id>/points/<int:point_id>/remove")
@staff(*WRITERS)
def remove_point(consultation_id: int, point_id: int) -> Response:
    """Take a point out of the synthesis."""
    return perform_once(lambda now: _remove_point(consultation_id, point_id))


@blueprint.post("/synthesis/<int:consultation_id>/publish")
@staff(*WRITERS)
def publish(consultation_id: int) -> Response:
    """Let everybody read the synthesis."""
    return perform_once(lambda now: _publish(consultation_id, now))


def _report_data(written: Any, language: str) -> dict[str, Any]:
    words = written.texts.get(language, {}) if written is not None else {}
    return {
        "introduction": words.get("introduction", ""),
        "conclusion": words.get("conclusion", ""),
        "lock_version": written.lock_version if written is not None else 0,
    }


def _point_data(point: Any, language: str) -> dict[str, Any]:
    return {"text": point.texts.get(language, {}).get("text", ""), "lock_version": point.lock_version}


def _point_saved_meanwhile(form: PointForm, consultation_id: int, point_id: int) -> str:
    point = _point(consultation_id, point_id)
    saved = form.take_newer(point, _point_data(point, text_language()))
    return _point_page(consultation_id, form, _theme_of(point), point, saved=saved)


def _write(form: SynthesisForm, consultation_id: int, language: str) -> str:
    written = queries.find_synthesis(consultation_id)
    texts = written.texts if written is not None else {}
    commands.write_synthesis(
        actor=current_actor(),
        consultation=_consultation(consultation_id),
        language=language,
        introduction=form.introduction.data or "",
        conclusion=form.conclusion.data or "",
        origin=texts.get(language, {}).get("origin") or ("translation_person" if texts else "original"),
        lock_version=form.version,
    )
    flash(_("The synthesis was saved."), "success")
    return url_for("manage_report.report", consultation_id=consultation_id, text_language=language)


def _add_point(form: PointForm, consultation_id: int) -> str:
    commands.add_point(
        actor=current_actor(),
        consultation=_consultation(consultation_id),
        theme=_chosen_theme(consultation_id),
        language=current_language().code,
        text=form.text.data,
        proposals=_ticked(),
    )
    flash(_("The point was added."), "success")
    return url_for("manage_report.report", consultation_id=consultation_id)


def _change_point(form: PointForm, consultation_id: int, point_id: int) -> str:
    point, language = _point(consultation_id, point_id), text_language()
    commands.edit_point(
        actor=current_actor(),
        consultation=_consultation(consultation_id),
        point=point,
        language=language,
        text=form.text.data,
        origin=point.texts.get(language, {}).get("origin") or "translation_person",
        proposals=_ticked(),
        lock_version=form.version,
    )
    flash(_("The point was saved."), "success")
    return url_for("manage_report.report", consultation_id=consultation_id)


def _point(consultation_id: int, point_id: int) -> Any:
    point = queries.get_point(collectivity_id=g.collectivity.id, point_id=point_id)
    written = queries.find_synthesis(consultation_id)
    if written is None or point.synthesis_id != written.id:
        raise NotFound
    return point


def _theme_of(point: Any) -> Any:
    if point.theme_id is None:
        return None
    return queries.get_theme(collectivity_id=point.collectivity_id, theme_id=point.theme_id)


def _ticked() -> list[Any]:
    ids = [number for text in request.form.getlist("proposal") if (number := whole_number(text)) is not None]
    return list(proposals.list_by_ids(collectivity_id=g.collectivity.id, proposal_ids=ids).values())


def _remove_point(consultation_id: int, point_id: int) -> str:
    point = _point(consultation_id, point_id)
    commands.remove_point(actor=current_actor(), consultation=_consultation(consultation_id), point=point)
    flash(_("The point was removed."), "success")
    return url_for("manage_report.report", consultation_id=consultation_id)


def _publish(consultation_id: int, now: datetime) -> str:
    commands.publish_synthesis(actor=current_actor(), consultation=_consultation(consultation_id), now=now)
    flash(_("The synthesis is published."), "success")
    return url_for("synthesis.page", consultation_id=consultation_id)


def _consultation(consultation_id: int) -> Any:
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def _chosen_theme(consultation_id: int) -> Any:
    theme_id = whole_number(request.values.get("theme"))
    if theme_id is None:
        return None
    theme = queries.get_theme(collectivity_id=g.collectivity.id, theme_id=theme_id)
    if theme.consultation_id != consultation_id:
        raise NotFound
    return theme


def _report_page(
    consultation_id: int, form: SynthesisForm, language: str, saved: Sequence[SavedField] | None = None
) -> str:
    consultation = _consultation(consultation_id)
    return render_template(
        "synthesis/manage/report.html",
        consultation=consultation,
        page=pages.synthesis_page(consultation.id),
        form=form,
        saved=saved,
        text_language=language,
        may_write=policy.synthesis.allows(current_actor(), SynthesisPermission.WRITE, consultation)
        and consultation.state in rules.WORKING_STATES,
        is_closed=consultation.state is not ConsultationState.OPEN,
    )


def _point_page(
    consultation_id: int,
    form: PointForm,
    theme: Any,
    point: Any,
    refusal: Invalid | None = None,
    *,
    ticked: set[str] | None = None,
    saved: Sequence[SavedField] | None = None,
) -> str:
    if refusal is not None:
        form.take_errors(refusal)
    missing = refusal.fields.get("proposals") if refusal is not None else None
    return render_template(
        "synthesis/manage/point.html",
        consultation=_consultation(consultation_id),
        theme=theme,
        point=point,
        form=form,
        saved=saved,
        text_language=text_language(),
        citable=_citable(consultation_id, theme, point),
        ticked=set(request.form.getlist("proposal")) if ticked is None else ticked,
        sentences=[missing] if missing is not None else [],
    )


def _citable(consultation_id: int, theme: Any, point: Any) -> list[Any]:
    """Return what a point may cite: its theme's proposals or the most supported ones, and what it cites already."""
    listed = (
        queries.list_proposals_of([theme.id]).get(theme.id, [])
        if theme is not None
        else proposals.list_page(
            consultation_id=consultation_id, order=ProposalOrder.SUPPORTS, number=1, size=60
        ).items
    )
    cited = queries.list_citations([point.id]).get(point.id, []) if point is not None else []
    return list({each.id: each for each in [*cited, *listed]}.values())
