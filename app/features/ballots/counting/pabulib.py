"""The `.pb` format of PaBuLib: three tables (META, PROJECTS, VOTES) of cells parted by semicolons.

Reading keeps every table as it is written, known and unknown columns alike, so that writing gives the same cells back;
what is counted is taken from them on demand. A ballot approves of the projects it lists, whatever its kind of vote: the
points of a cumulative vote and the order of an ordinal one are kept and not counted.
"""

import codecs
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from app.features.ballots.counting.tables import (
    Part,
    Row,
    Table,
    WrongBallotFile,
    line_end_of,
    tables_in,
    text_of,
)
from app.features.ballots.counting.types import Amount, Choice, Election, Profile
from app.foundation.i18n import _l

AMOUNT = re.compile(r"[0-9]{1,18}(?:/[1-9][0-9]{0,8}|(?:[.,][0-9]{1,9})?(?:[eE]\+?[0-9]{1,2})?)")
BLANKS = re.compile(r"[\s\u00a0\u202f]+")
NOTHING = "none"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


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
                return amount_of("".join(row.cells[1:2]), line=row.line)
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
            Choice(number, amount_of(cost, line=row.line))
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


def read(
    content: bytes, *, encoding: str | None = None, needed: Collection[Part] = tuple(Part)
) -> BallotFile:
    """Return the tables of a file: UTF-8 unless it begins with a mark of UTF-16, or another encoding is named."""
    text = _decoded(content, encoding)
    has_mark = text.startswith("\ufeff") or content.startswith(codecs.BOM_UTF8)
    text = text.removeprefix("\ufeff")
    return BallotFile(
        tables_in(text, needed=needed), line_end=line_end_of(text), has_byte_order_mark=has_mark
    )


def write(file: BallotFile) -> bytes:
    """Return the file's bytes in UTF-8: the cells as they were read, quoted where a cell needs it."""
    text = text_of(file.tables, line_end=file.line_end)
    return ("\ufeff" * file.has_byte_order_mark + text).encode()


def _table(part: Part, first: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> Table:
    columns = tuple(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    # Many readers of these files take every line for a row, whatever its quotes say.
    cells = (Row(0, tuple(" ".join(row.get(name, "").split()) for name in columns)) for row in rows)
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


def amount_of(text: str, *, line: int) -> Amount:
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
