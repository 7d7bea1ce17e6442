"""Who gets what at every address: measured against the table that a person can read (matrix.txt).

Tests 21 and 22 of trust.md, and 25 for every role.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import RoleGrant
from app.foundation.database import db, transaction
from tests.support.applications import Client, Workplace
from tests.support.visits import every_visit, mixed, unknown_objects
from tests.support.walking import ROLES, Answer, Walker
from tests.support.world import PEOPLE, World
from tests.web.access import table

REFUSED = {"403", "404", "405"}


@pytest.fixture
def app_without_tokens(app: Flask) -> Iterator[Flask]:
    """The application whose forms need no anti-forgery token: every refusal is about who asks."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


def expected() -> dict[str, table.Row]:
    return table.read(table.FILE.read_text(encoding="utf-8"))


def changed_by_refusal(answer: Answer) -> str | None:
    return answer.visit.key if answer.cell in REFUSED and answer.has_changed else None


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_exactly_what_the_table_says(
    role: str, workplace: Workplace, world: World, app_without_tokens: Flask
) -> None:
    walker = Walker(workplace, world, role)
    answers = list(walker.answers(every_visit(app_without_tokens)))
    walker.close()
    found = {answer.visit.key: {role: answer.cell} for answer in answers}
    assert table.differences(expected(), found, [role]) == []
    assert [key for answer in answers if (key := changed_by_refusal(answer))] == []
    assert [answer.visit.key for answer in answers if answer.status >= 500] == []


def test_staff_of_another_commune_is_refused_on_both_databases(
    workplace: Workplace, world: World, app_without_tokens: Flask
) -> None:
    rows = expected()
    walker = Walker(workplace, world, "focal_point_b")
    visits = [
        visit
        for visit in every_visit(app_without_tokens)
        if visit.key in rows and (visit.is_safe or rows[visit.key]["focal_point_b"] in REFUSED)
    ]
    found = {answer.visit.key: {"focal_point_b": answer.cell} for answer in walker.answers(visits)}
    walker.close()
    wrong = table.differences({key: rows[key] for key in found}, found, ["focal_point_b"])
    assert wrong == []
    assert len(found) > len(rows) / 2


@pytest.mark.sqlite_only
def test_the_world_has_an_object_for_every_address(app: Flask) -> None:
    assert unknown_objects(app) == []


def test_objects_are_found_only_where_they_are(
    workplace: Workplace, world: World, app_without_tokens: Flask
) -> None:
    walker = Walker(workplace, world, "everybody")
    wrong, count = [], 0
    for visit in every_visit(app_without_tokens):
        for path, what in ((path, what) for what, path in mixed(visit, world)):
            answer = walker.answer(visit, path)
            count += 1
            # Another parent of the same commune may be refused for its state first; another commune knows nothing.
            refused = {404} if "under B" in what else {404, 409}
            if answer.status not in refused or answer.has_changed:
                wrong.append(
                    f"{visit.key}: {what}: {answer.status}{' and changed' * answer.has_changed} ({path})"
                )
    walker.close()
    assert wrong == []
    assert count > 30


@pytest.mark.parametrize("other", ["returned", "pending", "hidden"])
def test_trust_22_a_file_is_taken_off_its_own_proposal_only(
    other: str, client: Client, world: World, app: Flask
) -> None:
    client.sign_in(world.people["author_a"])
    start, file_id = f"/fr/c/{world.a.slug}/proposals", world.a["file_of_published"]
    key = world.a.keys["file_of_published"]
    # Removing what is not there changes nothing, as when a button is pressed twice.
    assert client.post(f"{start}/{world.a[other]}/files/{file_id}/remove").status_code in {303, 404, 409}
    assert f"/files/{key}/" in client.get(f"{start}/{world.a['published']}").get_data(as_text=True)
    assert client.get(f"/files/{key}/plan.png").status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", [name for name, roles in PEOPLE.items() if roles and name != "everybody"])
def test_a_role_that_ends_is_lost_at_the_next_request(
    role: str, client: Client, world: World, app: Flask
) -> None:
    rows = expected()
    commune = world.b if role.endswith("_b") else world.a
    own = [
        visit
        for visit in every_visit(app)
        if visit.method == "GET"
        and rows[visit.key]["citizen_a"] == "403"
        and (role.endswith("_b") or rows[visit.key][role] == "200")
    ]
    if role == "focal_point_b":
        own = [visit for visit in own if rows[visit.key]["focal_point_a"] == "200" and visit.is_of_a_commune]
        # The only colleague in B works for A too, so that her second factors are the operator's to reset.
        own = [visit for visit in own if visit.endpoint != "manage_team.ask_to_reset"]
    if role == "mentor":
        own = own or []
    client.sign_in(world.people[role])
    for visit in own:
        assert client.get(visit.path(commune)).status_code == 200
    with app.app_context(), transaction() as now:
        db.session.execute(
            sa.update(RoleGrant).where(RoleGrant.user_id == world.people[role]).values(ended_at=now)
        )
    assert [visit.key for visit in own if client.get(visit.path(commune)).status_code != 403] == []
    assert own or role in ROLES_WITHOUT_PAGES


# Roles whose pages come with a later part of the product.
ROLES_WITHOUT_PAGES = {"mentor"}


class TestTheTableItself:
    text = "method address " + " ".join(ROLES) + "\n"

    def row(self, method: str, address: str, *cells: str) -> str:
        return " ".join([method, address, *(cells + (table.SAME,) * (len(ROLES) - len(cells)))]) + "\n"

    def test_it_is_read_as_it_was_written(self) -> None:
        rows = {
            "GET /a": dict.fromkeys(ROLES, "200"),
            "POST /a/<b>": dict.fromkeys(ROLES, "403") | {"visitor": "in"},
        }
        assert table.read(table.write(rows)) == rows

    def test_an_address_without_a_row_is_reported(self) -> None:
        rows = table.read(self.text + self.row("GET", "/a", "200"))
        assert table.differences(rows, rows | {"GET /new": rows["GET /a"]}) == [
            "the table has no row for: GET /new"
        ]

    def test_a_row_without_an_address_is_reported(self) -> None:
        rows = table.read(self.text + self.row("GET", "/a", "200"))
        assert table.differences(rows, {}) == ["no address answers to the row: GET /a"]

    def test_a_person_who_gets_something_else_is_reported(self) -> None:
        rows = table.read(self.text + self.row("GET", "/a", "in", "403"))
        found = {"GET /a": rows["GET /a"] | {"mentor": "200"}}
        assert table.differences(rows, found) == ["GET /a: mentor gets 200, the table says 403"]

    def test_a_row_twice_or_cut_short_is_refused(self) -> None:
        row = self.row("GET", "/a", "200")
        with pytest.raises(ValueError, match="two rows"):
            table.read(self.text + row + row)
        with pytest.raises(ValueError, match="1 cells"):
            table.read(self.text + "GET /a 200")
