"""docs/asvs.csv: each requirement of OWASP's Application Security Verification Standard 5.0.0, levels 1 and 2, once.

A requirement applies and is met (yes), is met in part (partly, with what is missing), or does not apply or is not met
(no, with the reason). What is cited as evidence exists: a file, or a test by its name.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from config import ROOT

FILE = ROOT / "docs" / "asvs.csv"
HEADINGS = ["id", "level", "subject", "applies", "evidence"]
# Section: the levels of its requirements in order; 3 is left out of the file.
SECTIONS = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3
3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222
5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333
6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133
8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22
10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11
12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 15.1:12233
15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223 17.1:23
17.2:22223333 17.3:22
"""
CITED = re.compile(
    r"(?:(?:app|docs|requirements|scripts|tests)/[^\s:]+|config\.py|wsgi\.py|pyproject\.toml)(?:::\w+)?"
)
Row = dict[str, str]


def required() -> dict[str, str]:
    """Return {id: level} of every requirement of levels 1 and 2."""
    sections = [section.split(":") for section in SECTIONS.split()]
    return {
        f"{name}.{number}": level
        for name, levels in sections
        for number, level in enumerate(levels, start=1)
        if level != "3"
    }


def rows(text: str) -> list[Row]:
    return list(csv.DictReader(text.splitlines()))


def faults_of(found: list[Row], needed: dict[str, str], folder: Path = ROOT) -> list[str]:
    """Return what is missing from a list of requirements, said twice, or without what it stands on."""
    counted = Counter(row["id"] for row in found)
    faults = [f"{name} is missing" for name in needed if name not in counted]
    faults += [f"{name} is no requirement of these levels" for name in counted if name not in needed]
    faults += [f"{name} stands {count} times" for name, count in counted.items() if count > 1]
    for row in found:
        faults += [f"{row['id']}: {fault}" for fault in _faults_of_row(row, needed, folder)]
    return faults


def _faults_of_row(row: Row, needed: dict[str, str], folder: Path) -> list[str]:
    parts = [part.strip() for part in row["evidence"].split(";") if part.strip()]
    cited = [part for part in parts if CITED.fullmatch(part)]
    faults = [f"{part} does not exist" for part in cited if not exists(part, folder)]
    if row["level"] != needed.get(row["id"]):
        faults.append("another level")
    if not row["subject"].strip() or row["applies"] not in {"yes", "no", "partly"}:
        faults.append("says nothing")
    if row["applies"] in {"yes", "partly"} and not cited:
        faults.append("cites nothing")
    if row["applies"] in {"no", "partly"} and len(parts) == len(cited):
        faults.append("gives no reason")
    return faults


def exists(cited: str, folder: Path) -> bool:
    """Say whether a file is there, and the test in it when one is named."""
    path, _, test = cited.partition("::")
    if not (folder / path).exists():
        return False
    return not test or f"def {test}(" in (folder / path).read_text(encoding="utf-8")


def test_every_requirement_is_answered_once_and_its_evidence_exists() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.splitlines()[0].split(",") == HEADINGS
    assert faults_of(rows(text), required()) == []


def test_the_requirements_are_those_of_the_standard() -> None:
    assert Counter(required().values()) == {"1": 70, "2": 183}


def test_what_does_not_apply_is_said_as_plainly_as_what_does() -> None:
    said = Counter(row["applies"] for row in rows(FILE.read_text(encoding="utf-8")))
    assert min(said["yes"], said["no"], said["partly"]) > 10


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1.1.1,1,a,yes,tests/no_such_test.py", "1.1.1: tests/no_such_test.py does not exist"),
        ("1.1.1,1,a,yes,config.py::test_no_such", "1.1.1: config.py::test_no_such does not exist"),
        ("1.1.1,1,a,yes,it is well", "1.1.1: cites nothing"),
        ("1.1.1,1,a,partly,config.py", "1.1.1: gives no reason"),
        ("1.1.1,1,a,no,", "1.1.1: gives no reason"),
        ("1.1.1,1,,yes,config.py", "1.1.1: says nothing"),
        ("1.1.1,1,a,maybe,config.py", "1.1.1: says nothing"),
        ("1.1.1,2,a,yes,config.py", "1.1.1: another level"),
        ("1.1.1,1,a,yes,config.py\n1.1.1,1,a,yes,config.py", "1.1.1 stands 2 times"),
        ("1.1.1,1,a,yes,config.py\n9.9.9,1,a,no,why", "9.9.9 is no requirement of these levels"),
    ],
)
def test_a_list_that_is_wrong_is_found(row: str, fault: str) -> None:
    text = f"{','.join(HEADINGS)}\n{row}\n"
    assert fault in faults_of(rows(text), {"1.1.1": "1"})
    assert "1.1.2 is missing" in faults_of(rows(text), {"1.1.1": "1", "1.1.2": "1"})
