"""The focal point puts the choices of a vote together: many at a time, with their costs, in one table."""

from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.features.ballots import choices_file, preparing, queries
from app.features.ballots.counting.tables import WrongBallotFile
from app.features.ballots.types import VotingKind
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.foundation.text.clean import clean_line
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots import choosing
from app.web.ballots.choosing import ChoiceTable
from app.web.ballots.forms import ChoicesFileForm
from app.web.ballots.manage import BASE, blueprint, focal_point, own_consultation, prepared, setup_url
from app.web.forms import ActionForm
from app.web.reading import whole_number

LONGEST_QUERY = 120


@blueprint.get(f"{BASE}/choices")
@focal_point
def choices(consultation_id: int) -> str:
    """Show the choices with their places and costs, and what else can be chosen."""
    question, consultation = prepared(consultation_id), own_consultation(consultation_id)
    return _page(consultation, question, choosing.saved_table(question, choosing.things_of(consultation)))


@blueprint.post(f"{BASE}/choices")
@focal_point
def save_choices(consultation_id: int) -> Response | str | tuple[str, int]:
    """Keep the table, renumbered by its places; or search among what can be chosen, keeping what is typed."""
    question, consultation = prepared(consultation_id), own_consultation(consultation_id)
    table = choosing.typed_table(
        request.form, request.form.getlist("choice"), request.form.getlist("add"), choosing.things_of(consultation),
        query=clean_line(request.form.get("q", "")[:LONGEST_QUERY]) if _asks("search") else "",
        needs_cost=question.kind is VotingKind.BUDGET,
    )  # fmt: skip
    if _asks("search") or _asks("add"):
        return _page(consultation, question, table)
    if table.problems:
        return _page(consultation, question, table, sentences=table.problems[:1]), 422
    return _save(consultation, question, table)


@blueprint.post(f"{BASE}/choices/file")
@focal_point
def read_choices(consultation_id: int) -> str | tuple[str, int]:
    """Show what the choices of a file would be, in the table that saves them; nothing is saved here."""
    question, consultation = prepared(consultation_id), own_consultation(consultation_id)
    things, form = choosing.things_of(consultation), ChoicesFileForm()
    table = choosing.saved_table(question, things)
    if question.kind is not VotingKind.BUDGET:
        raise NotFound
    if not form.validate_on_submit():
        return _page(consultation, question, table, file_form=form), 422
    try:
        read = choices_file.read_choices(form.file.data.read(), consultation)
    except WrongBallotFile as refusal:
        return _page(consultation, question, table, file_form=form, wrong_lines=[refusal]), 422
    if read.problems:
        return _page(consultation, question, table, file_form=form, wrong_lines=read.problems), 422
    shown = choosing.table_of(read.choices, things)
    return _page(consultation, question, shown, read=read, saved=table)


def _asks(act: str) -> bool:
    return request.form.get("act") == act


def _save(consultation: Any, question: Any, table: ChoiceTable) -> Response | tuple[str, int]:
    drafts, actor, consultation_id = choosing.drafts_of(table), current_actor(), consultation.id
    lock_version = whole_number(request.form.get("lock_version")) or 0

    def act(now: datetime) -> str:
        found = queries.find_of_consultation(consultation_id)
        if found is None:
            raise NotFound
        preparing.replace_choices(
            actor=actor, question=found, choices=drafts, lock_version=lock_version, now=now
        )
        return setup_url(consultation_id)

    try:
        response = perform_once(act)
    except (Invalid, ChangedMeanwhile) as refusal:
        sentences = [str(each) for each in getattr(refusal, "fields", {}).values()] or [str(refusal)]
        question, consultation = prepared(consultation_id), own_consultation(consultation_id)
        return _page(consultation, question, table, sentences=sentences), refusal.status
    flash(ngettext("%(num)s choice is saved.", "%(num)s choices are saved.", len(drafts)), "success")
    return response


def _page(consultation: Any, question: Any, table: ChoiceTable, sentences: Any = (), **more: Any) -> str:
    values: dict[str, Any] = {
        "file_form": ChoicesFileForm(formdata=None),
        "wrong_lines": (),
        "read": None,
    } | more
    return render_template(
        "ballots/manage/choices.html", consultation=consultation, question=question, table=table, form=ActionForm(),
        sentences=sentences, needs_cost=question.kind is VotingKind.BUDGET, title=gettext("Choices of the vote"),
        **values,
    )  # fmt: skip
