"""Appeals at the desk: somebody else looks again at a decision, in the collectivity or for the network."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.moderation import appealing, looking_again, queries, rules
from app.features.moderation.policy import APPEAL_ROLES_OF_NETWORK
from app.foundation import clock
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.moderation import case_pages, pages
from app.web.moderation.manage_forms import RulingForm, with_outcomes, with_rules
from app.web.moderation.public_pages import role_label

blueprint = Blueprint("manage_appeals", __name__)
MODERATORS = (Role.MODERATOR, Role.FOCAL_POINT)


@blueprint.get("/moderation/appeals/<int:decision_id>")
@staff(*MODERATORS, also_network=APPEAL_ROLES_OF_NETWORK)
def appeal(decision_id: int) -> str:
    """Show a decision that is appealed, with the text, the statement and why it should be changed."""
    decision = _decision(decision_id)
    return _page(decision, _form(decision))


@blueprint.post("/moderation/appeals/<int:decision_id>")
@staff(*MODERATORS, also_network=APPEAL_ROLES_OF_NETWORK)
def rule(decision_id: int) -> Response | tuple[str, int]:
    """Decide on the appeals against a decision."""
    decision = _decision(decision_id)
    form = _form(decision)
    if form.validate():
        try:
            return perform_once(lambda now: _rule(form, decision_id, now))
        except Invalid as refusal:
            form.take_errors(refusal)
        except NotNow as refusal:
            return _page(_decision(decision_id), form, [str(refusal)]), 409
    return _page(_decision(decision_id), form), 422


def _rule(form: RulingForm, decision_id: int, now: datetime) -> str:
    appealing.rule_on_appeal(actor=current_actor(), decision=_decision(decision_id), now=now, **form.ruling())
    flash(
        _("The appeal is decided. Whoever appealed, the author and those who reported are told."), "success"
    )
    if current_actor().has_any(frozenset(MODERATORS), g.collectivity.id):
        return url_for("manage_moderation.queue", waiting="appeal")
    return url_for("manage_appeals.appeal", decision_id=decision_id)


def _decision(decision_id: int) -> Any:
    """Return a decision that was appealed; for the network, only one on which nobody of the collectivity may rule."""
    decision = queries.get_decision(collectivity_id=g.collectivity.id, decision_id=decision_id)
    if not looking_again.was_appealed(decision_id=decision.id):
        raise NotFound
    is_of_collectivity = current_actor().has_any(frozenset(MODERATORS), g.collectivity.id)
    if not is_of_collectivity and looking_again.concern_of_appeal(decision).has_colleague:
        raise NotAllowed
    return decision


def _form(decision: Any) -> RulingForm:
    form = RulingForm()
    with_outcomes(form, rules.possible_outcomes(decision.decision))
    with_rules(form, pages.rules_of_charter(decision.collectivity_id))
    return form


def _page(decision: Any, form: RulingForm, sentences: list[str] | None = None) -> str:
    text = queries.contribution_of(decision)
    shown = case_pages.case_of(text, now=clock.now())
    return render_template(
        "moderation/manage/appeal.html",
        case=shown,
        past=next(each for each in shown.past if each.decision.id == decision.id),
        form=form,
        sentences=sentences or [],
        may_rule=case_pages.may_rule(current_actor(), decision),
        stands=looking_again.is_in_force(decision),
        is_against_author=decision.decision in rules.AGAINST,
        has_partly=len(rules.possible_outcomes(decision.decision)) > 2,
        is_staff=current_actor().has_any(frozenset(MODERATORS), g.collectivity.id),
        kinds=pages.DECISION_KINDS,
        role_of=role_label,
    )
