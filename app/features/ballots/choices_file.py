"""Choices of a budget vote from a `.pb` file: each project of the file is an item of the draft or a proposal.

Nothing is changed here: what was read is shown first, and saved like choices that were put together by hand.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.features.ballots.counting import pabulib
from app.features.ballots.counting.pabulib import BallotFile
from app.features.ballots.counting.tables import Part, WrongBallotFile
from app.features.ballots.counting.types import Amount
from app.features.ballots.rules import LARGEST_AMOUNT
from app.features.ballots.types import ChoiceDraft
from app.features.consultations.models import Consultation
from app.features.plans.queries import list_revisions
from app.features.plans.types import ItemKind
from app.features.proposals.queries import list_accepted
from app.foundation.i18n import _l
from app.foundation.text.folding import search_key

ITEM, PROPOSAL = "item", "proposal"
NEEDED = (Part.META, Part.PROJECTS)
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be voted on, by its key and everything it is called."""

    key: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """What a file says: the choices in its order, its budget where it names one, and what is wrong, line by line."""

    choices: tuple[ChoiceDraft, ...]
    budget: Amount | None
    problems: tuple[WrongBallotFile, ...]


def read_choices(data: bytes, consultation: Consultation) -> ReadChoices:
    """Return the choices of a file; WrongBallotFile where it is no such file at all."""
    file = pabulib.read(data, needed=NEEDED)
    choices: list[ChoiceDraft] = []
    problems: list[WrongBallotFile] = []
    seen: dict[str, int] = {}
    things = list(_things(consultation))
    for line, project, name, cost in _projects(file):
        try:
            key = _found(project, name, things, line=line)
            choices.append(_draft(key, _whole(cost, line=line)))
            _require_new(key, seen, line=line, called=name or project)
        except WrongBallotFile as problem:
            problems.append(problem)
    if not seen and not problems:
        problems.append(WrongBallotFile(_l("The file names no project."), line=0))
    return ReadChoices(tuple(choices), _budget(file, problems), tuple(problems))


def _projects(file: BallotFile) -> Iterator[tuple[int, str, str, str]]:
    table = file.tables[Part.PROJECTS]
    projects = table.values(table.place("project_id", part=Part.PROJECTS))
    costs = table.values(table.place("cost", part=Part.PROJECTS))
    names = table.values(table.columns.index("name")) if "name" in table.columns else [""] * len(projects)
    for row, project, name, cost in zip(table.rows, projects, names, costs, strict=True):
        yield row.line, project, name, cost


def _things(consultation: Consultation) -> Iterator[Named]:
    """Yield what can be voted on: projects and activities of the draft, and accepted proposals."""
    for each in list_revisions(consultation.version_id) if consultation.version_id is not None else ():
        if each.kind is not ItemKind.AXIS:
            titles = (str(texts.get("title", "")) for texts in each.texts.values())
            yield Named(f"{ITEM}-{each.item_id}", _keys(titles))
    for proposal in list_accepted(consultation_id=consultation.id):
        yield Named(f"{PROPOSAL}-{proposal.id}", _keys([proposal.title]))


def _keys(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(key for title in titles if (key := search_key(title)))


def _found(project: str, name: str, things: Iterable[Named], *, line: int) -> str:
    """Return the key of what a project is: by that key itself, else by its name or what stands for one."""
    things = list(things)
    if any(thing.key == project for thing in things):
        return project
    called = name or project
    found = [thing.key for thing in things if search_key(called) in thing.names]
    if len(found) == 1:
        return found[0]
    values: dict[str, Any] = {"line": line, "project": called[:LONGEST_SHOWN]}
    if found:
        raise WrongBallotFile(
            _l("Line %(line)s: “%(project)s” is the title of several texts. Write %(keys)s as project_id."),
            keys=" / ".join(found[:4]), **values,
        )  # fmt: skip
    raise WrongBallotFile(
        _l("Line %(line)s: “%(project)s” is no item of the consulted draft and no published proposal."),
        **values,
    )


def _whole(cost: str, *, line: int) -> int:
    amount = pabulib.amount_of(_plain(cost), line=line)
    if not isinstance(amount, int) or not 0 < amount <= LARGEST_AMOUNT:
        raise WrongBallotFile(
            _l("Line %(line)s: “%(text)s” is not a whole amount above zero."), line=line, text=cost[:60]
        )
    return amount


def _plain(text: str) -> str:
    """Return a text with the digits of any script as Latin digits."""
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


def _require_new(key: str, seen: dict[str, int], *, line: int, called: str) -> None:
    if key in seen:
        raise WrongBallotFile(
            _l("Line %(line)s: “%(project)s” is on line %(first)s already."),
            line=line, project=called[:LONGEST_SHOWN], first=seen[key],
        )  # fmt: skip
    seen[key] = line


def _draft(key: str, cost: int) -> ChoiceDraft:
    kind, _, number = key.partition("-")
    return ChoiceDraft(
        item_id=int(number) if kind == ITEM else None,
        proposal_id=int(number) if kind == PROPOSAL else None,
        cost=cost,
    )


def _budget(file: BallotFile, problems: list[WrongBallotFile]) -> Amount | None:
    if "budget" not in file.meta:
        return None
    try:
        return file.budget
    except WrongBallotFile as problem:
        problems.insert(0, problem)
        return None
