"""Files of ballots are read without loss, written back as they were, and refused by line."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.features.ballots.counting import pabulib
from app.features.ballots.counting.pabulib import BallotFile
from app.features.ballots.counting.tables import Part, WrongBallotFile
from app.features.ballots.counting.types import Choice, Pile

CAMPS = Path(__file__).with_name("camps.pb").read_bytes()


def text(*, meta: str = "budget;100", projects: str = "p;10\nq;20", votes: str = "1;p,q") -> str:
    """Return a small file."""
    return f"META\nkey;value\n{meta}\nPROJECTS\nproject_id;cost\n{projects}\nVOTES\nvoter_id;vote\n{votes}\n"


def read(**parts: str) -> BallotFile:
    return pabulib.read(text(**parts).encode())


def cells(file: BallotFile) -> dict[Part, list[tuple[str, ...]]]:
    """Return what the file says, cell by cell."""
    return {
        part: [table.opening.cells, table.header.cells, *(row.cells for row in table.rows)]
        for part, table in file.tables.items()
    }


def refusal(content: bytes) -> WrongBallotFile:
    """Return why a file is refused."""
    with pytest.raises(WrongBallotFile) as refused:
        assert pabulib.read(content).election
    return refused.value


def test_names_keep_their_semicolons_quotes_and_scripts() -> None:
    file = pabulib.read(CAMPS)
    names = file.tables[Part.PROJECTS].values(3)
    assert names == ["Eau; et lumière", "ماء وضوء", 'The "big" well', "ⴰⵎⴰⵏ"]
    assert file.meta["comment"] == "#1: a semicolon"
    assert file.projects == ("a", "b", "c", "d")
    assert file.selected == {2, 3, 4}


def test_what_is_counted_is_taken_from_the_tables() -> None:
    counted = pabulib.read(CAMPS).election
    assert counted.budget == 100
    assert counted.choices == (Choice(1, 40), Choice(2, 30), Choice(3, 30), Choice(4, 40))
    assert counted.profile.piles == (Pile((1, 2, 3), 6), Pile((4,), 4))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_comes_back_byte_for_byte(line_end: str, mark: bytes) -> None:
    content = mark + CAMPS.replace(b"\n", line_end.encode())
    assert pabulib.write(pabulib.read(content)) == content


def test_cells_that_nobody_asked_for_come_back_too() -> None:
    content = (
        "meta ;\nkey;value;\n budget ; 10;by the council; 2024\n;;\n\n"
        "PROJECTS\nproject_id;cost;x;x\na;1;;y;;\n"
        'VOTES\nvote\n"a\nb"x\n'
    )
    file = pabulib.read(content.encode())
    assert cells(pabulib.read(pabulib.write(file))) == cells(file)
    assert file.meta == {"budget": "10", "": ""}


def test_a_part_may_stand_before_another() -> None:
    content = "VOTES\nvoter_id;vote\n1;a\nPROJECTS\nproject_id;cost\na;1\nMETA\nkey;value\nbudget;5\n"
    file = pabulib.read(content.encode())
    assert file.election.profile.approvals == {1: 1}
    assert pabulib.write(file) == content.encode()


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8).map(
    lambda name: f"n{name}"
)
ROWS = st.lists(st.dictionaries(NAMES, WORDS, max_size=4), max_size=4)


@given(st.dictionaries(NAMES, WORDS, max_size=4), ROWS, ROWS)
def test_whatever_stands_in_the_cells_comes_back(
    meta: dict[str, str], projects: list[dict[str, str]], votes: list[dict[str, str]]
) -> None:
    numbered = [{"voter_id": f"v{place}"} | row for place, row in enumerate(votes)]
    file = pabulib.build(meta=meta, projects=projects, votes=numbered)
    assert cells(pabulib.read(pabulib.write(file))) == cells(file)


def test_a_file_can_be_built_from_a_vote_of_ours() -> None:
    file = pabulib.build(
        meta={"budget": "50", "rule": "greedy"},
        projects=[
            {"project_id": "1", "cost": "20", "name": "بئر; نافورة"},
            {"project_id": "2", "cost": "30"},
        ],
        votes=[{"voter_id": "a", "vote": "1,2"}, {"voter_id": "b", "vote": ""}],
    )
    assert pabulib.write(file).decode() == (
        "META\nkey;value\nbudget;50\nrule;greedy\n"
        'PROJECTS\nproject_id;cost;name\n1;20;"بئر; نافورة"\n2;30;\n'
        "VOTES\nvoter_id;vote\na;1,2\nb;\n"
    )
    assert pabulib.read(pabulib.write(file)).election == file.election
    assert (file.election.profile.ballots, file.election.profile.blank) == (2, 1)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("10", 10),
        ("10.50", Fraction(21, 2)),
        ("10,5", Fraction(21, 2)),
        ("1 000\u00a0000", 1_000_000),
        ("21/2", Fraction(21, 2)),
        ("0", 0),
        ("1.5E+3", 1500),
    ],
)
def test_amounts_are_exact_however_they_are_written(written: str, amount: Fraction) -> None:
    counted = read(meta=f"budget;{written}", projects=f"p;{written}\nq;1").election
    assert (counted.budget, counted.choices[0].cost) == (amount, amount)


def test_ballots_approve_of_the_projects_they_list_whatever_the_kind_of_vote() -> None:
    content = (
        "META\nkey;value\nbudget;9\nvote_type;cumulative\nmin_length;2\nmax_sum_points;7\n"
        "PROJECTS\nproject_id;cost;score\np;1;3\nq;2;4\n"
        "VOTES\nvoter_id;vote;points\n1;q,p;4,0\n2; p , p ;3,1\n3;;\n4;None;None\n5\n"
    )
    assert pabulib.read(content.encode()).election.profile.piles == (
        Pile((), 3),
        Pile((1,), 1),
        Pile((1, 2), 1),
    )


def test_a_project_may_be_called_none() -> None:
    assert read(projects="none;10", votes="1;none").election.profile.approvals == {1: 1}


def test_a_file_that_says_neither_rule_nor_selection_is_counted_all_the_same() -> None:
    file = read()
    assert file.selected == frozenset()
    assert file.election.budget == 100


def test_other_encodings_are_read_by_their_mark_or_by_their_name() -> None:
    content = CAMPS.decode()
    expected = cells(pabulib.read(CAMPS))
    assert cells(pabulib.read(content.encode("utf-16"))) == expected
    polish = text(meta="unit;Świecie\nbudget;1")
    assert pabulib.read(polish.encode("cp1250"), encoding="cp1250").meta["unit"] == "Świecie"


def test_a_file_in_another_encoding_is_refused_by_the_line_that_shows_it() -> None:
    refused = refusal(text(meta="budget;1\nunit;Świecie").encode("cp1250"))
    assert refused.line == 4


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (text(votes="1;p\n2;p,z"), 11, "z"),
        (text(projects="p;10\np;20"), 7, "p"),
        (text(projects="p;10\nq;-20"), 7, "-20"),
        (text(projects="p;10\nq;"), 7, "amount"),
        (text(projects="p;10\nq;ten"), 7, "ten"),
        (text(meta="budget;much"), 3, "much"),
        (text(meta="unit;x"), 2, "budget"),
        (text(votes="1;p;q"), 10, "more values"),
        (text(votes='1;"p\n2;q'), 10, "quotation mark"),
        (text().replace("vote\n", "choices\n"), 9, "vote"),
        (text().replace("cost", "price"), 5, "cost"),
        (text() + "META\nkey;value\n", 11, "META"),
        ("budget;100\n" + text(), 1, "META"),
        (text().split("VOTES")[0], 0, "VOTES"),
        ("", 0, "META"),
        (text(votes="1;" + '"p' + "x" * 200_000), 10, "quotation mark"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_its_line(content: str, line: int, words: str) -> None:
    refused = refusal(content.encode())
    assert refused.line == line
    assert words in str(refused)
    assert line == 0 or f"Line {line}:" in str(refused)


def test_lines_are_counted_across_cells_of_several_lines() -> None:
    refused = refusal(text(projects='"p\n\n";10\nq;20', votes="1;nowhere").encode())
    assert refused.line == 12
