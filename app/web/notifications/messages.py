"""Words and addresses for notices, in the reader's language: the same on her page and in her mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from app.features.notifications import queries
from app.features.notifications.sentences import (
    BEHIND_ACTIVITY,
    NEW_DATE,
    NEW_MOMENT,
    NEW_PLACE,
    REASON,
    SENTENCES,
    TO_OTHERS,
    UNNAMED,
    UNNAMED_PROPOSAL,
)
from app.features.notifications.types import About, Because, ItemPlace, Named, NewsKind, ProposalNamed, Told
from app.features.proposals.types import Outcome, PublicLabel
from app.foundation.i18n import LazyText
from app.foundation.moments import day_words, moment_words
from app.web.template_values import field_of, worded

ON_RESULTS = frozenset({NewsKind.CONSULTATION_ANSWERED, NewsKind.PLAN_ADOPTED})
ON_VOTE = frozenset({NewsKind.VOTE_OPENED, NewsKind.VOTE_EXTENDED, NewsKind.VOTE_CANCELLED})
# What an author is told of a decision against her text leads to where it is explained, and can be appealed.
AGAINST_TEXT = frozenset(
    {
        NewsKind.PROPOSAL_REFUSED, NewsKind.PROPOSAL_HIDDEN, NewsKind.COMMENT_REFUSED, NewsKind.COMMENT_HIDDEN,
        NewsKind.TEXT_LABELLED,
    }
)  # fmt: skip
OF_ACTIVITIES = frozenset(
    {
        NewsKind.ACTIVITY_STARTED,
        NewsKind.ACTIVITY_DELAYED,
        NewsKind.ACTIVITY_STOPPED,
        NewsKind.ACTIVITY_DONE,
    }
)


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice as it is read: a sentence, what adds to it, and where to read more."""

    sentence: str
    details: tuple[str, ...]
    url: str | None
    because: LazyText
    at: datetime
    is_read: bool


def written(notices: Sequence[Told], *, user_id: int, for_mail: bool = False) -> list[NoticeShown]:
    """Return notices in words; six queries whatever their number. Addresses in mails are whole."""
    named = queries.names_for(notices, user_id=user_id)
    return [
        NoticeShown(
            sentence=_sentence(each, named),
            details=tuple(_details(each)),
            url=_address(each, named, whole=for_mail),
            because=_because(each),
            at=each.happened_at,
            is_read=each.is_read,
        )
        for each in notices
    ]


def of_mail(user_id: int, event_key: str) -> list[NoticeShown]:
    """Return what the mail about one event says to one person."""
    return written(
        queries.list_of_event(user_id=user_id, event_key=event_key), user_id=user_id, for_mail=True
    )


def _sentence(told: Told, named: Named) -> str:
    values = {"title": _isolated(_title(told, named))}
    if told.values.get("label"):
        values["label"] = str(PublicLabel(told.values["label"]).label)
    if "outcome" in told.values:
        values["outcome"] = str(Outcome(told.values["outcome"]).label)
    if "moment" in told.values:
        values["date"] = _moment(told, told.values["moment"])
    found = TO_OTHERS.get(told.kind) if told.because is not Because.AUTHOR else None
    return str(found or SENTENCES[told.kind]) % values


def _because(told: Told) -> LazyText:
    """Say why somebody is told."""
    if told.because is Because.AUTHOR and told.kind in OF_ACTIVITIES:
        return BEHIND_ACTIVITY
    return told.because.label


def _isolated(text: str) -> str:
    """Keep a text in its own direction inside a sentence of another."""
    return f"\u2068{text}\u2069"


def _moment(told: Told, instant: str) -> str:
    return moment_words(datetime.fromisoformat(instant), time_zone=told.time_zone)


def _details(told: Told) -> list[str]:
    values = told.values
    reason = values.get("reason") or worded(values.get("reasons", {})).text
    day = values.get("day")
    return [
        *_moves(told),
        *([str(REASON) % {"reason": _isolated(reason)}] if reason else []),
        *([str(NEW_DATE) % {"date": day_words(date.fromisoformat(day))}] if day else []),
    ]


def _moves(told: Told) -> list[str]:
    """Return old and new day and place, as far as they changed, in the nearest language in which the place did."""
    moments = [_isolated(_moment(told, each)) for each in told.values.get("moments", [])]
    places = [_isolated(each) for each in worded(told.values.get("places", {})).text or []]
    pairs = [(NEW_MOMENT, moments), (NEW_PLACE, places)]
    return [str(sentence) % {"old": pair[0], "new": pair[1]} for sentence, pair in pairs if pair]


def _title(told: Told, named: Named) -> str:
    if told.about is About.COMMENT:
        place = named.comments.get(told.object_id)
        if place is None:
            return str(UNNAMED)
        if place.proposal_id is not None:
            return _proposal_title(named.proposals.get(place.proposal_id))
        return _item_title(named.items.get(place.item_id or 0))
    if told.about is About.PROPOSAL:
        return _proposal_title(named.proposals.get(told.object_id))
    if told.about is About.CONSULTATION:
        return worded(named.consultations.get(told.object_id, {})).text or str(UNNAMED)
    if told.about is About.WORKSHOP:
        return field_of(named.workshops.get(told.object_id, {}), "title").text or str(UNNAMED)
    return _item_title(named.items.get(told.object_id))


def _proposal_title(named: ProposalNamed | None) -> str:
    if named is None:
        return str(UNNAMED)
    return named.title or str(UNNAMED_PROPOSAL) % {"number": named.number}


def _item_title(place: ItemPlace | None) -> str:
    return (field_of(place.texts, "title").text if place is not None else "") or str(UNNAMED)


def _address(told: Told, named: Named, *, whole: bool) -> str | None:
    if told.kind is NewsKind.APPEAL_TO_DECIDE:
        return url_for(
            "manage_appeals.appeal", slug=told.slug, decision_id=told.values["decision"], _external=whole
        )
    if told.because is Because.AUTHOR and told.kind in AGAINST_TEXT:
        return url_for(
            "own_moderation.text", subject=told.about.value, subject_id=told.object_id, _external=whole
        )
    if told.because is Because.APPELLANT or told.kind is NewsKind.REPORT_DISMISSED:
        return url_for("own_moderation.all_of", _external=whole)
    if told.about is About.COMMENT:
        return _comment_address(told, named, whole=whole)
    if told.about is About.PROPOSAL:
        return url_for("proposals.page", slug=told.slug, proposal_id=told.object_id, _external=whole)
    if told.about is About.CONSULTATION:
        return url_for(
            _page_of_consultation(told.kind), slug=told.slug, consultation_id=told.object_id, _external=whole
        )
    if told.about is About.WORKSHOP:
        return url_for("workshops.page", slug=told.slug, workshop_id=told.object_id, _external=whole)
    activity_id = named.activities.get(told.object_id)
    if activity_id is None:
        return None
    return url_for("projects.activity", slug=told.slug, activity_id=activity_id, _external=whole)


def _page_of_consultation(kind: NewsKind) -> str:
    if kind in ON_RESULTS:
        return "council.results"
    if kind is NewsKind.VOTE_CLOSED:
        return "ballots.results"
    return "ballots.vote" if kind in ON_VOTE else "consultations.page"


def _comment_address(told: Told, named: Named, *, whole: bool) -> str | None:
    place = named.comments.get(told.object_id)
    if place is None:
        return None
    anchor = f"comment-{told.object_id}"
    if place.proposal_id is not None:
        return url_for(
            "proposals.page", slug=told.slug, proposal_id=place.proposal_id, _anchor=anchor, _external=whole
        )
    item = named.items.get(place.item_id or 0)
    if item is None:
        return None
    return url_for(
        "plans.item",
        slug=told.slug,
        plan_id=item.plan_id,
        item_id=place.item_id,
        _anchor=anchor,
        _external=whole,
    )


def subject_of_mail(shown: Sequence[NoticeShown]) -> str:
    """Return the subject of a mail: its first sentence, which is the most general one."""
    return shown[0].sentence if shown else _("News of your participation")
