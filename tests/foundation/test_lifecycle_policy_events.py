"""Lifecycles, policies and events, and what every feature's tables promise."""

import importlib
from enum import StrEnum
from pathlib import Path

import pytest

from app.foundation import events
from app.foundation.errors import NotAllowed, NotNow, SignInNeeded
from app.foundation.i18n import _l
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.policy import SYSTEM, VISITOR, Actor, Policy, a_participant, anyone, either, holds, nobody
from config import ROOT


class Light(StrEnum):
    GREEN = "green"
    RED = "red"
    BROKEN = "broken"


LIGHTS = Lifecycle(
    initial=Light.GREEN,
    refusal=_l("Not now."),
    stop=move(Light.GREEN, to=Light.RED),
    go=move(Light.RED, to=Light.GREEN),
)


def test_a_step_leads_where_the_table_says_and_is_refused_elsewhere() -> None:
    assert LIGHTS.require(Light.GREEN, "stop") is Light.RED
    assert LIGHTS.possible(Light.RED) == ["go"]
    with pytest.raises(NotNow):
        LIGHTS.require(Light.GREEN, "go")


def test_a_state_that_no_step_reaches_is_seen() -> None:
    assert LIGHTS.reachable() == {Light.GREEN, Light.RED}
    assert Light.BROKEN not in LIGHTS.reachable()


def lifecycles() -> list[tuple[str, Lifecycle[StrEnum], type[StrEnum]]]:
    """Return every lifecycle of the features with its states."""
    found = []
    for path in sorted((ROOT / "app" / "features").glob("*/*.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            if isinstance(value, Lifecycle):
                found.append((f"{Path(path).parent.name}.{name}", value, type(value.initial)))
    return found


def test_every_state_of_every_feature_can_be_reached() -> None:
    assert lifecycles()
    for name, lifecycle, states in lifecycles():
        assert lifecycle.reachable() == set(states), name


class Door(StrEnum):
    LOOK = "look"
    OPEN = "open"
    PAINT = "paint"
    BREAK = "break"


class House:
    collectivity_id = 7


DOORS = Policy(
    {
        Door.LOOK: anyone,
        Door.OPEN: a_participant,
        Door.PAINT: either(holds("painter"), holds("owner")),
        Door.BREAK: nobody,
    }
)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (VISITOR, {Door.LOOK}),
        (Actor(user_id=1), {Door.LOOK}),
        (Actor(user_id=1, is_confirmed=True), {Door.LOOK, Door.OPEN}),
        (Actor(user_id=1, is_confirmed=True, roles=frozenset({(8, "painter")})), {Door.LOOK, Door.OPEN}),
        (Actor(user_id=1, is_confirmed=True, roles=frozenset({(None, "owner")})), {Door.LOOK, Door.OPEN}),
        (
            Actor(user_id=1, is_confirmed=True, roles=frozenset({(7, "owner")})),
            {Door.LOOK, Door.OPEN, Door.PAINT},
        ),
        (SYSTEM, set(Door)),
    ],
)
def test_a_role_counts_in_its_own_collectivity_only(actor: Actor, allowed: set[Door]) -> None:
    assert {door for door in Door if DOORS.allows(actor, door, House())} == allowed


def test_a_visitor_is_asked_to_sign_in_and_others_are_refused() -> None:
    with pytest.raises(SignInNeeded):
        DOORS.require(VISITOR, Door.OPEN, House())
    with pytest.raises(NotAllowed) as refusal:
        DOORS.require(Actor(user_id=1), Door.OPEN, House())
    assert not isinstance(refusal.value, SignInNeeded)


def test_a_handler_subscribed_twice_is_called_once() -> None:
    heard: list[object] = []

    class Rang:
        """Nobody else listens to this."""

    events.subscribe(Rang, heard.append)
    events.subscribe(Rang, heard.append)
    events.announce(Rang())
    assert len(heard) == 1
