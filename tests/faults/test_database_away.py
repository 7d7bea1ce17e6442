"""The database does not answer: whoever presses a button is told so, in her language, on a page of the platform."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.foundation.policy import Actor
from tests.support.applications import Client, session_cookie
from tests.support.ballot_forms import vote_url
from tests.support.voting import Voting


@pytest.mark.parametrize("act", ["read", "cast"])
def test_trust_11_while_the_database_is_away_a_voter_is_asked_to_send_it_again(
    act: str,
    app: Flask,
    make_app: Callable[..., Flask],
    voting: Voting,
    people: list[Actor],
    tmp_path: Path,
) -> None:
    away = make_app(database_url=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    away.config["WTF_CSRF_ENABLED"] = False
    client, url = Client(away, use_cookies=True), vote_url(voting).replace("/en/", "/ar/")
    client.set_cookie(*session_cookie(app, people[0].user_id or 0))
    page = client.get(url) if act == "read" else client.post(f"{url}/cast", data={"choice": "1"})
    assert (page.status_code, page.headers.get("Retry-After")) == (503, "5")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "قاعدة البيانات لا تجيب." in page.text
