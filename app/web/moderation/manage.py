"""The moderators' queue: read, decide one by one, or decide on many for one reason."""

from datetime import datetime
from typing import TypeVar

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.moderation import commands, policy, queries
from app.features.moderation import queue as waiting_line
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Decision, Subject, Waiting
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.moderation import pages
from app.web.moderation.forms import BulkForm, DecisionForm, SaidForm, with_decisions, with_rules
from app.web.moderation.public import role_label
from app.web.reading import chosen_member, whole_number

blueprint = Blueprint("manage_moderation", __name__)
Form = TypeVar("Form", bound=SaidForm)
MODERATORS = (Role.MODERATOR, Role.FOCAL_POINT)


@blueprint.get("/moderation")
@staff(*MODERATORS)
def queue() -> str:
    """Show what waits, oldest first."""
    return _queue_page(_with_rules(BulkForm()))


@blueprint.post("/moderation")
@staff(*MODERATORS)
def decide_in_bulk() -> Response | tuple[str, int]:
    """Take one decision on every text that was ticked."""
    form = _with_rules(BulkForm())
    if form.validate():
        try:
            return perform_once(lambda now: _decide_all(form, now))
        except Invalid as refusal:
            form.take_errors(refusal)
    return _queue_page(form), 422


def _decide_all(form: BulkForm, now: datetime) -> str:
    keys = [_key(text) for text in dict.fromkeys(form.texts.data)]
    found = queries.contributions(keys)
    if any(key not in found or found[key].collectivity_id != g.collectivity.id for key in keys):
        raise NotFound
    decided = commands.decide_in_bulk(
        actor=current_actor(),
        subjects=[found[key] for key in keys],
        decision=Decision(form.decision.data),
        now=now,
        **form.said(),
    )
    flash(ngettext("%(num)s text is decided.", "%(num)s texts are decided.", len(decided)), "success")
    return url_for("manage_moderation.queue")


def _key(text: str) -> tuple[Subject, int]:
    kind, _dash, number = text.partition("-")
    subject, subject_id = chosen_member(Subject, kind), whole_number(number)
    if subject is None or subject_id is None:
        raise NotFound
    return subject, subject_id


def _queue_page(form: BulkForm) -> str:
    waiting, now = chosen_member(Waiting, request.args.get("waiting")), clock.now()
    place = g.collectivity.id
    page = waiting_line.queue_page(
        collectivity_id=place, waiting=waiting, number=page_number(request.args.get("page"))
    )
    figures = waiting_line.figures_of_queue(collectivity_id=place)
    return render_template(
        "moderation/manage/queue.html",
        form=form,
        page=page,
        rows=pages.queue_rows(page.items, actor=current_actor(), now=now),
        ticked=set(form.texts.data or ()),
        waiting=waiting,
        tabs=_tabs(waiting, {kind: each.count for kind, each in figures.items()}),
        kinds=pages.WAITING_KINDS,
    )


def _tabs(chosen: Waiting | None, counts: dict[Waiting, int]) -> list[dict[str, object]]:
    everything = {
        "label": _("Everything"),
        "url": url_for("manage_moderation.queue"),
        "current": chosen is None,
    }
    return [
        everything,
        *(
            {
                "label": each.label,
                "url": url_for("manage_moderation.queue", waiting=each.value),
                "current": chosen is each,
                "count": counts.get(each, 0),
            }
            for each in Waiting
        ),
    ]


@blueprint.get("/moderation/<subject>/<int:subject_id>")
@staff(*MODERATORS)
def case(subject: str, subject_id: int) -> str:
    """Show one text with everything that helps to decide."""
    text = _text(subject, subject_id)
    return _case_page(text, _with_rules(DecisionForm()))


@blueprint.post("/moderation/<subject>/<int:subject_id>")
@staff(*MODERATORS)
def decide(subject: str, subject_id: int) -> Response | tuple[str, int]:
    """Take a decision on one text, then lead to the next one that waits."""
    form = _with_rules(DecisionForm())
    with_decisions(form, list(Decision))
    if form.validate():
        try:
            return perform_once(lambda now: _decide(form, subject, subject_id, now))
        except Invalid as refusal:
            form.take_errors(refusal)
    return _case_page(_text(subject, subject_id), form), 422


def _decide(form: DecisionForm, subject: str, subject_id: int, now: datetime) -> str:
    commands.decide(
        actor=current_actor(),
        subject=_text(subject, subject_id),
        decision=Decision(form.decision.data),
        now=now,
        **form.said(),
    )
    flash(_("The decision is in the public log. The author is told."), "success")
    return _next_case()


def _next_case() -> str:
    """Return the address of the oldest text of others that waits, or of the empty queue."""
    actor = current_actor()
    for entry in waiting_line.queue_page(collectivity_id=g.collectivity.id, size=5).items:
        if policy.moderation.allows(actor, ModerationPermission.DECIDE, queries.concern_of(entry.contribution)):
            return url_for(
                "manage_moderation.case", subject=entry.subject.value, subject_id=entry.contribution.id
            )
    return url_for("manage_moderation.queue")


def _text(subject: str, subject_id: int) -> Contribution:
    kind = chosen_member(Subject, subject)
    if kind is None:
        raise NotFound
    return queries.get_contribution(collectivity_id=g.collectivity.id, subject=kind, subject_id=subject_id)


def _case_page(text: Contribution, form: DecisionForm) -> str:
    shown = pages.case_of(text, now=clock.now())
    with_decisions(form, shown.decisions)
    may_decide = policy.moderation.allows(current_actor(), ModerationPermission.DECIDE, queries.concern_of(text))
    return render_template(
        "moderation/manage/case.html",
        case=shown,
        form=form,
        may_decide=may_decide,
        kinds=pages.DECISION_KINDS,
        waiting_kinds=pages.WAITING_KINDS,
        role_of=role_label,
    )


def _with_rules(form: Form) -> Form:
    with_rules(form, pages.rules_of_charter(g.collectivity.id))
    return form
