"""WHEN invitations and codes work, and what a name may be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.features.accounts import rules, throttling
from app.features.accounts.models import AccountCode, Invitation
from app.features.accounts.types import InvitationState, Post, Profile, Role
from app.foundation.errors import Invalid

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=14)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, InvitationState.WAITING),
        ({"expires_at": NOW}, InvitationState.EXPIRED),
        ({"expires_at": NOW + timedelta(microseconds=1)}, InvitationState.WAITING),
        ({"revoked_at": NOW}, InvitationState.REVOKED),
        ({"accepted_at": NOW}, InvitationState.ACCEPTED),
        ({"accepted_at": NOW, "expires_at": NOW}, InvitationState.ACCEPTED),
    ],
)
def test_what_became_of_an_invitation(values: dict[str, Any], state: InvitationState) -> None:
    invitation = Invitation(**({"expires_at": LATER} | values))
    assert rules.state_of(invitation, now=NOW) is state
    if state is InvitationState.WAITING:
        assert rules.require_waiting(invitation, now=NOW) is invitation
    else:
        with pytest.raises(rules.LinkNoLongerWorks):
            rules.require_waiting(invitation, now=NOW)


def test_an_invitation_that_never_was_is_refused_in_the_same_words() -> None:
    with pytest.raises(rules.LinkNoLongerWorks):
        rules.require_waiting(None, now=NOW)


@pytest.mark.parametrize(
    ("values", "usable"),
    [
        ({}, True),
        ({"used_at": NOW}, False),
        ({"expires_at": NOW}, False),
        ({"try_count": rules.MOST_TRIES - 1}, True),
        ({"try_count": rules.MOST_TRIES}, False),
    ],
)
def test_a_code_works_once_for_a_short_time_and_a_few_tries(values: dict[str, Any], usable: bool) -> None:
    code = AccountCode(**({"expires_at": LATER, "try_count": 0} | values))
    assert rules.is_usable(code, now=NOW) is usable


@pytest.mark.parametrize(
    ("post", "fits"),
    [
        (Post(Role.MODERATOR, 1), True), (Post(Role.MODERATOR, None), False),
        (Post(Role.MENTOR, None), True), (Post(Role.MENTOR, 1), False),
    ],
)  # fmt: skip
def test_a_role_belongs_to_a_collectivity_or_to_the_network(post: Post, fits: bool) -> None:
    if fits:
        rules.require_fitting(post)
    else:
        with pytest.raises(rules.RoleOutOfPlace):
            rules.require_fitting(post)


@pytest.mark.parametrize("name", ["أمينة بنعلي", "Amina B.", "ⴰⵎⵉⵏⴰ", "O'Brien 2", "  Amina  "])
def test_a_name_in_one_alphabet_is_taken_and_trimmed(name: str) -> None:
    assert rules.require_profile(Profile("fr", None, public_name=name)).public_name == name.strip()


@pytest.mark.parametrize("name", ["Аmina", "a" * 81])
def test_a_name_that_deceives_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.require_profile(Profile("fr", None, pseudonym=name))
    assert list(refusal.value.fields) == ["pseudonym"]


def test_a_name_of_which_nothing_can_be_seen_is_no_name() -> None:
    assert rules.require_profile(Profile("fr", None, pseudonym="\u2800\u3164\u200b")).pseudonym is None


def test_a_name_loses_what_turns_its_direction() -> None:
    assert rules.require_profile(Profile("fr", None, public_name="Ami\u202ena")).public_name == "Amina"


def test_an_empty_name_is_no_name_and_an_unknown_language_the_default() -> None:
    profile = rules.require_profile(Profile("xx", None, public_name="  "))
    assert (profile.public_name, profile.language) == (None, "ar")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"), ("fe80::1%eth0", "fe80::/48"),
        ("nonsense", "unknown"), (None, "unknown"),
    ],
)  # fmt: skip
def test_network_addresses_are_truncated(address: str | None, network: str) -> None:
    assert throttling.network_of(address) == network
