"""Collecting what is wrong in a file, each problem with its path; readers go on with an empty value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.clean import clean_line, clean_text

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Where it is, as `items[0].texts.ar.title`, and the sentence that says what is wrong."""

    path: str
    sentence: LazyText


class WrongDocument(Invalid):
    """The file is no plan that can be taken; `problems` says why, place by place."""

    message = _l("The file cannot be imported as it is. Nothing was changed.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = list(problems)


def at(path: str, name: str) -> str:
    """Return the path of a named part."""
    return f"{path}.{name}" if path else name


def index(path: str, place: int) -> str:
    """Return the path of an element of a list."""
    return f"{path}[{place}]"


@dataclass(slots=True)
class Problems:
    """What was found wrong so far, and the checks that find it."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, sentence: LazyText) -> None:
        """Note a problem; beyond a hundred nobody reads them."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(path or "$", sentence))

    def raise_any(self) -> None:
        """Raise WrongDocument when there is any problem."""
        if self.found:
            raise WrongDocument(self.found)

    def mapping(self, value: object, path: str, known: frozenset[str] | None = None) -> Mapping[str, Any]:
        """Return an object; note anything else, and names that are not known."""
        if not isinstance(value, dict):
            self.add(path, _l("An object {…} is expected."))
            return {}
        for name in value:
            if known is not None and name not in known:
                self.add(at(path, str(name)[:60]), _l("This name is not part of the format."))
        return value

    def sequence(self, value: object, path: str, *, most: int = 500) -> list[Any]:
        """Return a list (empty when absent); note anything else."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(path, _l("A list […] is expected."))
            return []
        if len(value) > most:
            self.add(path, _n("At most %(num)s element.", "At most %(num)s elements.", most))
        return value[:most]

    def text(self, value: object, path: str, *, longest: int) -> str | None:
        """Return a cleaned text, None when absent or empty; note anything else and what is too long."""
        if value is None:
            return None
        if not isinstance(value, str):
            self.add(path, _l("A text is expected."))
            return None
        if len(value) > longest:
            self.add(path, _n("At most %(num)s character.", "At most %(num)s characters.", longest))
            return None
        return clean_text(value) or None

    def lines(self, value: object, path: str, *, longest: int = 4000) -> list[str]:
        """Return a list of one-line texts; one text alone is a list of its lines."""
        if isinstance(value, str):
            value = value.splitlines()
        texts = [
            self.text(each, index(path, place), longest=longest)
            for place, each in enumerate(self.sequence(value, path))
        ]
        return [clean_line(text) for text in texts if text]

    def texts(self, value: object, path: str, *, longest: int) -> dict[str, str]:
        """Return {language: one-line text} without empty ones."""
        if value is None:
            return {}
        found = {
            str(code): self.text(text, at(path, str(code)), longest=longest)
            for code, text in self.mapping(value, path).items()
        }
        return {code: clean_line(text) for code, text in found.items() if text}

    def number(self, value: object, path: str, *, most: int) -> int | None:
        """Return a whole number from 0 to `most`, None when absent."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.add(path, _l("A whole number from 0 to %(number)s is expected.", number=most))
            return None
        return value

    def one_of(self, value: object, path: str, choices: type[StrEnum], *, default: StrEnum) -> str:
        """Return one of the words of an enum, the default when absent."""
        if value is None:
            return default.value
        if not isinstance(value, str) or value not in [each.value for each in choices]:
            words = ", ".join(each.value for each in choices)
            self.add(path, _l("One of these words is expected: %(words)s.", words=words))
            return default.value
        return value

    def plain_mapping(self, value: object, path: str) -> dict[str, str | int]:
        """Return an object of texts and whole numbers, as it is; empty when absent."""
        if value is None:
            return {}
        kept: dict[str, str | int] = {}
        for name, each in self.mapping(value, path).items():
            if isinstance(each, (str, int)) and not isinstance(each, bool) and len(str(each)) <= 2000:
                kept[str(name)[:60]] = each
            elif each is not None:
                self.add(at(path, str(name)[:60]), _l("A text or a whole number is expected."))
        return kept
