"""Nobody signs in as somebody else: no address, no command, no helper, no operator's shortcut."""

import re

from flask import Flask

from config import ROOT
from tests.support.clock import FixedClock

# Every place where a session begins, and what was proved before. A new one has to be looked at.
BEGINS = {
    "app/web/accounts/passwords.py": "a link of recovery that was sent to her address",
    "app/web/accounts/proofs.py": "a passkey of hers",
    "app/web/accounts/public.py": "her password, a code or a link sent to her address",
    "app/web/accounts/sessions.py": "what one of the others says was proved: it writes the session down",
    "app/web/demo_sign_in.py": "nothing: fictional people, in a demonstration alone",
}
SUSPECT = re.compile(
    r"impersonat|masquerad|switch.?user|sign.?in.?as|login.?as|become|sudo|act.?as", re.IGNORECASE
)


def test_no_address_and_no_command_lets_one_be_somebody_else(app: Flask) -> None:
    addresses = [f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()]
    assert [each for each in addresses if SUSPECT.search(each)] == []
    commands = [
        f"{group} {name}"
        for group, command in app.cli.commands.items()
        for name in ["", *getattr(command, "commands", {})]
    ]
    assert [each for each in commands if SUSPECT.search(each) or "session" in each or "sign" in each] == []


def test_a_session_begins_only_where_the_person_proved_herself() -> None:
    begins = re.compile(r"\bsessions\.begin\(|\blogin_user\(")
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "app").rglob("*.py"))
        if begins.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(BEGINS)


def test_the_demonstration_s_way_in_is_not_there_without_it(app: Flask, clock: FixedClock) -> None:
    assert not app.config["DEMO"]
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("demo")] == []


def test_whoever_acts_for_somebody_is_made_in_one_place() -> None:
    """The only actor that is not the one of the session is the person helped, marked with who helps."""
    acting = re.compile(r"helped_by=")
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "app").rglob("*.py"))
        if acting.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"app/web/help_under_way.py"}
