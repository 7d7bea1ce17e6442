"""Files that were checked, re-encoded and stored."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.media.types import FileKind
from app.foundation.database import BelongsToCollectivity, Id, Instant, Model, enumeration, reference


class StoredFile(BelongsToCollectivity, Model):
    """A file in the store; its bytes are found by `storage_key`, its address by `public_key`.

    `is_public` marks what the collectivity itself publishes (minutes, deliberations, evidence); any other file is seen
    with what it is attached to.
    """

    __tablename__ = "stored_file"

    id: Mapped[Id]
    public_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[FileKind] = mapped_column(enumeration(FileKind, "kind"))
    storage_key: Mapped[str] = mapped_column(sa.String(120))
    thumbnail_key: Mapped[str | None] = mapped_column(sa.String(120))
    content_type: Mapped[str] = mapped_column(sa.String(60))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    title: Mapped[str] = mapped_column(sa.String(200))
    is_public: Mapped[bool] = mapped_column(default=False)
    uploaded_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    created_at: Mapped[Instant]
