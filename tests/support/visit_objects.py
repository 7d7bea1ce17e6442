"""Which object of the world stands in which address."""

# (endpoint, its blueprint, or "" for all; argument): name of the object. The narrowest wins.
OBJECTS: dict[tuple[str, str], str] = {
    ("", "consultation_id"): "open",
    ("", "plan_id"): "plan_open",
    ("", "version_id"): "working_version",
    ("", "number"): "1",
    ("", "item_id"): "project_open",
    ("", "proposal_id"): "published",
    ("", "comment_id"): "comment_published",
    ("", "workshop_id"): "workshop",
    ("", "theme_id"): "theme_review",
    ("", "point_id"): "point_review",
    ("", "response_id"): "response_review",
    ("", "activity_id"): "activity",
    ("", "association_id"): "association",
    ("", "invitation_id"): "invitation",
    ("", "grant_id"): "grant",
    ("", "key"): "key of file_of_published",
    ("", "public_key"): "key of file_of_published",
    ("", "file_id"): "file_of_published",
    ("", "subject_id"): "published",
    ("", "object_id"): "published",
    ("", "subject"): "proposal",
    ("", "kind"): "proposal",
    ("", "name"): "plan.png",
    ("manage_collectivity", "kind"): "charter",
    ("unsubscribing", "token"): "no-such-token",
    ("manage_proposals", "consultation_id"): "open",
    ("manage_plans", "plan_id"): "plan_secret",
    ("manage_plans.begin_version", "plan_id"): "plan_adopted",
    ("manage_plans", "item_id"): "project_secret",
    ("proposals.discard", "proposal_id"): "draft",
    ("manage_moderation", "subject_id"): "published",
    ("", "colour"): "0a5c5a",
    ("", "code"): "ar",
    ("", "token"): "no-such-token",
    ("invitations", "token"): "key of invitation",
    ("network_team", "invitation_id"): "network_invitation",
    ("network_team", "grant_id"): "network_grant",
    ("manage_synthesis", "consultation_id"): "review",
    ("manage_synthesis", "proposal_id"): "proposal_review_1",
    ("manage_report", "consultation_id"): "review",
    ("manage_council", "consultation_id"): "review",
    ("manage_council", "proposal_id"): "proposal_review_3",
    ("manage_adoption", "consultation_id"): "review",
    ("manage_adoption", "item_id"): "project_review",
    ("synthesis", "consultation_id"): "answered",
    ("council", "consultation_id"): "answered",
    ("manage_consultations", "consultation_id"): "preparing",
    ("manage_consultations.archive", "consultation_id"): "answered",
    ("manage_consultations.confirm_archiving", "consultation_id"): "answered",
    ("manage_consultations.cancel", "consultation_id"): "announced",
    ("manage_consultations.confirm_cancellation", "consultation_id"): "announced",
    ("manage_consultations.extend", "consultation_id"): "open",
    ("manage_consultations.confirm_extension", "consultation_id"): "open",
    ("manage_consultations.second_round", "consultation_id"): "first",
    ("manage_consultations.begin_second_round", "consultation_id"): "first",
    ("manage_consultations.make_project", "consultation_id"): "first",
}

# Objects that are seen by some and not by others: their addresses are visited once more.
VARIANTS: dict[str, tuple[dict[str, str], ...]] = {
    "consultations.page": tuple(
        {"consultation_id": name} for name in ("preparing", "announced", "review", "answered", "cancelled")
    ),
    "synthesis.page": ({"consultation_id": "review"}, {"consultation_id": "preparing"}),
    "proposals.page": tuple(
        {"proposal_id": name}
        for name in (
            "draft",
            "pending",
            "returned",
            "refused",
            "hidden",
            "withdrawn",
            "changed",
            "proposal_answered_1",
        )
    ),
    "proposals.versions": ({"proposal_id": "pending"}, {"proposal_id": "hidden"}, {"proposal_id": "changed"}),
    "proposals.all_of": ({"consultation_id": "preparing"}, {"consultation_id": "answered"}),
    "proposals.new": (
        {"consultation_id": "preparing"},
        {"consultation_id": "review"},
        {"consultation_id": "ideas"},
    ),
    "proposals.similar": ({"consultation_id": "preparing"},),
    "proposals.create": ({"consultation_id": "review"}, {"consultation_id": "preparing"}),
    "plans.reader": ({"plan_id": "plan_secret"}, {"plan_id": "plan_adopted"}),
    "plans.item": ({"plan_id": "plan_secret", "item_id": "project_secret"},),
    "plans.compare": ({"plan_id": "plan_secret"}, {"plan_id": "plan_adopted"}),
    "plans.export": ({"plan_id": "plan_secret"}, {"number": "2"}),
    "supports.support": (
        {"proposal_id": "pending"},
        {"proposal_id": "hidden"},
        {"proposal_id": "proposal_review_1"},
    ),
    "supports.opine": (
        {"consultation_id": "review", "item_id": "project_review"},
        {"consultation_id": "preparing", "item_id": "project_secret"},
    ),
    "manage_plans.editor": ({"plan_id": "plan_adopted"},),
    "files.file": ({"public_key": "key of file_of_hidden"},),
    "files.small": ({"public_key": "key of file_of_hidden"},),
    "notifications.follow": (
        {"kind": "consultation", "object_id": "open"},
        {"kind": "consultation", "object_id": "preparing"},
        {"kind": "item", "object_id": "project_open"},
        {"kind": "item", "object_id": "project_secret"},
        {"kind": "proposal", "object_id": "hidden"},
    ),
    "moderation.report": (
        {"subject_id": "hidden"},
        {"subject": "comment", "subject_id": "comment_published"},
    ),
    "moderation.send_report": (
        {"subject_id": "hidden"},
        {"subject": "comment", "subject_id": "comment_published"},
    ),
    "manage_moderation.case": (
        {"subject": "comment", "subject_id": "comment_pending"},
        {"subject_id": "draft"},
    ),
    "council.results": ({"consultation_id": "review"}, {"consultation_id": "preparing"}),
}

# What stands in an address as it is.
WORDS: dict[str, str] = {}

# For an argument beneath another: objects of the same commune that stand elsewhere.
SEVERAL: dict[str, tuple[str, ...]] = {
    "consultation_id": ("open", "answered"),
    "plan_id": ("plan_adopted",),
    "theme_id": ("theme_answered",),
    "point_id": ("point_answered",),
    "response_id": ("response_answered",),
    "proposal_id": ("published",),
    "item_id": ("project_open",),
}
