"""The export of a log with everything that a recount needs: openings, definitions, published numbers."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.features.ballots import queries as ballots
from app.features.ballots.models import VotingQuestion
from app.features.proposals.models import Proposal
from app.features.supports.models import ItemTally
from app.features.supports.types import Stance
from app.features.transparency import acts
from app.features.transparency.definitions import definition_at_opening
from app.features.transparency.recounting import Recount, count_opinions, count_supports, recount
from app.foundation.database import db, snapshot
from app.foundation.ledger import checkpoints
from app.foundation.ledger.exporting import NothingSigned
from app.foundation.ledger.exporting import export as export_log
from app.foundation.ledger.models import LedgerCheckpoint, LedgerLog

# A larger log is written to a file by a job; a smaller one is made when it is asked for.
MOST_AT_REQUEST = 2000
FOLDER = "exports"


def export(log_id: int) -> bytes:
    """Return the export of a log up to its last checkpoint, all of it as it stood at one instant."""
    with snapshot():
        log = db.session.get_one(LedgerLog, log_id)
        newest = checkpoints.latest(log_id)
        if newest is None:
            raise NothingSigned
        return export_log(log_id, extras=_extras(log, newest.size))


def file_for(folder: Path, log_name: str, checkpoint: LedgerCheckpoint) -> Path:
    """Return where the export of a log up to a checkpoint is kept once it is written."""
    return folder / FOLDER / f"{log_name}-{checkpoint.root[:16]}-{checkpoint.size}.json"


def find_file(folder: Path, log_name: str) -> Path | None:
    """Return the newest export of a log that was written, or None."""
    found = (folder / FOLDER).glob(f"{log_name}-*.json")
    return max(found, key=lambda path: int(path.stem.rpartition("-")[2]), default=None)


def prepare_large(folder: Path) -> int:
    """Write the exports of large logs that grew since the last time; return how many."""
    newest = _newest_sizes().where(LedgerCheckpoint.size > MOST_AT_REQUEST).subquery()
    statement = (
        sa.select(LedgerLog.id, LedgerLog.name, LedgerCheckpoint)
        .join(newest, newest.c.log_id == LedgerLog.id)
        .join(
            LedgerCheckpoint,
            sa.and_(LedgerCheckpoint.log_id == LedgerLog.id, LedgerCheckpoint.size == newest.c.size),
        )
        .order_by(LedgerLog.id)
    )
    large = [
        (log_id, name, file_for(folder, name, row)) for log_id, name, row in db.session.execute(statement)
    ]
    db.session.rollback()
    due = [each for each in large if not each[2].exists()]
    for log_id, name, path in due:
        _write(path, name, export(log_id))
    return len(due)


def list_unsigned() -> list[int]:
    """Return the logs that have grown since their last checkpoint."""
    newest = _newest_sizes().subquery()
    statement = (
        sa.select(LedgerLog.id)
        .outerjoin(newest, newest.c.log_id == LedgerLog.id)
        .where(LedgerLog.size > sa.func.coalesce(newest.c.size, 0))
        .order_by(LedgerLog.id)
    )
    return list(db.session.scalars(statement))


def _newest_sizes() -> sa.Select[Any]:
    columns: tuple[Any, ...] = (LedgerCheckpoint.log_id, sa.func.max(LedgerCheckpoint.size).label("size"))
    return sa.select(*columns).group_by(LedgerCheckpoint.log_id)


def _write(path: Path, log_name: str, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_bytes(data)
    aside.replace(path)
    for older in path.parent.glob(f"{log_name}-*.json"):
        if older != path:
            older.unlink(missing_ok=True)


def _extras(log: LedgerLog, size: int) -> dict[str, Any]:
    if log.consultation_id is None:
        return {"acts": {}, "published": {"opinions": None, "supports": None}, "votings": []}
    covered, whole = recount(log.id, size=size), recount(log.id)
    return {
        "acts": {},
        "published": {
            "opinions": _opinions(log.consultation_id, covered, whole),
            "supports": _supports(log.consultation_id, covered, whole),
        },
        "votings": list(_votings(covered)),
    }


def _supports(consultation_id: int, covered: Recount, whole: Recount) -> list[list[Any]]:
    """Return the numbers shown beside proposals, less what was done since the checkpoint."""
    since = count_supports(whole.last.values())
    since.subtract(count_supports(covered.last.values()))
    statement = sa.select(Proposal.id, Proposal.support_count).where(
        Proposal.consultation_id == consultation_id
    )
    rows = [
        [acts.subject("proposal", proposal_id), count - since[acts.subject("proposal", proposal_id)]]
        for proposal_id, count in db.session.execute(statement.order_by(Proposal.id))
    ]
    # Whoever recounts expects every subject with an act, those with none left included.
    named = {about for (about, _person), entry in covered.last.items() if entry.kind.startswith("support.")}
    return [row for row in rows if row[1] or row[0] in named]


def _opinions(consultation_id: int, covered: Recount, whole: Recount) -> list[list[Any]]:
    """Return the numbers shown beside items, less what was said since the checkpoint."""
    before, after = count_opinions(covered.last.values()), count_opinions(whole.last.values())
    tallies = db.session.scalars(
        sa.select(ItemTally).where(ItemTally.consultation_id == consultation_id).order_by(ItemTally.item_id)
    )
    rows = []
    for tally in tallies.all():
        about = acts.subject("item", tally.item_id)
        now, then = after.get(about, Counter()), before.get(about, Counter())
        counts = [
            getattr(tally, f"{stance.value}_count") - now[stance.value] + then[stance.value]
            for stance in Stance
        ]
        rows.append([about, *counts])
    return rows


def _votings(covered: Recount) -> Iterator[dict[str, Any]]:
    """Yield every vote that opened: what it was then and, once it is closed, what opens each ballot."""
    closed = covered.newest("voting.closed")
    for about in sorted(covered.newest("voting.opened")):
        question = db.session.get_one(VotingQuestion, int(about.partition(":")[2]))
        said = definition_at_opening(question)
        openings = list(ballots.openings(question.id)) if about in closed else None
        yield {"definition": said, "openings": openings, "subject": about}
