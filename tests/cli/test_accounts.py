"""The operator's commands about roles."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import Invitation, SecurityEvent
from app.features.accounts.queries import list_staff
from app.features.accounts.types import Role
from app.features.authenticators.models import AuthenticatorApp
from app.features.authenticators.queries import has_factor
from app.foundation.database import db, transaction
from app.foundation.outbox import OutboxMessage
from tests.support.people import Country, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["accounts", *arguments])
    db.session.rollback()
    return result.exit_code, result.output


def test_the_operator_grants_the_first_role(app: Flask, country: Country) -> None:
    make_person("amina@example.org")
    code, output = run(app, "grant", "Amina@example.org", "focal_point", "--collectivity", "ain")
    assert (code, "holds the role" in output) == (0, True)
    assert [(member.address, member.role) for member in list_staff(country.first_id)] == [
        ("amina@example.org", Role.FOCAL_POINT)
    ]
    code, output = run(app, "list-staff", "ain")
    assert code == 0
    assert "amina@example.org" in output


def test_an_address_without_account_is_invited(app: Flask, country: Country) -> None:
    code, output = run(app, "grant", "amina@example.org", "network_coordinator", "--language", "fr")
    assert (code, "an invitation waits" in output) == (0, True)
    assert db.session.scalars(sa.select(Invitation.email)).all() == ["amina@example.org"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("grant", "amina@example.org", "focal_point"),
        ("grant", "amina@example.org", "mentor", "--collectivity", "ain"),
        ("grant", "amina@example.org", "focal_point", "--collectivity", "nowhere"),
        ("grant", "amina@example.org", "king"),
        ("list-staff", "nowhere"),
        ("reset-factors", "nobody@example.org"),
        ("reset-factors", "lead@example.org"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    app: Flask, country: Country, arguments: tuple[str, ...]
) -> None:
    make_person("lead@example.org")
    code, output = run(app, *arguments)
    assert code != 0
    assert "Error" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("address", ["amina@example.org", "+212612345678"])
def test_the_operator_helps_whoever_lost_every_factor(app: Flask, address: str) -> None:
    reached = {"email": address} if "@" in address else {"us_phone_number": address}
    user_id = make_person(**reached)
    with transaction() as now:
        db.session.add(AuthenticatorApp(user_id=user_id, sealed_secret="sealed", last_step=1, created_at=now))
    code, output = run(app, "reset-factors", f" {address.upper()} ")
    assert (code, "no second factor any more" in output) == (0, True)
    assert not has_factor(user_id)
    assert db.session.scalars(sa.select(OutboxMessage.recipient)).all() == [address]
    details = sa.select(SecurityEvent.details).where(SecurityEvent.kind == "second_factors_reset")
    assert db.session.scalars(details).all() == [{"by": "operator"}]
