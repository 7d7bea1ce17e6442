"""Search finds the same on both databases: every word's forms, the last one begun, whatever is typed."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import scoped_session

from app.foundation import search
from app.foundation.search import SearchDocument
from app.foundation.text.analyser import words

Session = scoped_session[Any]
TEXTS = {
    1: "إحداث ملعب القرب بحي السلام",
    2: "Réparer les routes rurales de l'école",
    3: "Éclairage public ديال الحي",
    4: "bghina tri9 w l7anout f douar",
    5: "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴳ ⵓⵖⵔⴱⴰⵣ",
    6: "Accès à l’eau : 2 forages, 50 % du NEAR budget (2027)",
}
ON_ONE_SESSION = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def found(db_session: Session) -> Callable[..., list[int] | None]:
    """Index the texts; return a function that searches them."""
    for object_id, text in TEXTS.items():
        search.index(kind="proposal", object_id=object_id, collectivity_id=7, text=text)

    def find(query: str, kind: str = "proposal") -> list[int] | None:
        ids = search.matching(kind=kind, query=query)
        return None if ids is None else sorted(db_session.scalars(ids))

    return find


Finder = Callable[..., list[int] | None]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("ملاعب القرب", [1]),
        ("احداث", [1]),
        ("الملعب بالقرب", [1]),
        ("حي", [1, 3]),
        ("السلا", [1]),
        ("سلا", [1]),
        ("ECOLES", [2]),
        ("route rurale", [2]),
        ("rural rout", [2]),
        ("reparation", []),
        ("répar", [2]),
        ("rura répar", []),
        ("eclairages publics", [3]),
        ("éclairage الأحياء", []),
        ("éclairage الحي", [3]),
        ("tri9", [4]),
        ("l7an", [4]),
        ("ⵜⴰⵎⴰⵣ", [5]),
        ("eau", [6]),
        ("d'eau ٢٠٢٧", [6]),
        ("near", [6]),
        ("route eau", []),
        ("introuvable", []),
    ],
)
def test_a_query_finds_what_holds_all_its_words(found: Finder, query: str, ids: list[int]) -> None:
    assert found(query) == ids


@pytest.mark.parametrize(
    "query", ["", "   ", "%", "' OR 1=1 --", '"*"', ":*", "و", "la de l'", "\u202e\u200b", "()"]
)
def test_a_query_without_a_word_asks_nothing(found: Finder, query: str) -> None:
    assert found(query) in (None, [])
    assert search.matching(kind="proposal", query="% ' : *") is None


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('"route" rurale', [2]),
        ("route* -rurale", [2]),
        ("NEAR(eau budget)", [6]),
        ("eau:* & budget | !x'", [6]),
        ("terms : eau", []),
        ("eau' %", [6]),
        ("eau\x00budget", [6]),
        ("eau\ud800", [6]),
        ("{eau} ^budget \\", [6]),
        ("NOT eau", []),
        ("eau " * 500, [6]),
        ("x" * 5000, []),
    ],
)
def test_the_syntax_of_a_database_is_only_words(found: Finder, query: str, ids: list[int]) -> None:
    assert found(query) == ids


@ON_ONE_SESSION
@given(query=st.text())
def test_no_query_fails(found: Finder, query: str) -> None:
    assert found(query) is None or set(found(query) or ()) <= set(TEXTS)


@ON_ONE_SESSION
@given(text=st.text() | st.text(alphabet="ابتملعقرواهي é's379xABc ⵜⴰ😀𐍈", max_size=30))
def test_a_text_is_found_by_each_of_its_words_and_their_beginnings(db_session: Session, text: str) -> None:
    search.index(kind="note", object_id=1, collectivity_id=None, text=text)
    for word in words(text):
        for query in (word.surface, word.surface[: max(2, len(word.surface) // 2)]):
            ids = search.matching(kind="note", query=query)
            assert ids is None or db_session.scalars(ids).all() == [1]
    whole = search.matching(kind="note", query=text)
    assert whole is None or db_session.scalars(whole).all() == [1]


def test_kinds_are_kept_apart(found: Finder) -> None:
    search.index(kind="plan_item", object_id=2, collectivity_id=7, text="Une école")
    assert found("école", kind="plan_item") == [2]
    assert found("forage", kind="plan_item") == []


def test_a_new_text_replaces_the_old_one(found: Finder, db_session: Session) -> None:
    search.index(kind="proposal", object_id=2, collectivity_id=8, text="Un marché couvert")
    assert found("marchés") == [2]
    assert found("école") == []
    assert db_session.scalar(sa.select(sa.func.count()).select_from(SearchDocument)) == len(TEXTS)


def test_what_is_removed_is_found_no_more_and_can_come_back(found: Finder) -> None:
    search.remove(kind="proposal", object_id=6)
    search.remove(kind="proposal", object_id=999)
    assert found("eau") == []
    search.index(kind="proposal", object_id=6, collectivity_id=7, text="eau")
    assert found("eau") == [6]


def test_what_is_deleted_otherwise_leaves_no_word_behind(found: Finder, db_session: Session) -> None:
    db_session.execute(sa.delete(SearchDocument))
    search.index(kind="proposal", object_id=50, collectivity_id=7, text="forêt")
    assert found("école") == []
    assert found("forêt") == [50]
    assert db_session.scalar(sa.text("SELECT count(*) FROM search_terms")) == 1


def test_the_index_shares_the_fate_of_the_transaction(found: Finder, db_session: Session) -> None:
    db_session.commit()
    search.index(kind="proposal", object_id=2, collectivity_id=7, text="Un marché")
    search.remove(kind="proposal", object_id=1)
    db_session.rollback()
    assert (found("école"), found("ملعب"), found("marché")) == ([2], [1], [])


def test_a_savepoint_undone_leaves_the_index_as_it_was(found: Finder, db_session: Session) -> None:
    with db_session.begin_nested() as savepoint:
        search.index(kind="proposal", object_id=2, collectivity_id=7, text="Un marché")
        savepoint.rollback()
    assert (found("école"), found("marché")) == ([2], [])


def test_a_match_narrows_any_other_select(found: Finder, db_session: Session) -> None:
    ids = search.matching(kind="proposal", query="حي")
    assert ids is not None
    of_documents = sa.select(SearchDocument.object_id).where(SearchDocument.object_id.in_(ids))
    assert db_session.scalars(of_documents.order_by(SearchDocument.object_id.desc()).limit(1)).all() == [3]


def test_similar_texts_are_found_best_first(found: Finder) -> None:
    search.index(kind="proposal", object_id=10, collectivity_id=7, text="ملاعب القرب")
    search.index(kind="plan_item", object_id=11, collectivity_id=7, text="ملاعب القرب")
    assert [each.object_id for each in search.similar(kind="proposal", text="نريد ملاعب للقرب")] == [10, 1]
    assert [each.object_id for each in search.similar(kind="proposal", text="route rurale", top=1)] == [2]
    assert search.similar(kind="proposal", text="piscine") == []
    assert search.similar(kind="proposal", text="'%") == []


def test_similar_texts_are_looked_for_among_those_asked_for(found: Finder) -> None:
    among = sa.select(SearchDocument.object_id).where(SearchDocument.object_id > 2)
    assert search.similar(kind="proposal", text="routes rurales", among=among) == []


def test_a_very_long_text_is_indexed(found: Finder) -> None:
    search.index(
        kind="proposal", object_id=20, collectivity_id=7, text=" ".join(f"mot{n}" for n in range(20_000))
    )
    assert found("mot1") == [20]


def test_the_index_can_be_dropped_and_made_again(db_session: Session) -> None:
    connection = db_session.connection()
    search.drop_index(connection)
    search.create_index(connection)
    search.index(kind="proposal", object_id=1, collectivity_id=7, text="école")
    ids = search.matching(kind="proposal", query="école")
    assert ids is not None
    assert db_session.scalars(ids).all() == [1]
    db_session.rollback()


def test_the_tables_of_the_index_are_known_by_name() -> None:
    ours = ["search_document", "search_terms", "search_terms_data"]
    assert [name for name in [*ours, "proposal", "search", None] if search.is_index_table(name)] == ours
