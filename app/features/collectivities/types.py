"""Kinds of public texts a collectivity publishes, and the plain values that imports and profiles travel in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.foundation.i18n import LazyText, _l

DEFAULT_ACCENT = "#0a5c5a"


class PublicText(StrEnum):
    """A versioned text of a collectivity that everybody can read."""

    LEGAL_NOTICE = "legal_notice"
    CHARTER = "charter"

    @property
    def label(self) -> LazyText:
        return {self.LEGAL_NOTICE: _l("Legal notice"), self.CHARTER: _l("Participation charter")}[self]


@dataclass(frozen=True, slots=True)
class KindRecord:
    """A level of territory as an import describes it; rank 1 is the widest."""

    code: str
    rank: int
    names: Mapping[str, str]
    has_council: bool


@dataclass(frozen=True, slots=True)
class TerritoryRecord:
    """A place as an import describes it; `parent_code` names a place of the same import."""

    code: str
    kind: str
    names: Mapping[str, str]
    parent_code: str | None = None
    population: int | None = None
    is_fictional: bool = False


@dataclass(frozen=True, slots=True)
class TerritoryData:
    """Everything that one source says of territories; `origin` is its name and its version."""

    origin: str
    kinds: tuple[KindRecord, ...]
    territories: tuple[TerritoryRecord, ...]


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import of territories did; `left` counts places of an older version that the new one lacks."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class TerritoryFound:
    """A place as a picker shows it: with the place that contains it, because names repeat."""

    id: int
    code: str
    kind_code: str
    kind_names: Mapping[str, str]
    names: Mapping[str, str]
    parent_names: Mapping[str, str]
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What a focal point may change of a collectivity's space."""

    names: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    accent: str = DEFAULT_ACCENT
    amazigh_fallback: str = "ar"
    welcome: Mapping[str, str] = field(default_factory=dict)
    contact: str | None = None
    website: str | None = None
