"""Words of notifications."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.foundation.i18n import LazyText, _l


class Followed(StrEnum):
    """What can be followed."""

    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    ITEM = "item"


class About(StrEnum):
    """What a piece of news is about: it tells where its page is."""

    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    ITEM = "item"
    COMMENT = "comment"
    WORKSHOP = "workshop"


class Pace(StrEnum):
    """How often mail is sent."""

    AT_ONCE = "at_once"
    NEVER = "never"

    @property
    def label(self) -> LazyText:
        return {self.AT_ONCE: _l("As it happens"), self.NEVER: _l("Never by mail; I read them here")}[self]


class Because(StrEnum):
    """Why somebody is told."""

    AUTHOR = "author"
    SUPPORTER = "supporter"
    FOLLOWER = "follower"
    PARTICIPANT = "participant"
    REPORTER = "reporter"
    APPELLANT = "appellant"
    DECIDER = "decider"
    REGISTERED = "registered"
    COMMENTER = "commenter"

    @property
    def label(self) -> LazyText:
        return {
            self.AUTHOR: _l("You wrote it."),
            self.SUPPORTER: _l("You support it, or an idea behind it."),
            self.FOLLOWER: _l("You follow it."),
            self.PARTICIPANT: _l("You took part in this consultation."),
            self.REPORTER: _l("You reported it."),
            self.APPELLANT: _l("You appealed."),
            self.DECIDER: _l("You may decide on this appeal."),
            self.REGISTERED: _l("A place was kept for you."),
            self.COMMENTER: _l("You commented on it: your comment goes and comes back with it."),
        }[self]


class NewsKind(StrEnum):
    """What happened; its sentence is in sentences.py."""

    PROPOSAL_PUBLISHED = "proposal_published"
    PROPOSAL_RETURNED = "proposal_returned"
    PROPOSAL_REFUSED = "proposal_refused"
    PROPOSAL_HIDDEN = "proposal_hidden"
    PROPOSAL_RESTORED = "proposal_restored"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    CHANGE_RETURNED = "change_returned"
    PROPOSAL_GROUPED = "proposal_grouped"
    PROPOSAL_ANSWERED = "proposal_answered"
    PROPOSAL_IN_DRAFT = "proposal_in_draft"
    CONSULTATION_OPENED = "consultation_opened"
    CONSULTATION_EXTENDED = "consultation_extended"
    CONSULTATION_CLOSED = "consultation_closed"
    CONSULTATION_CANCELLED = "consultation_cancelled"
    CONSULTATION_ANSWERED = "consultation_answered"
    VOTE_OPENED = "vote_opened"
    VOTE_EXTENDED = "vote_extended"
    VOTE_CLOSED = "vote_closed"
    VOTE_CANCELLED = "vote_cancelled"
    PLAN_ADOPTED = "plan_adopted"
    COMMENT_PUBLISHED = "comment_published"
    COMMENT_REFUSED = "comment_refused"
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_RESTORED = "comment_restored"
    REPLY_RECEIVED = "reply_received"
    OFFICIAL_REPLY = "official_reply"
    ACTIVITY_STARTED = "activity_started"
    ACTIVITY_DELAYED = "activity_delayed"
    ACTIVITY_STOPPED = "activity_stopped"
    ACTIVITY_DONE = "activity_done"
    REPORT_UPHELD = "report_upheld"
    REPORT_DISMISSED = "report_dismissed"
    TEXT_LABELLED = "text_labelled"
    TEXT_UNLABELLED = "text_unlabelled"
    APPEAL_TO_DECIDE = "appeal_to_decide"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_OVERTURNED = "appeal_overturned"
    APPEAL_PARTLY = "appeal_partly"
    WORKSHOP_CHANGED = "workshop_changed"
    WORKSHOP_CANCELLED = "workshop_cancelled"


@dataclass(frozen=True, slots=True)
class Story:
    """One thing to tell about one object; `values` holds dates, places and public reasons, never what people wrote."""

    object_id: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader's page or mail shows it, before words are found for it."""

    notice_id: int
    kind: NewsKind
    about: About
    object_id: int
    values: dict[str, Any]
    because: Because
    collectivity_id: int
    slug: str
    time_zone: str
    happened_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class ProposalNamed:
    """What may be said of a proposal: its number, and its title for those who may read it."""

    number: int | None
    title: str | None
    consultation_id: int


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """Where a comment stands."""

    consultation_id: int
    proposal_id: int | None
    item_id: int | None


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """An item in the latest public version of its plan: {language: {title, …}}."""

    plan_id: int
    code: str
    texts: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Named:
    """Names of everything that some notices are about, by id."""

    proposals: dict[int, ProposalNamed]
    consultations: dict[int, dict[str, str]]
    items: dict[int, ItemPlace]
    comments: dict[int, CommentPlace]
    activities: dict[int, int]
    workshops: dict[int, dict[str, dict[str, Any]]]
