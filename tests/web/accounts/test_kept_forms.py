"""What a visitor typed is kept while she signs in, within the share of her network, and no longer than promised."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts import throttling
from app.features.accounts.models import Throttle
from app.features.accounts.throttling import Allowance
from app.foundation.database import db
from app.foundation.kept_input import KeptInput
from app.jobs.clock import forget_old_input
from app.jobs.retention import apply_retention
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.7"
NEIGHBOUR = "203.0.113.99"  # of the same network, once its address is truncated


@pytest.fixture
def place(db_session: Any, clock: FixedClock) -> Consulting:
    """An open consultation."""
    return make_consulting()


@pytest.fixture
def send(app: Any, place: Consulting, client: Client) -> Callable[..., int]:
    """Return a function that sends a proposal without an account, each time as somebody new; it returns the status."""

    def send(address: str = HERE, *, text: str = "Ouvrir le samedi.", visitor: Client | None = None) -> int:
        visitor = visitor or Client(app, use_cookies=True)
        answer = visitor.post(
            f"/fr/c/{place.slug}/consultations/{place.consultation_id}/proposals/new",
            data={"title": "Un guichet", "solution": text},
            environ_base={"REMOTE_ADDR": address},
        )
        return answer.status_code

    return send


def kept_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(KeptInput)) or 0


def allow(monkeypatch: pytest.MonkeyPatch, *, forms: int = 200, size: int = 1_000_000) -> None:
    monkeypatch.setattr(throttling, "KEEP_FORMS", Allowance("keep_forms", forms))
    monkeypatch.setattr(throttling, "KEEP_BYTES", Allowance("keep_bytes", size))


def test_so_many_forms_are_kept_for_a_network_within_an_hour(
    send: Callable[..., int], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, forms=3)
    assert [send(), send(NEIGHBOUR), send(), send(), send(NEIGHBOUR)] == [303, 303, 303, 429, 429]
    assert send(ELSEWHERE) == 303
    assert kept_count() == 4
    clock.advance(hours=1)
    assert send() == 303


def test_so_many_bytes_are_kept_for_a_network_and_a_smaller_text_still_fits(
    send: Callable[..., int], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, size=2500)
    long = "م" * 1000  # two bytes each
    assert [send(text=long), send(text=long), send(), send(ELSEWHERE, text=long)] == [303, 429, 303, 303]
    assert kept_count() == 3


def test_whoever_is_refused_reads_why_and_keeps_the_text_in_the_browser(
    send: Callable[..., int], client: Client, place: Consulting, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, forms=0)
    address = f"/fr/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    answer = client.post(address, data={"title": "Un guichet", "solution": "Le samedi."})
    assert answer.status_code == 429
    assert "Revenez en arrière, copiez votre texte" in answer.get_data(as_text=True)


def test_a_browser_has_one_form_kept_at_most(send: Callable[..., int], client: Client) -> None:
    assert [send(visitor=client), send(visitor=client)] == [303, 303]
    assert kept_count() == 1


def test_neither_the_texts_nor_the_counts_outlive_their_time(
    send: Callable[..., int], clock: FixedClock
) -> None:
    send()
    keys = list(db.session.scalars(sa.select(Throttle.key)))
    assert keys
    assert not [key for key in keys if HERE in key]
    clock.advance(days=8)
    forget_old_input()
    apply_retention()
    assert (kept_count(), list(db.session.scalars(sa.select(Throttle.key)))) == (0, [])
