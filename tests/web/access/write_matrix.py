"""Print the table of access as it is now: `python -m tests.web.access.write_matrix > tests/web/access/matrix.txt`.

Read every changed row before it is committed: the table says what must be, the program only what is.
"""

import tempfile
from pathlib import Path

from app.foundation import clock
from tests.support.applications import Workplace
from tests.support.databases import SqliteDatabase, make_sqlite_template
from tests.support.visits import every_visit
from tests.support.walking import ROLES, Walker
from tests.support.world import NOW, make_world
from tests.web.access import table


def measured(workplace: Workplace) -> dict[str, table.Row]:
    """Visit every address as everybody."""
    rows: dict[str, table.Row] = {visit.key: {} for visit in every_visit(workplace.app)}
    for role in ROLES:
        walker = Walker(workplace, workplace.fill("world", make_world), role)
        for answer in walker.answers(every_visit(workplace.app)):
            rows[answer.visit.key][role] = answer.cell
        walker.close()
    return rows


def main() -> None:
    """Make a world in a folder that is removed afterwards, and walk."""
    with tempfile.TemporaryDirectory() as name, clock.use(NOW):
        folder = Path(name)
        template = make_sqlite_template(folder)
        workplace = Workplace(
            database=SqliteDatabase(template=template, folder=folder), data_folder=folder / "data"
        )
        workplace.reset()
        workplace.app.config["WTF_CSRF_ENABLED"] = False
        print(table.write(measured(workplace)), end="")
        workplace.close()


if __name__ == "__main__":
    main()
