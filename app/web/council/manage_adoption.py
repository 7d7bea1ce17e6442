"""Writing the adopted plan: the retained changes beside each item, and where each change comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.council import adoption, policy, queries, rules
from app.features.council.policy import CouncilPermission
from app.features.plans import queries as plans
from app.features.proposals import queries as proposals
from app.features.synthesis.rules import NotGroupable
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.council.adoption_pages import adoption_desk
from app.web.council.forms import ChangeForm
from app.web.council.manage import DECIDERS, READERS
from app.web.guards import staff
from app.web.languages import current_language
from app.web.reading import whole_number
from app.web.synthesis.manage import WRITERS
from app.web.versioned_forms import SavedField

blueprint = Blueprint("manage_adoption", __name__)


@dataclass(frozen=True, slots=True)
class TypedSource:
    """The source of one change as it was typed and refused; `saved` is what somebody else saved meanwhile."""

    item_id: int
    form: ChangeForm
    ticked: frozenset[str]
    saved: Sequence[SavedField] | None
    sentences: Sequence[str]


@blueprint.get("/session/<int:consultation_id>/plan")
@staff(*READERS)
def desk(consultation_id: int) -> str:
    """Show the retained changes beside their items, and every change made so far with its source."""
    return _desk_page(consultation_id)


@blueprint.post("/session/<int:consultation_id>/plan")
@staff(*WRITERS)
def start(consultation_id: int) -> Response:
    """Begin the adopted version as a copy of the consulted one."""
    return perform_once(lambda now: _start(consultation_id, now))


@blueprint.post("/session/<int:consultation_id>/plan/items/<int:item_id>")
@staff(*WRITERS)
def explain(consultation_id: int, item_id: int) -> Response | tuple[str, int]:
    """Say where one change comes from; what is refused comes back with everything that was typed."""
    form, status, saved, sentences = ChangeForm(), 422, None, []
    if form.validate():
        try:
            return perform_once(lambda now: _explain(form, consultation_id, item_id, now))
        except ChangedMeanwhile:
            status, saved = 409, _saved_meanwhile(form, consultation_id, item_id)
        except NotGroupable as refusal:
            status, sentences = 409, [str(refusal)]
        except Invalid as refusal:
            form.take_errors(refusal)
    ticked = frozenset(request.form.getlist("proposal"))
    return _desk_page(consultation_id, TypedSource(item_id, form, ticked, saved, sentences)), status


@blueprint.post("/session/<int:consultation_id>/plan/adopt")
@staff(*DECIDERS)
def adopt(consultation_id: int) -> Response:
    """Publish the adopted version; its activities are followed from now on."""
    return perform_once(lambda now: _adopt(consultation_id, now))


def _desk_page(consultation_id: int, typed: TypedSource | None = None) -> str:
    consultation = _consultation(consultation_id)
    version = queries.find_adopted_version(consultation)
    return render_template(
        "council/manage/adoption.html",
        consultation=consultation,
        plan=plans.get_plan(collectivity_id=g.collectivity.id, plan_id=consultation.plan_id),
        version=version,
        desk=adoption_desk(consultation, version),
        sessions=queries.list_sessions(consultation.id),
        may_write=policy.council.allows(current_actor(), CouncilPermission.WRITE_ADOPTED_PLAN, consultation),
        may_adopt=policy.council.allows(current_actor(), CouncilPermission.ADOPT_PLAN, consultation),
        may_record=policy.council.allows(current_actor(), CouncilPermission.RECORD_SESSION, consultation),
        is_adopting=consultation.state in rules.ADOPTING_STATES,
        typed=typed,
    )


def _start(consultation_id: int, now: datetime) -> str:
    adoption.start_adopted_version(
        actor=current_actor(), consultation=_consultation(consultation_id), now=now
    )
    flash(
        _("The adopted plan begins as a copy of the draft. Change what was retained, item by item."),
        "success",
    )
    return url_for("manage_adoption.desk", consultation_id=consultation_id)


def _saved_meanwhile(form: ChangeForm, consultation_id: int, item_id: int) -> list[SavedField]:
    change = queries.changes_of(_version(_consultation(consultation_id)).id).get(item_id)
    words = change.explanation.get(current_language().code, "") if change is not None else ""
    return form.take_newer(change, {"explanation": words})


def _explain(form: ChangeForm, consultation_id: int, item_id: int, now: datetime) -> str:
    consultation = _consultation(consultation_id)
    version = _version(consultation)
    difference = next(
        (each for each in adoption.differences(version) if each.shown.identity == item_id), None
    )
    if difference is None:
        raise NotFound
    adoption.explain_change(
        actor=current_actor(),
        consultation=consultation,
        version=version,
        difference=difference,
        is_councils_own=bool(form.is_councils_own.data),
        proposals=_ticked(consultation.collectivity_id),
        explanation=_explained(version, item_id, (form.explanation.data or "").strip()),
        lock_version=form.version,
        now=now,
    )
    flash(_("The source of the change is recorded."), "success")
    return url_for("manage_adoption.desk", consultation_id=consultation_id, _anchor=f"item-{item_id}")


def _explained(version: Any, item_id: int, text: str) -> dict[str, str]:
    """Return the explanation with the reader's language rewritten and the others kept."""
    change = queries.changes_of(version.id).get(item_id)
    kept = dict(change.explanation) if change is not None else {}
    kept[current_language().code] = text
    return {code: words for code, words in kept.items() if words}


def _adopt(consultation_id: int, now: datetime) -> str:
    consultation = _consultation(consultation_id)
    recorded = [each for each in queries.list_sessions(consultation.id) if each.recorded_at is not None]
    version = adoption.adopt_plan(
        actor=current_actor(), consultation=consultation, session=recorded[-1] if recorded else None, now=now
    )
    flash(_("The adopted plan is published. Its activities are followed from now on."), "success")
    return url_for("plans.reader", plan_id=version.plan_id)


def _consultation(consultation_id: int) -> Any:
    consultation = get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )
    if consultation.version_id is None:
        raise NotFound
    return consultation


def _version(consultation: Any) -> Any:
    version = queries.find_adopted_version(consultation)
    if version is None:
        raise NotFound
    return version


def _ticked(collectivity_id: int) -> list[Any]:
    ids = [number for text in request.form.getlist("proposal") if (number := whole_number(text)) is not None]
    return list(proposals.list_by_ids(collectivity_id=collectivity_id, proposal_ids=ids).values())
