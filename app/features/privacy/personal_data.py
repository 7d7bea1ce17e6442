"""The register: every table that holds something of a person, and what becomes of it.

A test reads the schema and fails on a table or a person's column that is named neither here nor in `not_personal.py`.
"""

from app.features.privacy import purposes
from app.features.privacy.types import By, Erasing, Holding, Through
from app.foundation.i18n import _l

ACCOUNT, ADDRESS = By.ACCOUNT, By.ADDRESS
USER = {"user_id": ACCOUNT}
OF_PROPOSAL = (Through("proposal_id", "proposal"),)

ACCOUNTS = (
    Holding(
        "user_account", purposes.ACCOUNT, _l("Your account"), Erasing.APART,
        owners={"id": ACCOUNT},
        exported=(
            "email", "us_phone_number", "language", "territory_id", "public_name", "pseudonym", "create_datetime",
            "update_datetime", "confirmed_at", "notice_accepted_at",
        ),
        secret=("password", "fs_uniquifier", "us_totp_secrets", "demo_key"),
    ),
    Holding(
        "account_activity", purposes.ACCOUNT, _l("The day you last signed in"), Erasing.DELETE,
        owners=USER, exported=("last_seen_on", "warned_at"),
    ),
    Holding(
        "association", purposes.ACCOUNT, _l("Associations you declared"), Erasing.APART,
        owners={"declared_by_id": ACCOUNT}, exported=("name", "created_at"),
    ),
    Holding(
        "association_member", purposes.ACCOUNT, _l("Associations you speak for"), Erasing.DELETE,
        owners=USER, exported=("association_id", "since", "ended_at"),
    ),
    Holding(
        "account_code", purposes.CODES, _l("Codes sent to you"), Erasing.DELETE,
        owners={"user_id": ACCOUNT, "address": ADDRESS},
        exported=("purpose", "address", "created_at", "expires_at", "used_at"),
        secret=("code_hash", "link_hash", "pending"),
    ),
    Holding(
        "security_event", purposes.SECURITY, _l("Security log of your account"), Erasing.DELETE,
        owners=USER, exported=("kind", "network", "happened_at"), secret=("details",),
    ),
    Holding(
        "account_session", purposes.SECURITY, _l("Browsers you signed in with"), Erasing.DELETE,
        owners=USER, exported=("created_at", "last_seen_at", "method", "network", "browser", "ended_at"),
        secret=("token_hash",),
    ),
    Holding(
        "address_change", purposes.ACCOUNT, _l("Changes of your address"), Erasing.DELETE,
        owners={"user_id": ACCOUNT, "new_address": ADDRESS},
        exported=("new_address", "asked_at", "done_at", "stopped_at"),
        secret=("old_email", "old_phone", "is_phone"),
    ),
    Holding(
        "authenticator_app", purposes.SECURITY, _l("Applications that show your codes"), Erasing.DELETE,
        owners=USER, exported=("created_at", "last_used_at"), secret=("sealed_secret",),
    ),
    Holding(
        "passkey", purposes.SECURITY, _l("Your passkeys"), Erasing.DELETE,
        owners=USER, exported=("name", "created_at", "last_used_at"),
        secret=("credential_id", "public_key", "user_handle"),
    ),
    Holding(
        "passkey_challenge", purposes.SECURITY, _l("Questions put to your passkeys"), Erasing.DELETE,
        owners=USER, exported=("purpose", "expires_at"), secret=("challenge", "user_handle"),
    ),
    Holding(
        "recovery_code", purposes.SECURITY, _l("Your recovery codes"), Erasing.DELETE,
        owners=USER, exported=("created_at", "used_at"), secret=("code_hash",),
    ),
    Holding(
        "throttle", purposes.ATTEMPTS, purposes.ATTEMPTS.what, Erasing.APART, secret=("key",),
    ),
    Holding(
        "role_grant", purposes.ROLES, _l("Roles you hold or held"), Erasing.KEEP,
        owners=USER, exported=("collectivity_id", "role", "granted_at", "ended_at"),
        staff=("granted_by_id", "ended_by_id"),
    ),
    Holding(
        "invitation", purposes.INVITATIONS, _l("Invitations to you"), Erasing.DELETE,
        owners={"email": ADDRESS, "accepted_by_id": ACCOUNT},
        exported=("collectivity_id", "role", "email", "created_at", "expires_at", "accepted_at", "revoked_at"),
        secret=("token_hash",), staff=("invited_by_id",),
    ),
)  # fmt: skip

SAID = (
    Holding(
        "proposal", purposes.CONTRIBUTIONS, _l("What you proposed"), Erasing.APART,
        owners={"author_id": ACCOUNT}, staff=("entered_by_id",), secret=("source_url",),
        exported=(
            "id", "collectivity_id", "consultation_id", "number", "kind", "state", "title", "language", "channel",
            "territory_id", "association_id", "name_shown", "shown_name", "support_count", "outcome", "created_at",
            "submitted_at", "published_at", "ended_at",
        ),
    ),
    Holding(
        "proposal_version", purposes.CONTRIBUTIONS, _l("The words of your proposals, in every version"),
        Erasing.APART, through=OF_PROPOSAL,
        exported=(
            "proposal_id", "number", "title", "problem", "solution", "expected_result", "wording", "created_at",
            "returned_at",
        ),
    ),
    Holding(
        "proposal_attachment", purposes.FILES, _l("Files attached to your proposals"), Erasing.APART,
        through=OF_PROPOSAL, exported=("proposal_id", "file_id", "position"),
    ),
    Holding(
        "comment", purposes.CONTRIBUTIONS, _l("Your comments"), Erasing.APART,
        owners={"author_id": ACCOUNT},
        exported=(
            "id", "collectivity_id", "consultation_id", "proposal_id", "item_id", "association_id", "name_shown",
            "shown_name", "stance", "body", "language", "official_role", "state", "created_at", "published_at",
            "ended_at",
        ),
    ),
    Holding(
        "stored_file", purposes.FILES, _l("Files you handed in"), Erasing.APART,
        owners={"uploaded_by_id": ACCOUNT},
        exported=("id", "title", "content_type", "size", "width", "height", "created_at"),
        secret=("public_key",),
    ),
    Holding(
        "moderation_decision", purposes.CONTRIBUTIONS, _l("What moderators decided on your texts"), Erasing.APART,
        through=(
            Through("subject_id", "proposal", when=("subject", "proposal")),
            Through("subject_id", "comment", when=("subject", "comment")),
        ),
        exported=(
            "subject", "subject_id", "decision", "source", "ground", "charter_rule", "reason", "decided_by_role",
            "decided_at",
        ),
        staff=("decided_by_id",),
    ),
    Holding(
        "moderation_case", purposes.CONTRIBUTIONS, _l("Cases of moderation about your texts"), Erasing.APART,
        through=(
            Through("subject_id", "proposal", when=("subject", "proposal")),
            Through("subject_id", "comment", when=("subject", "comment")),
        ),
        exported=("subject", "subject_id", "state", "source", "opened_at", "due_at", "closed_at"),
        secret=("facts", "order_authority"), staff=("assigned_to_id",),
    ),
    Holding(
        "appeal", purposes.REPORTS, _l("Appeals you lodged"), Erasing.EMPTY,
        owners={"appellant_id": ACCOUNT}, emptied={"reason": ""},
        exported=("collectivity_id", "decision_id", "reason", "lodged_at", "due_at"), staff=("helped_by_id",),
    ),
    Holding(
        "appeal_ruling", purposes.CONTRIBUTIONS, _l("What was decided on appeals about your texts"), Erasing.APART,
        through=(Through("decision_id", "moderation_decision"),),
        exported=("decision_id", "outcome", "reason", "decided_by_role", "decided_at"), staff=("decided_by_id",),
    ),
    Holding(
        "moderation_redaction", purposes.CONTRIBUTIONS, purposes.CONTRIBUTIONS.what,
        Erasing.KEEP, secret=("text",), staff=("redacted_by_id",),
    ),
    Holding(
        "text_print", purposes.CONTRIBUTIONS, purposes.CONTRIBUTIONS.what, Erasing.APART,
        through=(
            Through("subject_id", "proposal", when=("subject", "proposal")),
            Through("subject_id", "comment", when=("subject", "comment")),
        ),
        secret=("places", "by_new_account"),
    ),
    Holding(
        "report", purposes.REPORTS, _l("What you reported"), Erasing.EMPTY,
        owners={"reporter_id": ACCOUNT}, emptied={"reason": ""},
        exported=("collectivity_id", "subject", "subject_id", "reason", "state", "reported_at", "decided_at"),
    ),
    Holding(
        "history_step", purposes.ROLES, _l("Steps you took"), Erasing.APART,
        owners={"actor_id": ACCOUNT},
        exported=("collectivity_id", "kind", "object_id", "step", "actor_role", "happened_at"),
        secret=("reason", "details"), staff=("helped_by_id",),
    ),
)  # fmt: skip

TOOK_PART = (
    Holding(
        "support", purposes.SUPPORTS, _l("What you support"), Erasing.KEEP,
        owners=USER, exported=("collectivity_id", "proposal_id", "given_at"),
    ),
    Holding(
        "opinion", purposes.SUPPORTS, _l("What you think of items"), Erasing.KEEP,
        owners=USER, exported=("collectivity_id", "consultation_id", "item_id", "stance", "given_at"),
    ),
    Holding(
        "follow", purposes.SUPPORTS, _l("What you follow"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "kind", "object_id", "since"),
    ),
    Holding(
        "workshop_registration", purposes.SUPPORTS, _l("Workshops you come to"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "workshop_id", "registered_at"),
    ),
    Holding(
        "age_declaration", purposes.DECLARATIONS, _l("Your age, as you declared it"), Erasing.DELETE,
        owners=USER, exported=("consultation_id", "declared_at"),
    ),
    Holding(
        "residence_declaration", purposes.DECLARATIONS, _l("Where you live, as you declared it"), Erasing.DELETE,
        owners=USER, exported=("consultation_id", "declared_at"),
    ),
    Holding(
        "notice_acceptance", purposes.DECLARATIONS, _l("Legal notices you accepted"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "version_id", "accepted_at"),
    ),
    Holding(
        "desk_code", purposes.VOTERS, _l("Your code for the desk"), Erasing.DELETE,
        owners=USER, exported=("code", "created_at"),
    ),
    Holding(
        "desk_verification", purposes.VOTERS, _l("Verifications at a desk"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "verified_at", "revoked_at"), secret=("person_digest",),
        staff=("verified_by_id", "revoked_by_id"),
    ),
    Holding(
        "register_claim", purposes.VOTERS, _l("Numbers of a register you gave"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "claimed_at"), secret=("digest",),
    ),
    Holding(
        "provider_identity", purposes.VOTERS, _l("Identity services you used"), Erasing.DELETE,
        owners=USER, exported=("issuer", "subject", "linked_at"),
    ),
)  # fmt: skip

TOLD = (
    Holding(
        "notice", purposes.NOTICES, _l("Messages to you on this site"), Erasing.DELETE,
        owners=USER, exported=("collectivity_id", "news_id", "because", "created_at", "read_at"),
    ),
    Holding(
        "notification_preference", purposes.NOTICES, _l("How you want to be told"), Erasing.DELETE,
        owners=USER, exported=("pace", "changed_at"),
    ),
    Holding(
        "outbox_message", purposes.MESSAGES, _l("Mails and short messages to you"), Erasing.APART,
        owners={"user_id": ACCOUNT, "recipient": ADDRESS},
        exported=("medium", "recipient", "language", "template", "created_at", "sent_at"),
        secret=("values", "dedupe_key", "last_error"),
    ),
    Holding(
        "submission", purposes.FORMS, _l("Forms you sent lately"), Erasing.DELETE,
        owners=USER, exported=("created_at",), secret=("key", "content", "result_url"),
    ),
    Holding(
        "kept_input", purposes.TYPED, purposes.TYPED.what, Erasing.APART,
        secret=("token", "address", "fields"),
    ),
    Holding(
        "personal_export", purposes.EXPORTS, _l("Files with your data"), Erasing.APART,
        owners=USER, exported=("asked_at", "ready_at", "expires_at", "fetched_at"), secret=("key",),
    ),
    Holding(
        "erasure", purposes.ERASURES, purposes.ERASURES.what, Erasing.KEEP,
        owners=USER, secret=("files",),
    ),
)  # fmt: skip

STAFF = (
    Holding(
        "practice", purposes.ROLES, _l("Your practice in moderation"), Erasing.DELETE,
        owners=USER, exported=("answers", "begun_at", "finished_at"),
    ),
    Holding(
        "help_session", purposes.HELP, _l("Times somebody helped you at a desk"), Erasing.EMPTY,
        owners={"person_id": ACCOUNT, "address": ADDRESS}, emptied={"address": None},
        exported=("collectivity_id", "asked_at", "began_at", "ended_at", "ended_by"),
        secret=("code_hash", "link_hash"), staff=("helper_id",),
    ),
    Holding(
        "help_act", purposes.HELP, _l("What was done for you at a desk"), Erasing.KEEP,
        through=(Through("session_id", "help_session"),), exported=("kind", "path", "happened_at"),
    ),
    Holding(
        "followed_activity", purposes.ROLES, _l("Activities you are responsible for"), Erasing.EMPTY,
        owners={"owner_id": ACCOUNT}, emptied={"owner_id": None}, exported=("collectivity_id", "item_id", "status"),
    ),
    Holding(
        "progress_report", purposes.ROLES, purposes.ROLES.what, Erasing.KEEP,
        secret=("texts", "link"), staff=("reported_by_id",),
    ),
    Holding(
        "register_import", purposes.ROLES, purposes.ROLES.what, Erasing.KEEP, staff=("created_by_id",),
    ),
)  # fmt: skip

HOLDINGS: tuple[Holding, ...] = (*ACCOUNTS, *SAID, *TOOK_PART, *TOLD, *STAFF)
BY_TABLE = {holding.table: holding for holding in HOLDINGS}
