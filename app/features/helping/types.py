"""What is done with help at a desk, and how a help session ends."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class HelpActKind(StrEnum):
    """What somebody at a desk may do for a person; the database takes nothing else, so never a vote or a support."""

    PROPOSAL_WRITTEN = "proposal_written"
    PROPOSAL_CHANGED = "proposal_changed"
    FILES_CHANGED = "files_changed"
    COMMENT_WRITTEN = "comment_written"
    PLACE_TAKEN = "place_taken"
    PLACE_GIVEN_BACK = "place_given_back"
    NOTICE_ACCEPTED = "notice_accepted"

    @property
    def label(self) -> LazyText:
        return LABELS[self]


LABELS = {
    HelpActKind.PROPOSAL_WRITTEN: _l("A proposal was written"),
    HelpActKind.PROPOSAL_CHANGED: _l("A proposal was changed"),
    HelpActKind.FILES_CHANGED: _l("The files of a proposal were changed"),
    HelpActKind.COMMENT_WRITTEN: _l("A comment was written"),
    HelpActKind.PLACE_TAKEN: _l("A place in a workshop was taken"),
    HelpActKind.PLACE_GIVEN_BACK: _l("A place in a workshop was given back"),
    HelpActKind.NOTICE_ACCEPTED: _l("The legal notice was read and accepted"),
}


class EndedBy(StrEnum):
    """Who ended a help session."""

    HELPER = "helper"
    PERSON = "person"
    CLOCK = "clock"
