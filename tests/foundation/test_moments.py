"""Days and instants in words, in each language; numbers and the words that agree with them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.foundation.i18n import _n
from app.foundation.moments import SpokenMoment, day_words, moment_words, period_words
from app.web.languages import speaking

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("fr", "1er janvier 2026", "21 janvier 2026"),
        ("en", "1 January 2026", "21 January 2026"),
        ("ar", "1 يناير 2026", "21 يناير 2026"),
    ],
)
def test_the_first_of_a_month_is_said_as_each_language_says_it(
    app: Flask, language: str, first: str, other: str
) -> None:
    with app.test_request_context(), speaking(language):
        assert (day_words(date(2026, 1, 1)), day_words(date(2026, 1, 21))) == (first, other)
        assert str(SpokenMoment(date(2026, 1, 1))) == first


def test_no_figure_but_the_first_day_becomes_an_ordinal(app: Flask) -> None:
    with app.test_request_context(), speaking("fr"):
        assert moment_words(datetime(2021, 3, 1, 1, 1, tzinfo=UTC)).startswith("1er mars 2021 à ")
        assert moment_words(datetime(2021, 11, 11, 11, 1, tzinfo=UTC)).startswith("11 novembre 2021 à ")
        assert day_words(date(2026, 12, 1), "d MMMM") == "1er décembre"
        assert day_words(date(2026, 12, 1), "MMMM y") == "décembre 2026"
        assert day_words(date(2026, 1, 1), "short") == "01/01/2026"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 3, 1), date(2026, 3, 15), "1er–15 mar. 2026"),
        (date(2026, 3, 11), date(2026, 3, 21), "11–21 mar. 2026"),
        (date(2026, 3, 21), date(2026, 5, 1), "21 mar. – 1er mai 2026"),
    ],
)
def test_periods_are_said_the_same_way(app: Flask, first: date, last: date, said: str) -> None:
    with app.test_request_context(), speaking("fr"):
        assert period_words(first, last).replace("\u2009", " ").replace("\u202f", " ") == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "حرف واحد على الأكثر."),
        (2, "حرفان على الأكثر."),
        (10, "10 أحرف على الأكثر."),
        (11, "11 حرفا على الأكثر."),
        (150, "150 حرفا على الأكثر."),
        (1500, "1500 حرف على الأكثر."),
    ],
)
def test_arabic_words_agree_with_their_number(app: Flask, number: int, said: str) -> None:
    with app.test_request_context(), speaking("ar"):
        assert str(_n("At most %(num)s character.", "At most %(num)s characters.", number)) == said


@pytest.mark.parametrize(("hours", "said"), [(2, "ساعتين"), (8, "8 ساعات"), (24, "24 ساعة")])
def test_a_promise_in_hours_agrees_with_its_number(app: Flask, hours: int, said: str) -> None:
    promise = _n(
        "A moderator reads it within %(num)s hour, then it is published.",
        "A moderator reads it within %(num)s hours, then it is published.",
        hours,
    )
    with app.test_request_context(), speaking("ar"):
        assert said in str(promise)
