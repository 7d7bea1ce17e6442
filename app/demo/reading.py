"""Reading the demo's content: its files, and its days counted from the day of loading."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.foundation import clock

FOLDER = Path(__file__).resolve().parent / "content"
CONTRIBUTIONS = "contributions"
# The language in which the fictional councils write first; the others are translations.
FIRST_LANGUAGE = "ar"

Entry = Mapping[str, Any]


@cache
def read(name: str) -> Any:
    """Return what a content file holds."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def contributions(consultation_key: str) -> list[Entry]:
    """Return what people said in one consultation."""
    name = f"{CONTRIBUTIONS}/{consultation_key.replace('-', '_')}"
    return list(read(name)) if (FOLDER / f"{name}.json").exists() else []


def of_consultation(name: str, consultation_key: str) -> list[Entry]:
    """Return the entries of a content file that are about one consultation."""
    return [entry for entry in read(name) if entry["consultation"] == consultation_key]


def origin_of(language: str) -> str:
    """Return where a text of the fictional councils comes from."""
    return "original" if language == FIRST_LANGUAGE else "translation_person"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns days counted from the day of loading into instants and dates; what has happened is never in the future."""

    now: datetime
    time_zone: str

    def instant(self, moment: Entry) -> datetime:
        """Return the instant of {"day", "time"}."""
        wall_clock = datetime.combine(self.day(moment), time.fromisoformat(moment.get("time", "09:00")))
        return clock.instant_of(wall_clock, self.time_zone)

    def past(self, moment: Entry) -> datetime:
        """Return the instant of something that has happened: a minute ago at the latest."""
        return self.before_now(self.instant(moment))

    def before_now(self, instant: datetime) -> datetime:
        """Return the instant, or a minute ago when it has not come yet."""
        return min(instant, self.now - timedelta(minutes=1))

    def day(self, moment: Entry) -> date:
        """Return the calendar day of {"day"}."""
        return clock.local_date(self.now, self.time_zone) + timedelta(days=moment["day"])

    def local_day(self, instant: datetime) -> date:
        """Return the calendar day of an instant."""
        return clock.local_date(instant, self.time_zone)
