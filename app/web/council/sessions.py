"""The page on which a council session is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.council import commands, queries
from app.features.council.types import SessionKind
from app.features.media.commands import store_document
from app.features.media.rules import FileRefused
from app.foundation import clock
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.council.forms import SessionForm
from app.web.reading import whole_number
from app.web.template_values import day
from app.web.versioned_forms import SavedField

SESSION_FIELDS = ("held_on", "place", "votes_for", "votes_against", "votes_abstaining", "deliberation_number")


def record(consultation_id: int) -> str | Response | tuple[str, int]:
    """Show the form of a session, or record it and lead back to the desk."""
    session = session_here(consultation_id, whole_number(request.values.get("session")))
    form = SessionForm(obj=session) if request.method == "GET" else SessionForm()
    if request.method == "POST":
        if form.validate():
            try:
                return perform_once(lambda now: _record(form, consultation_id, now))
            except ChangedMeanwhile:
                return _session_saved_meanwhile(consultation_id, form), 409
            except FileRefused as refusal:
                form.take_errors(Invalid(fields={"document": str(refusal)}))
            except Invalid as refusal:
                form.take_errors(refusal)
        return _session_page(consultation_id, form, session), 422
    if session is not None:
        form.kind.data = session.kind.value
    return _session_page(consultation_id, form, session)


def session_name(session: Any) -> str:
    """Return how a session is called: its kind and its day."""
    return _("%(kind)s of %(date)s", kind=session.kind.label, date=day(session.held_on))


def consultation_here(consultation_id: int) -> Any:
    """Return a consultation of this collectivity, or raise NotFound."""
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def session_here(consultation_id: int, session_id: int | None) -> Any:
    """Return a session of this consultation, None without a number, or raise NotFound."""
    if session_id is None:
        return None
    session = queries.get_session(collectivity_id=g.collectivity.id, session_id=session_id)
    if session.consultation_id != consultation_id:
        raise NotFound
    return session


def _record(form: SessionForm, consultation_id: int, now: datetime) -> str:
    consultation = consultation_here(consultation_id)
    actor = current_actor()
    session = session_here(consultation_id, whole_number(request.values.get("session")))
    if session is None:
        session = commands.plan_session(
            actor=actor,
            consultation=consultation,
            kind=SessionKind(form.kind.data),
            held_on=form.held_on.data,
            place=form.place.data or "",
            now=now,
        )
        shown = session.lock_version
    else:
        shown = form.version
    upload = form.document.data
    stored = (
        store_document(
            actor=actor,
            collectivity_id=consultation.collectivity_id,
            data=upload.read(),
            name=upload.filename or "",
            now=now,
            is_public=True,
        )
        if upload
        else None
    )
    commands.record_session(
        actor=actor,
        session=session,
        kind=SessionKind(form.kind.data),
        held_on=form.held_on.data,
        place=form.place.data or "",
        votes_for=form.votes_for.data,
        votes_against=form.votes_against.data,
        votes_abstaining=form.votes_abstaining.data,
        deliberation_number=form.deliberation_number.data or "",
        document_file_id=stored.id if stored is not None else None,
        today=clock.local_date(now, g.collectivity.time_zone),
        lock_version=shown,
        now=now,
    )
    flash(_("The session is recorded."), "success")
    return url_for("manage_council.desk", consultation_id=consultation_id)


def _session_saved_meanwhile(consultation_id: int, form: SessionForm) -> str:
    session = session_here(consultation_id, whole_number(request.values.get("session")))
    saved = {"kind": session.kind.value} | {name: getattr(session, name) for name in SESSION_FIELDS}
    return _session_page(consultation_id, form, session, form.take_newer(session, saved))


def _session_page(
    consultation_id: int, form: SessionForm, session: Any, saved: Sequence[SavedField] | None = None
) -> str:
    return render_template(
        "council/manage/session.html",
        consultation=consultation_here(consultation_id),
        form=form,
        session=session,
        saved=saved,
    )
