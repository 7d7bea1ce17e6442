"""The three tables of a `.pb` file, cell by cell: what stands in the file, before anything is made of it."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l

NEEDS_QUOTES = re.compile(r'"|.*[;\r\n]')


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


def tables_in(text: str, *, needed: Collection[Part] = tuple(Part)) -> dict[Part, Table]:
    """Return the tables of a text, in their order there; one that lacks a needed part is refused."""
    return _tables(_rows(text), needed)


def line_end_of(text: str) -> str:
    """Return how the first line of a text ends."""
    found = re.search(r"\r\n|\n|\r", text)
    return found.group() if found else "\n"


def text_of(tables: Mapping[Part, Table], *, line_end: str) -> str:
    """Return the tables as text, a cell in quotes where it needs them."""
    lines = [
        ";".join(_quoted(cell) for cell in row.cells) + line_end
        for table in tables.values()
        for row in (table.opening, table.header, *table.rows)
    ]
    return "".join(lines)


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


def _tables(rows: Iterable[Row], needed: Collection[Part]) -> dict[Part, Table]:
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
    for part in dict.fromkeys([*needed, *found]):
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


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if NEEDS_QUOTES.match(cell) else cell
