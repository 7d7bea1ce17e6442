"""What an answer must hold, and when the council decides."""

import pytest

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.council import rules
from app.features.proposals.types import Outcome


def faults(**changes: object) -> set[str]:
    said = {
        "outcome": Outcome.RETAINED, "reason": "La demande est fondée.", "body": "Le conseil", "merged_into_id": None
    } | changes  # fmt: skip
    try:
        rules.require_reasoned(**said)  # type: ignore[arg-type]
    except rules.IncompleteAnswer as refusal:
        return set(refusal.fields)
    return set()


def test_an_answer_has_a_reason_that_says_something_and_a_body_that_answers() -> None:
    assert faults() == set()
    assert faults(reason="Non.", body=" ") == {"reason", "body"}
    assert faults(reason="x" * (rules.LONGEST_REASON + 1)) == {"reason"}
    assert faults(outcome=Outcome.MERGED) == {"merged_into"}
    assert faults(outcome=Outcome.MERGED, merged_into_id=3) == set()


@pytest.mark.parametrize("state", ConsultationState)
def test_the_council_decides_between_closing_and_answers_and_adopts_until_the_archive(
    state: ConsultationState,
) -> None:
    consultation = Consultation(state=state)
    for require, states in (
        (rules.require_being_decided, rules.DECIDING_STATES),
        (rules.require_being_adopted, rules.ADOPTING_STATES),
    ):
        if state in states:
            require(consultation)
        else:
            with pytest.raises((rules.NotBeingDecided, rules.NotBeingAdopted)):
                require(consultation)
