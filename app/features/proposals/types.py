"""Words of a proposal."""

from enum import StrEnum

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
    """Where a proposal stands; withdrawn, hidden and refused ones leave a tombstone."""

    DRAFT = "draft"
    PENDING = "pending"
    PUBLISHED = "published"
    RETURNED = "returned"
    HIDDEN = "hidden"
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
            self.REFUSED: _l("Refused by moderation"),
            self.WITHDRAWN: _l("Withdrawn by its author"),
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
