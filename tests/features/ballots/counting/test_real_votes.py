"""Votes of real cities, where the shared data is present, and one of ours: the official results and the library's."""

import os
from fractions import Fraction
from pathlib import Path

import pytest
from pabutools.election import parse_pabulib

from app.features.ballots.counting import pabulib
from app.features.ballots.counting.equal_shares import Completion, count_equal_shares
from app.features.ballots.counting.greedy import count_greedy
from app.features.ballots.counting.pabulib import BallotFile
from app.features.ballots.counting.types import Utility
from config import ROOT
from tests.features.ballots.counting.elections import Reference

SHARED = Path(os.environ.get("TACHAWOR_SHARED_DATA", ROOT.parent / "shared" / "data")) / "pabulib"
FILES = [Path(__file__).with_name("camps.pb"), *sorted(SHARED.glob("*.pb"))]
OFFICIAL = [path for path in FILES if pabulib.read(path.read_bytes()).meta.get("rule") == "equalshares/add1"]
of_every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def read(path: Path) -> BallotFile:
    return pabulib.read(path.read_bytes())


@of_every_file
def test_a_file_comes_back_byte_for_byte(path: Path) -> None:
    assert pabulib.write(read(path)) == path.read_bytes()


@of_every_file
def test_the_reference_library_reads_the_same(path: Path) -> None:
    file = read(path)
    instance, ballots = parse_pabulib(str(path))
    assert {project.name: Fraction(str(project.cost)) for project in instance} == {
        name: file.election.costs[number] for number, name in enumerate(file.projects, start=1)
    }
    assert Fraction(str(instance.budget_limit)) == file.election.budget
    assert sorted(sorted(project.name for project in ballot) for ballot in ballots) == sorted(
        sorted(file.projects[number - 1] for number in ballot) for ballot in file.ballots()
    )


@pytest.mark.parametrize("path", OFFICIAL, ids=lambda path: path.stem)
def test_the_official_result_of_equal_shares_is_found_again(path: Path) -> None:
    file = read(path)
    assert file.selected
    assert frozenset(count_equal_shares(file.election).bought) == file.selected


@of_every_file
def test_the_reference_library_counts_the_same_without_raising(path: Path) -> None:
    counted = read(path).election
    reference = Reference(counted)
    for utility in Utility:
        found = count_equal_shares(counted, utility=utility, completion=Completion.NONE)
        assert set(found.bought) == reference.equal_shares(utility, Completion.NONE)
        assert set(count_greedy(counted, utility=utility).bought) == reference.greedy(utility)


@of_every_file
def test_the_reference_library_counts_the_same_unit_after_unit(path: Path) -> None:
    counted = read(path).election
    found = count_equal_shares(counted)
    assert set(found.bought) == Reference(counted).equal_shares(Utility.COST, Completion.ADD1)
