"""When an activity is overdue."""

from datetime import date

import pytest

from app.features.projects import rules
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus

DUE_ON = date(2026, 10, 12)


@pytest.mark.parametrize("status", ProgressStatus)
def test_an_activity_is_overdue_from_the_day_after_unless_it_has_ended(status: ProgressStatus) -> None:
    activity = FollowedActivity(status=status, due_on=DUE_ON)
    assert not rules.is_overdue(activity, today=DUE_ON)
    assert rules.is_overdue(activity, today=date(2026, 10, 13)) is (status not in rules.ENDED)


def test_an_activity_without_a_date_is_never_overdue() -> None:
    activity = FollowedActivity(status=ProgressStatus.UNDER_WAY, due_on=None)
    assert not rules.is_overdue(activity, today=DUE_ON)
