"""What everybody can see and do of moderation: the log, and reporting a text."""

from datetime import datetime

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.moderation import commands, policy, publishing, queries, rules
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.redacting import RedactionPermission, redacting
from app.features.moderation.types import Subject
from app.features.proposals.queries import list_published
from app.foundation.errors import Invalid, NotFound
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import open_to_all, signed_in
from app.web.moderation import pages, public_pages
from app.web.moderation.forms import ReportForm
from app.web.reading import chosen_member

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/moderation-log")
@open_to_all
def log() -> str:
    """Show every decision of moderation with its reason, newest first."""
    filters = public_pages.asked_filters()
    page = publishing.log_page(
        collectivity_id=g.collectivity.id, filters=filters, number=page_number(request.args.get("page"))
    )
    may_redact = redacting.allows(current_actor(), RedactionPermission.REDACT, g.collectivity)
    suggested = public_pages.to_look_at(page.items) if may_redact else frozenset()
    return render_template(
        "moderation/public/log.html",
        page=page,
        rows=public_pages.log_rows(page.items),
        asked=public_pages.chosen(filters),
        choices=public_pages.choices(),
        applied_filters=public_pages.applied(filters),
        kinds=pages.DECISION_KINDS,
        may_redact=may_redact,
        suggested=suggested,
        suggested_count=len(suggested),
    )


@blueprint.get("/report/<subject>/<int:subject_id>")
@signed_in
def report(subject: str, subject_id: int) -> str:
    """Ask why a text breaks a rule."""
    return _report_page(_reportable(subject, subject_id), ReportForm())


@blueprint.post("/report/<subject>/<int:subject_id>")
@signed_in
def send_report(subject: str, subject_id: int) -> Response | tuple[str, int]:
    """Tell the moderators."""
    form = ReportForm()
    if form.validate():
        try:
            return perform_once(lambda now: _report(form, subject, subject_id, now))
        except Invalid as refusal:
            form.take_errors(refusal)
    return _report_page(_reportable(subject, subject_id), form), 422


def _report(form: ReportForm, subject: str, subject_id: int, now: datetime) -> str:
    text = _reportable(subject, subject_id)
    commands.report(actor=current_actor(), subject=text, reason=form.reason.data, now=now)
    flash(_("Thank you. A moderator examines this text, and you are told what is decided."), "success")
    return _url_of(text)


def _reportable(subject: str, subject_id: int) -> rules.Contribution:
    """Return a text that everybody can read; any other is as if it did not exist."""
    kind = chosen_member(Subject, subject)
    if kind is None:
        raise NotFound
    text = queries.get_contribution(collectivity_id=g.collectivity.id, subject=kind, subject_id=subject_id)
    if text.state.value != "published" or not _is_in_sight(text):
        raise NotFound
    return text


def _is_in_sight(text: rules.Contribution) -> bool:
    """Say whether the proposal that a comment stands under can still be read."""
    proposal_id = getattr(text, "proposal_id", None)
    return proposal_id is None or proposal_id in list_published([proposal_id])


def _report_page(text: rules.Contribution, form: ReportForm) -> str:
    return render_template(
        "moderation/public/report.html",
        form=form,
        text=text,
        subject=queries.subject_of(text),
        shown=pages.words_of(text),
        back_url=_url_of(text),
        may_report=policy.moderation.allows(current_actor(), ModerationPermission.REPORT, text),
        rules=pages.rules_of_charter(text.collectivity_id),
    )


def _url_of(text: rules.Contribution) -> str:
    if queries.subject_of(text) is Subject.PROPOSAL:
        return url_for("proposals.page", proposal_id=text.id)
    return pages.comment_url(text)
