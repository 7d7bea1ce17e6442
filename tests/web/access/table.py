"""The table of access, `matrix.txt`: one row for each address and method, one column for each kind of person.

A cell is the status that the person gets; `in` means that she is led to sign-in. `·` repeats the cell at its left.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.walking import ROLES

FILE = Path(__file__).with_name("matrix.txt")
SAME = "·"
HEADINGS = {
    "visitor": "visit", "author_a": "authA", "citizen_a": "citiA", "citizen_b": "citiB", "facilitator_a": "faciA",
    "moderator_a": "modeA", "focal_point_a": "focaA", "focal_point_b": "focaB", "committee_a": "commA",
    "council_a": "counA", "project_owner_a": "ownrA", "monitoring_body_a": "moniA", "mentor": "mentr",
    "network_coordinator": "coord",
}  # fmt: skip
NOTES = (
    "# Who gets which status, for the objects of commune A. /C is /<language>/c/ain-essai, /L is /<language>.",
    "# `in`: led to sign-in. `·`: the same as at the left. Forms are filled in so that their act would be done.",
    "#",
)
Row = dict[str, str]


def read(text: str) -> dict[str, Row]:
    """Return {key of the address: {person: cell}}; a table that cannot be read is refused."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows: dict[str, Row] = {}
    for line in lines[1:]:
        method, shown, *cells = line.split()
        if len(cells) != len(ROLES):
            raise ValueError(f"{len(cells)} cells instead of {len(ROLES)}: {line}")
        key = f"{method} {shown}"
        if key in rows:
            raise ValueError(f"two rows for {key}")
        rows[key] = dict(zip(ROLES, _spelled_out(cells), strict=True))
    return rows


def write(rows: Mapping[str, Row]) -> str:
    """Return the table as text, its columns aligned."""
    width = max(len(key.partition(" ")[2]) for key in rows) + 1
    heading = f"{'method':<7}{'address':<{width}} {' '.join(HEADINGS[role] for role in ROLES)}"
    lines = [
        f"{method:<7}{shown:<{width}} {' '.join(f'{cell:<5}' for cell in _shortened([row[role] for role in ROLES]))}"
        for key, row in rows.items()
        for method, _, shown in [key.partition(" ")]
    ]
    return "\n".join([*NOTES, heading, *(line.rstrip() for line in lines)]) + "\n"


def differences(
    expected: Mapping[str, Row], found: Mapping[str, Row], roles: Sequence[str] = ROLES
) -> list[str]:
    """Return what is not as the table says: rows too many or missing, and cells that differ."""
    missing = [f"the table has no row for: {key}" for key in found if key not in expected]
    surplus = [f"no address answers to the row: {key}" for key in expected if key not in found]
    changed = [
        f"{key}: {role} gets {found[key][role]}, the table says {expected[key][role]}"
        for key in found
        if key in expected
        for role in roles
        if found[key][role] != expected[key][role]
    ]
    return missing + surplus + changed


def _shortened(cells: list[str]) -> list[str]:
    return [SAME if index and cell == cells[index - 1] else cell for index, cell in enumerate(cells)]


def _spelled_out(cells: list[str]) -> list[str]:
    spelled: list[str] = []
    for cell in cells:
        spelled.append(spelled[-1] if cell == SAME else cell)
    return spelled
