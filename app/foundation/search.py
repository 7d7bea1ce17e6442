"""Full-text search with the same answers on SQLite and PostgreSQL: our words, their indexes.

One row of `search_document` per searchable object; its words stand in `search_terms`, an FTS5 table on
SQLite and a table with a GIN index on PostgreSQL, joined by the document's id. The words come from our
analyser: neither database cuts, folds or stems anything. What must not be found is not indexed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, Id, Model, db
from app.foundation.text.analyser import Word, index_terms, tokens, words
from app.foundation.text.similarity import Similar, most_similar

_MOST_TERMS = 6000
_MOST_WORDS_ASKED = 30
_MOST_STEMS_KEPT = 120
_MOST_CANDIDATES = 300
_LEAST_ALIKE = 0.3


class SearchDocument(Model):
    """One searchable object; derived from it, so that the index can be rebuilt at will."""

    __tablename__ = "search_document"
    __table_args__ = (sa.UniqueConstraint("kind", "object_id"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int] = mapped_column(BigId)
    collectivity_id: Mapped[int | None] = mapped_column(BigId, index=True)
    stems: Mapped[str] = mapped_column(sa.Text)


_documents: Any = SearchDocument.__table__
# FTS5 is asked through a hidden column that bears the table's name.
_fts5 = sa.table(
    "search_terms", sa.column("rowid", sa.Integer), sa.column("terms"), sa.column("search_terms")
)
_gin = sa.table("search_terms", sa.column("document_id", BigId), sa.column("terms", postgresql.TSVECTOR))

_CREATE_FTS5 = """
    CREATE VIRTUAL TABLE search_terms
    USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')
"""
_CREATE_TRIGGER = """
    CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document
    BEGIN DELETE FROM search_terms WHERE rowid = old.id; END
"""
_CREATE_TABLE = """
    CREATE TABLE search_terms (
        document_id bigint CONSTRAINT pk_search_terms PRIMARY KEY
        CONSTRAINT fk_search_terms_document_id_search_document
        REFERENCES search_document (id) ON DELETE CASCADE,
        terms tsvector NOT NULL
    )
"""
_CREATE_GIN = "CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)"
_CREATE = {"sqlite": (_CREATE_FTS5, _CREATE_TRIGGER), "postgresql": (_CREATE_TABLE, _CREATE_GIN)}
_DROP_TRIGGER = "DROP TRIGGER IF EXISTS search_document_deleted"
_DROP_TABLE = "DROP TABLE IF EXISTS search_terms"
_DROP = {"sqlite": (_DROP_TRIGGER, _DROP_TABLE), "postgresql": (_DROP_TABLE,)}


def create_index(connection: Connection) -> None:
    """Create the table of documents and what holds their words; one call in a migration."""
    _documents.create(connection)


def drop_index(connection: Connection) -> None:
    """Drop what create_index created."""
    _documents.drop(connection)


def is_index_table(name: str | None) -> bool:
    """Say whether a table is the index's own, which the comparison of migrations must leave alone."""
    return name is not None and name.startswith(("search_document", "search_terms"))


@event.listens_for(_documents, "after_create")
def _create_terms(_table: object, connection: Connection, **_options: object) -> None:
    for statement in _CREATE[connection.dialect.name]:
        connection.execute(sa.text(statement))


@event.listens_for(_documents, "before_drop")
def _drop_terms(_table: object, connection: Connection, **_options: object) -> None:
    for statement in _DROP[connection.dialect.name]:
        connection.execute(sa.text(statement))


def index(*, kind: str, object_id: int, collectivity_id: int | None, text: str) -> None:
    """Make an object found by its text, in the current transaction; replaces what it was found by."""
    terms = index_terms(text)[:_MOST_TERMS]
    values = {
        "kind": kind,
        "object_id": object_id,
        "collectivity_id": collectivity_id,
        "stems": " ".join(tokens(text)[:_MOST_STEMS_KEPT]),
    }
    document_id = db.session.execute(_upsert_document(values)).scalar_one()
    for statement in _store_terms(document_id, terms):
        db.session.execute(statement)


def remove(*, kind: str, object_id: int) -> None:
    """Make an object found no more, in the current transaction."""
    found = (_documents.c.kind == kind) & (_documents.c.object_id == object_id)
    db.session.execute(sa.delete(_documents).where(found))


def matching(*, kind: str, query: str) -> sa.Select[int] | None:
    """Return a select of the ids of objects that hold every word of a query, its last word begun or whole.

    None when the query holds no word to look for.
    """
    asked = list(words(query))[:_MOST_WORDS_ASKED]
    if not asked:
        return None
    return _ids(kind).where(_documents.c.id.in_(_holding_all(asked)))


def similar(*, kind: str, text: str, among: sa.Select[int] | None = None, top: int = 5) -> list[Similar]:
    """Return the indexed objects most like a text, best first; `among` limits which (a select of ids)."""
    stems = list(dict.fromkeys(tokens(text)))[:_MOST_WORDS_ASKED]
    if not stems:
        return []
    rows = db.session.execute(_candidates(kind, stems, among))
    candidates = ((object_id, kept.split()) for object_id, kept in rows)
    return most_similar(stems=stems, candidates=candidates, top=top, least=_LEAST_ALIKE)


def _ids(kind: str) -> sa.Select[int]:
    return sa.select(SearchDocument.object_id).where(SearchDocument.kind == kind)


def _candidates(kind: str, stems: Sequence[str], among: sa.Select[int] | None) -> sa.Select[int, str]:
    """Return a select of the objects that share most stems, with their own stems."""
    shared = sa.union_all(*(_holding(stem) for stem in stems)).subquery("shared")
    document_id = shared.c[0]
    statement = (
        sa.select(SearchDocument.object_id, SearchDocument.stems)
        .join(shared, document_id == SearchDocument.id)
        .where(SearchDocument.kind == kind)
        .group_by(SearchDocument.id, SearchDocument.object_id, SearchDocument.stems)
        .order_by(sa.func.count().desc(), SearchDocument.object_id.desc())
        .limit(_MOST_CANDIDATES)
    )
    return statement if among is None else statement.where(SearchDocument.object_id.in_(among))


def _on_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _upsert_document(values: dict[str, Any]) -> Any:
    insert = sqlite.insert(_documents) if _on_sqlite() else postgresql.insert(_documents)
    changed = {name: insert.excluded[name] for name in ("collectivity_id", "stems")}
    return (
        insert.values(**values)
        .on_conflict_do_update(index_elements=["kind", "object_id"], set_=changed)
        .returning(_documents.c.id)
    )


def _store_terms(document_id: int, terms: Sequence[str]) -> Iterable[Any]:
    """Return the statements that replace a document's words."""
    if _on_sqlite():
        return (
            sa.delete(_fts5).where(_fts5.c.rowid == document_id),
            sa.insert(_fts5).values(rowid=document_id, terms=" ".join(terms)),
        )
    vector = sa.func.array_to_tsvector(sa.cast(list(terms), postgresql.ARRAY(sa.Text)))
    insert = postgresql.insert(_gin).values(document_id=document_id, terms=vector)
    return (
        insert.on_conflict_do_update(index_elements=["document_id"], set_={"terms": insert.excluded.terms}),
    )


def _holding(stem: str) -> sa.Select[int]:
    """Return a select of the documents that hold a stem."""
    return _select_terms(_exactly_fts5(stem) if _on_sqlite() else _exactly_tsquery(stem))


def _holding_all(asked: Sequence[Word]) -> sa.Select[int]:
    """Return a select of the documents that hold every word's stem; of the last, its stem or its beginning."""
    *whole, last = asked
    if _on_sqlite():
        exact, begun, conjunction, alternative = _exactly_fts5, _beginning_fts5, " AND ", " OR "
    else:
        exact, begun, conjunction, alternative = _exactly_tsquery, _beginning_tsquery, " & ", " | "
    begun_or_whole = [exact(last.stem), *(begun(form) for form in sorted({last.surface, last.bare}))]
    parts = [*(exact(word.stem) for word in whole), f"({alternative.join(begun_or_whole)})"]
    return _select_terms(conjunction.join(parts))


def _select_terms(expression: str) -> sa.Select[int]:
    if _on_sqlite():
        return sa.select(_fts5.c.rowid).where(_fts5.c.search_terms.op("MATCH")(expression))
    return sa.select(_gin.c.document_id).where(_gin.c.terms.op("@@")(sa.cast(expression, postgresql.TSQUERY)))


# The analyser's words are letters and digits only, so that quotes around them cannot be broken.
def _exactly_fts5(term: str) -> str:
    return f'"{term}"'


def _beginning_fts5(term: str) -> str:
    return f'"{term}" *'


def _exactly_tsquery(term: str) -> str:
    return f"'{term}'"


def _beginning_tsquery(term: str) -> str:
    return f"'{term}':*"
