"""The menu of the work space holds what its reader's roles open, and nothing else."""

import re

import pytest

from tests.support.applications import Client
from tests.support.walking import ROLES, VISITOR
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
OUTSIDE = {VISITOR, "author_a", "citizen_a", "citizen_b", "focal_point_b", "mentor", "network_coordinator"}


def menu_of(page: str) -> list[str]:
    """Return the addresses of the menu that lead into the work space; the same page in other languages is no entry."""
    (found,) = re.findall(r'<nav[^>]*id="menu".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="([^"]*/manage/[^"]*)"', found.partition('<div class="more">')[0])


@pytest.mark.parametrize("role", [role for role in ROLES if role not in OUTSIDE])
def test_every_entry_of_the_menu_opens(role: str, client: Client, world: World) -> None:
    client.sign_in(world.people[role])
    today = f"/fr/c/{world.a.slug}/manage/today"
    entries = menu_of(client.get(today).text)
    assert today in entries
    statuses = {entry: client.get(entry).status_code for entry in entries}
    assert {entry: status for entry, status in statuses.items() if status >= 400} == {}


def test_whoever_leads_finds_everything_and_a_moderator_not_the_team(client: Client, world: World) -> None:
    today = f"/fr/c/{world.a.slug}/manage/today"
    client.sign_in(world.people["focal_point_a"])
    whole = menu_of(client.get(today).text)
    client.sign_in(world.people["moderator_a"])
    part = menu_of(client.get(today).text)
    assert len(whole) == 11
    assert set(whole) - set(part) >= {
        f"/fr/c/{world.a.slug}/manage/team",
        f"/fr/c/{world.a.slug}/manage/voters",
    }


def test_who_works_elsewhere_is_shown_the_public_menu(client: Client, world: World) -> None:
    client.sign_in(world.people["focal_point_b"])
    refused = client.get(f"/fr/c/{world.a.slug}/manage/today")
    assert refused.status_code == 403
    assert menu_of(refused.text) == []
