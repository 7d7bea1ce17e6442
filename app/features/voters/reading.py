"""Reading a register that was handed in as a file: one number a line, errors told by line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.features.voters import normalising
from app.features.voters.types import LineProblem
from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l

MOST_PROBLEMS = 100
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """The numbers of a register in their one spelling, in the order of the file."""

    numbers: list[str] = field(default_factory=list)
    skipped_heading: bool = False


class RegisterUnreadable(Invalid):
    """Some lines are not numbers: nothing was kept, and `problems` says which lines."""

    message = _l("The register was not taken in: some lines need to be corrected.")

    def __init__(self, problems: list[LineProblem], sentence: LazyText | None = None) -> None:
        super().__init__(sentence)
        self.problems = problems


def read_register(data: bytes) -> ReadRegister:
    """Return the numbers of a file; refuse it whole, line by line, when one of them is not a number."""
    lines = list(_lines(data))
    problems: list[LineProblem] = []
    numbers: list[str] = []
    skipped = bool(lines) and not any(character.isdigit() for character in lines[0][1])
    for line, text in lines[skipped:]:
        number = normalising.number(text)
        if number is None:
            problems.append(LineProblem(line, _what_is_wrong(text)))
        else:
            numbers.append(number)
    if problems:
        raise RegisterUnreadable(problems[:MOST_PROBLEMS])
    if not numbers:
        raise RegisterUnreadable([], _l("The file holds no number."))
    return ReadRegister(numbers=numbers, skipped_heading=skipped)


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Give each line that is not empty, with its number."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterUnreadable([], _l("Save the file as text in UTF-8, one number a line.")) from error
    for line, written in enumerate(text.splitlines(), start=1):
        one_separator = written.replace("\0", "").replace(";", ",").replace("\t", ",")[:LONGEST_LINE]
        cells = [cell.strip() for cell in next(csv.reader([one_separator]), [])]
        if any(cells):
            yield line, ",".join(cells).strip(",")


def _what_is_wrong(text: str) -> LazyText:
    if "," in text:
        return _l("Write one number a line and nothing else.")
    if not any(character.isdigit() for character in text):
        return _l("There is no digit in this line.")
    return _l("This is not a number of a register: 4 to 24 digits and Latin letters.")
