"""Every page asks the database as often at 20 as at 2,000 contributions; a citizen's page stays light on the line."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.foundation.database import db
from tests.support.applications import Client, Workplace
from tests.support.crowding import crowd
from tests.support.visits import Visit, pages
from tests.support.walking import VISITOR
from tests.support.weighing import KILOBYTE, Weight, counting, faults_of, weigh
from tests.support.world import World, make_world

pytestmark = pytest.mark.sqlite_only
FEW, MANY = 20, 2000
MOST, MOST_OF_PROPOSALS = 100 * KILOBYTE, 40 * KILOBYTE
OWN = ("participation.", "notices.", "proposals.")


@dataclass(slots=True)
class Seen:
    """What one page cost."""

    status: int
    statements: list[str]
    weight: Weight | None


def measure(app: Flask, client: Client, world: World, visits: list[Visit]) -> dict[str, Seen]:
    """Open every page twice, the second time counting: what is done once for a process is not the page's."""
    known: dict[str, tuple[int, bool]] = {}
    seen = {}
    with counting(app) as statements:
        for visit in visits:
            path = visit.path(world.a)
            client.get(path)
            statements.clear()
            response = client.get(path)
            counted = list(statements)
            is_page = response.status_code == 200 and response.mimetype == "text/html"
            seen[visit.key] = Seen(
                response.status_code, counted, weigh(client, response, known) if is_page else None
            )
    return seen


def unequal(few: dict[str, Seen], many: dict[str, Seen]) -> list[str]:
    """Return the pages that ask more, or fewer, questions when there is more to show."""
    return [
        f"{key}: {len(few[key].statements)} → {len(many[key].statements)} statements\n{difference(few[key], many[key])}"
        for key in few
        if len(few[key].statements) != len(many[key].statements)
    ]


def difference(few: Seen, many: Seen) -> str:
    """Return the statements that one run has more often than the other, cut to their beginning."""
    longer, shorter = (many, few) if len(many.statements) > len(few.statements) else (few, many)
    rest = list(longer.statements)
    for statement in shorter.statements:
        if statement in rest:
            rest.remove(statement)
    return "\n".join(f"    {' '.join(statement.split())[:300]}" for statement in rest[:4])


def visits_of(app: Flask, role: str) -> list[Visit]:
    """Return the pages to open as somebody: her own as the author, all of them as the others."""
    every = [visit for visit in pages(app) if visit.is_of_a_commune or "<lang>" in visit.rule]
    return [visit for visit in every if role != "author_a" or visit.endpoint.startswith(OWN)]


@pytest.fixture(params=[VISITOR, "author_a", "everybody"])
def role(request: pytest.FixtureRequest) -> str:
    """A person, or nobody."""
    return str(request.param)


@pytest.fixture
def measured(
    role: str, app: Flask, client: Client, workplace: Workplace, world: World
) -> tuple[dict[str, Seen], dict[str, Seen]]:
    """What every page cost with few contributions, then with many."""
    runs = []
    for count in (FEW, MANY):
        workplace.fill("world", make_world)
        with app.app_context():
            crowd(world, count)
            db.session.remove()
        if role != VISITOR:
            client.sign_in(world.people[role])
        runs.append(measure(app, client, world, visits_of(app, role)))
    return runs[0], runs[1]


def test_every_page_asks_as_often_when_there_is_more(
    role: str, measured: tuple[dict[str, Seen], dict[str, Seen]]
) -> None:
    few, many = measured
    assert {key: seen.status for key, seen in few.items()} == {key: seen.status for key, seen in many.items()}
    assert "\n".join(unequal(few, many)) == ""
    assert [key for key, seen in many.items() if len(seen.statements) > 60] == []
    too_heavy = [
        f"{key}: {fault}"
        for key, seen in many.items()
        if seen.weight is not None and "/manage" not in key
        for fault in faults_of(seen.weight, most=MOST_OF_PROPOSALS if is_of_a_proposal(key) else MOST)
    ]
    assert "\n".join(too_heavy) == ""
    assert len([seen for seen in many.values() if seen.weight is not None]) > (
        10 if role == "author_a" else 30
    )


def is_of_a_proposal(key: str) -> bool:
    """Say whether a page is one proposal's own, or where one is written."""
    return "/proposals/<" in key or key.endswith("/proposals/new")


class TestTheMeasuresThemselves:
    def test_a_page_that_asks_for_each_row_is_found(self) -> None:
        few, many = Seen(200, ["a", "b"], None), Seen(200, ["a", "b", "b", "b"], None)
        assert unequal({"GET /a": few}, {"GET /a": many}) == ["GET /a: 2 → 4 statements\n    b\n    b"]
        assert unequal({"GET /a": many}, {"GET /a": few}) == ["GET /a: 4 → 2 statements\n    b\n    b"]
        assert unequal({"GET /a": few}, {"GET /a": few}) == []

    def test_a_heavy_page_is_found(self) -> None:
        heavy = Weight(
            page=90 * KILOBYTE, script=30 * KILOBYTE, assets={f"/{one}.js": 3 * KILOBYTE for one in range(10)}
        )
        assert len(faults_of(heavy, most=MOST)) == 4
        assert faults_of(Weight(page=5 * KILOBYTE, assets={"/a.css": 10}), most=MOST) == []

    def test_statements_are_counted(self, app: Flask, client: Client) -> None:
        with counting(app) as statements:
            client.get("/readyz")
            assert [statement for statement in statements if statement == "SELECT 1"] == ["SELECT 1"]
