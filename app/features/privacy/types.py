"""How columns belong to people, how long things are kept, and what erasing does to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

from app.foundation.i18n import LazyText, _l


class By(StrEnum):
    """What a column that makes a row somebody's holds of her."""

    ACCOUNT = "account"
    ADDRESS = "address"


class Erasing(StrEnum):
    """What erasing an account does to the rows that are hers."""

    DELETE = "delete"  # they go
    EMPTY = "empty"  # they stay, without what is named
    KEEP = "keep"  # they stay, and point to an account that holds nothing
    APART = "apart"  # a step of its own: app.features.privacy.contributions, .files and .shell


class Texts(StrEnum):
    """What becomes of published texts when their author erases her account."""

    STAY = "stay"
    GO = "go"

    @property
    def label(self) -> LazyText:
        return {
            self.STAY: _l("They stay, without any name"),
            self.GO: _l("They go too: only the trace that there was a text stays"),
        }[self]


@dataclass(frozen=True, slots=True)
class Periods:
    """How long things are kept, as this installation is set."""

    security_log_days: int = 90
    sent_message_days: int = 30
    inactive_account_days: int = 1095
    inactive_warning_days: int = 60
    unsent_draft_days: int = 365
    report_reason_days: int = 365
    read_notice_days: int = 180
    help_session_days: int = 365
    personal_export_hours: int = 48

    @classmethod
    def of(cls, settings: Any) -> Self:
        """Return the periods that the settings name."""
        return cls(**{each.name: getattr(settings, each.name) for each in fields(cls)})


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is kept and for how long, as the public page says it."""

    what: LazyText
    why: LazyText
    how_long: Callable[[Periods], LazyText]


@dataclass(frozen=True, slots=True)
class Through:
    """A row is somebody's because the row that it hangs on is hers."""

    column: str
    parent: str
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of people.

    `owners` say whose a row is; `exported` columns are handed to her, no other; `staff` columns name whoever acted in a
    role: after an erasure they point to an account that holds nothing, and pages show the role alone.
    """

    table: str
    purpose: Purpose
    title: LazyText
    erasing: Erasing
    owners: Mapping[str, By] = field(default_factory=dict)
    through: tuple[Through, ...] = ()
    exported: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    emptied: Mapping[str, Any] = field(default_factory=dict)
    staff: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Return every column that the register answers for."""
        hung = (each.column for each in self.through)
        return frozenset((*self.owners, *hung, *self.exported, *self.secret, *self.emptied, *self.staff))


@dataclass(frozen=True, slots=True)
class Person:
    """An account, with the addresses under which rows may be hers."""

    id: int
    addresses: tuple[str, ...] = ()
