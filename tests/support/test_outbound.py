"""The guard itself: another machine is refused in every way of asking for it, this one is not."""

import contextlib
import socket
import urllib.request

import pytest
import requests

from tests.support.outbound import OutboundRequest, taken_attempts

ELSEWHERE = "192.0.2.1"


def test_trust_43_no_test_can_reach_another_machine() -> None:
    with socket.socket() as there, pytest.raises(OutboundRequest):
        there.connect((ELSEWHERE, 80))
    with socket.socket() as there, pytest.raises(OutboundRequest):
        there.connect_ex((ELSEWHERE, 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there, pytest.raises(OutboundRequest):
        there.sendto(b"x", (ELSEWHERE, 53))
    with pytest.raises(OutboundRequest):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(OutboundRequest):
        socket.create_connection(("example.org", 443))
    assert taken_attempts() == [ELSEWHERE] * 3 + ["example.org"] * 2


def test_trust_43_libraries_of_requests_are_held_back_too() -> None:
    with pytest.raises(OutboundRequest):
        requests.get("http://example.org/", timeout=1)
    with pytest.raises(OutboundRequest):
        urllib.request.urlopen(f"http://{ELSEWHERE}/", timeout=1)
    assert taken_attempts() == ["example.org", ELSEWHERE]


def test_trust_43_an_attempt_that_was_swallowed_is_still_told() -> None:
    with contextlib.suppress(AssertionError):
        socket.create_connection(("example.org", 443))
    assert taken_attempts() == ["example.org"]


def test_this_machine_is_reached() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.create_connection(server.getsockname(), timeout=5) as there:
        assert there.getpeername() == server.getsockname()
    assert socket.getaddrinfo("localhost", 80)
