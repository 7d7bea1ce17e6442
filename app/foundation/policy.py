"""Who may do what: an actor, predicates that read as sentences, one table for each feature."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from app.foundation.errors import NotAllowed, SignInNeeded
from app.foundation.i18n import LazyText, _l

P = TypeVar("P", bound=Enum)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its roles, a visitor (`user_id` None), or the system itself."""

    user_id: int | None = None
    roles: frozenset[tuple[int | None, str]] = field(default_factory=frozenset)
    is_confirmed: bool = False
    is_system: bool = False
    # Roles that open nothing until the person proves herself by a second factor.
    roles_held_back: frozenset[tuple[int | None, str]] = field(default_factory=frozenset)
    # The account of whoever acts at a desk on this person's behalf; she then does what a table opens to helpers alone.
    helped_by: int | None = None

    def has(self, role: str, collectivity_id: int | None) -> bool:
        """Say whether the role is held in this collectivity (None: in the network)."""
        return (collectivity_id, str(role)) in self.roles

    def has_any(self, roles: frozenset[Any], collectivity_id: int | None) -> bool:
        """Say whether one of the roles is held in this collectivity."""
        return any(self.has(role, collectivity_id) for role in roles)

    def would_have_any(self, roles: frozenset[Any], collectivity_id: int | None) -> bool:
        """Say whether one of the roles is held in this collectivity, and held back for now."""
        return any((collectivity_id, str(role)) in self.roles_held_back for role in roles)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def chooser_id(self) -> int | None:
        """The account whose own choices may be shown: nobody's while somebody else looks on."""
        return self.user_id if self.helped_by is None else None


VISITOR = Actor()
SYSTEM = Actor(is_system=True, is_confirmed=True)

Predicate = Callable[[Actor, Any], bool]
NOT_THROUGH_A_HELPER = _l("Nobody can do this for somebody else: she does it herself, from her own account.")


class Policy(Generic[P]):
    """A table from permission to predicate; the refusal it raises can be told in the permission's own words.

    Whoever is helped at a desk has only the permissions `with_help`: what no table names is refused.
    """

    def __init__(
        self,
        table: Mapping[P, Predicate],
        refusals: Mapping[P, LazyText] | None = None,
        with_help: Collection[P] = (),
    ) -> None:
        self._table = dict(table)
        self._refusals = dict(refusals or {})
        self._with_help = frozenset(with_help)

    def allows(self, actor: Actor, permission: P, subject: Any = None) -> bool:
        """Say whether the actor may, without raising."""
        if actor.helped_by is not None and permission not in self._with_help:
            return False
        return actor.is_system or self._table[permission](actor, subject)

    def require(self, actor: Actor, permission: P, subject: Any = None) -> None:
        """Raise NotAllowed (SignInNeeded for a visitor) unless the actor may."""
        if self.allows(actor, permission, subject):
            return
        if not actor.is_signed_in:
            raise SignInNeeded
        if actor.helped_by is not None and permission not in self._with_help:
            raise NotAllowed(NOT_THROUGH_A_HELPER)
        raise NotAllowed(self._refusals.get(permission))

    def with_help(self) -> frozenset[P]:
        """Return what somebody at a desk may do for a person."""
        return self._with_help

    def permissions(self) -> list[P]:
        """Return every permission of the table."""
        return list(self._table)


def anyone(actor: Actor, subject: Any) -> bool:
    """Everybody, visitors included."""
    return True


def nobody(actor: Actor, subject: Any) -> bool:
    """Only the system."""
    return False


def a_participant(actor: Actor, subject: Any) -> bool:
    """Whoever has an account with a confirmed address or phone."""
    return actor.is_signed_in and actor.is_confirmed


def holds(*roles: str) -> Predicate:
    """Whoever holds one of the roles in the collectivity that owns the subject."""

    wanted = frozenset(str(role) for role in roles)

    def predicate(actor: Actor, subject: Any) -> bool:
        return actor.has_any(wanted, getattr(subject, "collectivity_id", None))

    return predicate


def holds_in_network(*roles: str) -> Predicate:
    """Whoever holds one of the roles in the network."""

    wanted = frozenset(str(role) for role in roles)

    def predicate(actor: Actor, subject: Any) -> bool:
        return actor.has_any(wanted, None)

    return predicate


def either(*predicates: Predicate) -> Predicate:
    """Whoever satisfies one of the predicates."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return any(each(actor, subject) for each in predicates)

    return predicate
