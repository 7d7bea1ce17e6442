"""What may be attached."""

from enum import StrEnum


class FileKind(StrEnum):
    """A picture (re-encoded) or a document."""

    IMAGE = "image"
    DOCUMENT = "document"
