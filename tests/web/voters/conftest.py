"""What tests of verification start from."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.features.voters.types import VoterLevel
from app.foundation import identity_provider
from tests.support.clock import FixedClock
from tests.support.identity_service import IdentityService, identity_service
from tests.support.voting import Voting, open_voting


@pytest.fixture
def service(app: Flask) -> Iterator[IdentityService]:
    """An identity service that the platform uses."""
    with identity_service() as running:
        identity_provider.init_app(app, provider=running.provider)
        yield running
        identity_provider.init_app(app, provider=None)


@pytest.fixture
def voting(app: Flask, clock: FixedClock, service: IdentityService) -> Iterator[Voting]:
    """An open vote for those whom the identity service knows."""
    with app.app_context():
        yield open_voting(clock, level=VoterLevel.OIDC)
