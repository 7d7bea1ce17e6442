"""Facilitators and the focal point plan workshops and record what was said."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.collectivities import queries as collectivities
from app.features.consultations import queries as consultations
from app.features.consultations.rules import is_running
from app.features.workshops import commands, queries, rules
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import LANGUAGES
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.template_values import name_of
from app.web.workshops.forms import CancellationForm, MinutesForm, WorkshopForm

blueprint = Blueprint("manage_workshops", __name__)
workshop_holders = staff(Role.FACILITATOR, Role.FOCAL_POINT)


@blueprint.get("/workshops")
@staff(*STAFF_ROLES)
def all_of() -> str:
    """List the workshops with what is to be done for each."""
    listed = queries.list_workshops(collectivity_id=g.collectivity.id, public_only=False)
    now = clock.now()
    return render_template(
        "workshops/manage/all_of.html",
        rows=[(each, rules.has_begun(each, now=now)) for each in listed],
        taken=queries.count_registrations(workshop_ids=[each.id for each in listed]),
        open_ids={
            each.id
            for each in consultations.list_of_collectivity(collectivity_id=g.collectivity.id)
            if is_running(each, now=now)
        },
        titles=consultations.titles_of({each.consultation_id for each in listed}),
        holds_workshops=current_actor().has_any(
            frozenset({Role.FACILITATOR, Role.FOCAL_POINT}), g.collectivity.id
        ),
    )


@blueprint.get("/workshops/new")
@workshop_holders
def new() -> str:
    """Ask when, where and for which consultation."""
    return _plan_page(_form(), None)


@blueprint.post("/workshops/new")
@workshop_holders
def create() -> Response | tuple[str, int]:
    """Put a workshop into the calendar."""
    form = _form()
    if not form.validate_on_submit():
        return _plan_page(form, None), 422
    plan, actor, collectivity_id = _plan(form), current_actor(), g.collectivity.id

    def act(now: datetime) -> str:
        consultation = consultations.get_consultation(
            collectivity_id=collectivity_id, consultation_id=form.consultation.data, actor=actor
        )
        commands.plan_workshop(actor=actor, consultation=consultation, plan=plan, now=now)
        return url_for("manage_workshops.all_of")

    return _answered(form, None, act, gettext("The workshop stands in the calendar."))


@blueprint.get("/workshops/<int:workshop_id>")
@workshop_holders
def edit(workshop_id: int) -> str:
    """Show the settings of a workshop to change them."""
    workshop = _own(workshop_id)
    rules.require_held(workshop)
    data = WorkshopForm.data_of(workshop, language=_language(), time_zone=g.collectivity.time_zone)
    return _plan_page(_form(data=data), workshop)


@blueprint.post("/workshops/<int:workshop_id>")
@workshop_holders
def save(workshop_id: int) -> Response | tuple[str, int]:
    """Change the settings of a workshop."""
    form = _form()
    if not form.validate_on_submit():
        return _plan_page(form, _own(workshop_id)), 422
    plan, actor, own = _plan(form), current_actor(), _getter(workshop_id)

    def act(now: datetime) -> str:
        commands.change_workshop(actor=actor, workshop=own(), plan=plan, now=now)
        return url_for("manage_workshops.all_of")

    return _answered(form, workshop_id, act, gettext("Saved."))


def _answered(
    form: WorkshopForm, workshop_id: int | None, act: Callable[[datetime], str], done: str
) -> Response | tuple[str, int]:
    try:
        response = perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _plan_page(form, _own(workshop_id) if workshop_id is not None else None), 422
    flash(done, "success")
    return response


@blueprint.get("/workshops/<int:workshop_id>/cancel")
@workshop_holders
def cancel(workshop_id: int) -> str:
    """Ask for the reason of a cancellation."""
    workshop = _own(workshop_id)
    rules.require_cancellable(workshop, now=clock.now())
    return _cancel_page(CancellationForm(), workshop)


@blueprint.post("/workshops/<int:workshop_id>/cancel")
@workshop_holders
def confirm_cancellation(workshop_id: int) -> Response | tuple[str, int]:
    """Call a workshop off."""
    form = CancellationForm()
    if not form.validate_on_submit():
        return _cancel_page(form, _own(workshop_id)), 422
    actor, own = current_actor(), _getter(workshop_id)

    def act(now: datetime) -> str:
        commands.cancel_workshop(actor=actor, workshop=own(), reason=form.reason.data or "", now=now)
        return url_for("manage_workshops.all_of")

    try:
        response = perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _cancel_page(form, _own(workshop_id)), 422
    flash(gettext("The workshop is cancelled. Everybody who has a place is told."), "success")
    return response


@blueprint.get("/workshops/<int:workshop_id>/minutes")
@workshop_holders
def minutes(workshop_id: int) -> str:
    """Ask what was said and how many persons were present."""
    workshop = _own(workshop_id)
    data = {
        "minutes": workshop.texts.get(_language(), {}).get("minutes"),
        "attendance_count": workshop.attendance_count,
    }
    return _minutes_page(MinutesForm(data=data), workshop)


@blueprint.post("/workshops/<int:workshop_id>/minutes")
@workshop_holders
def record_minutes(workshop_id: int) -> Response | tuple[str, int]:
    """Publish the minutes."""
    form = MinutesForm()
    if not form.validate_on_submit():
        return _minutes_page(form, _own(workshop_id)), 422
    actor, own, language = current_actor(), _getter(workshop_id), _language()

    def act(now: datetime) -> str:
        commands.record_minutes(
            actor=actor,
            workshop=own(),
            minutes={language: form.text()},
            attendance_count=form.attendance_count.data,
            now=now,
        )
        return url_for("manage_workshops.all_of")

    response = perform_once(act)
    flash(gettext("The minutes are published."), "success")
    return response


def _own(workshop_id: int) -> Any:
    return _getter(workshop_id)()


def _getter(workshop_id: int) -> Callable[[], Any]:
    """Return a function that reads the workshop of this collectivity, anew in each transaction."""
    collectivity_id = g.collectivity.id
    return lambda: queries.get_workshop(
        collectivity_id=collectivity_id, workshop_id=workshop_id, public_only=False
    )


def _language() -> str:
    """Return the language asked for in the address, among those that the collectivity offers."""
    asked = request.args.get("language", g.collectivity.default_language)
    if asked not in g.collectivity.languages:
        raise NotFound
    return asked


def _tabs(endpoint: str, workshop: Any) -> list[tuple[str, str, str]]:
    """Return the languages in which a workshop's texts can be written: code, own name, address."""
    if workshop is None:
        return []
    return [
        (code, LANGUAGES[code].name, url_for(endpoint, workshop_id=workshop.id, language=code))
        for code in g.collectivity.languages
    ]


def _plan(form: WorkshopForm) -> Any:
    return form.plan(language=_language(), time_zone=g.collectivity.time_zone)


def _form(**options: Any) -> WorkshopForm:
    form = WorkshopForm(**options)
    known = consultations.list_of_collectivity(collectivity_id=g.collectivity.id, actor=current_actor())
    titles = consultations.titles_of([each.id for each in known])
    form.consultation.choices = [SelectChoice(each.id, name_of(titles[each.id]).text) for each in known]
    districts = collectivities.list_districts(g.collectivity.territory_id)
    form.territory.choices = [SelectChoice("", gettext("The whole territory"))] + [
        SelectChoice(str(each.id), name_of(each.names).text) for each in districts
    ]
    return form


def _plan_page(form: WorkshopForm, workshop: Any) -> str:
    return render_template(
        "workshops/manage/edit.html",
        form=form,
        workshop=workshop,
        language=_language(),
        offered=_tabs("manage_workshops.edit", workshop),
        registered_count=_registered_count(workshop) if workshop is not None else 0,
        can_cancel=workshop is not None and not rules.has_begun(workshop, now=clock.now()),
    )


def _cancel_page(form: CancellationForm, workshop: Any) -> str:
    count = _registered_count(workshop)
    return render_template(
        "workshops/manage/cancel.html", form=form, workshop=workshop, registered_count=count
    )


def _registered_count(workshop: Any) -> int:
    return queries.count_registrations(workshop_ids=[workshop.id]).get(workshop.id, 0)


def _minutes_page(form: MinutesForm, workshop: Any) -> str:
    return render_template(
        "workshops/manage/minutes.html",
        form=form,
        workshop=workshop,
        language=_language(),
        offered=_tabs("manage_workshops.minutes", workshop),
    )
