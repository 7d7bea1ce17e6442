"""A fictional commune with a plan in the making."""

import pytest

from tests.features.plans.making import Workshop, make_workshop


@pytest.fixture
def workshop(db_session: object) -> Workshop:
    """A commune, its focal point, and a plan of two axes, two projects and one activity, not yet published."""
    return make_workshop()
