"""The focal point prepares the vote of a consultation: a checklist, and a form for each of its parts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.ballots import preparing, queries, rules
from app.features.ballots.checklist import checklist
from app.features.ballots.types import Setup, VotingKind
from app.features.consultations.queries import get_consultation
from app.features.voters.types import VoterLevel
from app.foundation import clock
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots import wording
from app.web.ballots.forms import (
    NewVoteForm,
    VoteCalendarForm,
    VoteRulesForm,
    VoteTextsForm,
    suggested_calendar,
)
from app.web.consultations.forms import instant, language_choices, local
from app.web.guards import staff
from app.web.versioned_forms import VersionedForm

blueprint = Blueprint("manage_ballots", __name__)
focal_point = staff(Role.FOCAL_POINT)
BASE = "/consultations/<int:consultation_id>/vote"


def own_consultation(consultation_id: int) -> Any:
    """Return a consultation of the collectivity of the address, prepared or announced."""
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def own_question(consultation_id: int) -> Any:
    """Return the vote of a consultation of the address, or NotFound when none was begun."""
    question = queries.find_of_consultation(own_consultation(consultation_id).id)
    if question is None:
        raise NotFound
    return question


def prepared(consultation_id: int) -> Any:
    """Return the vote while it can be changed."""
    question = own_question(consultation_id)
    rules.require_in_preparation(question)
    return question


def setup_of(question: Any) -> Setup:
    """Return the present settings of a vote, to be replaced in part."""
    return Setup(**{name: getattr(question, name) for name in Setup.__slots__})


def setup_url(consultation_id: int) -> str:
    """Return the address of the checklist."""
    return url_for("manage_ballots.setup", consultation_id=consultation_id)


@blueprint.get(BASE)
@staff(*STAFF_ROLES)
def setup(consultation_id: int) -> str:
    """Show what the vote needs before it is announced, and what can be done with it now."""
    consultation = own_consultation(consultation_id)
    question = queries.find_of_consultation(consultation_id)
    may_prepare = current_actor().has(Role.FOCAL_POINT, g.collectivity.id)
    if question is None or (rules.LIFECYCLE.initial is not question.state and question.cancellation_reason):
        return _begin_page(consultation, NewVoteForm(), cancelled=question, may_prepare=may_prepare)
    items = checklist(question)
    return render_template(
        "ballots/manage/setup.html",
        consultation=consultation,
        question=question,
        items=[(item, _part_url(item.url_key, consultation)) for item in items],
        is_complete=all(item.done for item in items),
        state=wording.shown_state(question, now=clock.now()),
        kinds=wording.STATE_KINDS,
        choice_count=len(queries.list_choices(question.id)),
        ballot_count=queries.count_ballots(question.id),
        may_prepare=may_prepare,
    )


@blueprint.post(BASE)
@focal_point
def create(consultation_id: int) -> Response | tuple[str, int]:
    """Begin to prepare a vote."""
    form = NewVoteForm()
    if not form.validate_on_submit():
        return _begin_page(own_consultation(consultation_id), form, cancelled=None, may_prepare=True), 422
    language, place_id, actor = g.collectivity.default_language, g.collectivity.id, current_actor()

    def act(now: datetime) -> str:
        consultation = get_consultation(
            collectivity_id=place_id, consultation_id=consultation_id, actor=actor
        )
        texts = {language: {"title": form.title.data.strip(), "origin": "original"}}
        preparing.create_question(
            actor=actor, consultation=consultation, kind=VotingKind(form.kind.data), texts=texts, now=now
        )
        return setup_url(consultation_id)

    return perform_once(act)


def _begin_page(consultation: Any, form: NewVoteForm, *, cancelled: Any, may_prepare: bool) -> str:
    return render_template(
        "ballots/manage/begin.html",
        consultation=consultation,
        form=form,
        cancelled=cancelled,
        may_prepare=may_prepare,
    )


def _part_url(key: str, consultation: Any) -> str:
    """Return where one part of the checklist is filled in."""
    if key == "consultation":
        return url_for("manage_consultations.setup", consultation_id=consultation.id)
    endpoint = {"numbers": "conditions", "voters": "conditions"}.get(key, key)
    return url_for(f"manage_ballots.{endpoint}", consultation_id=consultation.id)


@blueprint.get(f"{BASE}/preview")
@staff(*STAFF_ROLES)
def preview(consultation_id: int) -> Response:
    """Lead to the page as voters will see it."""
    return redirect(
        url_for("ballots.vote", consultation_id=own_question(consultation_id).consultation_id), 303
    )


@blueprint.get(f"{BASE}/texts")
@focal_point
def texts(consultation_id: int) -> str:
    """Ask for the title and introduction in one language."""
    question, language = prepared(consultation_id), _language()
    return _texts_page(question, VoteTextsForm(data=_texts_in(question, language)), language)


@blueprint.post(f"{BASE}/texts")
@focal_point
def save_texts(consultation_id: int) -> Response | tuple[str, int]:
    """Keep the title and introduction in one language."""
    form, language = VoteTextsForm(), _language()
    return _save(
        consultation_id,
        form,
        lambda setup: replace(setup, texts={**setup.texts, language: form.fields()}),
        page=lambda question, saved: _texts_page(question, form, language, saved),
        shown=lambda question: _texts_in(question, language),
    )


def _language() -> str:
    """Return the language asked for in the address, among those that the collectivity offers."""
    asked = request.args.get("language", g.collectivity.default_language)
    if asked not in g.collectivity.languages:
        raise NotFound
    return str(asked)


def _texts_in(question: Any, language: str) -> dict[str, Any]:
    return {**question.texts.get(language, {}), "lock_version": question.lock_version}


def _texts_page(question: Any, form: VoteTextsForm, language: str, saved: Any = None) -> str:
    return render_template(
        "ballots/manage/texts.html", question=question, form=form, language=language, saved=saved,
        consultation=own_consultation(question.consultation_id), offered=language_choices(g.collectivity.languages),
    )  # fmt: skip


@blueprint.get(f"{BASE}/rules")
@focal_point
def conditions(consultation_id: int) -> str:
    """Ask what may be ticked, who votes, and when counts are shown."""
    question = prepared(consultation_id)
    return _rules_page(question, VoteRulesForm(data=_rules_in(question)))


@blueprint.post(f"{BASE}/rules")
@focal_point
def save_conditions(consultation_id: int) -> Response | tuple[str, int]:
    """Keep what may be ticked, who votes, and when counts are shown."""
    form = VoteRulesForm()

    def changed(setup: Setup) -> Setup:
        return replace(
            setup, kind=VotingKind(form.kind.data), minimum=form.minimum.data, maximum=form.maximum.data,
            ceiling=form.budget, level=VoterLevel(form.level.data), counts_hidden=form.counts_hidden.data,
        )  # fmt: skip

    return _save(
        consultation_id, form, changed, shown=_rules_in,
        page=lambda question, saved: _rules_page(question, form, saved),
    )  # fmt: skip


def _rules_in(question: Any) -> dict[str, Any]:
    return {
        "kind": question.kind.value, "minimum": question.minimum, "maximum": question.maximum,
        "ceiling": "" if question.ceiling is None else str(question.ceiling), "level": question.level.value,
        "counts_hidden": question.counts_hidden, "lock_version": question.lock_version,
    }  # fmt: skip


def _rules_page(question: Any, form: VoteRulesForm, saved: Any = None) -> str:
    return render_template(
        "ballots/manage/rules.html", question=question, form=form, saved=saved, levels=VoterLevel,
        consultation=own_consultation(question.consultation_id),
    )  # fmt: skip


@blueprint.get(f"{BASE}/calendar")
@focal_point
def calendar(consultation_id: int) -> str:
    """Ask for opening, closing and the day on which the key is destroyed."""
    question = prepared(consultation_id)
    data = _calendar_in(question)
    if question.starts_at is None:
        today = clock.local_date(clock.now(), g.collectivity.time_zone)
        data |= suggested_calendar(own_consultation(consultation_id), today=today)
    return _calendar_page(question, VoteCalendarForm(data=data))


@blueprint.post(f"{BASE}/calendar")
@focal_point
def save_calendar(consultation_id: int) -> Response | tuple[str, int]:
    """Keep the calendar."""
    form, zone = VoteCalendarForm(), g.collectivity.time_zone

    def changed(setup: Setup) -> Setup:
        return replace(
            setup, starts_at=instant(form.starts_at.data, zone), ends_at=instant(form.ends_at.data, zone),
            keys_destroyed_on=form.keys_destroyed_on.data,
        )  # fmt: skip

    return _save(
        consultation_id, form, changed, shown=_calendar_in,
        page=lambda question, saved: _calendar_page(question, form, saved),
    )  # fmt: skip


def _calendar_in(question: Any) -> dict[str, Any]:
    zone = g.collectivity.time_zone
    return {
        "starts_at": local(question.starts_at, zone), "ends_at": local(question.ends_at, zone),
        "keys_destroyed_on": question.keys_destroyed_on, "lock_version": question.lock_version,
    }  # fmt: skip


def _calendar_page(question: Any, form: VoteCalendarForm, saved: Any = None) -> str:
    return render_template(
        "ballots/manage/calendar.html", question=question, form=form, saved=saved,
        consultation=own_consultation(question.consultation_id),
    )  # fmt: skip


def _save(
    consultation_id: int,
    form: VersionedForm,
    change: Callable[[Setup], Setup],
    *,
    page: Callable[[Any, Any], str],
    shown: Callable[[Any], dict[str, Any]],
) -> Response | tuple[str, int]:
    """Replace a part of the settings and go back to the checklist; what somebody else saved meanwhile is shown."""
    actor = current_actor()
    own_question(consultation_id)

    def act(now: datetime) -> str:
        question = queries.find_of_consultation(consultation_id)
        if question is None:
            raise NotFound
        preparing.update_setup(
            actor=actor,
            question=question,
            setup=change(setup_of(question)),
            lock_version=form.version,
            now=now,
        )
        return setup_url(consultation_id)

    if not form.validate_on_submit():
        return page(own_question(consultation_id), None), 422
    try:
        response = perform_once(act)
    except ChangedMeanwhile:
        question = own_question(consultation_id)
        return page(question, form.take_newer(question, shown(question))), 409
    except Invalid as refusal:
        form.take_errors(refusal)
        return page(own_question(consultation_id), None), 422
    flash(gettext("Saved."), "success")
    return response
