"""What the author does with a proposal that she sent: change its words, its files, withdraw it."""

from datetime import datetime
from typing import Any

from flask import flash, g, render_template, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.proposals import commands, policy, queries, rules
from app.features.proposals.policy import ProposalPermission
from app.features.proposals.types import ProposalKind, ProposalState
from app.features.proposals.writing import wording_changed_by
from app.foundation import clock
from app.foundation.errors import Invalid
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import signed_in
from app.web.proposals import uploads
from app.web.proposals.authoring import draft_address
from app.web.proposals.forms import EditForm, FilesForm, chosen_files, shaped
from app.web.proposals.group import blueprint
from app.web.second_look import SecondLook, second_look_at


@blueprint.get("/proposals/<int:proposal_id>/edit")
@signed_in
def edit(proposal_id: int) -> str | Response:
    """Show the words of a proposal in a form, for its author."""
    proposal = _own(proposal_id, ProposalPermission.EDIT)
    if proposal.state is ProposalState.DRAFT:
        return redirect(draft_address(proposal), 303)
    consultation = _consultation(proposal)
    rules.require_editable(proposal, consultation, now=clock.now())
    version = queries.find_later_version(proposal) or queries.shown_version(proposal)
    data = {
        name: getattr(version, name) or "" for name in ("title", "problem", "solution", "expected_result")
    }
    data |= {f"wording_{name}": text for name, text in version.wording.items()}
    return _edit_page(_form(proposal, consultation, data), proposal, consultation)


@blueprint.post("/proposals/<int:proposal_id>/edit")
@signed_in
def save(proposal_id: int) -> Response | tuple[str, int]:
    """Change the words of a proposal."""
    collectivity_id = g.collectivity.id
    proposal = _own(proposal_id, ProposalPermission.EDIT)
    form = _form(proposal, _consultation(proposal), None)
    content = form.content()
    look = second_look_at(content)
    if look.is_due:
        return _edit_page(form, proposal, _consultation(proposal), look), 200

    def act(now: datetime) -> str:
        found = queries.get_proposal(
            collectivity_id=collectivity_id, proposal_id=proposal_id, actor=current_actor()
        )
        changed = commands.edit(actor=current_actor(), proposal=found, content=content, now=now)
        waits = queries.find_later_version(changed) is not None or changed.state is ProposalState.PENDING
        flash(
            gettext("Your change was received: a moderator reads it.")
            if waits
            else gettext("Your change is saved."),
            "success",
        )
        return url_for("proposals.page", proposal_id=proposal_id)

    try:
        return perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        again = _own(proposal_id, ProposalPermission.EDIT)
        return _edit_page(form, again, _consultation(again)), 422


@blueprint.get("/proposals/<int:proposal_id>/withdraw")
@signed_in
def withdraw(proposal_id: int) -> str:
    """Ask whether a proposal should be withdrawn."""
    proposal = _own(proposal_id, ProposalPermission.WITHDRAW)
    rules.require_withdrawable(proposal)
    return render_template("proposals/public/withdraw.html", proposal=proposal)


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@signed_in
def confirm_withdrawal(proposal_id: int) -> Response:
    """Withdraw a proposal."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = queries.get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        commands.withdraw(actor=actor, proposal=proposal, now=now)
        flash(gettext("Your proposal is withdrawn."), "success")
        return url_for("consultations.page", consultation_id=proposal.consultation_id)

    return perform_once(act)


@blueprint.post("/proposals/<int:proposal_id>/files")
@signed_in
def attach(proposal_id: int) -> Response:
    """Attach files to a proposal."""
    collectivity_id = g.collectivity.id
    files = uploads.read(chosen_files(FilesForm()))

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = queries.get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        uploads.attach(files, proposal, actor=actor, now=now)
        return _files_url(proposal_id)

    try:
        return perform_once(act)
    except Invalid as refusal:
        for sentence in refusal.fields.values():
            flash(str(sentence), "error")
        return redirect(_files_url(proposal_id), 303)


@blueprint.post("/proposals/<int:proposal_id>/files/<int:file_id>/remove")
@signed_in
def detach(proposal_id: int, file_id: int) -> Response:
    """Take a file off a proposal."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = queries.get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        commands.remove_attachment(actor=actor, proposal=proposal, file_id=file_id, now=now)
        flash(gettext("The file is removed."), "success")
        return _files_url(proposal_id)

    return perform_once(act)


def _own(proposal_id: int, permission: ProposalPermission) -> Any:
    """Return a proposal that the reader may know of and do this with."""
    actor = current_actor()
    proposal = queries.get_proposal(collectivity_id=g.collectivity.id, proposal_id=proposal_id, actor=actor)
    policy.proposals.require(actor, permission, proposal)
    return proposal


def _consultation(proposal: Any) -> Any:
    return get_consultation(
        collectivity_id=proposal.collectivity_id,
        consultation_id=proposal.consultation_id,
        actor=current_actor(),
    )


def _form(proposal: Any, consultation: Any, data: dict[str, str] | None) -> Any:
    wording = queries.shown_version(proposal).wording if proposal.kind is ProposalKind.AMEND else {}
    return shaped(EditForm, proposal.kind, wording, data)


def _edit_page(form: Any, proposal: Any, consultation: Any, look: SecondLook | None = None) -> str:
    return render_template(
        "proposals/public/edit.html",
        look=look,
        form=form,
        proposal=proposal,
        current=wording_changed_by(proposal, consultation),
        keeps_history=rules.keeps_history(proposal),
        is_read_before=proposal.state is ProposalState.PUBLISHED and rules.is_read_before(consultation),
    )


def _files_url(proposal_id: int) -> str:
    return url_for("proposals.page", proposal_id=proposal_id, _anchor="files")
