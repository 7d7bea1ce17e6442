"""A discussion as a page shows it: threads with their answers, and the form, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext, ngettext

from app.features.consultations.rules import refusal_to_take_part
from app.features.discussion import policy, queries
from app.features.discussion.policy import DiscussionPermission
from app.features.discussion.types import About, CommentStance, CommentState
from app.foundation.pagination import Page, page_number
from app.foundation.policy import Actor
from app.web.discussion.forms import CommentForm

SIDES = {CommentStance.FOR: "yes", CommentStance.AGAINST: "no", CommentStance.QUESTION: "question"}


@dataclass(frozen=True, slots=True)
class CommentShown:
    """One comment with what the reader can do about it."""

    comment: Any
    side: dict[str, Any] | None
    official_label: Any
    removed: str | None
    removed_reason: str | None
    waits: bool
    reply_url: str | None
    withdraw_url: str | None
    can_be_reported: bool
    replies: Sequence["CommentShown"] = ()

    @property
    def id(self) -> str:
        return f"comment-{self.comment.id}"


@dataclass(frozen=True, slots=True)
class ThreadShown:
    """A discussion, one page of it, with the form to add to it (or why one cannot)."""

    entries: Sequence[CommentShown]
    page: Page[Any]
    count_words: str
    form: CommentForm
    post_url: str
    write_url: str
    refusal: str | None
    previous_url: str | None
    next_url: str | None
    is_signed_in: bool
    may_answer_officially: bool


def thread_of(
    *, consultation: Any, about: About, actor: Actor, count: int, now: datetime, number: int | None = None
) -> ThreadShown:
    """Gather a discussion: threads, answers, endings and the form; `count` is its number of comments."""
    shown = number or page_number(request.args.get("comments"))
    page = queries.list_threads(
        consultation_id=consultation.id, about=about, reader_id=actor.user_id, number=shown
    )
    replies = queries.list_replies(parent_ids=[each.id for each in page.items], reader_id=actor.user_id)
    everything = [*page.items, *(reply for answers in replies.values() for reply in answers)]
    endings = queries.list_endings(comments=everything)
    roles = policy.official_roles(actor, consultation.collectivity_id)
    form = CommentForm(formdata=None)
    form.offer(user_id=actor.user_id, roles=roles)
    refusal = refusal_to_take_part(consultation, now=now)
    is_open = refusal is None or bool(roles)
    urls = discussion_urls(consultation.id, about)
    return ThreadShown(
        entries=[
            _shown(
                each,
                replies.get(each.id, ()),
                endings=endings,
                actor=actor,
                is_open=is_open,
                write_url=urls[1],
            )
            for each in page.items
        ],
        page=page,
        count_words=ngettext("%(num)s comment", "%(num)s comments", count),
        form=form,
        post_url=urls[0],
        write_url=urls[1],
        refusal=None if is_open else refusal,
        previous_url=_page_url(shown - 1) if page.has_previous else None,
        next_url=_page_url(shown + 1) if page.has_next else None,
        is_signed_in=actor.is_signed_in,
        may_answer_officially=bool(roles),
    )


def discussion_urls(consultation_id: int, about: About) -> tuple[str, str]:
    """Return where a comment is sent, and where it is written on a page of its own."""
    of = {"proposal": about.proposal_id, "item": about.item_id}
    query: dict[str, Any] = {name: value for name, value in of.items() if value is not None}
    return (
        url_for("discussion.post", consultation_id=consultation_id, **query),
        url_for("discussion.write", consultation_id=consultation_id, **query),
    )


def _shown(
    comment: Any,
    replies: Sequence[Any],
    *,
    endings: Mapping[int, Any],
    actor: Actor,
    is_open: bool,
    write_url: str,
) -> CommentShown:
    removed, reason = _removal(comment, endings.get(comment.id))
    is_public = comment.state is CommentState.PUBLISHED
    is_own = policy.comments.allows(actor, DiscussionPermission.WITHDRAW, comment)
    kind = SIDES.get(comment.stance)
    return CommentShown(
        comment=comment,
        side={"kind": kind, "label": comment.stance.label} if kind else None,
        official_label=gettext("Official answer: %(role)s", role=comment.official_role.label)
        if comment.official_role is not None
        else None,
        removed=removed,
        removed_reason=reason,
        waits=comment.state is CommentState.PENDING,
        reply_url=f"{write_url}&parent={comment.id}" if is_public and is_open else None,
        withdraw_url=url_for("discussion.withdraw", comment_id=comment.id)
        if is_own and not removed
        else None,
        can_be_reported=is_public and not is_own,
        replies=[
            _shown(each, (), endings=endings, actor=actor, is_open=is_open, write_url=write_url)
            for each in replies
        ],
    )


def _removal(comment: Any, ending: Any) -> tuple[str | None, str | None]:
    if comment.state is CommentState.WITHDRAWN:
        return gettext("This comment was withdrawn by its author."), None
    reason = ending.reason if ending is not None else None
    if comment.state is CommentState.HIDDEN:
        return gettext("This comment was hidden by a moderator."), reason
    if comment.state is CommentState.REMOVED:
        return gettext("This comment was removed because it is against the law."), reason
    return None, None


def _page_url(number: int) -> str:
    values = {**(request.view_args or {}), **request.args.to_dict(), "comments": number}
    return url_for(str(request.endpoint), _anchor="comments", **values)
