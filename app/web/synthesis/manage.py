"""The synthesis desk: grouping proposals into themes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.consultations.queries import get_consultation, list_of_collectivity
from app.features.proposals import queries as proposals
from app.features.synthesis import commands, policy, queries, rules
from app.features.synthesis.policy import SynthesisPermission
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.languages import current_language
from app.web.reading import whole_number
from app.web.synthesis import pages
from app.web.synthesis.forms import ThemeForm
from app.web.versioned_forms import SavedField
from app.web.writing import text_language

blueprint = Blueprint("manage_synthesis", __name__)
READERS = (Role.COMMITTEE_MEMBER, Role.FOCAL_POINT, Role.COUNCIL_MEMBER, Role.MONITORING_BODY)
WRITERS = (Role.COMMITTEE_MEMBER, Role.FOCAL_POINT)


@blueprint.get("/synthesis")
@staff(*READERS)
def choose() -> str | Response:
    """Lead to the consultation that is being synthesised; let choose when there are several."""
    listed = list_of_collectivity(collectivity_id=g.collectivity.id)
    working = [each for each in listed if each.state in rules.WORKING_STATES]
    if len(working) == 1:
        return redirect(url_for("manage_synthesis.desk", consultation_id=working[0].id))
    return render_template(
        "synthesis/manage/choose.html",
        working=working,
        others=[each for each in listed if each not in working],
    )


@blueprint.get("/synthesis/<int:consultation_id>")
@staff(*READERS)
def desk(consultation_id: int) -> str:
    """Show what stands in no theme yet beside the themes."""
    return _desk(consultation_id, ThemeForm())


@blueprint.post("/synthesis/<int:consultation_id>/themes")
@staff(*WRITERS)
def create_theme(consultation_id: int) -> Response | tuple[str, int]:
    """Name a new theme and put the ticked proposals into it."""
    form = ThemeForm()
    if form.validate():
        try:
            return perform_once(lambda now: _create_theme(form, consultation_id, now))
        except Invalid as refusal:
            form.take_errors(refusal)
    return _desk(consultation_id, form), 422


@blueprint.post("/synthesis/<int:consultation_id>/group")
@staff(*WRITERS)
def group(consultation_id: int) -> Response | tuple[str, int]:
    """Put the ticked proposals into the chosen theme."""
    try:
        return perform_once(lambda now: _group(consultation_id, now))
    except Invalid as refusal:
        return _desk(consultation_id, ThemeForm(formdata=None), sentences=[str(refusal)]), 422


@blueprint.post("/synthesis/<int:consultation_id>/ungroup/<int:proposal_id>")
@staff(*WRITERS)
def ungroup(consultation_id: int, proposal_id: int) -> Response:
    """Take a proposal out of its theme."""
    return perform_once(lambda now: _ungroup(consultation_id, proposal_id, now))


@blueprint.get("/synthesis/<int:consultation_id>/themes/<int:theme_id>")
@staff(*READERS)
def theme(consultation_id: int, theme_id: int) -> str:
    """Show a theme, its proposals and its words in one language."""
    language = text_language()
    found = _theme(consultation_id, theme_id)
    return _theme_page(consultation_id, found, ThemeForm(data=_theme_data(found, language)), language)


@blueprint.post("/synthesis/<int:consultation_id>/themes/<int:theme_id>")
@staff(*WRITERS)
def edit_theme(consultation_id: int, theme_id: int) -> Response | tuple[str, int]:
    """Save the words of a theme in one language."""
    form, language = ThemeForm(), text_language()
    if form.validate():
        try:
            return perform_once(lambda now: _edit_theme(form, consultation_id, theme_id, language))
        except ChangedMeanwhile:
            found = _theme(consultation_id, theme_id)
            saved = form.take_newer(found, _theme_data(found, language))
            return _theme_page(consultation_id, found, form, language, saved), 409
        except Invalid as refusal:
            form.take_errors(refusal)
    return _theme_page(consultation_id, _theme(consultation_id, theme_id), form, language), 422


@blueprint.get("/synthesis/<int:consultation_id>/themes/<int:theme_id>/dissolve")
@staff(*WRITERS)
def confirm_dissolving(consultation_id: int, theme_id: int) -> str:
    """Ask before a theme is undone."""
    consultation = _consultation(consultation_id)
    return render_template(
        "synthesis/manage/dissolve.html", consultation=consultation, theme=_theme(consultation_id, theme_id)
    )


@blueprint.post("/synthesis/<int:consultation_id>/themes/<int:theme_id>/dissolve")
@staff(*WRITERS)
def dissolve(consultation_id: int, theme_id: int) -> Response:
    """Undo a theme; its proposals stand alone again."""
    return perform_once(lambda now: _dissolve(consultation_id, theme_id, now))


def _create_theme(form: ThemeForm, consultation_id: int, now: datetime) -> str:
    consultation = _consultation(consultation_id)
    made = commands.create_theme(
        actor=current_actor(),
        consultation=consultation,
        language=current_language().code,
        title=form.title.data,
        summary=form.summary.data or "",
        now=now,
    )
    ticked = _ticked(consultation.collectivity_id)
    if ticked:
        commands.group(
            actor=current_actor(), consultation=consultation, theme=made, proposals=ticked, now=now
        )
    flash(_("The theme was created."), "success")
    return url_for("manage_synthesis.desk", consultation_id=consultation_id, _anchor=f"theme-{made.id}")


def _group(consultation_id: int, now: datetime) -> str:
    consultation = _consultation(consultation_id)
    ticked = _ticked(consultation.collectivity_id)
    chosen = whole_number(request.form.get("theme"))
    if not ticked or chosen is None:
        raise Invalid(_("Tick at least one proposal and choose a theme."))
    into = _theme(consultation_id, chosen)
    commands.group(actor=current_actor(), consultation=consultation, theme=into, proposals=ticked, now=now)
    flash(
        ngettext(
            "%(num)s proposal was put into the theme.",
            "%(num)s proposals were put into the theme.",
            len(ticked),
        ),
        "success",
    )
    return url_for(
        "manage_synthesis.desk", consultation_id=consultation_id, page=whole_number(request.form.get("page"))
    )


def _ungroup(consultation_id: int, proposal_id: int, now: datetime) -> str:
    consultation = _consultation(consultation_id)
    actor = current_actor()
    proposal = proposals.get_proposal(
        collectivity_id=consultation.collectivity_id, proposal_id=proposal_id, actor=actor
    )
    standing = queries.grouping_of(proposal.id)
    commands.ungroup(actor=actor, consultation=consultation, proposal=proposal, now=now)
    flash(_("The proposal stands alone again. It can be put into a theme at any time."), "success")
    if standing is None:
        return url_for("manage_synthesis.desk", consultation_id=consultation_id)
    return url_for("manage_synthesis.theme", consultation_id=consultation_id, theme_id=standing[1].id)


def _edit_theme(form: ThemeForm, consultation_id: int, theme_id: int, language: str) -> str:
    found = _theme(consultation_id, theme_id)
    origin = found.texts.get(language, {}).get("origin") or (
        "translation_person" if found.texts else "original"
    )
    commands.edit_theme(
        actor=current_actor(),
        consultation=_consultation(consultation_id),
        theme=found,
        language=language,
        title=form.title.data,
        summary=form.summary.data or "",
        origin=origin,
        lock_version=form.version,
    )
    flash(_("The theme was saved."), "success")
    return url_for(
        "manage_synthesis.theme", consultation_id=consultation_id, theme_id=theme_id, text_language=language
    )


def _dissolve(consultation_id: int, theme_id: int, now: datetime) -> str:
    commands.dissolve_theme(
        actor=current_actor(),
        consultation=_consultation(consultation_id),
        theme=_theme(consultation_id, theme_id),
        now=now,
    )
    flash(_("The theme was dissolved. Its proposals stand alone again."), "success")
    return url_for("manage_synthesis.desk", consultation_id=consultation_id)


def _consultation(consultation_id: int) -> Any:
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def _theme(consultation_id: int, theme_id: int) -> Any:
    found = queries.get_theme(collectivity_id=g.collectivity.id, theme_id=theme_id)
    if found.consultation_id != consultation_id:
        raise NotFound
    return found


def _ticked(collectivity_id: int) -> list[Any]:
    ids = [number for text in request.form.getlist("proposal") if (number := whole_number(text)) is not None]
    found = proposals.list_by_ids(collectivity_id=collectivity_id, proposal_ids=ids)
    return [found[each] for each in ids if each in found]


def _desk(consultation_id: int, form: ThemeForm, *, sentences: Sequence[str] = ()) -> str:
    consultation = _consultation(consultation_id)
    query = (request.args.get("q") or "").strip()[:200] or None
    return render_template(
        "synthesis/manage/desk.html",
        consultation=consultation,
        desk=pages.desk(
            consultation_id=consultation.id, query=query, number=page_number(request.args.get("page"))
        ),
        form=form,
        sentences=sentences,
        chosen_theme=whole_number(request.form.get("theme")),
        query=query,
        ticked=set(request.form.getlist("proposal")),
        may_group=policy.synthesis.allows(current_actor(), SynthesisPermission.GROUP, consultation),
        is_working=consultation.state in rules.WORKING_STATES,
    )


def _theme_data(found: Any, language: str) -> dict[str, Any]:
    words = found.texts.get(language, {})
    return {
        "title": words.get("title", ""),
        "summary": words.get("summary", ""),
        "lock_version": found.lock_version,
    }


def _theme_page(
    consultation_id: int,
    found: Any,
    form: ThemeForm,
    language: str,
    saved: Sequence[SavedField] | None = None,
) -> str:
    consultation = _consultation(consultation_id)
    shown = pages.synthesis_page(consultation.id)
    return render_template(
        "synthesis/manage/theme.html",
        consultation=consultation,
        shown=next((each for each in shown.themes if each.theme.id == found.id), None),
        theme=found,
        form=form,
        saved=saved,
        text_language=language,
        may_group=policy.synthesis.allows(current_actor(), SynthesisPermission.GROUP, consultation)
        and consultation.state in rules.WORKING_STATES,
    )
