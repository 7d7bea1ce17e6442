"""Attempts are counted for a network and an account, never against the owner in her own browser."""

import pytest

from app.features.accounts.throttling import Limit, may_try
from app.foundation.database import transaction

LIMIT = Limit("try_password", for_network=300, for_account=10)
VICTIM = "amina@example.org"


def attempt(*, network: str = "203.0.113.0/24", account: str = VICTIM, browser: str | None = None) -> bool:
    with transaction() as now:
        return may_try(LIMIT, network=network, account=account, browser=browser, now=now)


@pytest.mark.usefixtures("db_session", "clock")
def test_trust_33_nobody_shuts_the_owner_out_of_her_own_browser() -> None:
    assert [attempt() for _ in range(12)] == [True] * 10 + [False] * 2
    assert attempt(browser="hers")
    assert attempt(network="198.51.100.0/24")
    assert [attempt(browser="hers") for _ in range(10)].count(True) == 9


@pytest.mark.usefixtures("db_session", "clock")
def test_trust_33_a_whole_network_that_floods_leaves_known_browsers_alone() -> None:
    with transaction() as now:
        for number in range(LIMIT.for_network):
            may_try(LIMIT, network="203.0.113.0/24", account=f"{number}@example.org", now=now)
    assert not attempt(account="somebody@example.org")
    assert attempt(account="somebody@example.org", browser="hers")
