"""Writing, answering and withdrawing comments."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.consultations.queries import get_consultation
from app.features.discussion import commands, policy, queries
from app.features.discussion.policy import DiscussionPermission
from app.features.discussion.types import About, CommentState
from app.features.plans.queries import get_revision
from app.features.proposals.queries import get_proposal, may_read_words
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.discussion.forms import CommentForm
from app.web.guards import open_to_all, signed_in
from app.web.kept_forms import forget_kept, keep_and_ask_to_sign_in, kept_fields
from app.web.reading import chosen_member, whole_number
from app.web.second_look import SecondLook, second_look
from app.web.signing import chosen_signature
from app.web.template_values import field_of

blueprint = Blueprint("discussion", __name__)


@blueprint.get("/consultations/<int:consultation_id>/comments/write")
@open_to_all
def write(consultation_id: int) -> str:
    """Show the form of a comment or of an answer on a page of its own."""
    return _writing_page(_own(consultation_id), _form(consultation_id, data=kept_fields()))


@blueprint.post("/consultations/<int:consultation_id>/comments")
@open_to_all
def post(consultation_id: int) -> Response | tuple[str, int]:
    """Add a comment or an answer; a visitor signs in first, and what she typed is kept."""
    collectivity_id, about, parent_id = g.collectivity.id, _about(), _parent_id()
    actor = current_actor()
    if not actor.is_signed_in:
        return keep_and_ask_to_sign_in(_writing_url(consultation_id, about, parent_id))
    form = _form(consultation_id)
    look = second_look(form.body.data)
    if look.is_due:
        return _writing_page(_own(consultation_id), form, look), 200
    signature = chosen_signature(form.name_shown.data, user_id=actor.user_id)
    role = chosen_member(Role, form.official_role.data)

    def act(now: datetime) -> str:
        consultation = get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        if about.proposal_id is not None:
            get_proposal(collectivity_id=collectivity_id, proposal_id=about.proposal_id, actor=actor)
        comment = commands.post_comment(
            actor=actor, consultation=consultation, about=about, body=form.body.data or "", signature=signature,
            stance=form.chosen_stance, parent_id=parent_id, official_role=role, now=now,
        )  # fmt: skip
        forget_kept()
        waits = comment.state is CommentState.PENDING
        flash(_thanks_waiting(consultation) if waits else gettext("Your comment is published."), "success")
        return _place_of(comment, consultation)

    try:
        return perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _writing_page(_own(consultation_id), form), 422


@blueprint.get("/comments/<int:comment_id>/withdraw")
@signed_in
def withdraw(comment_id: int) -> str:
    """Ask whether one's comment should be withdrawn."""
    comment = _own_comment(comment_id)
    consultation = _own(comment.consultation_id)
    return render_template(
        "discussion/public/withdraw.html", comment=comment, back_url=_place_of(comment, consultation)
    )


@blueprint.post("/comments/<int:comment_id>/withdraw")
@signed_in
def confirm_withdrawal(comment_id: int) -> Response:
    """Withdraw one's comment."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        comment = queries.get_comment(collectivity_id=collectivity_id, comment_id=comment_id)
        commands.withdraw(actor=current_actor(), comment=comment, now=now)
        flash(gettext("Your comment is withdrawn."), "success")
        return _place_of(comment, _own(comment.consultation_id, collectivity_id))

    return perform_once(act)


def _own(consultation_id: int, collectivity_id: int | None = None) -> Any:
    """Return a consultation of the collectivity of the address that the reader may read."""
    return get_consultation(
        collectivity_id=collectivity_id or g.collectivity.id,
        consultation_id=consultation_id,
        actor=current_actor(),
    )


def _own_comment(comment_id: int) -> Any:
    comment = queries.get_comment(collectivity_id=g.collectivity.id, comment_id=comment_id)
    policy.comments.require(current_actor(), DiscussionPermission.WITHDRAW, comment)
    return comment


def _about() -> About:
    """Return what the address says the comment is on."""
    return About(whole_number(request.args.get("proposal")), whole_number(request.args.get("item")))


def _parent_id() -> int | None:
    return whole_number(request.values.get("parent"))


def _form(consultation_id: int, data: dict[str, str] | None = None) -> CommentForm:
    form = CommentForm(data=data) if request.method == "GET" else CommentForm()
    actor = current_actor()
    form.offer(user_id=actor.user_id, roles=policy.official_roles(actor, g.collectivity.id))
    return form


def _writing_page(consultation: Any, form: CommentForm, look: SecondLook | None = None) -> str:
    about, parent_id = _about(), _parent_id()
    title, language, back_url = _subject(consultation, about)
    parent = queries.find_parent(about=about, consultation_id=consultation.id, comment_id=parent_id)
    if parent is not None and parent.state is not CommentState.PUBLISHED:
        raise NotFound
    where: dict[str, Any] = {"proposal": about.proposal_id, "item": about.item_id, "parent": parent_id}
    return render_template(
        "discussion/public/write.html",
        form=form,
        parent=parent,
        look=look,
        subject={"title": title, "language": language, "url": back_url},
        post_url=url_for("discussion.post", consultation_id=consultation.id, **where),
        is_signed_in=current_actor().is_signed_in,
    )


def _subject(consultation: Any, about: About) -> tuple[str, str, str]:
    """Return the title of what is commented, its language, and its address."""
    if about.proposal_id is not None:
        actor = current_actor()
        proposal = get_proposal(
            collectivity_id=consultation.collectivity_id, proposal_id=about.proposal_id, actor=actor
        )
        if proposal.consultation_id != consultation.id or not may_read_words(actor, proposal):
            raise NotFound
        return proposal.title, proposal.language, url_for("proposals.page", proposal_id=proposal.id)
    if about.item_id is None or consultation.version_id is None:
        raise NotFound
    revision = get_revision(version_id=consultation.version_id, item_id=about.item_id)
    title = field_of(revision.texts, "title")
    return (
        str(title.text), title.language,
        url_for(
            "plans.item", plan_id=consultation.plan_id, item_id=about.item_id, consultation=consultation.id
        ),
    )  # fmt: skip


def _writing_url(consultation_id: int, about: About, parent_id: int | None) -> str:
    return url_for(
        "discussion.write",
        consultation_id=consultation_id,
        proposal=about.proposal_id,
        item=about.item_id,
        parent=parent_id,
    )


def _place_of(comment: Any, consultation: Any) -> str:
    """Return the address of a comment where it stands."""
    number = queries.page_number_of(comment, reader_id=current_actor().user_id)
    where: dict[str, Any] = {"_anchor": f"comment-{comment.id}"} | (
        {"comments": number} if number > 1 else {}
    )
    if comment.proposal_id is not None:
        return url_for("proposals.page", proposal_id=comment.proposal_id, **where)
    where["consultation"] = consultation.id  # several consultations may be about one item
    return url_for("plans.item", plan_id=consultation.plan_id, item_id=comment.item_id, **where)


def _thanks_waiting(consultation: Any) -> str:
    return ngettext(
        "Thank you. A moderator reads your comment within %(num)s hour, then it is published.",
        "Thank you. A moderator reads your comment within %(num)s hours, then it is published.",
        consultation.moderation_hours,
    )
