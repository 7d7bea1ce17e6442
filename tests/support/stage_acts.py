"""What a process of the stage can do; each act answers only once it may say that it is done."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from flask import Flask, current_app

from app.features.accounts import throttling
from app.features.accounts.queries import load_actor
from app.features.ballots import commands, queries
from app.features.ballots.types import Receipt
from app.foundation.database import db, transaction
from app.foundation.errors import DatabaseAway, DomainError
from app.jobs import worker
from tests.support import broken_voting
from tests.support.applications import Client
from tests.support.ballot_forms import reviewed_form

Answer = Callable[..., None]


def cast(answer: Answer, *, user_id: int, question_id: int, choices: Sequence[int]) -> None:
    """Vote."""
    answer(leaf=_cast(user_id, question_id, choices).leaf_hash)


def withdraw(answer: Answer, *, user_id: int, question_id: int) -> None:
    """Take a ballot back."""
    with transaction() as now:
        actor, question = load_actor(user_id), queries.get_by_id(question_id)
        receipt = commands.withdraw(actor=actor, question=question, now=now)
    answer(leaf=receipt.leaf_hash if receipt is not None else None)


def cast_for_ever(answer: Answer, *, people: Sequence[int], question_id: int, seed: int) -> None:
    """Vote for one after the other, until somebody ends the process or the database goes away."""
    dice = Random(seed)
    while True:
        user_id, choices = dice.choice(people), sorted(dice.sample(range(1, 5), 2))
        try:
            receipt = _cast(user_id, question_id, choices)
        except DatabaseAway:
            raise
        except DomainError as refusal:
            answer(refused=type(refusal).__name__)
        else:
            answer(leaf=receipt.leaf_hash)


def answer_first(answer: Answer, *, user_id: int, question_id: int, choices: Sequence[int]) -> None:
    """Vote wrongly: say that it is done before it is."""
    receipts: list[Receipt] = []

    def act(now: Any) -> Receipt:
        actor, question = load_actor(user_id), queries.get_by_id(question_id)
        receipt = commands.cast(actor=actor, question=question, choices=choices, now=now)
        answer(leaf=receipt.leaf_hash)
        return receipt

    broken_voting.answer_before_commit(act, receipts)


def tally_apart(answer: Answer, *, user_id: int, question_id: int, choices: Sequence[int]) -> None:
    """Vote wrongly: count in a second transaction."""
    receipt = broken_voting.tally_in_a_second_transaction(
        question_id=question_id, actor=load_actor(user_id), choices=choices, between=lambda: None
    )
    answer(leaf=receipt.leaf_hash)


def work(answer: Answer, *, jobs: Sequence[str]) -> None:
    """Run jobs as the worker does, but let a fault be seen."""
    for name in jobs:
        done = worker.JOBS[name]()
        db.session.remove()
        answer(job=name, done=done)


def vote_by_form(
    answer: Answer, *, cookie: tuple[str, str], url: str, ballots: Sequence[Sequence[int]]
) -> None:
    """Review and cast one ballot after the other as whoever signed in before; stop at the first fault."""
    client = Client(_app(), use_cookies=True)
    client.set_cookie(*cookie)
    for choices in ballots:
        form = reviewed_form(client.post(url, data={"choice": choices, "act": "review"}).text)
        answer(form=form)
        page = client.post(f"{url}/cast", data=form)
        _answer_page(answer, page)
        if page.status_code >= 500:
            return


def press(answer: Answer, *, user_id: int, url: str, form: Mapping[str, Any]) -> None:
    """Send a form as a signed-in person; answer with the page that she sees."""
    client = Client(_app(), use_cookies=True)
    client.sign_in(user_id)
    _answer_page(answer, client.post(url, data=form))


def try_password(answer: Answer, *, times: int, network: str, account: str) -> None:
    """Count attempts on a password one after the other; answer whether each was within the limit."""
    for _ in range(times):
        with transaction() as now:
            within = throttling.may_try(throttling.TRY_PASSWORD, network=network, account=account, now=now)
        answer(within=within)


def _answer_page(answer: Answer, page: Any) -> None:
    answer(status=page.status_code, retry_after=page.headers.get("Retry-After"), page=page.text[:12_000])


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _cast(user_id: int, question_id: int, choices: Sequence[int]) -> Receipt:
    with transaction() as now:
        actor, question = load_actor(user_id), queries.get_by_id(question_id)
        return commands.cast(actor=actor, question=question, choices=choices, now=now)


ACTS: Mapping[str, Callable[..., None]] = {
    "cast": cast,
    "withdraw": withdraw,
    "cast_for_ever": cast_for_ever,
    "answer_first": answer_first,
    "tally_apart": tally_apart,
    "work": work,
    "vote_by_form": vote_by_form,
    "press": press,
    "try_password": try_password,
}
