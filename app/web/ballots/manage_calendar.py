"""The focal point announces a vote, puts its end off, or cancels it, each after a page that says what follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.ballots import commands, queries, rules
from app.features.ballots.checklist import checklist
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots.manage import BASE, blueprint, focal_point, own_consultation, own_question, setup_url
from app.web.consultations.forms import CancellationForm, ConfirmationForm, ExtensionForm, instant, local


@blueprint.get(f"{BASE}/announce")
@focal_point
def announce(consultation_id: int) -> str:
    """Ask whether to make the vote public; what is missing is refused here already."""
    question = own_question(consultation_id)
    rules.LIFECYCLE.require(question.state, "announce")
    rules.require_complete(checklist(question))
    return _page(
        "ballots/manage/announce.html",
        question,
        ConfirmationForm(),
        choice_count=len(queries.list_choices(question.id)),
    )


@blueprint.post(f"{BASE}/announce")
@focal_point
def confirm_announcement(consultation_id: int) -> Response:
    """Make the vote public."""
    return _perform(
        consultation_id,
        lambda question, now: commands.announce(actor=current_actor(), question=question, now=now),
        gettext("The vote is announced. It opens by itself at its hour."),
    )


@blueprint.get(f"{BASE}/extend")
@focal_point
def extend(consultation_id: int) -> str:
    """Ask for a later end and its reason."""
    question = own_question(consultation_id)
    rules.require_extendable(question, now=clock.now())
    form = ExtensionForm(data={"ends_at": local(question.ends_at, g.collectivity.time_zone)})
    return _page("ballots/manage/extend.html", question, form)


@blueprint.post(f"{BASE}/extend")
@focal_point
def confirm_extension(consultation_id: int) -> Response | tuple[str, int]:
    """Put off the end."""
    form = ExtensionForm()
    if not form.validate_on_submit():
        return _page("ballots/manage/extend.html", own_question(consultation_id), form), 422
    new_ends_at = instant(form.ends_at.data, g.collectivity.time_zone)
    try:
        return _perform(
            consultation_id,
            lambda question, now: commands.extend(
                actor=current_actor(),
                question=question,
                new_ends_at=new_ends_at,
                reason=form.reason.data,
                now=now,
            ),
            gettext("The end of the vote is put off."),
        )
    except Invalid as refusal:
        form.take_errors(refusal)
        return _page("ballots/manage/extend.html", own_question(consultation_id), form), 422


@blueprint.get(f"{BASE}/cancel")
@focal_point
def cancel(consultation_id: int) -> str:
    """Ask for the reason of a cancellation."""
    question = own_question(consultation_id)
    rules.LIFECYCLE.require(question.state, "cancel")
    return _page("ballots/manage/cancel.html", question, CancellationForm())


@blueprint.post(f"{BASE}/cancel")
@focal_point
def confirm_cancellation(consultation_id: int) -> Response | tuple[str, int]:
    """Cancel the vote."""
    form = CancellationForm()
    if not form.validate_on_submit():
        return _page("ballots/manage/cancel.html", own_question(consultation_id), form), 422
    return _perform(
        consultation_id,
        lambda question, now: commands.cancel(
            actor=current_actor(), question=question, reason=form.reason.data, now=now
        ),
        gettext("The vote is cancelled."),
    )


def _page(template: str, question: Any, form: Any, **values: Any) -> str:
    return render_template(
        template, question=question, form=form,
        consultation=own_consultation(question.consultation_id), **values,
    )  # fmt: skip


def _perform(consultation_id: int, step: Callable[[Any, datetime], object], done: str) -> Response:
    """Take one step with the vote, once, and go back to its checklist."""
    own_question(consultation_id)

    def act(now: datetime) -> str:
        question = queries.find_of_consultation(consultation_id)
        if question is None:
            raise NotFound
        step(question, now)
        return setup_url(consultation_id)

    response = perform_once(act)
    flash(done, "success")
    return response
