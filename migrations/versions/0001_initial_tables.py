"""Initial tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "history_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_role", sa.String(length=40), nullable=True),
        sa.Column("helped_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_step")),
    )
    with op.batch_alter_table("history_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_history_step_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index("ix_history_step_object", ["kind", "object_id", "id"], unique=False)

    op.create_table(
        "kept_input",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_kept_input")),
    )
    op.create_table(
        "ledger_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("low_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0 AND low_entry_id >= 0", name=op.f("ck_ledger_log_counts_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_log")),
        sa.UniqueConstraint("name", name=op.f("uq_ledger_log_name")),
    )
    with op.batch_alter_table("ledger_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_log_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index("ix_ledger_log_consultation_id", ["consultation_id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "medium",
            sa.Enum("mail", "sms", name="medium", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliver_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_message_waiting",
            ["deliver_after"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "pseudonym_key",
        sa.Column(
            "consultation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroy_on", sa.Date(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_pseudonym_key")),
    )
    op.create_table(
        "security_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    with op.batch_alter_table("security_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_event_happened_at"), ["happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_security_event_user_id"), ["user_id"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_key_public_key")),
    )
    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("result_url", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "territory_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("has_council", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territory_kind")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"],
            ["ledger_log.id"],
            name=op.f("fk_ledger_checkpoint_log_id_ledger_log"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_checkpoint")),
        sa.UniqueConstraint("log_id", "size", name=op.f("uq_ledger_checkpoint_log_id_size")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("pseudonym", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_entry_log_id_ledger_log"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("log_id", "leaf_hash", name=op.f("uq_ledger_entry_log_id_leaf_hash")),
        sa.UniqueConstraint(
            "log_id",
            "subject",
            "pseudonym",
            "revision",
            name=op.f("uq_ledger_entry_log_id_subject_pseudonym_revision"),
        ),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entry_log_id_id", ["log_id", "id"], unique=False)

    op.create_table(
        "ledger_node",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_node_log_id_ledger_log")),
        sa.PrimaryKeyConstraint("log_id", "level", "number", name=op.f("pk_ledger_node")),
    )
    op.create_table(
        "ledger_verification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"],
            ["ledger_log.id"],
            name=op.f("fk_ledger_verification_log_id_ledger_log"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_verification")),
    )
    with op.batch_alter_table("ledger_verification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_verification_log_id"), ["log_id"], unique=False)

    op.create_table(
        "territory",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("search_keys", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["territory_kind.code"], name=op.f("fk_territory_kind_code_territory_kind")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["territory.id"],
            name=op.f("fk_territory_parent_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
        sa.UniqueConstraint("origin", "code", name=op.f("uq_territory_origin_code")),
    )
    with op.batch_alter_table("territory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territory_kind_code"), ["kind_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "collectivity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("joined_year", sa.Integer(), nullable=True),
        sa.Column("portal_member_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("default_language", sa.String(length=8), nullable=False),
        sa.Column("amazigh_fallback", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("welcome", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("declaration_reference", sa.String(length=120), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("register_authorisation_reference", sa.String(length=120), nullable=True),
        sa.Column("register_authorised_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("accent LIKE '#______'", name=op.f("ck_collectivity_accent_is_a_colour")),
        sa.CheckConstraint("lock_version >= 1", name=op.f("ck_collectivity_lock_version_from_one")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_collectivity_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collectivity")),
        sa.UniqueConstraint("slug", name=op.f("uq_collectivity_slug")),
        sa.UniqueConstraint("territory_id", name=op.f("uq_collectivity_territory_id")),
    )
    op.create_table(
        "ledger_sequence",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_sequence_entry_id_ledger_entry")
        ),
        sa.ForeignKeyConstraint(
            ["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_sequence_log_id_ledger_log")
        ),
        sa.PrimaryKeyConstraint("log_id", "position", name=op.f("pk_ledger_sequence")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_sequence_entry_id")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("us_phone_number", sa.String(length=32), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_datetime", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_name", sa.String(length=80), nullable=True),
        sa.Column("pseudonym", sa.String(length=80), nullable=True),
        sa.Column("notice_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("demo_key", sa.String(length=80), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "us_phone_number LIKE '+%' AND us_phone_number NOT LIKE '% %'",
            name=op.f("ck_user_account_phone_in_one_form"),
        ),
        sa.CheckConstraint(
            "email IS NOT NULL OR us_phone_number IS NOT NULL OR erased_at IS NOT NULL",
            name=op.f("ck_user_account_reachable_or_erased"),
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_user_account_territory_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("demo_key", name=op.f("uq_user_account_demo_key")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
        sa.UniqueConstraint("us_phone_number", name=op.f("uq_user_account_us_phone_number")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_territory_id"), ["territory_id"], unique=False)

    op.create_table(
        "account_activity",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_account_activity_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_account_activity")),
    )
    with op.batch_alter_table("account_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_activity_last_seen_on"), ["last_seen_on"], unique=False)

    op.create_table(
        "account_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_up",
                "sign_in",
                "recovery",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_count", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("try_count >= 0", name=op.f("ck_account_code_tries_are_counted")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_account_code_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_code")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_account_code_link_hash")),
    )
    with op.batch_alter_table("account_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_code_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_code_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "account_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "email",
                "sms",
                "password",
                "passkey",
                "app",
                "recovery_code",
                "demo",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "second",
            sa.Enum(
                "email",
                "sms",
                "password",
                "passkey",
                "app",
                "recovery_code",
                "demo",
                name="second",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "strength",
            sa.Enum(
                "half",
                "one_factor",
                "two_factors",
                name="strength",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_account_session_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "address_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("new_address", sa.String(length=254), nullable=False),
        sa.Column("is_phone", sa.Boolean(), nullable=False),
        sa.Column("old_email", sa.String(length=254), nullable=True),
        sa.Column("old_phone", sa.String(length=32), nullable=True),
        sa.Column("new_code_hash", sa.String(length=64), nullable=True),
        sa.Column("old_code_hash", sa.String(length=64), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("try_count", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("try_count >= 0", name=op.f("ck_address_change_tries_are_counted")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_address_change_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_address_change_link_hash")),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_change_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_change_user_id"), ["user_id"], unique=False)

    op.create_table(
        "association",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("declared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_by_id"],
            ["user_account.id"],
            name=op.f("fk_association_declared_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_association_territory_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
    )
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_association_declared_by_id"), ["declared_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_association_territory_id"), ["territory_id"], unique=False)

    op.create_table(
        "authenticator_app",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_secret", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_authenticator_app_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_app")),
        sa.UniqueConstraint("user_id", name=op.f("uq_authenticator_app_user_id")),
    )
    op.create_table(
        "desk_code",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_desk_code_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_desk_code")),
        sa.UniqueConstraint("code", name=op.f("uq_desk_code_code")),
    )
    op.create_table(
        "desk_verification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "script",
            sa.Enum("latin", "arabic", name="script", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("verified_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "verified_by_id <> user_id", name=op.f("ck_desk_verification_nobody_verifies_herself")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_desk_verification_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"],
            ["user_account.id"],
            name=op.f("fk_desk_verification_revoked_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_desk_verification_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"],
            ["user_account.id"],
            name=op.f("fk_desk_verification_verified_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_verification")),
    )
    with op.batch_alter_table("desk_verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_verification_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_desk_verification_revoked_by_id"), ["revoked_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_verification_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_verification_verified_by_id"), ["verified_by_id"], unique=False
        )
        batch_op.create_index(
            "uq_desk_verification_in_force",
            ["collectivity_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "erasure",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "texts",
            sa.Enum("stay", "go", name="texts", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_erasure_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "follow",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consultation",
                "proposal",
                "item",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_follow_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_follow_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("user_id", "kind", "object_id", name=op.f("uq_follow_user_id_kind_object_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index("ix_follow_object", ["kind", "object_id"], unique=False)

    op.create_table(
        "help_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("try_count", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_by",
            sa.Enum(
                "helper",
                "person",
                "clock",
                name="ended_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(began_at IS NULL) = (ends_at IS NULL) AND (began_at IS NULL) = (person_id IS NULL)",
            name=op.f("ck_help_session_is_for_somebody_once_it_began"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_help_session_is_ended_by_somebody")
        ),
        sa.CheckConstraint("helper_id <> person_id", name=op.f("ck_help_session_nobody_helps_herself")),
        sa.CheckConstraint("try_count >= 0", name=op.f("ck_help_session_tries_are_counted")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_help_session_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"],
            ["user_account.id"],
            name=op.f("fk_help_session_helper_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user_account.id"],
            name=op.f("fk_help_session_person_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_session")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_help_session_link_hash")),
    )
    with op.batch_alter_table("help_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_session_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_help_session_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_help_session_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_session_helper_id"), ["helper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_session_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_help_session_of_helper",
            ["helper_id"],
            unique=True,
            sqlite_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_help_session_of_person",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "facilitator",
                "moderator",
                "focal_point",
                "committee_member",
                "council_member",
                "project_owner",
                "monitoring_body",
                "network_coordinator",
                "mentor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_invitation_accepted_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_invitation_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["user_account.id"],
            name=op.f("fk_invitation_invited_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_accepted_by_id"), ["accepted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_invited_by_id"), ["invited_by_id"], unique=False)

    op.create_table(
        "news",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proposal_published",
                "proposal_returned",
                "proposal_refused",
                "proposal_hidden",
                "proposal_restored",
                "proposal_withdrawn",
                "change_returned",
                "proposal_grouped",
                "proposal_answered",
                "proposal_in_draft",
                "consultation_opened",
                "consultation_extended",
                "consultation_closed",
                "consultation_cancelled",
                "consultation_answered",
                "vote_opened",
                "vote_extended",
                "vote_closed",
                "vote_cancelled",
                "plan_adopted",
                "comment_published",
                "comment_refused",
                "comment_hidden",
                "comment_restored",
                "reply_received",
                "official_reply",
                "activity_started",
                "activity_delayed",
                "activity_stopped",
                "activity_done",
                "report_upheld",
                "report_dismissed",
                "text_labelled",
                "text_unlabelled",
                "appeal_to_decide",
                "appeal_upheld",
                "appeal_overturned",
                "appeal_partly",
                "workshop_changed",
                "workshop_cancelled",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "about",
            sa.Enum(
                "consultation",
                "proposal",
                "item",
                "comment",
                "workshop",
                name="about",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_news_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("event_key", "kind", "object_id", name=op.f("uq_news_event_key_kind_object_id")),
    )
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_collectivity_id"), ["collectivity_id"], unique=False)

    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "pace",
            sa.Enum("at_once", "never", name="pace", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notification_preference_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preference")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=2000), nullable=False),
        sa.Column("user_handle", sa.LargeBinary(length=64), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkey_signatures_are_counted")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_passkey_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_user_id"), ["user_id"], unique=False)

    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=64), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("add", "enter", name="purpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_handle", sa.LargeBinary(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_passkey_challenge_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("challenge", name=op.f("uq_passkey_challenge_challenge")),
    )
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenge_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_passkey_challenge_user_id"), ["user_id"], unique=False)

    op.create_table(
        "personal_export",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_personal_export_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_export")),
        sa.UniqueConstraint("key", name=op.f("uq_personal_export_key")),
    )
    with op.batch_alter_table("personal_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_export_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("titles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("import_key", sa.String(length=120), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_plan_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("collectivity_id", "import_key", name=op.f("uq_plan_collectivity_id_import_key")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_collectivity_id"), ["collectivity_id"], unique=False)

    op.create_table(
        "practice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_practice_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("user_id", name=op.f("uq_practice_user_id")),
    )
    op.create_table(
        "provider_identity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_provider_identity_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_identity_issuer_subject")),
        sa.UniqueConstraint("issuer", "user_id", name=op.f("uq_provider_identity_issuer_user_id")),
    )
    with op.batch_alter_table("provider_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_identity_user_id"), ["user_id"], unique=False)

    op.create_table(
        "public_text_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "legal_notice", "charter", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_public_text_version_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_text_version")),
        sa.UniqueConstraint(
            "collectivity_id",
            "kind",
            "number",
            name=op.f("uq_public_text_version_collectivity_id_kind_number"),
        ),
    )
    with op.batch_alter_table("public_text_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_text_version_collectivity_id"), ["collectivity_id"], unique=False
        )

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_recovery_code_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_code_user_id_code_hash")),
    )
    op.create_table(
        "register_claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_register_claim_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_register_claim_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_claim")),
        sa.UniqueConstraint(
            "collectivity_id", "digest", name=op.f("uq_register_claim_collectivity_id_digest")
        ),
        sa.UniqueConstraint(
            "collectivity_id", "user_id", name=op.f("uq_register_claim_collectivity_id_user_id")
        ),
    )
    with op.batch_alter_table("register_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_claim_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_claim_user_id"), ["user_id"], unique=False)

    op.create_table(
        "register_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number_count", sa.Integer(), nullable=False),
        sa.Column("repeated_count", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "number_count > 0 AND repeated_count >= 0", name=op.f("ck_register_import_counts_are_sensible")
        ),
        sa.CheckConstraint(
            "replaced_at IS NULL OR confirmed_at IS NOT NULL",
            name=op.f("ck_register_import_only_what_held_is_replaced"),
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_register_import_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_register_import_created_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_import_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_import_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(
            "uq_register_import_in_force",
            ["collectivity_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND replaced_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND replaced_at IS NULL"),
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "facilitator",
                "moderator",
                "focal_point",
                "committee_member",
                "council_member",
                "project_owner",
                "monitoring_body",
                "network_coordinator",
                "mentor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(collectivity_id IS NULL) = (role IN ('network_coordinator', 'mentor'))",
            name=op.f("ck_role_grant_scope_fits_role"),
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_role_grant_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["user_account.id"],
            name=op.f("fk_role_grant_ended_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"],
            ["user_account.id"],
            name=op.f("fk_role_grant_granted_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_role_grant_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_ended_by_id"), ["ended_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_granted_by_id"), ["granted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_role_grant_in_collectivity",
            ["user_id", "collectivity_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND collectivity_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND collectivity_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_role_grant_in_network",
            ["user_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND collectivity_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND collectivity_id IS NULL"),
        )

    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_key", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("image", "document", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("storage_key", sa.String(length=120), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=120), nullable=True),
        sa.Column("content_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_stored_file_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_stored_file_uploaded_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("public_key", name=op.f("uq_stored_file_public_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "voter_key",
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_voter_key_collectivity_id_collectivity")
        ),
        sa.PrimaryKeyConstraint("collectivity_id", name=op.f("pk_voter_key")),
    )
    op.create_table(
        "association_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_association_member_association_id_association"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_association_member_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_member")),
        sa.UniqueConstraint(
            "association_id", "user_id", name=op.f("uq_association_member_association_id_user_id")
        ),
    )
    with op.batch_alter_table("association_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_association_member_association_id"), ["association_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_association_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "help_act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proposal_written",
                "proposal_changed",
                "files_changed",
                "comment_written",
                "place_taken",
                "place_given_back",
                "notice_accepted",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["help_session.id"],
            name=op.f("fk_help_act_session_id_help_session"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_act")),
    )
    with op.batch_alter_table("help_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_act_session_id"), ["session_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("news_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "because",
            sa.Enum(
                "author",
                "supporter",
                "follower",
                "participant",
                "reporter",
                "appellant",
                "decider",
                "registered",
                "commenter",
                name="because",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_notice_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["news_id"], ["news.id"], name=op.f("fk_notice_news_id_news"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "news_id", name=op.f("uq_notice_user_id_news_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_news_id"), ["news_id"], unique=False)
        batch_op.create_index("ix_notice_person", ["user_id", "id"], unique=False)

    op.create_table(
        "notice_acceptance",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_notice_acceptance_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_acceptance_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["public_text_version.id"],
            name=op.f("fk_notice_acceptance_version_id_public_text_version"),
        ),
        sa.PrimaryKeyConstraint("user_id", "version_id", name=op.f("pk_notice_acceptance")),
    )
    with op.batch_alter_table("notice_acceptance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_acceptance_collectivity_id"), ["collectivity_id"], unique=False
        )

    op.create_table(
        "plan_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "axis",
                "project",
                "activity",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_plan_item_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id_plan"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_plan_item_plan_id_key")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_item_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "draft",
                "consulted",
                "adopted",
                "revised",
                "found",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("based_on_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["plan_version.id"],
            name=op.f("fk_plan_version_based_on_id_plan_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_plan_version_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_version_based_on_id"), ["based_on_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_plan_version_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_plan_version_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "register_number",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["register_import.id"],
            name=op.f("fk_register_number_import_id_register_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "digest", name=op.f("pk_register_number")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("previous_round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "open",
                "under_review",
                "answered",
                "archived",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column(
            "moderation_mode",
            sa.Enum(
                "before",
                "after",
                name="moderation_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("moderation_hours", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("appeal_decision_days", sa.Integer(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("last_proposal_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state IN ('under_review', 'answered', 'archived')) <= (closed_at IS NOT NULL)",
            name=op.f("ck_consultation_closed_has_instant"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND answer_due_on IS NOT NULL AND version_id IS NOT NULL)",
            name=op.f("ck_consultation_announced_is_complete"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR announced_at IS NOT NULL",
            name=op.f("ck_consultation_announced_has_instant"),
        ),
        sa.CheckConstraint(
            "appeal_days >= 1 AND appeal_decision_days >= 1", name=op.f("ck_consultation_appeals_have_time")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_consultation_ends_after_start")),
        sa.CheckConstraint(
            "minimum_age IS NULL OR minimum_age BETWEEN 10 AND 99",
            name=op.f("ck_consultation_minimum_age_is_sensible"),
        ),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_consultation_round_is_one_or_two")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_consultation_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_consultation_plan_id_plan"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["previous_round_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_previous_round_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_version.id"],
            name=op.f("fk_consultation_version_id_plan_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consultation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consultation_previous_round_id"), ["previous_round_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consultation_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_version_id"), ["version_id"], unique=False)
        batch_op.create_index(
            "uq_consultation_next_round",
            ["previous_round_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )

    op.create_table(
        "followed_activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "under_way",
                "delayed",
                "stopped",
                "done",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("last_reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_followed_activity_percent")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_followed_activity_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_followed_activity_item_id_plan_item")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name=op.f("fk_followed_activity_owner_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_followed_activity_plan_id_plan"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followed_activity")),
        sa.UniqueConstraint("item_id", name=op.f("uq_followed_activity_item_id")),
    )
    with op.batch_alter_table("followed_activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_followed_activity_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_followed_activity_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_followed_activity_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followed_activity_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followed_activity_status"), ["status"], unique=False)

    op.create_table(
        "item_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "amended",
                "added",
                "removed",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_councils_own", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_item_change_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_item_change_item_id_plan_item"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_version.id"],
            name=op.f("fk_item_change_version_id_plan_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_change")),
        sa.UniqueConstraint("version_id", "item_id", name=op.f("uq_item_change_version_id_item_id")),
    )
    with op.batch_alter_table("item_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_change_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_change_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_change_version_id"), ["version_id"], unique=False)

    op.create_table(
        "item_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "axis",
                "project",
                "activity",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("starts", sa.String(length=80), nullable=True),
        sa.Column("ends", sa.String(length=80), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("declared_progress", sa.Integer(), nullable=True),
        sa.Column("principles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("shared_with", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("labels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_item_revision_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["plan_item.id"],
            name=op.f("fk_item_revision_item_id_plan_item"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_item_id"],
            ["plan_item.id"],
            name=op.f("fk_item_revision_parent_item_id_plan_item"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_version.id"],
            name=op.f("fk_item_revision_version_id_plan_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_revision")),
        sa.UniqueConstraint("version_id", "item_id", name=op.f("uq_item_revision_version_id_item_id")),
    )
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_revision_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_revision_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_revision_parent_item_id"), ["parent_item_id"], unique=False)
        batch_op.create_index(
            "ix_item_revision_place", ["version_id", "parent_item_id", "position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_revision_version_id"), ["version_id"], unique=False)

    op.create_table(
        "age_declaration",
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_age_declaration_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_age_declaration_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "user_id", name=op.f("pk_age_declaration")),
    )
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("old_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("new_ends_at > old_ends_at", name=op.f("ck_calendar_change_only_later")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_calendar_change_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_calendar_change_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    with op.batch_alter_table("calendar_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_change_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_calendar_change_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "council_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinary", "extraordinary", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstaining", sa.Integer(), nullable=True),
        sa.Column("deliberation_number", sa.String(length=60), nullable=True),
        sa.Column("document_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(votes_for IS NULL OR votes_for >= 0) AND (votes_against IS NULL OR votes_against >= 0) AND (votes_abstaining IS NULL OR votes_abstaining >= 0)",
            name=op.f("ck_council_session_votes_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_council_session_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_council_session_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["document_file_id"],
            ["stored_file.id"],
            name=op.f("fk_council_session_document_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_session")),
        sa.UniqueConstraint(
            "consultation_id", "kind", "held_on", name=op.f("uq_council_session_consultation_id_kind_held_on")
        ),
    )
    with op.batch_alter_table("council_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_session_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_council_session_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_council_session_document_file_id"), ["document_file_id"], unique=False
        )

    op.create_table(
        "item_tally",
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agree_count", sa.Integer(), nullable=False),
        sa.Column("mixed_count", sa.Integer(), nullable=False),
        sa.Column("disagree_count", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "agree_count >= 0 AND mixed_count >= 0 AND disagree_count >= 0",
            name=op.f("ck_item_tally_counts_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_item_tally_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_item_tally_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_item_tally_item_id_plan_item")),
        sa.PrimaryKeyConstraint("consultation_id", "item_id", name=op.f("pk_item_tally")),
    )
    with op.batch_alter_table("item_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_tally_collectivity_id"), ["collectivity_id"], unique=False)

    op.create_table(
        "moderation_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "proposal", "comment", name="subject", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "decided",
                "appealed",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "reading",
                "own_initiative",
                "report",
                "order",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("order_authority", sa.String(length=200), nullable=True),
        sa.Column("order_reference", sa.String(length=120), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("order_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_waits", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("assigned_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_count", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_moderation_case_closed_has_instant")
        ),
        sa.CheckConstraint(
            "source <> 'order' OR (order_authority IS NOT NULL AND order_reference IS NOT NULL AND ordered_on IS NOT NULL)",
            name=op.f("ck_moderation_case_order_has_reference"),
        ),
        sa.CheckConstraint(
            "NOT order_waits OR order_recorded_at IS NOT NULL",
            name=op.f("ck_moderation_case_order_waits_since"),
        ),
        sa.CheckConstraint("due_at >= opened_at", name=op.f("ck_moderation_case_due_after_opening")),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"],
            ["user_account.id"],
            name=op.f("fk_moderation_case_assigned_to_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_moderation_case_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_moderation_case_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_moderation_case_assigned_to_id"), ["assigned_to_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moderation_case_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moderation_case_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index("ix_moderation_case_state", ["collectivity_id", "state"], unique=False)
        batch_op.create_index(
            "uq_moderation_case_not_closed",
            ["subject", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )

    op.create_table(
        "opinion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "agree",
                "mixed",
                "disagree",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_opinion_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_opinion_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_opinion_item_id_plan_item"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_opinion_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint(
            "consultation_id", "item_id", "user_id", name=op.f("uq_opinion_consultation_id_item_id_user_id")
        ),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinion_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinion_user_id"), ["user_id"], unique=False)

    op.create_table(
        "progress_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "under_way",
                "delayed",
                "stopped",
                "done",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("image_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reported_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_progress_report_percent")),
        sa.CheckConstraint(
            "status NOT IN ('delayed', 'stopped') OR CAST(texts AS TEXT) LIKE '%\"reason\": \"%'",
            name=op.f("ck_progress_report_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["followed_activity.id"],
            name=op.f("fk_progress_report_activity_id_followed_activity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_progress_report_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["image_file_id"],
            ["stored_file.id"],
            name=op.f("fk_progress_report_image_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["user_account.id"],
            name=op.f("fk_progress_report_reported_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
    )
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progress_report_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_progress_report_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_progress_report_image_file_id"), ["image_file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_progress_report_reported_by_id"), ["reported_by_id"], unique=False
        )

    op.create_table(
        "residence_declaration",
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_residence_declaration_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_residence_declaration_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "user_id", name=op.f("pk_residence_declaration")),
    )
    op.create_table(
        "synthesis",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_synthesis_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_synthesis_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_synthesis_consultation_id")),
    )
    with op.batch_alter_table("synthesis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_synthesis_collectivity_id"), ["collectivity_id"], unique=False)

    op.create_table(
        "text_print",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "proposal", "comment", name="subject", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("places", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by_new_account", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_text_print_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_text_print_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_print")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_text_print_subject_subject_id")),
    )
    with op.batch_alter_table("text_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_print_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_print_point"), ["point"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_theme_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_theme_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_theme_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "voting_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("approval", "budget", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "open",
                "closed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "confirmed",
                "declared_resident",
                "verified_at_desk",
                "register",
                "oidc",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("counts_hidden", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.Column("keys_destroyed_on", sa.Date(), nullable=True),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "count_state",
            sa.Enum(
                "waiting",
                "counting",
                "done",
                "failed",
                name="count_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("count_progress", sa.Integer(), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (figures IS NOT NULL) AND (state = 'closed') = (count_state IS NOT NULL)",
            name=op.f("ck_voting_question_closed_is_frozen"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND keys_destroyed_on IS NOT NULL AND announced_at IS NOT NULL AND (kind <> 'budget' OR ceiling IS NOT NULL))",
            name=op.f("ck_voting_question_announced_is_complete"),
        ),
        sa.CheckConstraint(
            "ceiling IS NULL OR ceiling > 0", name=op.f("ck_voting_question_ceiling_is_positive")
        ),
        sa.CheckConstraint(
            "count_progress BETWEEN 0 AND 100", name=op.f("ck_voting_question_count_progress_is_percent")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_voting_question_ends_after_start")),
        sa.CheckConstraint(
            "minimum >= 1 AND maximum >= minimum", name=op.f("ck_voting_question_numbers_of_choices_fit")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_voting_question_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_voting_question_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_question")),
    )
    with op.batch_alter_table("voting_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voting_question_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_voting_question_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_voting_question_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_voting_question_of_consultation",
            ["consultation_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )

    op.create_table(
        "workshop",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("attendance_count", sa.Integer(), nullable=True),
        sa.Column("minutes_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancellation_reason IS NULL)",
            name=op.f("ck_workshop_cancelled_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_workshop_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_workshop_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_file_id"],
            ["stored_file.id"],
            name=op.f("fk_workshop_minutes_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_workshop_territory_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_minutes_file_id"), ["minutes_file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_territory_id"), ["territory_id"], unique=False)

    op.create_table(
        "ballot_account",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["voting_question.id"],
            name=op.f("fk_ballot_account_question_id_voting_question"),
        ),
        sa.PrimaryKeyConstraint("question_id", "account", name=op.f("pk_ballot_account")),
    )
    op.create_table(
        "ballot_turnout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "workshop",
                "paper",
                "phone",
                "desk",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_ballot_turnout_count_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_ballot_turnout_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["voting_question.id"],
            name=op.f("fk_ballot_turnout_question_id_voting_question"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_ballot_turnout_territory_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_turnout")),
        sa.UniqueConstraint(
            "question_id",
            "channel",
            "territory_id",
            name=op.f("uq_ballot_turnout_question_id_channel_territory_id"),
        ),
    )
    with op.batch_alter_table("ballot_turnout", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ballot_turnout_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ballot_turnout_territory_id"), ["territory_id"], unique=False)
        batch_op.create_index(
            "uq_ballot_turnout_elsewhere",
            ["question_id", "channel"],
            unique=True,
            sqlite_where=sa.text("territory_id IS NULL"),
            postgresql_where=sa.text("territory_id IS NULL"),
        )

    op.create_table(
        "choice_tally",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_choice_tally_count_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["voting_question.id"], name=op.f("fk_choice_tally_question_id_voting_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_choice_tally")),
    )
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "proposal", "comment", name="subject", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "publish",
                "return",
                "refuse",
                "hide",
                "remove",
                "relabel",
                "restore",
                "keep",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "reading",
                "own_initiative",
                "report",
                "order",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "illegal", "charter_rule", name="ground", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("charter_rule", sa.Integer(), nullable=True),
        sa.Column("charter_version", sa.Integer(), nullable=True),
        sa.Column(
            "label",
            sa.Enum(
                "off_topic",
                "other_competence",
                "advertising",
                "repeated",
                name="label",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("is_automated", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_role", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(decision = 'relabel') = (label IS NOT NULL)", name=op.f("ck_moderation_decision_has_label")
        ),
        sa.CheckConstraint(
            "decision <> 'remove' OR ground = 'illegal'",
            name=op.f("ck_moderation_decision_only_the_illegal_is_removed"),
        ),
        sa.CheckConstraint(
            "decision NOT IN ('refuse', 'hide', 'remove') OR ground IS NOT NULL",
            name=op.f("ck_moderation_decision_has_ground"),
        ),
        sa.CheckConstraint(
            "decision NOT IN ('return', 'refuse', 'hide', 'remove', 'relabel') OR (reason IS NOT NULL AND reason <> '')",
            name=op.f("ck_moderation_decision_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_decision_case_id_moderation_case"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_moderation_decision_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_moderation_decision_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_moderation_decision_decided_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_moderation_decision_case_id_number")),
    )
    with op.batch_alter_table("moderation_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_moderation_decision_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moderation_decision_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_moderation_decision_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_moderation_decision_decided_by_id"), ["decided_by_id"], unique=False
        )
        batch_op.create_index("ix_moderation_decision_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "idea",
                "amend",
                "add",
                "remove",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "pending",
                "published",
                "returned",
                "hidden",
                "removed",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("axis_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("target_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "workshop",
                "paper",
                "phone",
                "desk",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("workshop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "name_shown",
            sa.Enum(
                "public_name",
                "pseudonym",
                "hidden",
                name="name_shown",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shown_name", sa.String(length=160), nullable=True),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "retained",
                "retained_in_part",
                "merged",
                "already_planned",
                "forwarded",
                "not_retained",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "public_label",
            sa.Enum(
                "off_topic",
                "other_competence",
                "advertising",
                "repeated",
                name="public_label",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("fair_key", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("import_key", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind = 'idea' OR target_item_id IS NOT NULL", name=op.f("ck_proposal_change_has_target")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_proposal_published_has_instant")
        ),
        sa.CheckConstraint(
            "state IN ('draft') OR number IS NOT NULL", name=op.f("ck_proposal_submitted_has_number")
        ),
        sa.CheckConstraint(
            "author_id IS NOT NULL OR entered_by_id IS NOT NULL", name=op.f("ck_proposal_came_from_somebody")
        ),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_proposal_comment_count_is_not_negative")),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_proposal_support_count_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_proposal_association_id_association"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_proposal_author_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["axis_item_id"],
            ["plan_item.id"],
            name=op.f("fk_proposal_axis_item_id_plan_item"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_proposal_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_proposal_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_proposal_entered_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["target_item_id"],
            ["plan_item.id"],
            name=op.f("fk_proposal_target_item_id_plan_item"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_proposal_territory_id_territory"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_proposal_workshop_id_workshop"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "consultation_id", "import_key", name=op.f("uq_proposal_consultation_id_import_key")
        ),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_proposal_consultation_id_number")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_axis_item_id"), ["axis_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_entered_by_id"), ["entered_by_id"], unique=False)
        batch_op.create_index("ix_proposal_list", ["consultation_id", "state", "published_at"], unique=False)
        batch_op.create_index(
            "ix_proposal_support", ["consultation_id", "state", "support_count"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_target_item_id"), ["target_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_territory_id"), ["territory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "synthesis_point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("synthesis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_synthesis_point_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["synthesis_id"],
            ["synthesis.id"],
            name=op.f("fk_synthesis_point_synthesis_id_synthesis"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_synthesis_point_theme_id_theme"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_point")),
    )
    with op.batch_alter_table("synthesis_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_synthesis_point_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_synthesis_point_synthesis_id"), ["synthesis_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_synthesis_point_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "text_print_band",
        sa.Column("print_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_text_print_band_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_text_print_band_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["print_id"],
            ["text_print.id"],
            name=op.f("fk_text_print_band_print_id_text_print"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("print_id", "value", name=op.f("pk_text_print_band")),
    )
    with op.batch_alter_table("text_print_band", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_text_print_band_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index("ix_text_print_band_value", ["consultation_id", "value"], unique=False)

    op.create_table(
        "workshop_registration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workshop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_workshop_registration_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_workshop_registration_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_workshop_registration_workshop_id_workshop"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_registration")),
        sa.UniqueConstraint(
            "workshop_id", "user_id", name=op.f("uq_workshop_registration_workshop_id_user_id")
        ),
    )
    with op.batch_alter_table("workshop_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workshop_registration_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_workshop_registration_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_workshop_registration_workshop_id"), ["workshop_id"], unique=False
        )

    op.create_table(
        "appeal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("appellant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("helped_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["appellant_id"],
            ["user_account.id"],
            name=op.f("fk_appeal_appellant_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_appeal_case_id_moderation_case"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_appeal_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_appeal_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_appeal_decision_id_moderation_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["helped_by_id"],
            ["user_account.id"],
            name=op.f("fk_appeal_helped_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", "appellant_id", name=op.f("uq_appeal_decision_id_appellant_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_appellant_id"), ["appellant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_helped_by_id"), ["helped_by_id"], unique=False)

    op.create_table(
        "appeal_ruling",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "overturned",
                "partly",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("new_decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_role", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "outcome = 'upheld' OR new_decision_id IS NOT NULL",
            name=op.f("ck_appeal_ruling_overturned_by_decision"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_appeal_ruling_has_reason")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_appeal_ruling_case_id_moderation_case"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_appeal_ruling_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_appeal_ruling_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_appeal_ruling_decided_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_appeal_ruling_decision_id_moderation_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["new_decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_appeal_ruling_new_decision_id_moderation_decision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_ruling")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_ruling_decision_id")),
    )
    with op.batch_alter_table("appeal_ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_ruling_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appeal_ruling_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appeal_ruling_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appeal_ruling_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_ruling_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appeal_ruling_new_decision_id"), ["new_decision_id"], unique=False
        )

    op.create_table(
        "ballot",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("turnout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "is_withdrawn OR (nonce <> '' AND commitment <> '')", name=op.f("ck_ballot_counted_can_be_opened")
        ),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_ballot_revision_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_ballot_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["voting_question.id"], name=op.f("fk_ballot_question_id_voting_question")
        ),
        sa.ForeignKeyConstraint(
            ["turnout_id"],
            ["ballot_turnout.id"],
            name=op.f("fk_ballot_turnout_id_ballot_turnout"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("question_id", "pseudonym", name=op.f("pk_ballot")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index("ix_ballot_leaf", ["leaf_hash"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_citation_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["synthesis_point.id"],
            name=op.f("fk_citation_point_id_synthesis_point"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_citation_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("point_id", "proposal_id", name=op.f("uq_citation_point_id_proposal_id")),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citation_point_id"), ["point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citation_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "name_shown",
            sa.Enum(
                "public_name",
                "pseudonym",
                "hidden",
                name="name_shown",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shown_name", sa.String(length=160), nullable=True),
        sa.Column(
            "stance",
            sa.Enum(
                "for",
                "against",
                "question",
                "remark",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column(
            "public_label",
            sa.Enum(
                "off_topic",
                "other_competence",
                "advertising",
                "repeated",
                name="public_label",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "official_role",
            sa.Enum(
                "facilitator",
                "moderator",
                "focal_point",
                "committee_member",
                "council_member",
                "project_owner",
                "monitoring_body",
                "network_coordinator",
                "mentor",
                name="official_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "published",
                "hidden",
                "removed",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_comment_published_has_instant")
        ),
        sa.CheckConstraint("(proposal_id IS NULL) <> (item_id IS NULL)", name=op.f("ck_comment_one_subject")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_comment_association_id_association"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_comment_author_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_comment_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_comment_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_comment_item_id_plan_item"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_comment_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            "ix_comment_item_thread", ["consultation_id", "item_id", "state", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_comment_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_comment_thread", ["proposal_id", "state", "id"], unique=False)

    op.create_table(
        "grouping",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_grouping_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_grouping_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_grouping_theme_id_theme"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping")),
    )
    with op.batch_alter_table("grouping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grouping_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grouping_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grouping_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index(
            "uq_grouping_current",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "item_change_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["item_change.id"],
            name=op.f("fk_item_change_source_change_id_item_change"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_item_change_source_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_item_change_source_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_change_source")),
        sa.UniqueConstraint(
            "change_id", "proposal_id", name=op.f("uq_item_change_source_change_id_proposal_id")
        ),
    )
    with op.batch_alter_table("item_change_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_change_source_change_id"), ["change_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_change_source_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_change_source_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "item_origin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_item_origin_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_item_origin_item_id_plan_item"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_item_origin_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_origin")),
        sa.UniqueConstraint("item_id", "proposal_id", name=op.f("uq_item_origin_item_id_proposal_id")),
    )
    with op.batch_alter_table("item_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_origin_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_origin_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_origin_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_proposal_attachment_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_proposal_attachment_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_attachment_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_attachment")),
        sa.UniqueConstraint(
            "proposal_id", "file_id", name=op.f("uq_proposal_attachment_proposal_id_file_id")
        ),
    )
    with op.batch_alter_table("proposal_attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_attachment_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_attachment_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_attachment_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("solution", sa.Text(), nullable=True),
        sa.Column("expected_result", sa.Text(), nullable=True),
        sa.Column("wording", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_proposal_version_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_version_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_version_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_version_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "proposal", "comment", name="subject", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reporter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "upheld",
                "dismissed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_report_case_id_moderation_case"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_report_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_report_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_report_decision_id_moderation_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["user_account.id"],
            name=op.f("fk_report_reporter_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "subject", "subject_id", "reporter_id", name=op.f("uq_report_subject_subject_id_reporter_id")
        ),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_report_state", ["collectivity_id", "state"], unique=False)

    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "retained",
                "retained_in_part",
                "merged",
                "already_planned",
                "forwarded",
                "not_retained",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answering_body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(theme_id IS NULL) <> (proposal_id IS NULL)", name=op.f("ck_response_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_response_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_response_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["proposal.id"],
            name=op.f("fk_response_merged_into_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_response_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["council_session.id"],
            name=op.f("fk_response_session_id_council_session"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_response_theme_id_theme"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_response_proposal_id")),
        sa.UniqueConstraint("theme_id", name=op.f("uq_response_theme_id")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_session_id"), ["session_id"], unique=False)

    op.create_table(
        "support",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_support_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_support_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_support_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("proposal_id", "user_id", name=op.f("uq_support_proposal_id_user_id")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_collectivity_id"), ["collectivity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_user_id"), ["user_id"], unique=False)

    op.create_table(
        "voting_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(item_id IS NULL) <> (proposal_id IS NULL)", name=op.f("ck_voting_choice_is_of_one_thing")
        ),
        sa.CheckConstraint("cost IS NULL OR cost > 0", name=op.f("ck_voting_choice_cost_is_positive")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_voting_choice_number_from_one")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_voting_choice_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["plan_item.id"],
            name=op.f("fk_voting_choice_item_id_plan_item"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_voting_choice_proposal_id_proposal"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["voting_question.id"],
            name=op.f("fk_voting_choice_question_id_voting_question"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_choice")),
        sa.UniqueConstraint("question_id", "item_id", name=op.f("uq_voting_choice_question_id_item_id")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_voting_choice_question_id_number")),
        sa.UniqueConstraint(
            "question_id", "proposal_id", name=op.f("uq_voting_choice_question_id_proposal_id")
        ),
    )
    with op.batch_alter_table("voting_choice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voting_choice_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_voting_choice_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_choice_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "moderation_redaction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ruling_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("redacted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("redacted_by_role", sa.String(length=40), nullable=False),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(decision_id IS NULL) <> (ruling_id IS NULL)", name=op.f("ck_moderation_redaction_one_object")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_moderation_redaction_collectivity_id_collectivity"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_redaction_decision_id_moderation_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["redacted_by_id"],
            ["user_account.id"],
            name=op.f("fk_moderation_redaction_redacted_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["ruling_id"],
            ["appeal_ruling.id"],
            name=op.f("fk_moderation_redaction_ruling_id_appeal_ruling"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_redaction")),
    )
    with op.batch_alter_table("moderation_redaction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_moderation_redaction_collectivity_id"), ["collectivity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moderation_redaction_decision_id"), ["decision_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moderation_redaction_redacted_by_id"), ["redacted_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_moderation_redaction_ruling_id"), ["ruling_id"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("moderation_redaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_redaction_ruling_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_redaction_redacted_by_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_redaction_decision_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_redaction_collectivity_id"))

    op.drop_table("moderation_redaction")
    with op.batch_alter_table("voting_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voting_choice_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_voting_choice_item_id"))
        batch_op.drop_index(batch_op.f("ix_voting_choice_collectivity_id"))

    op.drop_table("voting_choice")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_user_id"))
        batch_op.drop_index(batch_op.f("ix_support_collectivity_id"))

    op.drop_table("support")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_session_id"))
        batch_op.drop_index(batch_op.f("ix_response_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_response_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_response_collectivity_id"))

    op.drop_table("response")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_state")
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_report_decision_id"))
        batch_op.drop_index(batch_op.f("ix_report_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_report_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_report_case_id"))

    op.drop_table("report")
    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_version_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_version_collectivity_id"))

    op.drop_table("proposal_version")
    with op.batch_alter_table("proposal_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_attachment_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_attachment_file_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_attachment_collectivity_id"))

    op.drop_table("proposal_attachment")
    with op.batch_alter_table("item_origin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_origin_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_item_origin_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_origin_collectivity_id"))

    op.drop_table("item_origin")
    with op.batch_alter_table("item_change_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_change_source_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_item_change_source_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_item_change_source_change_id"))

    op.drop_table("item_change_source")
    with op.batch_alter_table("grouping", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_grouping_current",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_grouping_theme_id"))
        batch_op.drop_index(batch_op.f("ix_grouping_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_grouping_collectivity_id"))

    op.drop_table("grouping")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_thread")
        batch_op.drop_index(batch_op.f("ix_comment_parent_id"))
        batch_op.drop_index("ix_comment_item_thread")
        batch_op.drop_index(batch_op.f("ix_comment_item_id"))
        batch_op.drop_index(batch_op.f("ix_comment_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_comment_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_comment_author_id"))
        batch_op.drop_index(batch_op.f("ix_comment_association_id"))

    op.drop_table("comment")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_citation_point_id"))
        batch_op.drop_index(batch_op.f("ix_citation_collectivity_id"))

    op.drop_table("citation")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_leaf")
        batch_op.drop_index(batch_op.f("ix_ballot_collectivity_id"))

    op.drop_table("ballot")
    with op.batch_alter_table("appeal_ruling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_new_decision_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_decided_at"))
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_ruling_case_id"))

    op.drop_table("appeal_ruling")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_helped_by_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_case_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_appellant_id"))

    op.drop_table("appeal")
    with op.batch_alter_table("workshop_registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_registration_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_registration_user_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_registration_collectivity_id"))

    op.drop_table("workshop_registration")
    with op.batch_alter_table("text_print_band", schema=None) as batch_op:
        batch_op.drop_index("ix_text_print_band_value")
        batch_op.drop_index(batch_op.f("ix_text_print_band_collectivity_id"))

    op.drop_table("text_print_band")
    with op.batch_alter_table("synthesis_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_synthesis_point_theme_id"))
        batch_op.drop_index(batch_op.f("ix_synthesis_point_synthesis_id"))
        batch_op.drop_index(batch_op.f("ix_synthesis_point_collectivity_id"))

    op.drop_table("synthesis_point")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_territory_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_target_item_id"))
        batch_op.drop_index("ix_proposal_support")
        batch_op.drop_index("ix_proposal_list")
        batch_op.drop_index(batch_op.f("ix_proposal_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_axis_item_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_author_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_association_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("moderation_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_moderation_decision_subject")
        batch_op.drop_index(batch_op.f("ix_moderation_decision_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_decision_decided_at"))
        batch_op.drop_index(batch_op.f("ix_moderation_decision_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_decision_collectivity_id"))

    op.drop_table("moderation_decision")
    op.drop_table("choice_tally")
    with op.batch_alter_table("ballot_turnout", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ballot_turnout_elsewhere",
            sqlite_where=sa.text("territory_id IS NULL"),
            postgresql_where=sa.text("territory_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ballot_turnout_territory_id"))
        batch_op.drop_index(batch_op.f("ix_ballot_turnout_collectivity_id"))

    op.drop_table("ballot_turnout")
    op.drop_table("ballot_account")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_territory_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_minutes_file_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_collectivity_id"))

    op.drop_table("workshop")
    with op.batch_alter_table("voting_question", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_voting_question_of_consultation",
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )
        batch_op.drop_index(batch_op.f("ix_voting_question_state"))
        batch_op.drop_index(batch_op.f("ix_voting_question_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_voting_question_collectivity_id"))

    op.drop_table("voting_question")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_theme_collectivity_id"))

    op.drop_table("theme")
    with op.batch_alter_table("text_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_print_point"))
        batch_op.drop_index(batch_op.f("ix_text_print_collectivity_id"))

    op.drop_table("text_print")
    with op.batch_alter_table("synthesis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_synthesis_collectivity_id"))

    op.drop_table("synthesis")
    op.drop_table("residence_declaration")
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_report_reported_by_id"))
        batch_op.drop_index(batch_op.f("ix_progress_report_image_file_id"))
        batch_op.drop_index(batch_op.f("ix_progress_report_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_progress_report_activity_id"))

    op.drop_table("progress_report")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_user_id"))
        batch_op.drop_index(batch_op.f("ix_opinion_item_id"))
        batch_op.drop_index(batch_op.f("ix_opinion_collectivity_id"))

    op.drop_table("opinion")
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_moderation_case_not_closed",
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )
        batch_op.drop_index("ix_moderation_case_state")
        batch_op.drop_index(batch_op.f("ix_moderation_case_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_case_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_case_assigned_to_id"))

    op.drop_table("moderation_case")
    with op.batch_alter_table("item_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_tally_collectivity_id"))

    op.drop_table("item_tally")
    with op.batch_alter_table("council_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_council_session_document_file_id"))
        batch_op.drop_index(batch_op.f("ix_council_session_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_council_session_collectivity_id"))

    op.drop_table("council_session")
    with op.batch_alter_table("calendar_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_change_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_change_collectivity_id"))

    op.drop_table("calendar_change")
    op.drop_table("age_declaration")
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_revision_version_id"))
        batch_op.drop_index("ix_item_revision_place")
        batch_op.drop_index(batch_op.f("ix_item_revision_parent_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_revision_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_revision_collectivity_id"))

    op.drop_table("item_revision")
    with op.batch_alter_table("item_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_change_version_id"))
        batch_op.drop_index(batch_op.f("ix_item_change_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_change_collectivity_id"))

    op.drop_table("item_change")
    with op.batch_alter_table("followed_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_followed_activity_status"))
        batch_op.drop_index(batch_op.f("ix_followed_activity_plan_id"))
        batch_op.drop_index(batch_op.f("ix_followed_activity_owner_id"))
        batch_op.drop_index(batch_op.f("ix_followed_activity_due_on"))
        batch_op.drop_index(batch_op.f("ix_followed_activity_collectivity_id"))

    op.drop_table("followed_activity")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consultation_next_round",
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )
        batch_op.drop_index(batch_op.f("ix_consultation_version_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_state"))
        batch_op.drop_index(batch_op.f("ix_consultation_previous_round_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_plan_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_collectivity_id"))

    op.drop_table("consultation")
    op.drop_table("register_number")
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_version_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_version_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_plan_version_based_on_id"))

    op.drop_table("plan_version")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_item_collectivity_id"))

    op.drop_table("plan_item")
    with op.batch_alter_table("notice_acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_acceptance_collectivity_id"))

    op.drop_table("notice_acceptance")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_person")
        batch_op.drop_index(batch_op.f("ix_notice_news_id"))
        batch_op.drop_index(batch_op.f("ix_notice_collectivity_id"))

    op.drop_table("notice")
    with op.batch_alter_table("help_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_act_session_id"))

    op.drop_table("help_act")
    with op.batch_alter_table("association_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_association_member_user_id"))
        batch_op.drop_index(batch_op.f("ix_association_member_association_id"))

    op.drop_table("association_member")
    op.drop_table("voter_key")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_stored_file_collectivity_id"))

    op.drop_table("stored_file")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_in_network",
            sqlite_where=sa.text("ended_at IS NULL AND collectivity_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND collectivity_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_grant_in_collectivity",
            sqlite_where=sa.text("ended_at IS NULL AND collectivity_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND collectivity_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_granted_by_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_ended_by_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_collectivity_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_register_import_in_force",
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND replaced_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND replaced_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_register_import_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_register_import_collectivity_id"))

    op.drop_table("register_import")
    with op.batch_alter_table("register_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_claim_user_id"))
        batch_op.drop_index(batch_op.f("ix_register_claim_collectivity_id"))

    op.drop_table("register_claim")
    op.drop_table("recovery_code")
    with op.batch_alter_table("public_text_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_text_version_collectivity_id"))

    op.drop_table("public_text_version")
    with op.batch_alter_table("provider_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_identity_user_id"))

    op.drop_table("provider_identity")
    op.drop_table("practice")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_collectivity_id"))

    op.drop_table("plan")
    with op.batch_alter_table("personal_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_export_user_id"))

    op.drop_table("personal_export")
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_challenge_user_id"))
        batch_op.drop_index(batch_op.f("ix_passkey_challenge_expires_at"))

    op.drop_table("passkey_challenge")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_user_id"))

    op.drop_table("passkey")
    op.drop_table("notification_preference")
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_collectivity_id"))

    op.drop_table("news")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_invited_by_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_accepted_by_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("help_session", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_help_session_of_person",
            sqlite_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_help_session_of_helper",
            sqlite_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("began_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_help_session_person_id"))
        batch_op.drop_index(batch_op.f("ix_help_session_helper_id"))
        batch_op.drop_index(batch_op.f("ix_help_session_ends_at"))
        batch_op.drop_index(batch_op.f("ix_help_session_collectivity_id"))
        batch_op.drop_index(batch_op.f("ix_help_session_asked_at"))

    op.drop_table("help_session")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_object")
        batch_op.drop_index(batch_op.f("ix_follow_collectivity_id"))

    op.drop_table("follow")
    op.drop_table("erasure")
    with op.batch_alter_table("desk_verification", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_desk_verification_in_force",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_desk_verification_verified_by_id"))
        batch_op.drop_index(batch_op.f("ix_desk_verification_user_id"))
        batch_op.drop_index(batch_op.f("ix_desk_verification_revoked_by_id"))
        batch_op.drop_index(batch_op.f("ix_desk_verification_collectivity_id"))

    op.drop_table("desk_verification")
    op.drop_table("desk_code")
    op.drop_table("authenticator_app")
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_association_territory_id"))
        batch_op.drop_index(batch_op.f("ix_association_declared_by_id"))

    op.drop_table("association")
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_change_user_id"))
        batch_op.drop_index(batch_op.f("ix_address_change_asked_at"))

    op.drop_table("address_change")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_user_id"))

    op.drop_table("account_session")
    with op.batch_alter_table("account_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_code_user_id"))
        batch_op.drop_index(batch_op.f("ix_account_code_expires_at"))
        batch_op.drop_index(batch_op.f("ix_account_code_address"))

    op.drop_table("account_code")
    with op.batch_alter_table("account_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_activity_last_seen_on"))

    op.drop_table("account_activity")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_territory_id"))

    op.drop_table("user_account")
    op.drop_table("ledger_sequence")
    op.drop_table("collectivity")
    with op.batch_alter_table("territory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_territory_parent_id"))
        batch_op.drop_index(batch_op.f("ix_territory_kind_code"))

    op.drop_table("territory")
    with op.batch_alter_table("ledger_verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_verification_log_id"))

    op.drop_table("ledger_verification")
    op.drop_table("ledger_node")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_log_id_id")

    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    op.drop_table("throttle")
    op.drop_table("territory_kind")
    op.drop_table("submission")
    op.drop_table("signing_key")
    with op.batch_alter_table("security_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_security_event_user_id"))
        batch_op.drop_index(batch_op.f("ix_security_event_happened_at"))

    op.drop_table("security_event")
    op.drop_table("pseudonym_key")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_waiting",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_message_user_id"))

    op.drop_table("outbox_message")
    with op.batch_alter_table("ledger_log", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_log_consultation_id")
        batch_op.drop_index(batch_op.f("ix_ledger_log_collectivity_id"))

    op.drop_table("ledger_log")
    op.drop_table("kept_input")
    with op.batch_alter_table("history_step", schema=None) as batch_op:
        batch_op.drop_index("ix_history_step_object")
        batch_op.drop_index(batch_op.f("ix_history_step_collectivity_id"))

    op.drop_table("history_step")
