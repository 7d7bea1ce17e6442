"""Files of ballots are counted on the command line by both rules; what cannot be read is refused by its line."""

from pathlib import Path

import pytest
from flask import Flask

pytestmark = pytest.mark.sqlite_only

# Three people want the two small projects of their quarter, four the large one of theirs.
FILE = """META
key;value
description;Quarter
budget;700
vote_type;approval
rule;equalshares/add1
PROJECTS
project_id;cost;selected
park;600;0
bench;150;1
tree;150;1
lamp;400;1
VOTES
voter_id;vote
1;park,lamp
2;park,lamp
3;park,lamp
4;park
5;bench,tree
6;bench,tree
7;bench,tree
"""


def counted(app: Flask, tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "ballots.pb"
    file.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["votes", "count", str(file), *options])
    return result.exit_code, result.output


def test_both_rules_are_told_beside_what_the_file_says(app: Flask, tmp_path: Path) -> None:
    code, said = counted(app, tmp_path, FILE)
    assert code == 0
    assert "Greedy: park. Spent 600 of 700." in said
    assert "Equal shares (cost, add1): bench, tree, lamp. Spent 700 of 700." in said
    assert "The file says that these were selected: bench, tree, lamp." in said


def test_every_round_can_be_read_by_a_program(app: Flask, tmp_path: Path) -> None:
    code, said = counted(app, tmp_path, FILE, "--json")
    assert code == 0
    assert '"purchases"' in said


def test_a_file_that_cannot_be_counted_is_refused_by_its_line(app: Flask, tmp_path: Path) -> None:
    code, said = counted(app, tmp_path, FILE.replace("6;bench,tree", "6;bench,fountain"))
    assert code == 1
    assert "20" in said
    assert "fountain" in said
