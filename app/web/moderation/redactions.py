"""The staff take personal data out of a public reason: what seems to be some is suggested, a person decides."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from app.features.accounts.types import Role
from app.features.moderation import redacting
from app.features.moderation.queries import get_decision
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.forms import ActionForm
from app.web.guards import staff

blueprint = Blueprint("manage_redactions", __name__)
moderators = staff(Role.MODERATOR, Role.FOCAL_POINT)


class RedactionForm(ActionForm):
    """The passages to take out: those suggested, and others word for word."""

    suggested = SelectMultipleField(_l("What seems to be personal data"), validators=[Optional()])
    passages = TextAreaField(_l("Other passages"), validators=[Optional(), Length(max=1000)])

    def named(self) -> list[str]:
        """Return every passage that is to go."""
        typed = [line.strip() for line in (self.passages.data or "").splitlines() if line.strip()]
        return [*(self.suggested.data or ()), *typed]


@blueprint.get("/moderation/redactions/decision/<int:decision_id>")
@moderators
def of_decision(decision_id: int) -> str:
    """Show the reason of a decision with what could be taken out of it."""
    reason = get_decision(collectivity_id=g.collectivity.id, decision_id=decision_id).reason or ""
    return _page(_form(reason), reason, decision_id)


@blueprint.post("/moderation/redactions/decision/<int:decision_id>")
@moderators
def redact_decision(decision_id: int) -> Response | tuple[str, int]:
    """Take passages out of the reason of a decision."""
    reason = get_decision(collectivity_id=g.collectivity.id, decision_id=decision_id).reason or ""
    form, actor, place = _form(reason), current_actor(), g.collectivity.id

    def act(now: datetime) -> str:
        decision = get_decision(collectivity_id=place, decision_id=decision_id)
        redacting.redact_decision(actor=actor, decision=decision, passages=form.named(), now=now)
        return _done(decision_id)

    return _answer(form, act) or (_page(form, reason, decision_id), 422)


@blueprint.get("/moderation/redactions/ruling/<int:ruling_id>")
@moderators
def of_ruling(ruling_id: int) -> str:
    """Show the reason given on an appeal with what could be taken out of it."""
    ruling = redacting.get_ruling(collectivity_id=g.collectivity.id, ruling_id=ruling_id)
    return _page(_form(ruling.reason), ruling.reason, ruling.decision_id)


@blueprint.post("/moderation/redactions/ruling/<int:ruling_id>")
@moderators
def redact_ruling(ruling_id: int) -> Response | tuple[str, int]:
    """Take passages out of the reason given on an appeal."""
    found = redacting.get_ruling(collectivity_id=g.collectivity.id, ruling_id=ruling_id)
    reason, decision_id = found.reason, found.decision_id
    form, actor, place = _form(reason), current_actor(), g.collectivity.id

    def act(now: datetime) -> str:
        ruling = redacting.get_ruling(collectivity_id=place, ruling_id=ruling_id)
        redacting.redact_ruling(actor=actor, ruling=ruling, passages=form.named(), now=now)
        return _done(decision_id)

    return _answer(form, act) or (_page(form, reason, decision_id), 422)


def _form(reason: str) -> RedactionForm:
    form, found = RedactionForm(), redacting.suggested_passages(reason)
    form.suggested.choices = [SelectChoice(each, each) for each in found]
    if not form.is_submitted():
        form.suggested.data = found
    return form


def _answer(form: RedactionForm, act: Callable[[datetime], str]) -> Response | None:
    """Do it when it can be done; None leaves the page to say what is wrong."""
    if form.validate():
        try:
            return perform_once(act)
        except Invalid as refusal:
            form.take_errors(refusal)
    return None


def _done(decision_id: int) -> str:
    flash(
        _("It is taken out, everywhere the reason was kept. The log says when and by which role."), "success"
    )
    return url_for("moderation_log.entry", decision_id=decision_id)


def _page(form: RedactionForm, reason: str, decision_id: int) -> str:
    suggestions: Sequence[str] = redacting.suggested_passages(reason)
    return render_template(
        "moderation/manage/redaction.html", form=form, reason=reason, decision_id=decision_id, suggestions=suggestions
    )  # fmt: skip
