"""People, places and roles for tests of accounts, each a few words to make."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from flask.testing import FlaskClient

from app.features.accounts.models import RoleGrant, User
from app.features.accounts.queries import load_actor
from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity, Territory, TerritoryKind
from app.features.collectivities.queries import search_keys
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.signing_in import have_session

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PLACES = {
    "nord": ("province", None, {"fr": "Province du Nord", "ar": "إقليم الشمال"}),
    "sud": ("province", None, {"fr": "Province du Sud", "ar": "إقليم الجنوب"}),
    "wad-nord": ("commune", "nord", {"fr": "Oued Essai", "ar": "واد التجربة"}),
    "wad-sud": ("commune", "sud", {"fr": "Oued Essai", "ar": "واد التجربة"}),
    "ain": ("commune", "nord", {"fr": "Aïn Essai", "ar": "عين التجربة"}),
}


@dataclass(frozen=True, slots=True)
class Country:
    """Ids of invented places, and of the two collectivities that have a space."""

    territories: dict[str, int]
    first_id: int
    second_id: int


def make_country() -> Country:
    """Make two provinces, three communes of which two share their name, and two collectivities."""
    with transaction():
        db.session.add(TerritoryKind(code="province", rank=2, names={"fr": "Province"}, has_council=True))
        db.session.add(TerritoryKind(code="commune", rank=3, names={"fr": "Commune"}, has_council=True))
        db.session.add(TerritoryKind(code="district", rank=4, names={"fr": "Quartier"}, has_council=False))
        db.session.flush()
        ids: dict[str, int] = {}
        for code, (kind, parent, names) in PLACES.items():
            place = Territory(
                origin="test",
                code=code,
                kind_code=kind,
                parent_id=ids[parent] if parent else None,
                names=names,
                search_keys=search_keys(names.values()),
                is_fictional=True,
            )
            db.session.add(place)
            db.session.flush()
            ids[code] = place.id
        first, second = (_make_collectivity(code, ids[code]) for code in ("ain", "wad-nord"))
        return Country(territories=ids, first_id=first, second_id=second)


def _make_collectivity(slug: str, territory_id: int) -> int:
    collectivity = Collectivity(
        slug=slug,
        territory_id=territory_id,
        names=PLACES[slug][2],
        languages=["ar", "fr", "en"],
        is_fictional=True,
        time_zone="Africa/Casablanca",
        created_at=BEGAN,
    )
    db.session.add(collectivity)
    db.session.flush()
    return collectivity.id


def make_person(email: str | None = None, *roles: Role, at: int | None = None, **values: object) -> int:
    """Return the id of a new confirmed account, with roles in a collectivity (none: in the network)."""
    with transaction():
        fields = {
            "email": email or (None if "us_phone_number" in values else f"{uuid4().hex[:10]}@example.org"),
            "fs_uniquifier": uuid4().hex,
            "active": True,
            "confirmed_at": BEGAN,
            "create_datetime": BEGAN,
            "language": "fr",
            "is_demo": False,
        }
        user = User(**(fields | values))
        db.session.add(user)
        db.session.flush()
        for role in roles:
            place = None if role.is_of_network else at
            db.session.add(RoleGrant(user_id=user.id, collectivity_id=place, role=role, granted_at=BEGAN))
        return user.id


def actor_of(user_id: int) -> Actor:
    """Return who an account is now."""
    return load_actor(user_id)


def sign_in(client: FlaskClient, user_id: int) -> None:
    """Give a client a strong session of an account."""
    token = have_session(user_id)
    with client.session_transaction() as session:
        session["_user_id"] = token
