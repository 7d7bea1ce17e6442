"""Many requests at random over every address, as every role, and what they leave of the machine's memory."""

import resource
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.applications import Workplace, session_cookie
from tests.support.fuzzing import answers, ask, faults_of, odd_requests
from tests.support.walking import ROLES, VISITOR
from tests.support.world import World, make_world

# A part of a form that breaks off is let go of by the garbage collector, not by the library that reads it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
ROUNDS = 4
# What a process may grow by, however much is sent to it: bodies beyond the limit are not read into memory.
MOST_GROWTH = 300 * 1024  # kilobytes
HUGE = 64 * 1024 * 1024


@pytest.fixture
def without_tokens(app: Flask) -> Flask:
    """The application whose forms need no anti-forgery token, so that what is sent gets further."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.mark.parametrize("role", [*ROLES, "everybody"])
@pytest.mark.sqlite_only
def test_trust_41_no_odd_request_makes_a_fault(
    role: str, workplace: Workplace, without_tokens: Flask, world: World, figures: Callable[..., None]
) -> None:
    cookie = session_cookie(without_tokens, world.people[role]) if role != VISITOR else None
    count, faults = 0, []
    for seed in range(ROUNDS):
        workplace.fill("world", make_world)
        for odd, response in answers(without_tokens, odd_requests(without_tokens, world, seed=seed), cookie):
            count += 1
            faults += [f"seed {seed}: {fault}: {odd.shown}" for fault in faults_of(response)]
    without_tokens.config["WTF_CSRF_ENABLED"] = True
    figures(requests=count, faults=len(faults))
    assert "\n".join(faults) == ""


@pytest.mark.sqlite_only
def test_trust_41_huge_bodies_are_refused_without_being_kept_in_memory(
    without_tokens: Flask, world: World, figures: Callable[..., None]
) -> None:
    place = f"/fr/c/{world.a.slug}"
    paths = [f"{place}/report/proposal/{world.a['published']}", "/fr/account/sign-in", "/fr/me/settings"]
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json")
    cookie = session_cookie(without_tokens, world.people["citizen_a"])
    body = b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n' + b"a" * HUGE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    statuses = [
        ask(
            without_tokens,
            path,
            method="POST",
            data=body,
            content_type=kind,
            headers=[("Cookie", "=".join(cookie))],
        ).status_code
        for path in paths
        for kind in kinds
        for _ in range(3)
    ]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    figures(huge=len(statuses), grown_kilobytes=grown)
    assert {status // 100 for status in statuses} == {4}
    assert grown < MOST_GROWTH
