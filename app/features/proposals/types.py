"""Words of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.features.accounts.types import NameShown
from app.foundation.i18n import LazyText, _l


class ProposalKind(StrEnum):
    """A new idea, or a change to one item of the draft."""

    IDEA = "idea"
    AMEND = "amend"
    ADD = "add"
    REMOVE = "remove"

    @property
    def label(self) -> LazyText:
        return {
            self.IDEA: _l("New idea"),
            self.AMEND: _l("Change of wording"),
            self.ADD: _l("Addition"),
            self.REMOVE: _l("Removal"),
        }[self]


class ProposalState(StrEnum):
    """Where a proposal stands; withdrawn, hidden, removed and refused ones leave a tombstone."""

    DRAFT = "draft"
    PENDING = "pending"
    PUBLISHED = "published"
    RETURNED = "returned"
    HIDDEN = "hidden"
    REMOVED = "removed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> LazyText:
        return {
            self.DRAFT: _l("Draft, seen by you alone"),
            self.PENDING: _l("In review"),
            self.PUBLISHED: _l("Published"),
            self.RETURNED: _l("Returned to its author"),
            self.HIDDEN: _l("Hidden by moderation"),
            self.REMOVED: _l("Removed by moderation"),
            self.REFUSED: _l("Refused by moderation"),
            self.WITHDRAWN: _l("Withdrawn by its author"),
        }[self]


class PublicLabel(StrEnum):
    """What moderation lets everybody read beside a text that stays where it is."""

    OFF_TOPIC = "off_topic"
    OTHER_COMPETENCE = "other_competence"
    ADVERTISING = "advertising"
    REPEATED = "repeated"

    @property
    def label(self) -> LazyText:
        return {
            self.OFF_TOPIC: _l("Off topic for this consultation"),
            self.OTHER_COMPETENCE: _l("Not for this collectivity to decide"),
            self.ADVERTISING: _l("Speaks for a business or a brand"),
            self.REPEATED: _l("Repeats another contribution"),
        }[self]


class Channel(StrEnum):
    """How a contribution arrived; figures always tell channels apart."""

    WEB = "web"
    WORKSHOP = "workshop"
    PAPER = "paper"
    PHONE = "phone"
    DESK = "desk"

    @property
    def label(self) -> LazyText:
        return {
            self.WEB: _l("Online"),
            self.WORKSHOP: _l("Workshop"),
            self.PAPER: _l("On paper"),
            self.PHONE: _l("By phone"),
            self.DESK: _l("At the desk"),
        }[self]


class Outcome(StrEnum):
    """What became of a proposal; always published with a reason."""

    RETAINED = "retained"
    RETAINED_IN_PART = "retained_in_part"
    MERGED = "merged"
    ALREADY_PLANNED = "already_planned"
    FORWARDED = "forwarded"
    NOT_RETAINED = "not_retained"

    @property
    def label(self) -> LazyText:
        return {
            self.RETAINED: _l("Retained"),
            self.RETAINED_IN_PART: _l("Retained in part"),
            self.MERGED: _l("Merged"),
            self.ALREADY_PLANNED: _l("Already planned"),
            self.FORWARDED: _l("Forwarded to the competent body"),
            self.NOT_RETAINED: _l("Not retained"),
        }[self]


class ProposalOrder(StrEnum):
    """How a list of proposals is ordered."""

    FAIR = "fair"
    NEWEST = "newest"
    SUPPORTS = "supports"

    @property
    def label(self) -> LazyText:
        return {
            self.FAIR: _l("In a random order, the same for you throughout your visit"),
            self.NEWEST: _l("Newest first"),
            self.SUPPORTS: _l("Most supported first"),
        }[self]


# Longest texts, in characters.
TITLE_LENGTH = 150
TEXT_LENGTH = 3000
NAME_LENGTH = 120
REASON_LENGTH = 1000
# Files on one proposal.
MOST_ATTACHMENTS = 5
# The remainders that the fair order is computed with: a prime, so that no two keys meet.
FAIR_MODULUS = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposal says; `wording` is {field: new text} for a change of wording."""

    title: str
    problem: str | None = None
    solution: str | None = None
    expected_result: str | None = None
    wording: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """What a proposal is about: its kind, its axis or the item it changes, and a territory."""

    kind: ProposalKind = ProposalKind.IDEA
    axis_item_id: int | None = None
    target_item_id: int | None = None
    territory_id: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """How the author of one act appears, and for which association she speaks."""

    name_shown: NameShown = NameShown.PUBLIC_NAME
    association_id: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """How a contribution that somebody else wrote down came in, and the name its author wants shown."""

    channel: Channel
    workshop_id: int | None = None
    shown_name: str | None = None


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What a list of proposals is narrowed to; None means everything."""

    query: str | None = None
    axis_item_id: int | None = None
    target_item_id: int | None = None
    kind: ProposalKind | None = None
    outcome: Outcome | None = None
    channel: Channel | None = None
    territory_id: int | None = None
