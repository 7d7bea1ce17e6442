"""No route, export, sort or filter yields a person with her choice (trust.md 27)."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask

from app import models
from config import ROOT
from tests.support.applications import Client
from tests.support.crawling import words_of
from tests.support.visits import pages
from tests.support.world import UNSEEN_EMAIL, UNSEEN_NAME, World

# Supporters are told what becomes of what they support: these two stay linked to the account, and the page says so.
LINKED = {"support", "opinion"}
# Who reads them together with the account: the person's own pages and data, those who tell supporters, the ledger's
# comparison (pseudonyms), hints and figures (counts). A new reader has to be looked at.
READERS = {
    "app/demo/crowd.py",
    "app/features/hints/queries.py",
    "app/features/notifications/audiences.py",
    "app/features/reports/queries.py",
    "app/features/supports/commands.py",
    "app/features/supports/models.py",
    "app/features/supports/queries.py",
    "app/features/synthesis/queries.py",
    "app/features/transparency/beginning.py",
    "app/features/transparency/comparing.py",
}
CHOSEN = re.compile(r"^(ballot|voting|vote_|support|opinion|ballot_.*)")
PERSONAL = re.compile(r"user|author|email|phone|person_|supporter|helper|browser|network")


def test_trust_27_no_table_of_ballots_names_a_person() -> None:
    tables = {
        name: table for name, table in models.accounts.User.metadata.tables.items() if CHOSEN.match(name)
    }
    assert {"support", "opinion", "ballot"} <= set(tables)
    refers = {
        name
        for name, table in tables.items()
        if any(key.column.table.name == "user_account" for key in table.foreign_keys)
        or any(PERSONAL.search(column.name) for column in table.columns)
    }
    assert refers == LINKED
    # While a vote is open an account stands behind its ballot, both under pseudonyms and never by its id.
    account = tables["ballot_account"].columns["account"]
    assert (account.type.length, account.foreign_keys) == (64, set())  # type: ignore[attr-defined]


def test_trust_27_whoever_reads_supports_with_their_accounts_is_known() -> None:
    together = re.compile(r"\b(?:Support|Opinion)\.user_id\b")
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "app").rglob("*.py"))
        if together.search(path.read_text(encoding="utf-8"))
    }
    assert found
    assert found - READERS == set()


@pytest.mark.sqlite_only
def test_trust_27_no_filter_or_sort_of_any_page_yields_who_chose(
    app: Flask, client: Client, world: World
) -> None:
    """As somebody who may do everything everywhere, with every filter that a curious person would try."""
    client.sign_in(world.people["everybody"])
    supporter = str(world.people["supporter_a"])
    names = ("supporter", "supported_by", "user", "user_id", "voter", "by", "who", "person", "author")
    orders = {
        "sort": "user_id",
        "order": "supporter",
        "group": "user_id",
        "fields": "user_id,email",
        "with": "people",
    }
    query = urlencode({**dict.fromkeys(names, supporter), **orders, "format": "csv"})
    told, count = [], 0
    for visit in pages(app):
        path = visit.path(world.a)
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
        count += 1
        text = words_of(answer)
        told += [
            path for word in (UNSEEN_NAME.split()[0], UNSEEN_EMAIL) if word.casefold() in text.casefold()
        ]
    assert told == []
    assert count > 100
