"""One's own page asks the database as often for two proposals as for twenty."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.features.supports.commands import give_support
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.usefixtures("db_session")


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def take_part(consulting: Consulting, person: Actor, neighbour: Actor, times: int) -> None:
    for number in range(times):
        consulting.published(person, f"Une idée à moi, la numéro {number}")
        other = consulting.published(neighbour, f"Une idée de la voisine, la numéro {number}")
        with transaction() as now:
            give_support(actor=person, proposal=consulting.proposal(other), now=now)


def test_more_contributions_ask_no_more_queries(client: FlaskClient, db_session: object) -> None:
    consulting = make_consulting()
    person, neighbour = consulting.person(name="Amina Essai"), consulting.person(name="Salma Essai")
    sign_in(client, person.user_id or 0)
    counts = []
    for times in (2, 10):
        take_part(consulting, person, neighbour, times)
        with counted() as statements:
            assert client.get("/fr/me").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
