"""The moderators' desk: the queue, one case after the other, and many texts for one reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.consultations.queries import titles_of
from app.features.moderation import casework, commands, looking_again, policy, queries
from app.features.moderation import queue as waiting_line
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.queue import Key
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Decision, Subject, Waiting
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound, NotNow
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.moderation import case_pages, pages, queue_pages
from app.web.moderation.manage_forms import (
    BulkForm,
    ColleagueForm,
    DecisionForm,
    FactsForm,
    OrderForm,
    SaidForm,
    with_colleagues,
    with_decisions,
    with_rules,
)
from app.web.moderation.public_pages import role_label
from app.web.practice import pages as practice_pages
from app.web.reading import chosen_member, whole_number
from app.web.template_values import worded

blueprint = Blueprint("manage_moderation", __name__)
Form = TypeVar("Form", bound=SaidForm)
Answer = Response | tuple[str, int]
MODERATORS = (Role.MODERATOR, Role.FOCAL_POINT)


@blueprint.get("/moderation")
@staff(*MODERATORS)
def queue() -> str:
    """Show what waits, the first due first."""
    return _queue_page(_with_rules(BulkForm()))


@blueprint.post("/moderation")
@staff(*MODERATORS)
def decide_in_bulk() -> Answer:
    """Take one decision on every text that was ticked."""
    form = _with_rules(BulkForm())
    if form.validate():
        try:
            return perform_once(lambda now: _decide_all(form, now))
        except Invalid as refusal:
            form.take_errors(refusal)
        except NotNow as refusal:
            return _queue_page(form, [str(refusal)]), 409
    return _queue_page(form), 422


def _decide_all(form: BulkForm, now: datetime) -> str:
    ticked = dict(_ticked(text) for text in form.texts.data)
    found = queries.contributions(ticked)
    if any(key not in found or found[key].collectivity_id != g.collectivity.id for key in ticked):
        raise NotFound
    decided = commands.decide_in_bulk(
        actor=current_actor(), subjects=[found[key] for key in ticked], seen=list(ticked.values()),
        decision=Decision(form.decision.data), now=now, **form.said(),
    )  # fmt: skip
    flash(ngettext("%(num)s text is decided.", "%(num)s texts are decided.", len(decided)), "success")
    return url_for("manage_moderation.queue", **queue_pages.filter_values(queue_pages.asked_filters()))


def _ticked(text: str) -> tuple[Key, int | None]:
    """Return a text that was ticked, and how many decisions there were when it was read."""
    kind, number, *seen = text.split("-")[:3] if "-" in text else ("", "")
    subject, subject_id = chosen_member(Subject, kind), whole_number(number)
    if subject is None or subject_id is None:
        raise NotFound
    return (subject, subject_id), _count(seen[0]) if seen else None


def _count(text: str | None) -> int | None:
    return 0 if text == "0" else whole_number(text)


def _queue_page(form: BulkForm, sentences: list[str] | None = None) -> str:
    filters, place, now = queue_pages.asked_filters(), g.collectivity.id, clock.now()
    page = waiting_line.queue_page(
        collectivity_id=place, filters=filters, number=page_number(request.args.get("page"))
    )
    figures = waiting_line.figures_of_queue(collectivity_id=place)
    values = queue_pages.filter_values(filters)
    return render_template(
        "moderation/manage/queue.html",
        form=form,
        sentences=sentences or [],
        page=page,
        rows=queue_pages.queue_rows(page.items, actor=current_actor(), filters=filters, now=now),
        ticked=set(form.texts.data or ()),
        values=values,
        tabs=_tabs(values, {kind: each.count for kind, each in figures.items()}),
        kinds=pages.WAITING_KINDS,
        subjects=[(each.value, each.label) for each in Subject],
        consultations=_consultations(place),
        practice=practice_pages.suggestion(current_actor()),
    )


def _consultations(collectivity_id: int) -> list[tuple[int, str]]:
    """Return the consultations in which something waits, with their titles; two queries."""
    ids = waiting_line.consultations_waiting(collectivity_id=collectivity_id)
    return [(each, worded(titles).text or "") for each, titles in sorted(titles_of(ids).items())]


def _tabs(values: dict[str, Any], counts: dict[Waiting, int]) -> list[dict[str, object]]:
    others = {name: value for name, value in values.items() if name != "waiting"}
    everything = {
        "label": _("Everything"),
        "url": url_for("manage_moderation.queue", **others),
        "current": "waiting" not in values,
    }
    return [
        everything,
        *(
            {
                "label": each.label,
                "url": url_for("manage_moderation.queue", waiting=each.value, **others),
                "current": values.get("waiting") == each.value,
                "count": counts.get(each, 0),
            }
            for each in Waiting
        ),
    ]


@blueprint.get("/moderation/<subject>/<int:subject_id>")
@staff(*MODERATORS)
def case(subject: str, subject_id: int) -> str:
    """Show one text with everything that helps to decide; the form begins from a statement when one was chosen."""
    text = _text(subject, subject_id)
    shown = case_pages.case_of(text, now=clock.now())
    begun = case_pages.beginning(request.args.get("begin", ""), text, shown.decisions)
    return _case_page(shown, _decision_form(begun), begun=begun)


def _decision_form(begun: case_pages.Beginning | None) -> DecisionForm:
    if begun is None:
        return _with_rules(DecisionForm())
    values = {
        "decision": begun.decision.value,
        "ground": begun.ground.value if begun.ground else None,
        "charter_rule": str(begun.charter_rule or ""),
        "label": begun.label.value if begun.label else "",
        "reason": begun.reason,
        "language": begun.language,
    }
    return _with_rules(DecisionForm(formdata=None, data=values))


@blueprint.post("/moderation/<subject>/<int:subject_id>")
@staff(*MODERATORS)
def decide(subject: str, subject_id: int) -> Answer:
    """Take a decision on one text, then lead to the next one that waits."""
    form = _with_rules(DecisionForm())
    with_decisions(form, list(Decision))
    if not form.validate():
        return _shown(subject, subject_id, 422, form=form)
    return _perform(subject, subject_id, lambda now: _decide(form, subject, subject_id, now), form=form)


def _decide(form: DecisionForm, subject: str, subject_id: int, now: datetime) -> str:
    filters, text = queue_pages.asked_filters(), _text(subject, subject_id)
    _before, after = queue_pages.around((queries.subject_of(text), text.id), filters)
    commands.decide(
        actor=current_actor(), subject=text, decision=Decision(form.decision.data), now=now,
        seen=_count(form.seen.data), **form.said(),
    )  # fmt: skip
    flash(_("The decision is in the public log. The author is told."), "success")
    following = queue_pages.first_for(current_actor(), after)
    if following is None:
        return url_for("manage_moderation.queue", **queue_pages.filter_values(filters))
    return queue_pages.case_url(following, filters)


@blueprint.post("/moderation/<subject>/<int:subject_id>/take")
@staff(*MODERATORS)
def take(subject: str, subject_id: int) -> Answer:
    """Take a case."""
    return _work(subject, subject_id, casework.take, _("You have this case."))


@blueprint.post("/moderation/<subject>/<int:subject_id>/give-back")
@staff(*MODERATORS)
def give_back(subject: str, subject_id: int) -> Answer:
    """Leave a case to whoever takes it next."""
    return _work(subject, subject_id, casework.give_back, _("Anybody can take this case now."))


@blueprint.post("/moderation/<subject>/<int:subject_id>/colleague")
@staff(*MODERATORS)
def assign(subject: str, subject_id: int) -> Answer:
    """Hand a case over to a colleague."""
    form = _colleague_form(_text(subject, subject_id))
    if not form.validate():
        return _shown(subject, subject_id, 422, colleague_form=form)
    return _work(
        subject, subject_id, casework.assign, _("The case is handed over."), colleague_form=form,
        to_user_id=int(form.colleague.data),
    )  # fmt: skip


@blueprint.post("/moderation/<subject>/<int:subject_id>/facts")
@staff(*MODERATORS)
def note_facts(subject: str, subject_id: int) -> Answer:
    """Write down what is alleged or was found."""
    form = FactsForm()
    if not form.validate():
        return _shown(subject, subject_id, 422, facts_form=form)
    facts = form.facts.data or ""
    return _work(
        subject, subject_id, casework.note_facts, _("The facts are noted."), facts_form=form, facts=facts
    )


@blueprint.post("/moderation/<subject>/<int:subject_id>/order")
@staff(*MODERATORS)
def record_order(subject: str, subject_id: int) -> Answer:
    """Write down an authority's order to act on a text."""
    form = OrderForm(prefix="order")
    if not form.validate():
        return _shown(subject, subject_id, 422, order_form=form)
    return _work(
        subject, subject_id, casework.record_order, _("The order is recorded: it waits for a decision."),
        order_form=form, order=form.order(), facts=form.facts.data or "",
    )  # fmt: skip


def _work(
    subject: str,
    subject_id: int,
    act: Callable[..., Any],
    said: str,
    *,
    colleague_form: ColleagueForm | None = None,
    facts_form: FactsForm | None = None,
    order_form: OrderForm | None = None,
    **values: Any,
) -> Answer:
    """Do something with a case that is no decision, then show the case again."""

    def do(now: datetime) -> str:
        text = _text(subject, subject_id)
        act(actor=current_actor(), subject=text, now=now, **values)
        flash(said, "success")
        return queue_pages.case_url((queries.subject_of(text), text.id), queue_pages.asked_filters())

    forms = {"colleague_form": colleague_form, "facts_form": facts_form, "order_form": order_form}
    return _perform(subject, subject_id, do, **{name: form for name, form in forms.items() if form})


def _perform(subject: str, subject_id: int, act: Callable[[datetime], str], **forms: Any) -> Answer:
    """Perform an act once; a refusal is said on the case's own page, which keeps what was typed."""
    try:
        return perform_once(act)
    except Invalid as refusal:
        for form in forms.values():
            form.take_errors(refusal)
        return _shown(subject, subject_id, 422, **forms)
    except NotNow as refusal:
        return _shown(subject, subject_id, 409, sentences=[str(refusal)], **forms)


def _shown(
    subject: str, subject_id: int, status: int, *, form: DecisionForm | None = None, **more: Any
) -> tuple[str, int]:
    shown = case_pages.case_of(_text(subject, subject_id), now=clock.now())
    return _case_page(shown, form or _blank(), **more), status


def _blank() -> DecisionForm:
    return _with_rules(DecisionForm(formdata=None))


def _text(subject: str, subject_id: int) -> Contribution:
    kind = chosen_member(Subject, subject)
    if kind is None:
        raise NotFound
    return queries.get_contribution(collectivity_id=g.collectivity.id, subject=kind, subject_id=subject_id)


def _case_page(
    shown: case_pages.Case,
    form: DecisionForm,
    *,
    begun: case_pages.Beginning | None = None,
    sentences: list[str] | None = None,
    colleague_form: ColleagueForm | None = None,
    facts_form: FactsForm | None = None,
    order_form: OrderForm | None = None,
) -> str:
    text, actor, filters = shown.contribution, current_actor(), queue_pages.asked_filters()
    before, after = queue_pages.around((shown.subject, text.id), filters)
    with_decisions(form, shown.decisions)
    form.seen.data = str(shown.seen)
    facts = shown.record.facts if shown.record else ""
    return render_template(
        "moderation/manage/case.html",
        case=shown,
        form=form,
        begun=begun,
        sentences=sentences or [],
        may_decide=policy.moderation.allows(actor, ModerationPermission.DECIDE, queries.concern_of(text)),
        is_mine=shown.record is not None and shown.record.assigned_to_id == actor.user_id,
        colleague_form=colleague_form or _colleague_form(text, formdata=None),
        facts_form=facts_form or FactsForm(formdata=None, data={"facts": facts}),
        order_form=order_form or OrderForm(formdata=None, prefix="order"),
        beginnings=case_pages.beginnings(shown.decisions, pages.rules_of_charter(text.collectivity_id)),
        addresses=case_pages.addresses_of(shown.hints, filters),
        previous_url=queue_pages.case_url(before, filters) if before else None,
        next_url=queue_pages.case_url(after[0], filters) if after else None,
        values=queue_pages.filter_values(filters),
        kinds=pages.DECISION_KINDS,
        waiting_kinds=pages.WAITING_KINDS,
        role_of=role_label,
    )


def _colleague_form(text: Contribution, **options: Any) -> ColleagueForm:
    form = ColleagueForm(**options)
    free = looking_again.moderator_ids(text.collectivity_id) - looking_again.barred_from(
        queries.concern_of(text)
    )
    with_colleagues(form, queries.names_of(free))
    return form


def _with_rules(form: Form) -> Form:
    with_rules(form, pages.rules_of_charter(g.collectivity.id))
    return form
