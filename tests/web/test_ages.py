"""How long something waits is said in the reader's language, and in no letters that are not hers."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.web.ages import age_words, left_words
from app.web.languages import speaking

pytestmark = pytest.mark.sqlite_only
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "since", "left"),
    [("fr", "3 jours", "dans 3 jours"), ("en", "3 days", "in 3 days"), ("zgh", "3 ⵡⵓⵙⵙⴰⵏ", "3 ⵡⵓⵙⵙⴰⵏ")],
)
def test_days_are_said_in_every_language(app: Flask, language: str, since: str, left: str) -> None:
    with app.test_request_context(), speaking(language):
        assert since in age_words(NOW - timedelta(days=3), NOW).replace("\u00a0", " ")
        assert left in left_words(NOW + timedelta(days=3), NOW).replace("\u00a0", " ")


def test_what_has_just_come_has_an_age_too(app: Flask) -> None:
    with app.test_request_context(), speaking("zgh"):
        assert age_words(NOW, NOW).startswith(("1", "ساعة"))
    with app.test_request_context(), speaking("fr"):
        assert age_words(NOW, NOW).replace("\u00a0", " ") == "1 minute"
