"""The focal point prepares consultations: a list, a checklist, and a form for each of its parts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.ballots.queries import find_of_consultation
from app.features.collectivities import queries as collectivities
from app.features.consultations import commands, queries
from app.features.consultations.checklist import checklist
from app.features.consultations.types import Round, Setup
from app.features.plans import commands as plan_commands
from app.features.plans import queries as plans
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots.wording import vote_shown
from app.web.consultations import wording
from app.web.consultations.forms import (
    CalendarForm,
    ModerationForm,
    NewConsultationForm,
    TextsForm,
    instant,
    language_choices,
    local,
    suggested_calendar,
)
from app.web.guards import staff

blueprint = Blueprint("manage_consultations", __name__)
focal_point = staff(Role.FOCAL_POINT)
WRITES_DOWN = frozenset({Role.FACILITATOR, Role.FOCAL_POINT})


def own(consultation_id: int) -> Any:
    """Return a consultation of the collectivity of the address, prepared or announced."""
    return queries.get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def setup_of(consultation: Any) -> Setup:
    """Return the present settings of a consultation, to be replaced in part."""
    return Setup(**{name: getattr(consultation, name) for name in Setup.__slots__})


def setup_url(consultation_id: int) -> str:
    """Return the address of the checklist."""
    return url_for("manage_consultations.setup", consultation_id=consultation_id)


@blueprint.get("/consultations")
@staff(*STAFF_ROLES)
def all_of() -> str:
    """List the consultations of the collectivity with where each stands."""
    listed = queries.list_of_collectivity(collectivity_id=g.collectivity.id, actor=current_actor())
    now = clock.now()
    return render_template(
        "consultations/manage/all_of.html",
        rows=[(each, wording.state_tag(each, now=now)) for each in listed],
        may_prepare=current_actor().has(Role.FOCAL_POINT, g.collectivity.id),
    )


@blueprint.get("/consultations/new")
@focal_point
def new() -> str:
    """Ask for the round, the plan and the title."""
    return _new_page(_new_form())


@blueprint.post("/consultations/new")
@focal_point
def create() -> Response | tuple[str, int]:
    """Begin to prepare a consultation."""
    form = _new_form()
    if not form.validate_on_submit():
        return _new_page(form), 422
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        collectivity = collectivities.get(collectivity_id)
        language = collectivity.default_language
        consultation = commands.create_consultation(
            actor=current_actor(),
            plan=_plan(form, collectivity, now=now),
            version=None,
            in_round=Round(form.in_round.data),
            texts={language: {"title": form.title.data.strip(), "origin": "original"}},
            now=now,
        )
        return setup_url(consultation.id)

    return perform_once(act)


def _new_form() -> NewConsultationForm:
    form = NewConsultationForm()
    known = plans.list_plans(collectivity_id=g.collectivity.id, public_only=False)
    form.plan.choices = [SelectChoice("new", gettext("A new plan"))] + [
        SelectChoice(str(plan.id), next(iter(plan.titles.values()), "")) for plan in known
    ]
    return form


def _new_page(form: NewConsultationForm) -> str:
    return render_template("consultations/manage/new.html", form=form)


def _plan(form: NewConsultationForm, collectivity: Any, *, now: datetime) -> Any:
    if form.plan.data != "new":
        return plans.get_plan(collectivity_id=collectivity.id, plan_id=int(form.plan.data))
    language = collectivity.default_language
    return plan_commands.create_plan(
        actor=current_actor(),
        collectivity=collectivity,
        titles={language: form.plan_title.data},
        language=language,
        now=now,
    )


@blueprint.get("/consultations/<int:consultation_id>")
@staff(*STAFF_ROLES)
def setup(consultation_id: int) -> str:
    """Show what the consultation needs before it is announced, and what can be done with it now."""
    consultation = own(consultation_id)
    items = checklist(consultation)
    return render_template(
        "consultations/manage/setup.html",
        consultation=consultation,
        items=[(item, _part_url(item.url_key, consultation)) for item in items],
        is_complete=all(item.done for item in items),
        state=wording.state_tag(consultation, now=clock.now()),
        shown_state=wording.shown_state(consultation, now=clock.now()).value,
        changes=queries.list_calendar_changes(consultation_id=consultation.id),
        previous=queries.find_previous_round(consultation),
        following=queries.find_next_round(consultation, actor=current_actor()),
        may_prepare=current_actor().has(Role.FOCAL_POINT, g.collectivity.id),
        vote=vote_of(consultation),
        may_enter=current_actor().has_any(WRITES_DOWN, g.collectivity.id),
    )


def vote_of(consultation: Any) -> Any:
    """Return the vote of a consultation as its desk shows it, also while it is prepared, or None."""
    question = find_of_consultation(consultation.id)
    return vote_shown(question, now=clock.now()) if question is not None else None


def _part_url(key: str, consultation: Any) -> str:
    """Return where one part of the checklist is filled in."""
    if key == "plan":
        return url_for("manage_plans.editor", plan_id=consultation.plan_id)
    if key == "team":
        return url_for("manage_team.members")
    if key == "declaration":
        return url_for("manage_collectivity.profile")
    if key in {"charter", "legal_notice"}:
        return url_for("manage_collectivity.text", kind=key)
    return url_for(f"manage_consultations.{key}", consultation_id=consultation.id)


@blueprint.get("/consultations/<int:consultation_id>/texts")
@focal_point
def texts(consultation_id: int) -> str:
    """Ask for the title and introduction in one language."""
    consultation = own(consultation_id)
    language = _language()
    return _texts_page(consultation, TextsForm(data=consultation.texts.get(language, {})), language)


@blueprint.post("/consultations/<int:consultation_id>/texts")
@focal_point
def save_texts(consultation_id: int) -> Response | tuple[str, int]:
    """Keep the title and introduction in one language."""
    form, language = TextsForm(), _language()
    if not form.validate_on_submit():
        return _texts_page(own(consultation_id), form, language), 422
    return _save(
        consultation_id, form, lambda setup: replace(setup, texts={**setup.texts, language: form.fields()})
    )


def _language() -> str:
    """Return the language asked for in the address, among those that the collectivity offers."""
    asked = request.args.get("language", g.collectivity.default_language)
    if asked not in g.collectivity.languages:
        raise NotFound
    return asked


def _texts_page(consultation: Any, form: TextsForm, language: str) -> str:
    offered = language_choices(g.collectivity.languages)
    return render_template(
        "consultations/manage/texts.html",
        consultation=consultation,
        form=form,
        language=language,
        offered=offered,
    )


@blueprint.get("/consultations/<int:consultation_id>/calendar")
@focal_point
def calendar(consultation_id: int) -> str:
    """Ask for opening, closing and the date of the answers."""
    consultation, zone = own(consultation_id), g.collectivity.time_zone
    data: dict[str, Any] = {
        "starts_at": local(consultation.starts_at, zone),
        "ends_at": local(consultation.ends_at, zone),
        "answer_due_on": consultation.answer_due_on,
    }
    if consultation.starts_at is None:
        data = suggested_calendar(clock.local_date(clock.now(), zone))
    return render_template(
        "consultations/manage/calendar.html", consultation=consultation, form=CalendarForm(data=data)
    )


@blueprint.post("/consultations/<int:consultation_id>/calendar")
@focal_point
def save_calendar(consultation_id: int) -> Response | tuple[str, int]:
    """Keep the calendar."""
    form, zone = CalendarForm(), g.collectivity.time_zone

    def page() -> tuple[str, int]:
        return render_template(
            "consultations/manage/calendar.html", consultation=own(consultation_id), form=form
        ), 422

    if not form.validate_on_submit():
        return page()
    starts_at, ends_at = instant(form.starts_at.data, zone), instant(form.ends_at.data, zone)
    due = form.answer_due_on.data
    try:
        return _save(
            consultation_id,
            form,
            lambda setup: replace(setup, starts_at=starts_at, ends_at=ends_at, answer_due_on=due),
        )
    except Invalid as refusal:
        form.take_errors(refusal)
        return page()


@blueprint.get("/consultations/<int:consultation_id>/moderation")
@focal_point
def moderation(consultation_id: int) -> str:
    """Ask how contributions are read and from which age one takes part."""
    consultation = own(consultation_id)
    form = ModerationForm(obj=consultation, moderation_mode=consultation.moderation_mode.value)
    return render_template("consultations/manage/moderation.html", consultation=consultation, form=form)


@blueprint.post("/consultations/<int:consultation_id>/moderation")
@focal_point
def save_moderation(consultation_id: int) -> Response | tuple[str, int]:
    """Keep how contributions are read and from which age one takes part."""
    form = ModerationForm()
    if not form.validate_on_submit():
        return render_template(
            "consultations/manage/moderation.html", consultation=own(consultation_id), form=form
        ), 422
    return _save(
        consultation_id,
        form,
        lambda setup: replace(
            setup,
            moderation_mode=form.moderation_mode.data,
            moderation_hours=form.moderation_hours.data,
            appeal_days=form.appeal_days.data,
            appeal_decision_days=form.appeal_decision_days.data,
            minimum_age=form.minimum_age.data,
        ),
    )


def _save(consultation_id: int, form: Any, change: Any) -> Response:
    """Replace a part of the settings and go back to the checklist."""
    collectivity_id, actor = g.collectivity.id, current_actor()

    def act(now: datetime) -> str:
        consultation = queries.get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        commands.update_setup(
            actor=actor, consultation=consultation, setup=change(setup_of(consultation)), now=now
        )
        return setup_url(consultation_id)

    response = perform_once(act)
    flash(gettext("Saved."), "success")
    return response


@blueprint.get("/consultations/<int:consultation_id>/preview")
@staff(*STAFF_ROLES)
def preview(consultation_id: int) -> Response:
    """Lead to the page as the public will see it."""
    return redirect(url_for("consultations.page", consultation_id=own(consultation_id).id), 303)
