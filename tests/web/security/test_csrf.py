"""Nothing can be changed by a form that this site did not make, whoever is signed in (test 37 of trust.md)."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.documents import Document
from tests.support.visits import Visit, pages, unsafe
from tests.support.walking import Answer, Walker

pytestmark = pytest.mark.sqlite_only
# A mail program ends the mails of the person whom the signed link names, with no cookie to abuse.
WITHOUT_TOKEN = {"unsubscribing.unsubscribe"}


def was_let_in(answer: Answer) -> bool:
    """Say whether an act without a token did anything, or got beyond the door."""
    return answer.status != 400 or answer.has_changed


@pytest.mark.parametrize("role", ["visitor", "everybody"])
def test_every_act_without_a_token_is_refused_and_changes_nothing(
    role: str, walk_as: Callable[[str], Walker], app: Flask
) -> None:
    walker = walk_as(role)
    visits = [visit for visit in unsafe(app) if visit.endpoint not in WITHOUT_TOKEN]
    assert [visit.key for visit in visits if was_let_in(walker.answer(visit))] == []
    assert len(visits) > 60


def test_a_wrong_token_is_refused(walk_as: Callable[[str], Walker], app: Flask) -> None:
    walker = walk_as("everybody")
    visit = next(visit for visit in unsafe(app) if visit.endpoint == "supports.support")
    answer = walker.answer(visit, form={"csrf_token": "forged"})
    assert not was_let_in(answer) or answer.status == 400


def test_every_form_of_every_page_carries_its_token(walk_as: Callable[[str], Walker], app: Flask) -> None:
    walker = walk_as("everybody")
    without = []
    for visit in pages(app):
        answer = walker.answer(visit)
        if answer.response.mimetype == "text/html":
            forms = Document(answer.response.get_data(as_text=True)).forms
            without += [
                f"{visit.key}: {form.action}"
                for form in forms
                if form.method == "post"
                and not any(form.fields[name] for name in form.fields if name.endswith("csrf_token"))
                and "/unsubscribe/" not in form.action
            ]
    assert without == []


def test_the_checker_sees_an_act_that_needs_no_token(
    walk_as: Callable[[str], Walker], without_tokens: Flask
) -> None:
    visit = next(visit for visit in unsafe(without_tokens) if visit.endpoint == "supports.support")
    assert isinstance(visit, Visit)
    assert was_let_in(walk_as("citizen_a").answer(visit))
