"""Let the database itself refuse changes to what was published; create the search index."""

from alembic import op

from app.foundation import search

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("calendar_change", "history_step", "moderation_redaction", "progress_report")
PUBLISHED = "(SELECT published_at FROM plan_version WHERE id = {row}.version_id) IS NOT NULL"
SOURCED = (
    "(SELECT plan_version.published_at FROM plan_version JOIN item_change ON item_change.version_id = plan_version.id "
    "WHERE item_change.id = {row}.change_id) IS NOT NULL"
)
VOTE = "(SELECT {column} FROM voting_question WHERE id = {row}.question_id) IS NOT NULL"


def _of_vote(event: str, column: str) -> str:
    """Return the condition that the vote of a row, or the one it is moved to, is announced or closed."""
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]
    return " OR ".join(VOTE.format(column=column, row=row) for row in rows)


def _changes(*columns: str) -> str:
    """Return the condition that one of the columns gets another value."""
    written = "COALESCE(CAST({row}.{column} AS TEXT), '')"
    return " OR ".join(
        f"{written.format(row='NEW', column=column)} <> {written.format(row='OLD', column=column)}"
        for column in columns
    )


ANNOUNCED_VOTE = (
    "collectivity_id", "consultation_id", "kind", "minimum", "maximum", "ceiling", "level", "counts_hidden",
    "starts_at", "announced_at", "keys_destroyed_on",
)  # fmt: skip
CLOSED_VOTE = ("state", "closed_at", "ends_at", "opened_at", "figures")
COUNTED_VOTE = ("count_state", "results")
VOTE_IS_REWRITTEN = (
    f"(OLD.announced_at IS NOT NULL AND (NEW.ends_at < OLD.ends_at OR {_changes(*ANNOUNCED_VOTE)})) "
    f"OR (OLD.closed_at IS NOT NULL AND ({_changes(*CLOSED_VOTE)})) "
    f"OR (OLD.count_state = 'done' AND ({_changes(*COUNTED_VOTE)}))"
)
# What makes a row of the ledger the one it is. INSERT OR REPLACE would delete the row that has the same; where
# recursive triggers are off, only a refusal of the INSERT stops it.
LEDGER_KEYS = {
    "ledger_entry": (("id",), ("log_id", "leaf_hash"), ("log_id", "subject", "pseudonym", "revision")),
    "ledger_sequence": (("log_id", "position"), ("entry_id",)),
    "ledger_node": (("log_id", "level", "number"),),
    "ledger_checkpoint": (("id",), ("log_id", "size")),
    "ledger_verification": (("id",),),
}

DECIDED = (
    "id", "collectivity_id", "case_id", "number", "consultation_id", "subject", "subject_id", "decision", "source",
    "ground", "charter_rule", "charter_version", "label", "language", "is_automated", "decided_by_id", "decided_by_role",
    "decided_at", "appeal_until",
)  # fmt: skip
RULED = (
    "id", "collectivity_id", "case_id", "consultation_id", "decision_id", "outcome", "language", "new_decision_id",
    "decided_by_id", "decided_by_role", "decided_at",
)  # fmt: skip
APPEALED = (
    "id", "collectivity_id", "case_id", "consultation_id", "decision_id", "appellant_id", "helped_by_id", "lodged_at",
    "due_at",
)  # fmt: skip
HAPPENED = (
    "id", "collectivity_id", "kind", "object_id", "step", "state", "details", "actor_id", "actor_role", "helped_by_id",
    "happened_at",
)  # fmt: skip
# What makes a decision of moderation, or a ruling on appeals, the one it is: as above, nothing takes its place.
MODERATION_KEYS = {
    "moderation_decision": (("id",), ("case_id", "number")),
    "appeal_ruling": (("id",), ("decision_id",)),
}
REDACTED = "EXISTS (SELECT 1 FROM moderation_redaction WHERE {owner} = OLD.id AND text = NEW.reason)"
HISTORY_REDACTED = (
    "EXISTS (SELECT 1 FROM moderation_redaction JOIN moderation_decision ON moderation_decision.id = "
    "moderation_redaction.decision_id WHERE moderation_redaction.text = NEW.reason AND "
    "moderation_decision.subject = OLD.kind AND moderation_decision.subject_id = OLD.object_id)"
)
RULED_BY_WHOEVER_IS_INVOLVED = (
    "NEW.decided_by_id = (SELECT decided_by_id FROM moderation_decision WHERE id = NEW.decision_id) OR "
    "EXISTS (SELECT 1 FROM appeal WHERE decision_id = NEW.decision_id "
    "AND (appellant_id = NEW.decided_by_id OR helped_by_id = NEW.decided_by_id))"
)


def _is_rewritten(columns: tuple[str, ...], redacted: str) -> str:
    """Return the condition that a row changes otherwise than by a redaction of its reason that is recorded."""
    return f"{_changes(*columns)} OR ({_changes('reason')} AND NOT {redacted})"


def _is_taken(table: str, keys: tuple[tuple[str, ...], ...]) -> str:
    """Return the condition that a new row has the key of one that is there."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"  # noqa: S608
        for key in keys
    )


# (table, event, condition) that the database refuses, with the sentence of the refusal.
RULES = [
    *(
        (table, event, "1 = 1", "rows of this table are never changed")
        for table in (*APPEND_ONLY, *LEDGER_KEYS)
        for event in ("UPDATE", "DELETE")
        if (table, event) != ("history_step", "UPDATE")
    ),
    (
        "history_step",
        "UPDATE",
        _is_rewritten(HAPPENED, HISTORY_REDACTED),
        "rows of this table are never changed",
    ),
    *(
        (table, "INSERT", _is_taken(table, keys), "decisions of moderation are never replaced")
        for table, keys in MODERATION_KEYS.items()
        if table != "appeal_ruling"
    ),
    (
        "appeal_ruling",
        "INSERT",
        f"{_is_taken('appeal_ruling', MODERATION_KEYS['appeal_ruling'])} OR {RULED_BY_WHOEVER_IS_INVOLVED}",
        "an appeal is decided once, by somebody else",
    ),
    (
        "moderation_decision",
        "UPDATE",
        _is_rewritten(DECIDED, REDACTED.format(owner="decision_id")),
        "decisions of moderation do not change",
    ),
    (
        "appeal_ruling",
        "UPDATE",
        _is_rewritten(RULED, REDACTED.format(owner="ruling_id")),
        "decisions of moderation do not change",
    ),
    (
        "appeal",
        "UPDATE",
        f"{_changes(*APPEALED)} OR ({_changes('reason')} AND NEW.reason <> '')",
        "appeals do not change, they can only be emptied",
    ),
    *(
        (table, "DELETE", "1 = 1", "what moderation decided is never deleted")
        for table in ("moderation_case", "moderation_decision", "appeal", "appeal_ruling")
    ),
    *(
        (table, "INSERT", _is_taken(table, keys), "rows of this table are never replaced")
        for table, keys in LEDGER_KEYS.items()
    ),
    ("pseudonym_key", "UPDATE", "OLD.fingerprint <> NEW.fingerprint", "a key is never replaced by another"),
    ("pseudonym_key", "DELETE", "1 = 1", "that there was a key is never forgotten"),
    ("erasure", "DELETE", "1 = 1", "that an account was erased is never forgotten"),
    *(
        (table, event, _of_vote(event, "closed_at"), "the ballots of a closed vote do not change")
        for table in ("ballot", "ballot_account", "ballot_turnout", "choice_tally")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        ("voting_choice", event, _of_vote(event, "announced_at"), "an announced vote does not change")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
    (
        "voting_question",
        "UPDATE",
        VOTE_IS_REWRITTEN,
        "an announced vote does not change",
    ),
    ("voting_question", "DELETE", "OLD.announced_at IS NOT NULL", "an announced vote does not change"),
    ("plan_version", "UPDATE", "OLD.published_at IS NOT NULL", "a published version does not change"),
    ("plan_version", "DELETE", "OLD.published_at IS NOT NULL", "a published version does not change"),
    ("item_revision", "INSERT", PUBLISHED.format(row="NEW"), "a published version does not change"),
    ("item_revision", "UPDATE", PUBLISHED.format(row="OLD"), "a published version does not change"),
    ("item_revision", "DELETE", PUBLISHED.format(row="OLD"), "a published version does not change"),
    ("response", "UPDATE", "OLD.published_at IS NOT NULL", "a published answer does not change"),
    ("response", "DELETE", "OLD.published_at IS NOT NULL", "a published answer does not change"),
    (
        "item_change",
        "INSERT",
        PUBLISHED.format(row="NEW"),
        "the sources of a published version do not change",
    ),
    (
        "item_change",
        "UPDATE",
        PUBLISHED.format(row="OLD"),
        "the sources of a published version do not change",
    ),
    (
        "item_change",
        "DELETE",
        PUBLISHED.format(row="OLD"),
        "the sources of a published version do not change",
    ),
    (
        "item_change_source",
        "INSERT",
        SOURCED.format(row="NEW"),
        "the sources of a published version do not change",
    ),
    (
        "item_change_source",
        "UPDATE",
        SOURCED.format(row="OLD"),
        "the sources of a published version do not change",
    ),
    (
        "item_change_source",
        "DELETE",
        SOURCED.format(row="OLD"),
        "the sources of a published version do not change",
    ),
]


def upgrade() -> None:
    """Create the triggers and the search index."""
    create = _create_on_sqlite if op.get_bind().dialect.name == "sqlite" else _create_on_postgresql
    for table, event, condition, sentence in RULES:
        create(f"refuse_{event.lower()}_{table}", table, event, condition, sentence)
    if op.get_bind().dialect.name == "postgresql":
        _refuse_truncate()
    search.create_index(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    search.drop_index(op.get_bind())
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        _allow_truncate()
    for table, event, _condition, _sentence in reversed(RULES):
        name = f"refuse_{event.lower()}_{table}"
        op.execute(f"DROP TRIGGER {name}" if on_sqlite else f"DROP TRIGGER {name} ON {table}")
        if not on_sqlite:
            op.execute(f"DROP FUNCTION {name}()")


def _create_on_sqlite(name: str, table: str, event: str, condition: str, sentence: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _create_on_postgresql(name: str, table: str, event: str, condition: str, sentence: str) -> None:
    row = "OLD" if event == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _refuse_truncate() -> None:
    """Refuse to empty the tables of the ledger at once, which fires no trigger of a row."""
    op.execute(
        "CREATE FUNCTION refuse_truncate_ledger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the ledger is never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in LEDGER_KEYS:
        op.execute(
            f"CREATE TRIGGER refuse_truncate_{table} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_ledger()"
        )


def _allow_truncate() -> None:
    for table in LEDGER_KEYS:
        op.execute(f"DROP TRIGGER refuse_truncate_{table} ON {table}")
    op.execute("DROP FUNCTION refuse_truncate_ledger()")
