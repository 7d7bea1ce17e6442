"""What docs/threats.md tells people to do can be done: its commands, folders and settings exist."""

import re

from flask import Flask

from app.foundation.ledger.keys import FOLDERS
from config import ROOT

TEXT = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
PARTS = ("web server", "database", "backup", "staff", "mail account", "phone", "signing key", "pseudonyms", "worker",
         "operator", "name servers", "short messages")  # fmt: skip


def test_its_commands_and_settings_exist(app: Flask) -> None:
    words = " ".join(TEXT.split())
    named = set(re.findall(r"flask (\w+)(?: ([a-z][\w-]*))?", words))
    assert len(named) > 5
    groups = app.cli.commands
    for group, command in named:
        assert group in groups, group
        assert not command or command in getattr(groups[group], "commands", {command: None}), (group, command)
    settings = (ROOT / "config.py").read_text(encoding="utf-8")
    assert [each for each in re.findall(r"TACHAWOR_[A-Z_]+", TEXT) if each not in settings] == []
    assert set(re.findall(r"`(\w+)/`", TEXT)) <= set(FOLDERS)


def test_every_part_is_there_with_what_shows_its_loss_and_what_to_do() -> None:
    headings = " ".join(re.findall(r"^## (.+)$", TEXT, re.MULTILINE)).casefold()
    assert [part for part in PARTS if part not in headings] == []
    for chapter in TEXT.split("\n## ")[1:]:
        title = chapter.splitlines()[0]
        if title.startswith(("The worker", "The operator", "What is not")):
            continue
        for label in ("**Gives away**", "**Does not give away**", "**Do**"):
            assert label in chapter or title.startswith("A mail account"), (title, label)
