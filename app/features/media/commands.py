"""Checking and keeping the files that people hand in."""

import hashlib
import secrets
from datetime import datetime

from app.features.media import policy, rules
from app.features.media.models import StoredFile
from app.features.media.pictures import redraw
from app.features.media.policy import MediaPermission
from app.features.media.types import FileKind
from app.foundation import files
from app.foundation.database import db
from app.foundation.policy import Actor


def store_upload(
    *, actor: Actor, collectivity_id: int, data: bytes, name: str, now: datetime, is_public: bool = False
) -> StoredFile:
    """Keep a picture or a PDF document, told apart by its bytes; anything else is refused."""
    rules.require_size(data)
    store = store_image if rules.kind_of(data) is FileKind.IMAGE else store_document
    return store(
        actor=actor, collectivity_id=collectivity_id, data=data, name=name, now=now, is_public=is_public
    )


def store_image(
    *, actor: Actor, collectivity_id: int, data: bytes, name: str, now: datetime, is_public: bool = False
) -> StoredFile:
    """Keep a picture, drawn anew and made small enough, with a small version of it."""
    policy.media.require(actor, MediaPermission.STORE)
    rules.require_size(data)
    if rules.kind_of(data) is not FileKind.IMAGE:
        raise rules.FileRefused(rules.NOT_A_PICTURE)
    picture, small = redraw(data)
    store = files.storage()
    return _keep(
        actor, collectivity_id, FileKind.IMAGE, picture.data, now,
        content_type=picture.content_type, width=picture.width, height=picture.height, is_public=is_public,
        title=rules.cleaned_name(name, picture.content_type), thumbnail_key=store.put(small.data),
    )  # fmt: skip


def store_document(
    *, actor: Actor, collectivity_id: int, data: bytes, name: str, now: datetime, is_public: bool = False
) -> StoredFile:
    """Keep a PDF document as it is."""
    policy.media.require(actor, MediaPermission.STORE)
    rules.require_size(data)
    if rules.kind_of(data) is not FileKind.DOCUMENT:
        raise rules.FileRefused(rules.NOT_A_DOCUMENT)
    rules.require_plain_pdf(data)
    content_type = "application/pdf"
    return _keep(
        actor, collectivity_id, FileKind.DOCUMENT, data, now,
        content_type=content_type, title=rules.cleaned_name(name, content_type), is_public=is_public,
    )  # fmt: skip


def _keep(
    actor: Actor, collectivity_id: int, kind: FileKind, data: bytes, now: datetime, **values: object
) -> StoredFile:
    file = StoredFile(
        collectivity_id=collectivity_id, kind=kind, storage_key=files.storage().put(data),
        public_key=secrets.token_urlsafe(18), sha256=hashlib.sha256(data).hexdigest(), size=len(data),
        uploaded_by_id=actor.user_id, created_at=now, **values,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file
