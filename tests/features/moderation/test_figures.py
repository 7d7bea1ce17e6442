"""Figures month by month, in the months of the place, each by its one definition."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from app.features.accounts.types import Role
from app.features.moderation.figures import DEFINITIONS, MonthOfModeration, months_of_moderation
from app.features.moderation.types import AppealOutcome, Decision
from app.foundation import clock
from app.foundation.database import db
from tests.support.consulting import Consulting
from tests.support.moderating import AGAINST_RULE_1, appeal, decide, hide, make_moderated, rule

# Casablanca was at UTC+1 in May 2026: this instant is already June there.
BOUNDARY = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)


class Hands:
    """A clock that tests set forward."""

    def __init__(self) -> None:
        self.at = BOUNDARY - timedelta(hours=1)

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def hands() -> Iterator[Hands]:
    hands = Hands()
    with clock.use(lambda: hands.at):
        yield hands


@pytest.fixture
def place(db_session: object, hands: Hands) -> Consulting:
    place = make_moderated()
    place.set(ends_at=BOUNDARY + timedelta(days=90))
    return place


def months(place: Consulting, now: datetime) -> list[MonthOfModeration]:
    return months_of_moderation(
        collectivity_id=place.collectivity_id, time_zone="Africa/Casablanca", now=now, months=4
    )


def test_a_month_begins_at_midnight_of_the_place(place: Consulting, hands: Hands) -> None:
    author, moderator = place.person(), place.person(Role.MODERATOR)
    first = place.propose(author, "Reçue en mai")
    hands.at = BOUNDARY
    place.propose(author, "Reçue en juin, ici")
    decide(place, moderator, first, Decision.PUBLISH)
    june, may = months(place, BOUNDARY + timedelta(days=1))
    assert (june.year, june.month, june.received, june.kept, june.decision_hours) == (2026, 6, 1, 1, 1.0)
    assert (may.month, may.received, may.kept, may.decision_hours) == (5, 1, 0, None)


def test_each_figure_counts_what_its_definition_says(place: Consulting, hands: Hands) -> None:
    hands.at = BOUNDARY + timedelta(days=2)
    author, moderator = place.person(), place.person(Role.MODERATOR)
    ids = [place.propose(author, f"Idée {number}") for number in range(4)]
    hands.wait(hours=3, minutes=20)
    decide(place, moderator, ids[0], Decision.RETURN, reason="Dites où.")
    decide(place, moderator, ids[1], Decision.PUBLISH)
    decision_id = decide(place, moderator, ids[2], Decision.REFUSE, **AGAINST_RULE_1)
    hands.wait(hours=1)
    own_initiative = hide(place, moderator, ids[1])
    appeal(author, decision_id)
    hands.wait(hours=10)
    appeal(author, own_initiative)
    rule(place.person(Role.FOCAL_POINT), decision_id, AppealOutcome.OVERTURNED)
    (june,) = months(place, hands.at)
    assert june == MonthOfModeration(
        2026, 6, received=4, kept=1, hidden=2, returned=1, labelled=0, appealed=2, overturned=1,
        decision_hours=3.5, appeal_hours=10.0,
    )  # fmt: skip


def test_nothing_yet_is_one_empty_month(place: Consulting, hands: Hands) -> None:
    assert months(place, hands.at) == [MonthOfModeration(2026, 5)]
    assert set(DEFINITIONS) == set(MonthOfModeration.__slots__) - {"year", "month"}


def test_five_queries_tell_the_figures_however_many_months(place: Consulting, hands: Hands) -> None:
    moderator, author = place.person(Role.MODERATOR), place.person()
    for _month in range(3):
        decide(place, moderator, place.propose(author), Decision.PUBLISH)
        hands.wait(days=25)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(months(place, hands.at)) == 4
    assert sum(each.startswith("SELECT") for each in asked) == 5
