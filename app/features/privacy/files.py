"""The files of an erased account: rows go with it, bytes when it is certain that it is erased."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from app.features.media.models import StoredFile
from app.features.privacy.models import PersonalExport
from app.features.proposals.models import Proposal, ProposalAttachment
from app.foundation.database import Base, db

STORED, EXPORTED, MAILED = "files/", "personal-exports/", "mails/"


def attached_to(proposal_ids: Iterable[int]) -> set[int]:
    """Return the files that are attached to proposals."""
    statement = sa.select(ProposalAttachment.file_id).where(
        ProposalAttachment.proposal_id.in_(list(proposal_ids))
    )
    return set(db.session.scalars(statement))


def handed_in_by(user_id: int) -> set[int]:
    """Return the files of a person: those of her proposals, and her others that nothing published holds."""
    own = sa.select(Proposal.id).where(Proposal.author_id == user_id)
    others = sa.select(StoredFile.id).where(
        StoredFile.uploaded_by_id == user_id, StoredFile.is_public.is_(False)
    )
    return attached_to(db.session.scalars(own)) | set(db.session.scalars(others))


def forget_stored(file_ids: set[int]) -> list[str]:
    """Delete the rows of files that nothing holds any more; return where their bytes are."""
    held = {
        one
        for each in _holders()
        for one in db.session.scalars(each.where(each.selected_columns[0].in_(file_ids)))
    }
    doomed = db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(file_ids - held))).all()
    keys = {key for file in doomed for key in (file.storage_key, file.thumbnail_key) if key}
    for file in doomed:
        db.session.delete(file)
    db.session.flush()
    return [f"{STORED}{key}" for key in sorted(keys - _still_used(keys))]


def forget_exports(user_id: int) -> list[str]:
    """Delete the rows of a person's exports; return where the files are."""
    statement = (
        sa.delete(PersonalExport).where(PersonalExport.user_id == user_id).returning(PersonalExport.key)
    )
    return [f"{EXPORTED}{key}" for key in db.session.scalars(statement)]


def _holders() -> Iterator[sa.Select[int]]:
    """Yield a select of the files that each column of the schema holds."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.target_fullname == "stored_file.id" for key in column.foreign_keys):
                yield sa.select(column)


def _still_used(keys: set[str]) -> set[str]:
    """Return the keys that another row has too: the same bytes are kept once."""
    columns = (StoredFile.storage_key, StoredFile.thumbnail_key)
    found = (db.session.scalars(sa.select(column).where(column.in_(keys))).all() for column in columns)
    return {one for each in found for one in each if one}
