"""One's own page shows ten things of each list at a time, and asks the database as often for few as for many."""

import re

import pytest
from flask import Flask

from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.notifications import commands as notifications
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, Place, Signature
from app.features.supports.commands import give_support
from app.foundation.database import transaction
from app.foundation.policy import Actor
from app.web.participation.pages import LISTS, PAGE_SIZE
from tests.support.applications import Client
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.support.weighing import counting

pytestmark = pytest.mark.usefixtures("db_session")


def take_part(consulting: Consulting, person: Actor, neighbour: Actor, numbers: range) -> None:
    """Do everything that the page lists, once for each number."""
    for number in numbers:
        consulting.published(person, f"Une idée à moi, la numéro {number}.")
        other_id = consulting.published(neighbour, f"Une idée de la voisine, la numéro {number}.")
        with transaction() as now:
            consultation, other = consulting.consultation, consulting.proposal(other_id)
            give_support(actor=person, proposal=other, now=now)
            notifications.follow(actor=person, subject=other, now=now)
            discussion.post_comment(
                actor=person, consultation=consultation, about=About(proposal_id=other.id), signature=Signature(),
                body=f"Un commentaire, le numéro {number}.", now=now,
            )  # fmt: skip
            proposals.save_draft(
                actor=person, consultation=consultation, place=Place(), signature=Signature(),
                content=Content(title=f"Un brouillon, le numéro {number}."), now=now,
            )  # fmt: skip


def section(html: str, name: str) -> str:
    """Return one list of the page."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    return found.group(0) if found else ""


def rows(html: str, name: str) -> int:
    return section(html, name).count("<li")


def test_more_contributions_ask_no_more_queries(app: Flask, client: Client) -> None:
    consulting = make_consulting()
    person, neighbour = consulting.person(name="Amina Essai"), consulting.person(name="Salma Essai")
    sign_in(client, person.user_id or 0)
    counts = []
    for numbers in (range(2), range(2, 13)):
        take_part(consulting, person, neighbour, numbers)
        client.get("/fr/me")
        with counting(app) as statements:
            assert client.get("/fr/me").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1], counts


def test_each_list_has_pages_of_its_own(client: Client) -> None:
    consulting = make_consulting()
    person, neighbour = consulting.person(name="Amina Essai"), consulting.person(name="Salma Essai")
    take_part(consulting, person, neighbour, range(PAGE_SIZE + 1))
    sign_in(client, person.user_id or 0)
    first = client.get("/fr/me").text
    assert [rows(first, name) for name in LISTS] == [PAGE_SIZE] * len(LISTS)
    for name in LISTS:
        assert f"/fr/me?{name}=2#{name}" in first
        second = client.get(f"/fr/me?{name}=2").text
        assert [rows(second, each) for each in LISTS] == [1 if each == name else PAGE_SIZE for each in LISTS]
        assert "le numéro 0." in section(second, name) or "la numéro 0." in section(second, name)
        assert f"/fr/me?{name}=1#{name}" in second


@pytest.mark.parametrize("asked", ["said=x", "said=0", "said=-1", "said=99999999", "said=2'--", "sort=title"])
def test_what_is_odd_in_the_address_is_the_first_page(client: Client, asked: str) -> None:
    consulting = make_consulting()
    person = consulting.person(name="Amina Essai")
    consulting.published(person, "Une idée à moi")
    sign_in(client, person.user_id or 0)
    assert "Une idée à moi" in section(client.get(f"/fr/me?{asked}").text, "said")


def test_a_page_after_the_last_leads_back_to_the_last(client: Client) -> None:
    consulting = make_consulting()
    person = consulting.person(name="Amina Essai")
    for number in range(PAGE_SIZE + 1):
        consulting.published(person, f"Une idée à moi, la numéro {number}")
    sign_in(client, person.user_id or 0)
    assert "/fr/me?said=2#said" in section(client.get("/fr/me?said=7").text, "said")
