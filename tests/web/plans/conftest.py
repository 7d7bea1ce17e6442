"""A fictional commune with a plan in the making, and a focal point at her desk."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from tests.features.plans.making import Workshop, make_workshop
from tests.support.people import make_person, sign_in


@pytest.fixture
def workshop(db_session: object) -> Workshop:
    """A commune and a plan of two axes, two projects and one activity, not yet published."""
    return make_workshop()


@pytest.fixture
def as_role(client: FlaskClient, workshop: Workshop) -> Callable[[Role], FlaskClient]:
    """Return a function that signs somebody in who holds a role in the commune."""

    def signed_in(role: Role) -> FlaskClient:
        sign_in(client, make_person(None, role, at=workshop.collectivity_id))
        return client

    return signed_in
