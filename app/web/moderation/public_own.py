"""What moderation did with one's own texts and reports, and the way to have somebody else look again."""

from datetime import datetime

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.features.moderation import appealing, own
from app.features.moderation.rules import REASON_LENGTH
from app.features.moderation.types import Subject
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.forms import ActionForm
from app.web.guards import signed_in
from app.web.moderation import own_pages as pages
from app.web.moderation.pages import DECISION_KINDS
from app.web.reading import chosen_member

blueprint = Blueprint("own_moderation", __name__)


class AppealForm(ActionForm):
    """Why a decision should be looked at again."""

    reason = TextAreaField(
        _l("Why should the decision be changed?"),
        validators=[
            InputRequired(_l("Say why the decision should be changed.")),
            Length(max=REASON_LENGTH, message=_l("This text is too long.")),
        ],
    )


@blueprint.get("/me/moderation")
@signed_in
def all_of() -> str:
    """Show one's texts that wait or were decided against, and what one reported."""
    user_id = current_actor().user_id or 0
    texts = own.own_texts(user_id=user_id, number=page_number(request.args.get("texts")))
    reports = own.own_reports(user_id=user_id, number=page_number(request.args.get("reports")))
    return render_template(
        "moderation/public/own.html",
        texts=texts,
        reports=reports,
        text_lines=pages.text_lines(texts.items, now=clock.now()),
        report_lines=pages.report_lines(reports.items),
    )


@blueprint.get("/me/moderation/<subject>/<int:subject_id>")
@signed_in
def text(subject: str, subject_id: int) -> str:
    """Show a text of one's own, hidden or not, and everything that was decided about it."""
    return _text_page(_own_text(subject, subject_id), AppealForm())


@blueprint.get("/me/moderation/reports/<int:report_id>")
@signed_in
def report(report_id: int) -> str:
    """Show what came of a report of one's own."""
    found = own.get_own_report(actor=current_actor(), report_id=report_id)
    return _report_page(found, AppealForm())


@blueprint.post("/me/moderation/<subject>/<int:subject_id>/appeal/<int:decision_id>")
@signed_in
def appeal(subject: str, subject_id: int, decision_id: int) -> Response | tuple[str, int]:
    """Ask that somebody else look again at a decision on one's own text."""
    form = AppealForm()
    found = _own_text(subject, subject_id)
    if decision_id not in {each.decision.id for each in found.entries}:
        raise NotFound
    back = url_for("own_moderation.text", subject=subject, subject_id=subject_id)
    return _lodge(form, decision_id, back) or (_text_page(_own_text(subject, subject_id), form), 422)


@blueprint.post("/me/moderation/reports/<int:report_id>/appeal")
@signed_in
def appeal_report(report_id: int) -> Response | tuple[str, int]:
    """Ask that somebody else look again at a text that one reported in vain."""
    form = AppealForm()
    found = own.get_own_report(actor=current_actor(), report_id=report_id)
    if found.entry is None:
        raise NotFound
    back = url_for("own_moderation.report", report_id=report_id)
    answered = _lodge(form, found.entry.decision.id, back)
    if answered is not None:
        return answered
    return _report_page(own.get_own_report(actor=current_actor(), report_id=report_id), form), 422


def _lodge(form: AppealForm, decision_id: int, back: str) -> Response | None:
    """Lodge the appeal; None when the form says what is wrong."""
    actor, words = current_actor(), form.reason.data or ""

    def act(now: datetime) -> str:
        decision = own.get_decision(decision_id)
        appealing.appeal(actor=actor, decision=decision, reason=words, now=now)
        flash(_("Your appeal is lodged. Somebody else looks at the decision, and you are told."), "success")
        return back

    if form.validate():
        try:
            return perform_once(act)
        except Invalid as refusal:
            form.take_errors(refusal)
    return None


def _own_text(subject: str, subject_id: int) -> own.OwnText:
    kind = chosen_member(Subject, subject)
    if kind is None:
        raise NotFound
    return own.get_own_text(actor=current_actor(), subject=kind, subject_id=subject_id)


def _text_page(found: own.OwnText, form: AppealForm) -> str:
    shown = pages.text_shown(found, actor=current_actor(), now=clock.now())
    return render_template("moderation/public/own_text.html", shown=shown, form=form, kinds=DECISION_KINDS)


def _report_page(found: own.OwnReport, form: AppealForm) -> str:
    shown = pages.report_shown(found, actor=current_actor(), now=clock.now())
    return render_template("moderation/public/own_report.html", shown=shown, form=form, kinds=DECISION_KINDS)
