"""When the committee works, and what a theme and a point must hold."""

import pytest

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.proposals.models import Proposal
from app.features.synthesis import rules
from app.features.synthesis.models import Theme
from app.foundation.errors import Invalid, NotFound

WORKING = {ConsultationState.OPEN, ConsultationState.UNDER_REVIEW}


@pytest.mark.parametrize("state", ConsultationState)
def test_the_committee_works_from_the_opening_until_the_answers(state: ConsultationState) -> None:
    consultation = Consultation(state=state)
    if state in WORKING:
        rules.require_being_synthesised(consultation)
    else:
        with pytest.raises(rules.NotBeingSynthesised):
            rules.require_being_synthesised(consultation)


def test_a_theme_has_a_name() -> None:
    with pytest.raises(Invalid) as refusal:
        rules.require_title(" ")
    assert set(refusal.value.fields) == {"title"}


def test_what_a_point_lacks_is_said_beside_its_field() -> None:
    with pytest.raises(rules.UncitedPoint) as refusal:
        rules.require_citations(text="Ils le disent.", proposals=[])
    assert set(refusal.value.fields) == {"proposals"}
    rules.require_citations(text="Ils le disent.", proposals=[Proposal()])


def test_a_theme_of_another_consultation_is_not_found() -> None:
    with pytest.raises(NotFound):
        rules.require_same_consultation(Theme(consultation_id=1), consultation_id=2)
