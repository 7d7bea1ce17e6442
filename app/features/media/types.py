"""What may be attached."""

from dataclasses import dataclass
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class FileKind(StrEnum):
    """A picture (re-encoded) or a document."""

    IMAGE = "image"
    DOCUMENT = "document"

    @property
    def label(self) -> LazyText:
        return {self.IMAGE: _l("Image"), self.DOCUMENT: _l("PDF document")}[self]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew: nothing of the original file is left but what can be seen."""

    data: bytes
    content_type: str
    width: int
    height: int


# In bytes, pixels and characters.
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1600
LONGEST_SIDE_SMALL = 320
NAME_LENGTH = 120
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
