"""The focal point announces, extends, cancels and archives consultations, each after a page that says what follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.consultations import commands, queries, rules
from app.features.consultations.checklist import checklist
from app.foundation import clock
from app.foundation.errors import Invalid
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.consultations.forms import CancellationForm, ConfirmationForm, ExtensionForm, instant, local
from app.web.consultations.manage import blueprint, focal_point, own, setup_url


@blueprint.get("/consultations/<int:consultation_id>/announce")
@focal_point
def announce(consultation_id: int) -> str:
    """Ask whether to make the consultation public; what is missing is refused here already."""
    consultation = own(consultation_id)
    rules.LIFECYCLE.require(consultation.state, "announce")
    rules.require_complete(checklist(consultation))
    return render_template(
        "consultations/manage/announce.html", consultation=consultation, form=ConfirmationForm()
    )


@blueprint.post("/consultations/<int:consultation_id>/announce")
@focal_point
def confirm_announcement(consultation_id: int) -> Response:
    """Make the consultation public."""
    return _perform(
        consultation_id,
        lambda consultation, now: commands.announce(
            actor=current_actor(), consultation=consultation, now=now
        ),
        gettext("The consultation is announced. It opens by itself at its hour."),
    )


@blueprint.get("/consultations/<int:consultation_id>/extend")
@focal_point
def extend(consultation_id: int) -> str:
    """Ask for a later end and its reason."""
    consultation = own(consultation_id)
    rules.require_extendable(consultation, now=clock.now())
    form = ExtensionForm(data={"ends_at": local(consultation.ends_at, g.collectivity.time_zone)})
    return _extend_page(consultation, form)


@blueprint.post("/consultations/<int:consultation_id>/extend")
@focal_point
def confirm_extension(consultation_id: int) -> Response | tuple[str, int]:
    """Put off the end."""
    form = ExtensionForm()
    if not form.validate_on_submit():
        return _extend_page(own(consultation_id), form), 422
    new_ends_at = instant(form.ends_at.data, g.collectivity.time_zone)
    try:
        return _perform(
            consultation_id,
            lambda consultation, now: commands.extend(
                actor=current_actor(),
                consultation=consultation,
                new_ends_at=new_ends_at,
                reason=form.reason.data,
                now=now,
            ),
            gettext("The end is put off. Everyone concerned is told."),
        )
    except Invalid as refusal:
        form.take_errors(refusal)
        return _extend_page(own(consultation_id), form), 422


def _extend_page(consultation: Any, form: ExtensionForm) -> str:
    return render_template("consultations/manage/extend.html", consultation=consultation, form=form)


@blueprint.get("/consultations/<int:consultation_id>/cancel")
@focal_point
def cancel(consultation_id: int) -> str:
    """Ask for the reason of a cancellation."""
    consultation = own(consultation_id)
    rules.LIFECYCLE.require(consultation.state, "cancel")
    return render_template(
        "consultations/manage/cancel.html", consultation=consultation, form=CancellationForm()
    )


@blueprint.post("/consultations/<int:consultation_id>/cancel")
@focal_point
def confirm_cancellation(consultation_id: int) -> Response | tuple[str, int]:
    """Cancel the consultation."""
    form = CancellationForm()
    if not form.validate_on_submit():
        return render_template(
            "consultations/manage/cancel.html", consultation=own(consultation_id), form=form
        ), 422
    return _perform(
        consultation_id,
        lambda consultation, now: commands.cancel(
            actor=current_actor(), consultation=consultation, reason=form.reason.data, now=now
        ),
        gettext("The consultation is cancelled. Everyone concerned is told."),
    )


@blueprint.get("/consultations/<int:consultation_id>/archive")
@focal_point
def archive(consultation_id: int) -> str:
    """Ask whether to archive an answered consultation."""
    consultation = own(consultation_id)
    rules.LIFECYCLE.require(consultation.state, "archive")
    return render_template(
        "consultations/manage/archive.html", consultation=consultation, form=ConfirmationForm()
    )


@blueprint.post("/consultations/<int:consultation_id>/archive")
@focal_point
def confirm_archiving(consultation_id: int) -> Response:
    """Archive the consultation."""
    return _perform(
        consultation_id,
        lambda consultation, now: commands.archive(actor=current_actor(), consultation=consultation, now=now),
        gettext("The consultation is archived."),
    )


def _perform(consultation_id: int, step: Callable[[Any, datetime], object], done: str) -> Response:
    """Take one step with the consultation, once, and go back to its checklist."""
    collectivity_id, actor = g.collectivity.id, current_actor()

    def act(now: datetime) -> str:
        consultation = queries.get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        step(consultation, now)
        return setup_url(consultation_id)

    response = perform_once(act)
    flash(done, "success")
    return response
