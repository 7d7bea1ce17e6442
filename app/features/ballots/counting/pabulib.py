"""The `.pb` format of PaBuLib: three tables (META, PROJECTS, VOTES) of cells parted by semicolons.

Reading keeps every table as it is written, known and unknown columns alike, so that writing gives the same cells back;
what is counted is taken from them on demand. A ballot approves of the projects it lists, whatever its kind of vote: the
points of a cumulative vote and the order of an ordinal one are kept and not counted.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from app.features.ballots.counting.types import Amount, Choice, Election, Profile
from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l

AMOUNT = re.compile(r"[0-9]{1,18}(?:/[1-9][0-9]{0,8}|(?:[.,][0-9]{1,9})?(?:[eE]\+?[0-9]{1,2})?)")
BLANKS = re.compile(r"[\s\u00a0\u202f]+")
NEEDS_QUOTES = re.compile(r'"|.*[;\r\n]')
NOTHING = "none"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class WrongBallotFile(Invalid):
    """The file is no `.pb` file that can be counted; `line` says where, 0 where the whole file is meant."""

    message = _l("The file cannot be read as a file of ballots.")

    def __init__(self, message: LazyText, *, line: int, **values: object) -> None:
        super().__init__(message)
        self.line = line
        self.values = {"line": line, **values}


class Part(StrEnum):
    """The three tables, by the word that opens each."""

    META = "META"
    PROJECTS = "PROJECTS"
    VOTES = "VOTES"


PARTS = {part.value: part for part in Part}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as written, and the line on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A part of the file: its opening word as written, the names of its columns, its rows."""

    opening: Row
    header: Row
    rows: tuple[Row, ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, without the blanks round them."""
        return tuple(cell.strip() for cell in self.header.cells)

    def place(self, *names: str, part: Part) -> int:
        """Return where the first of these columns stands; a table without it is refused."""
        for name in names:
            if name in self.columns:
                return self.columns.index(name)
        raise WrongBallotFile(
            _l("Line %(line)s: the part %(part)s has no column “%(column)s”."),
            line=self.header.line, part=part.value, column=names[0],
        )  # fmt: skip

    def values(self, place: int) -> list[str]:
        """Return the cells of a column, without the blanks round them; a cell that is not there is empty."""
        return [row.cells[place].strip() if place < len(row.cells) else "" for row in self.rows]


@dataclass(frozen=True)
class BallotFile:
    """A `.pb` file: its tables in the order of the file, and how its lines end."""

    tables: Mapping[Part, Table]
    line_end: str = "\n"
    has_byte_order_mark: bool = False

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """The fields of META, without the blanks round them; the last one counts where a name comes twice."""
        return {row.cells[0].strip(): "".join(row.cells[1:2]).strip() for row in self.tables[Part.META].rows}

    @cached_property
    def budget(self) -> Amount:
        """The money there is."""
        for row in reversed(self.tables[Part.META].rows):
            if row.cells[0].strip() == "budget":
                return _amount("".join(row.cells[1:2]), line=row.line)
        raise WrongBallotFile(
            _l("Line %(line)s: the part META does not say the budget."),
            line=self.tables[Part.META].header.line,
        )

    @cached_property
    def projects(self) -> tuple[str, ...]:
        """The identifiers of the projects in the order of the file: the first one is choice 1."""
        table = self.tables[Part.PROJECTS]
        found: dict[str, None] = {}
        for row, name in zip(
            table.rows, table.values(table.place("project_id", part=Part.PROJECTS)), strict=True
        ):
            if name in found:
                raise WrongBallotFile(
                    _l("Line %(line)s: the project “%(project)s” is there twice."),
                    line=row.line,
                    project=name,
                )
            found[name] = None
        return tuple(found)

    @cached_property
    def selected(self) -> frozenset[int]:
        """The numbers of the projects that the file says were selected; none where it does not say."""
        table = self.tables[Part.PROJECTS]
        if "selected" not in table.columns:
            return frozenset()
        marks = table.values(table.columns.index("selected"))
        return frozenset(number for number, mark in enumerate(marks, start=1) if mark == "1")

    @cached_property
    def election(self) -> Election:
        """What is to be counted: choices numbered in the order of the file, ballots, budget."""
        table = self.tables[Part.PROJECTS]
        costs = table.values(table.place("cost", part=Part.PROJECTS))
        choices = tuple(
            Choice(number, _amount(cost, line=row.line))
            for number, (row, cost, _) in enumerate(
                zip(table.rows, costs, self.projects, strict=True), start=1
            )
        )
        return Election(choices, Profile.of(self.ballots()), self.budget)

    def ballots(self) -> Iterator[list[int]]:
        """Yield the approved numbers of each ballot, in the order of the file."""
        table = self.tables[Part.VOTES]
        numbers = {name: number for number, name in enumerate(self.projects, start=1)}
        for row, vote in zip(table.rows, table.values(table.place("vote", part=Part.VOTES)), strict=True):
            yield [numbers[name] for name in _approved(vote, numbers, line=row.line)]


def build(
    *,
    meta: Mapping[str, str],
    projects: Sequence[Mapping[str, str]],
    votes: Sequence[Mapping[str, str]],
) -> BallotFile:
    """Return a file with these fields; the columns of a table are those of its rows, as they first appear."""
    fields = [{"key": name, "value": value} for name, value in meta.items()]
    return BallotFile(
        {
            Part.META: _table(Part.META, ("key", "value"), fields),
            Part.PROJECTS: _table(Part.PROJECTS, ("project_id", "cost"), projects),
            Part.VOTES: _table(Part.VOTES, ("voter_id", "vote"), votes),
        }
    )


def read(content: bytes, *, encoding: str | None = None) -> BallotFile:
    """Return the tables of a file: UTF-8 unless it begins with a mark of UTF-16, or another encoding is named."""
    text = _decoded(content, encoding)
    has_mark = text.startswith("\ufeff") or content.startswith(codecs.BOM_UTF8)
    text = text.removeprefix("\ufeff")
    rows = list(_rows(text))
    return BallotFile(_tables(rows), line_end=_line_end(text), has_byte_order_mark=has_mark)


def write(file: BallotFile) -> bytes:
    """Return the file's bytes in UTF-8: the cells as they were read, quoted where a cell needs it."""
    lines = [
        ";".join(_quoted(cell) for cell in row.cells) + file.line_end
        for table in file.tables.values()
        for row in (table.opening, table.header, *table.rows)
    ]
    return ("\ufeff" * file.has_byte_order_mark + "".join(lines)).encode()


def _table(part: Part, first: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> Table:
    columns = tuple(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    cells = (Row(0, tuple(row.get(name, "") for name in columns)) for row in rows)
    return Table(Row(0, (part.value,)), Row(0, columns), tuple(cells))


def _decoded(content: bytes, encoding: str | None) -> str:
    by_mark = (name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark))
    try:
        return content.decode(encoding or next(by_mark, "utf-8"))
    except UnicodeDecodeError as error:
        raise WrongBallotFile(
            _l("Line %(line)s: the file is not written in UTF-8."),
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error


def _line_end(text: str) -> str:
    found = re.search(r"\r\n|\n|\r", text)
    return found.group() if found else "\n"


class _Lines:
    """The lines of a text; knows whether somebody asked for one more than there are."""

    def __init__(self, text: str) -> None:
        self.source = io.StringIO(text, newline="")
        self.is_used_up = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.source.readline()
        if not line:
            self.is_used_up = True
            raise StopIteration
        return line


def _rows(text: str) -> Iterator[Row]:
    """Yield the rows, without empty lines; one that quotes to the very end of the file is refused."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=";")
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            lines.is_used_up, cells = True, []
        if cells is None:
            return
        if lines.is_used_up:
            raise WrongBallotFile(
                _l("Line %(line)s: a quotation mark is opened and never closed."), line=line
            )
        if len(cells) > 1 or any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _tables(rows: Iterable[Row]) -> dict[Part, Table]:
    found: dict[Part, list[Row]] = {}
    current: list[Row] | None = None
    for row in rows:
        part = _opened(row)
        if part is not None and part in found:
            raise WrongBallotFile(
                _l("Line %(line)s: the part %(part)s is there twice."), line=row.line, part=part.value
            )
        if part is not None:
            current = found[part] = []
        if current is None:
            raise WrongBallotFile(
                _l("Line %(line)s: a file of ballots begins with the word META."), line=row.line
            )
        current.append(row)
    for part in Part:
        if len(found.get(part, [])) < 2:
            raise WrongBallotFile(_l("The file has no part %(part)s."), line=0, part=part.value)
    return {part: _checked(Table(rows[0], rows[1], tuple(rows[2:])), part) for part, rows in found.items()}


def _opened(row: Row) -> Part | None:
    """Return the part that a row opens: one word, alone."""
    word, *others = (cell.strip() for cell in row.cells)
    return None if any(others) else PARTS.get(word.upper())


def _checked(table: Table, part: Part) -> Table:
    """Return the table; outside META, where a text may hold a semicolon, a row with a value too many is refused."""
    for row in table.rows if part is not Part.META else ():
        if any(cell.strip() for cell in row.cells[len(table.columns) :]):
            raise WrongBallotFile(_l("Line %(line)s: there are more values than columns."), line=row.line)
    return table


def _amount(text: str, *, line: int) -> Amount:
    """Return an amount of money, exactly; blanks between its digits and a decimal comma are taken."""
    digits = BLANKS.sub("", text)
    if not AMOUNT.fullmatch(digits):
        raise WrongBallotFile(
            _l("Line %(line)s: “%(text)s” is not an amount."), line=line, text=text.strip()[:60]
        )
    amount = Fraction(digits.replace(",", "."))
    return int(amount) if amount.denominator == 1 else amount


def _approved(vote: str, known: Mapping[str, int], *, line: int) -> Iterator[str]:
    """Yield the projects that a vote lists; the word for an empty cell, which some files write, lists none."""
    if vote.lower() == NOTHING and vote not in known:
        return
    for name in filter(None, (name.strip() for name in vote.split(","))):
        if name not in known:
            raise WrongBallotFile(
                _l("Line %(line)s: the vote names the project “%(project)s”, which is not in the list."),
                line=line, project=name[:60],
            )  # fmt: skip
        yield name


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if NEEDS_QUOTES.match(cell) else cell
