"""WHEN the council decides and publishes, and WHAT an answer and a session must hold."""

from collections.abc import Mapping
from datetime import date

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.council.models import CouncilSession
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n

DECIDING_STATES = frozenset({ConsultationState.UNDER_REVIEW})
ADOPTING_STATES = frozenset({ConsultationState.UNDER_REVIEW, ConsultationState.ANSWERED})
SHORTEST_REASON = 20
LONGEST_REASON = 4000
MOST_VOTES = 1000


class NotBeingDecided(NotNow):
    """The consultation still runs, or its answers are published."""

    message = _l("Answers are prepared after the consultation has closed, until they are published.")


class NotBeingAdopted(NotNow):
    """The adopted plan is written after the consultation has closed."""

    message = _l("The adopted plan is written after the consultation has closed.")


class Unanswered(NotNow):
    """Accepted contributions have no reasoned response: `numbers` says which."""

    message = _l("These contributions have no answer yet: %(numbers)s. Answers are published all at once.")

    def __init__(self, proposals: list[Proposal]) -> None:
        self.proposals = proposals
        super().__init__(numbers=", ".join(str(proposal.number) for proposal in proposals[:20]))


class Undecided(NotNow):
    """Contributions still wait for a moderator: once published they would be owed an answer, and get none."""

    message = _l(
        "A moderator has still to decide on these contributions: %(numbers)s. Answers are published after that."
    )

    def __init__(self, proposals: list[Proposal]) -> None:
        self.proposals = proposals
        super().__init__(numbers=", ".join(str(proposal.number) for proposal in proposals[:20]))


class MergedIntoNothing(NotNow):
    """A proposal is merged into one that is itself merged or no longer readable: nobody would be answered."""

    message = _l(
        "Other proposals are merged into these, which are merged themselves or no longer readable: %(numbers)s. "
        "Change those answers first."
    )

    def __init__(self, proposals: list[Proposal]) -> None:
        self.proposals = proposals
        super().__init__(numbers=", ".join(str(proposal.number) for proposal in proposals[:20]))


class SessionIsPublic(NotNow):
    """What everybody can read of a session does not change."""

    message = _l("The record of this session is public: it does not change any more.")


class NoSessionRecorded(NotNow):
    """A plan is adopted by a deliberation."""

    message = _l("Record the council session and its votes first.")


class Unexplained(NotNow):
    """Changes of the plan have no source: `codes` says which."""

    message = _l("Say where these changes come from, proposals or the council itself: %(codes)s.")


class AlreadyAdopted(NotNow):
    """One consultation ends in one adopted version."""

    message = _l("The adopted version of this plan is published already.")


class IncompleteAnswer(Invalid):
    """An answer lacks something."""

    message = _l("The answer is not complete.")


class IncompleteSession(Invalid):
    """The record of the session lacks something."""

    message = _l("The record of the session is not complete.")


class SessionExists(Invalid):
    """The council sits once in a kind of session on one day."""

    message = _l("The record of the session is not complete.")

    def __init__(self) -> None:
        super().__init__(
            fields={
                "held_on": _l("A session of this kind on this day is there already: open it from the desk.")
            }
        )


def require_being_decided(consultation: Consultation) -> None:
    """Refuse preparing or publishing answers outside their time."""
    if consultation.state not in DECIDING_STATES:
        raise NotBeingDecided


def require_being_adopted(consultation: Consultation) -> None:
    """Refuse work on the adopted plan before the consultation has closed or after it is archived."""
    if consultation.state not in ADOPTING_STATES:
        raise NotBeingAdopted


def require_correctable(session: CouncilSession, consultation: Consultation) -> None:
    """Refuse rewriting the record of a session that is public with the answers."""
    require_being_adopted(consultation)
    if session.recorded_at is not None and consultation.state is ConsultationState.ANSWERED:
        raise SessionIsPublic


def require_merged_elsewhere(subject: object, merged_into: Proposal | None) -> None:
    """Refuse merging a proposal into itself."""
    if merged_into is not None and merged_into is subject:
        raise IncompleteAnswer(fields={"merged_into": _l("A proposal cannot be merged into itself.")})


def require_reasoned(*, outcome: Outcome, reason: str, body: str, merged_into_id: int | None) -> None:
    """Refuse an answer without a reason that says something, without the body that answers, or merged into nothing."""
    faults: dict[str, LazyText | str] = {}
    if len(reason.strip()) < SHORTEST_REASON:
        faults["reason"] = _l("Give the reason in at least one full sentence: its author will read it.")
    elif len(reason) > LONGEST_REASON:
        faults["reason"] = _n(
            "The reason is too long: at most %(num)s character.",
            "The reason is too long: at most %(num)s characters.",
            LONGEST_REASON,
        )
    if not body.strip():
        faults["body"] = _l("Say which body answers.")
    if outcome is Outcome.MERGED and merged_into_id is None:
        faults["merged_into"] = _l("Give the number of the proposal it is merged into.")
    if faults:
        raise IncompleteAnswer(fields=faults)


def require_complete_session(
    *, held_on: date, votes: dict[str, int | None], deliberation_number: str | None, today: date
) -> None:
    """Refuse the record of a session to come, or one whose votes or deliberation number are missing."""
    faults: dict[str, LazyText | str] = {}
    if held_on > today:
        faults["held_on"] = _l("A session is recorded after it was held.")
    for name, count in votes.items():
        if count is None or not 0 <= count <= MOST_VOTES:
            faults[name] = _l("Give the number of votes, 0 if there was none.")
    if not (deliberation_number or "").strip():
        faults["deliberation_number"] = _l("Give the number of the deliberation.")
    if faults:
        raise IncompleteSession(fields=faults)


def require_explanation(explanation: Mapping[str, str]) -> None:
    """Refuse an explanation beyond its cap, in any language."""
    if any(len(text) > LONGEST_REASON for text in explanation.values()):
        raise Invalid(fields={"explanation": _l("This text is too long.")})


def require_recorded(session: CouncilSession | None) -> None:
    """Refuse adopting a plan that no recorded session voted."""
    if session is None or session.recorded_at is None:
        raise NoSessionRecorded
