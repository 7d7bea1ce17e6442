"""Every table of permissions, read for what somebody at a desk may do: a permission nobody thought of is refused."""

import importlib
import pkgutil

import app.features
from app.foundation.policy import Policy

# Whatever is added here is done in a person's name by somebody else: never a vote, a support, an opinion, an account.
WITH_HELP = {
    "consultations.policy": {"read", "declare_age"},
    "discussion.policy": {"post"},
    "media.policy": {"store"},
    "moderation.policy": {"appeal"},
    "plans.policy": {"read"},
    "privacy.policy": {"accept_notice"},
    "proposals.policy": {"submit", "read", "read_words", "edit"},
    "workshops.policy": {"register"},
}


def test_nothing_else_is_done_through_a_helper() -> None:
    found: dict[str, set[str]] = {}
    for info in pkgutil.walk_packages(app.features.__path__, "app.features."):
        if info.name.rpartition(".")[2] != "policy":
            continue
        module = importlib.import_module(info.name)
        tables = [each for each in vars(module).values() if isinstance(each, Policy)]
        opened = {str(permission) for table in tables for permission in table.with_help()}
        if opened:
            found[info.name.removeprefix("app.features.")] = opened
    assert found == WITH_HELP
