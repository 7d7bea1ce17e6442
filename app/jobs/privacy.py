"""What people asked for about their own data: erasures carried to their end, files with their data made ready."""

from pathlib import Path

from flask import current_app

from app.features.privacy import exporting, finishing
from app.features.privacy.personal_data import HOLDINGS
from app.foundation import clock
from app.foundation.database import db, snapshot, transaction
from app.foundation.wiping import wipe_deleted


def finish_erasures() -> int:
    """Delete the files of erased accounts and make the database forget them for good; return how many are finished."""
    user_ids = finishing.list_unfinished()
    db.session.rollback()
    if not user_ids:
        return 0
    for user_id in user_ids:
        finishing.note_apart(user_id)
        finishing.delete_files(user_id, data_folder=_data_folder())
    with transaction():
        finishing.forget_files(user_ids)
    if not wipe_deleted(holding.table for holding in HOLDINGS):
        return 0  # somebody was reading: the next run does it again
    with transaction() as now:
        finishing.record_wiped(user_ids, now=now)
    return len(user_ids)


def prepare_personal_exports() -> int:
    """Make the files that people asked for and nobody made yet; return how many."""
    waiting = exporting.list_waiting(now=clock.now())
    db.session.rollback()
    for export_id in waiting:
        _prepare(export_id)
    return len(waiting)


def _prepare(export_id: int) -> None:
    with snapshot() as now:
        export = exporting.get(export_id)
        exporting.write_file(export, data_folder=_data_folder(), page=_page(), now=now)
    with transaction() as now:
        exporting.record_ready(export_id, is_told=True, now=now)


def _page() -> exporting.Page:
    # Pages and jobs do not know each other: the pages leave here how the data are shown.
    page: exporting.Page = current_app.extensions["personal_export_page"]
    return page


def _data_folder() -> Path:
    folder: Path = current_app.extensions["settings"].data_folder
    return folder
