"""What is owed an answer, and how fast answers come."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.features.council import queries
from app.features.proposals.types import Outcome
from app.features.synthesis.models import Theme
from app.foundation.database import transaction
from tests.support import deciding
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def test_what_is_retained_by_its_own_answer_or_its_themes_is_laid_on_the_desk(place: Consulting) -> None:
    own, through, refused = (place.published(place.person()) for _ in range(3))
    theme_id = deciding.theme(place, through, refused)
    place.close()
    deciding.answer(place, own, Outcome.RETAINED_IN_PART)
    deciding.answer(place, theme_id, to=Theme)
    deciding.answer(place, refused, Outcome.NOT_RETAINED)
    assert [each.id for each in queries.list_retained(place.consultation_id)] == [own, through]


def test_half_of_the_contributions_waited_less_than_the_median(clock: FixedClock, place: Consulting) -> None:
    began = clock()
    ids = []
    for day in (0, 2, 8):
        clock.set(began + timedelta(days=day))
        ids.append(place.published(place.person()))
    place.close()
    for proposal_id in ids:
        deciding.answer(place, proposal_id)
    clock.set(began + timedelta(days=10))
    deciding.publish(place)
    assert queries.figures_of(place.consultation_id).median_days == 8


def test_days_are_those_of_the_collectivitys_calendar(clock: FixedClock, place: Consulting) -> None:
    def local(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 10, day, hour, minute, tzinfo=ZoneInfo("Africa/Casablanca"))

    ids = []
    for minute in (0, 14, 29):
        # Past midnight there, still the day before in UTC.
        clock.set(local(14, 0, minute))
        ids.append(place.published(place.person()))
    place.close()
    for proposal_id in ids:
        deciding.answer(place, proposal_id)
    clock.set(local(16, 23, 50))
    deciding.publish(place)
    assert queries.figures_of(place.consultation_id).median_days == 2


def test_a_prepared_answer_is_nobodys_answer_yet(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    place.close()
    deciding.answer(place, proposal_id)
    assert queries.response_for(proposal_id) is None
    assert queries.count_unanswered(place.consultation_id) == 0
    with transaction():
        assert place.proposal(proposal_id).outcome is None
