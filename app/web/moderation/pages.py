"""What the pages of moderation share: how a text is named, where it is read, the rules of the charter."""

from typing import Any

from flask import url_for

from app.features.collectivities.charters import rules_in
from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.moderation import queries
from app.features.moderation.types import Decision, Subject, Waiting
from app.features.plans.queries import find_item
from app.web.template_values import field_of

EXCERPT = 220
WAITING_KINDS = {
    Waiting.PENDING: "wait", Waiting.UNREAD: "neutral", Waiting.CHANGE: "mid", Waiting.REPORT: "no",
    Waiting.ORDER: "no", Waiting.APPEAL: "accent",
}  # fmt: skip
DECISION_KINDS = {
    Decision.PUBLISH: "yes", Decision.RESTORE: "yes", Decision.KEEP: "accent", Decision.RETURN: "mid",
    Decision.RELABEL: "mid", Decision.REFUSE: "no", Decision.HIDE: "no", Decision.REMOVE: "no",
}  # fmt: skip


def cut(text: str) -> str:
    """Return the beginning of a text, up to a whole word."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]}…"


def words_of(text: Any) -> str:
    """Return what names a text on the page of a report: a title, or the comment itself."""
    return cut(text.body) if queries.subject_of(text) is Subject.COMMENT else text.title


def public_url(text: Any) -> str:
    """Return where a text is read by the public."""
    if queries.subject_of(text) is Subject.PROPOSAL:
        return url_for("proposals.page", proposal_id=text.id)
    return comment_url(text)


def comment_url(comment: Any) -> str:
    """Return where a comment is read."""
    anchor = f"comment-{comment.id}"
    if comment.proposal_id is not None:
        return url_for("proposals.page", proposal_id=comment.proposal_id, _anchor=anchor)
    item = find_item(collectivity_id=comment.collectivity_id, item_id=comment.item_id)
    if item is None:
        return url_for("consultations.page", consultation_id=comment.consultation_id)
    about = comment.consultation_id  # several consultations may be about one item
    return url_for("plans.item", plan_id=item.plan_id, item_id=item.id, consultation=about, _anchor=anchor)


def rules_of_charter(collectivity_id: int, *, language: str | None = None) -> list[str]:
    """Return the rules of the published charter in a language, the reader's unless one is named; one query."""
    charter = find_public_text(collectivity_id=collectivity_id, kind=PublicText.CHARTER)
    if charter is None:
        return []
    named = charter.texts.get(language or "", {}).get("text")
    return rules_in(named or field_of(charter.texts, "text").text or "")
