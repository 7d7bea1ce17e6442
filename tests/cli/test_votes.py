"""Files of ballots are counted on the command line by both rules; what cannot be read is refused by its line."""

from pathlib import Path

import pytest
from flask import Flask

from app.features.ballots import queries
from app.features.ballots.types import VotingKind
from app.foundation.database import db
from tests.support.clock import FixedClock
from tests.support.voting import make_voting

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


def test_equals_go_by_the_published_rule_or_by_name_as_in_the_reference_library(
    app: Flask, tmp_path: Path
) -> None:
    equal = (
        "META\nkey;value\nbudget;50\nPROJECTS\nproject_id;cost\nz;50\na;50\nVOTES\nvoter_id;vote\n1;a\n2;z\n"
    )
    assert "Greedy: z. Spent 50 of 50." in counted(app, tmp_path, equal)[1]
    assert "Greedy: a. Spent 50 of 50." in counted(app, tmp_path, equal, "--ties", "name")[1]


def test_points_and_order_do_not_count_and_the_command_says_so(app: Flask, tmp_path: Path) -> None:
    said = counted(app, tmp_path, FILE.replace("vote_type;approval", "vote_type;cumulative"))[1]
    assert "Votes are of the kind cumulative: whatever a ballot lists is approved" in said
    assert "Greedy: park. Spent 600 of 700." in said
    assert "Votes are of the kind" not in counted(app, tmp_path, FILE)[1]


def test_every_round_can_be_read_by_a_program(app: Flask, tmp_path: Path) -> None:
    code, said = counted(app, tmp_path, FILE, "--json")
    assert code == 0
    assert '"purchases"' in said


def test_a_file_that_cannot_be_counted_is_refused_by_its_line(app: Flask, tmp_path: Path) -> None:
    code, said = counted(app, tmp_path, FILE.replace("6;bench,tree", "6;bench,fountain"))
    assert code == 1
    assert "20" in said
    assert "fountain" in said


def test_choices_come_from_a_file_only_when_it_is_said_and_when_no_line_is_wrong(
    app: Flask, clock: FixedClock, tmp_path: Path
) -> None:
    with app.app_context():
        voting = make_voting(kind=VotingKind.BUDGET, costs=(100, 200, 300, 400), ceiling=500)
        consultation, question, (first, second, *_) = (
            str(voting.place.consultation_id), voting.question_id, voting.proposals
        )  # fmt: skip
        file = tmp_path / "choices.pb"

        def imported(projects: str, *options: str) -> tuple[int, str]:
            file.write_text(
                f"META\nkey;value\nbudget;900\nPROJECTS\nproject_id;cost\n{projects}", encoding="utf-8"
            )
            result = app.test_cli_runner().invoke(args=["votes", "import", consultation, str(file), *options])
            return result.exit_code, result.output

        def costs() -> list[int | None]:
            db.session.rollback()
            return [each.cost for each in queries.list_choices(question)]

        right = f"proposal-{second};70\nproposal-{first};80\n"
        before = costs()
        code, said = imported(right)
        assert (code, costs()) == (0, before)
        assert "Nothing was changed." in said
        code, said = imported(f"proposal-{second};70\nproposal-0;80\n", "--apply")
        assert (code, costs()) == (1, before)
        assert "Line 7" in said
        code, said = imported(right, "--apply")
        assert (code, costs()) == (0, [70, 80])
        assert "The file names a budget of 900; that of the vote stays 500." in said
