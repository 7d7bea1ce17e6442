"""A small world of two communes with everything in every state: what tests of whole pages start from.

Each commune has plans, consultations in every state and contributions in every state; commune A has people in every
role. What must never be shown to everybody is written in words found nowhere else (SECRETS). The world stands at NOW;
the fixture `world` makes it once for each database and copies it for each test.
"""

from dataclasses import dataclass

from flask import current_app

from app.features.accounts.types import Role
from app.foundation.database import db, transaction
from app.jobs.delivery import deliver_waiting
from tests.support.world_commune import Commune, make_commune
from tests.support.world_ledger import sign_ledgers
from tests.support.world_people import (
    Cast,
    accept_notices,
    make_association,
    make_factors,
    make_invitations,
    make_people,
)
from tests.support.world_plans import make_collectivity
from tests.support.world_words import NOW, SECRETS, UNSEEN_EMAIL, UNSEEN_NAME

STAFF = tuple(role for role in Role if not role.is_of_network)
NETWORK = tuple(role for role in Role if role.is_of_network)
# Everybody whom the access matrix asks for, with the roles held in A, in B and in the network (None).
PEOPLE: dict[str, dict[str | None, tuple[Role, ...]]] = {
    "author_a": {},
    "citizen_a": {},
    "citizen_b": {},
    "facilitator_a": {"a": (Role.FACILITATOR,)},
    "moderator_a": {"a": (Role.MODERATOR,)},
    "focal_point_a": {"a": (Role.FOCAL_POINT,)},
    "focal_point_b": {"b": (Role.FOCAL_POINT,)},
    "committee_a": {"a": (Role.COMMITTEE_MEMBER,)},
    "council_a": {"a": (Role.COUNCIL_MEMBER,)},
    "project_owner_a": {"a": (Role.PROJECT_OWNER,)},
    "monitoring_body_a": {"a": (Role.MONITORING_BODY,)},
    "mentor": {None: (Role.MENTOR,)},
    "network_coordinator": {None: (Role.NETWORK_COORDINATOR,)},
    # Two more: one who only supports, judges and reads, and one who may do everything everywhere.
    "supporter_a": {},
    "everybody": {"a": STAFF, "b": STAFF, None: NETWORK},
}


@dataclass(slots=True)
class World:
    """The ids of everything by name; objects are read anew by whoever needs them."""

    people: dict[str, int]
    a: Commune
    b: Commune


def make_world() -> World:
    """Fill an empty database; call inside an application context."""
    with transaction():
        places = {"a": make_collectivity("ain-essai"), "b": make_collectivity("dar-essai")}
        ids = {key: place.id for key, place in places.items()}
        people = make_people(
            PEOPLE, {None: None, "a": ids["a"], "b": ids["b"]}, territory_id=places["a"].territory_id
        )
        accept_notices()
        tokens = {key: make_invitations(collectivity_id) for key, collectivity_id in ids.items()}
        tokens["a"].ids |= make_factors(people)
        for key, place in places.items():
            tokens[key].ids["association"] = make_association(
                f"Association {place.slug}",
                declared_by_id=people["author_a"],
                territory_id=place.territory_id,
            )
    cast = Cast(people)
    communes = {
        key: make_commune(slug, collectivity_id=ids[key], cast=cast)
        for key, slug in (("a", "ain-essai"), ("b", "dar-essai"))
    }
    for key, commune in communes.items():
        commune.ids |= tokens[key].ids
        commune.keys |= tokens[key].keys
    sign_ledgers(list(communes.values()))
    deliver_waiting(current_app)  # a test that reads its mails has only its own sent
    db.session.remove()
    return World(people=people, a=communes["a"], b=communes["b"])


__all__ = ["NOW", "PEOPLE", "SECRETS", "UNSEEN_EMAIL", "UNSEEN_NAME", "Commune", "World", "make_world"]
