"""The people of the demo: invented participants, their associations, and one person in each role."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.demo.reading import Entry, read
from app.demo.world import Person, World
from app.features.accounts import commands
from app.features.accounts.models import User
from app.features.accounts.own_account import declare_association
from app.features.accounts.queries import load_actor
from app.features.accounts.types import NameShown, Post, Role
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.privacy.models import NoticeAcceptance
from app.foundation.database import db, insert_into
from app.foundation.policy import SYSTEM

# The participant whom the banner offers, and the space where the banner's roles are tried first.
CITIZEN, CITIZEN_KEY = "p019", "ain-citizen"
FIRST_SPACE = "demo-commune-ain-tachawor"
# People who write Moroccan Arabic read the pages in one of the interface's languages.
INTERFACE = {"ary": "ar", "ary-Latn": "fr"}
# Everybody joined before the oldest consultation.
JOINED = {"day": -1420, "time": "10:00"}


def create_staff(world: World) -> None:
    """Open one account for each role, those of the space to try first before the others."""
    joined = world.calendar.instant(JOINED)
    for entry in sorted(read("staff"), key=lambda each: each["collectivity"] != FIRST_SPACE):
        slug, role = entry["collectivity"], Role(entry["role"])
        names = entry["public_name"]
        user = _open_account(
            world, entry, joined, public_name=names.get(entry["language"], names["ar"]), pseudonym=None
        )
        post = Post(role, world.collectivity_ids[slug] if slug else None)
        commands.grant_role(actor=SYSTEM, user=user, post=post, now=joined)
        world.staff[slug, role] = load_actor(user.id)


def create_participants(world: World) -> None:
    """Open an account for every invented participant; those who speak for an association declare it."""
    joined = world.calendar.instant(JOINED)
    for entry in read("people"):
        by_pseudonym = entry["name_kind"] == "pseudonym"
        names = {"pseudonym" if by_pseudonym else "public_name": entry["public_name"]}
        user = _open_account(world, entry, joined, **({"public_name": None, "pseudonym": None} | names))
        actor = load_actor(user.id)
        world.people[entry["key"]] = Person(
            key=entry["key"], actor=actor, collectivity=entry["collectivity"], name=entry["public_name"],
            name_shown=NameShown.PSEUDONYM if by_pseudonym else NameShown.PUBLIC_NAME,
        )  # fmt: skip
        if entry["association"]:
            association = declare_association(actor=actor, name=entry["association"], now=joined)
            world.association_ids[entry["association"]] = association.id


def _open_account(world: World, entry: Entry, now: datetime, **names: Any) -> User:
    user = User(
        email=entry["email"], active=True, fs_uniquifier=uuid4().hex, confirmed_at=now, create_datetime=now,
        language=INTERFACE.get(entry["language"], entry["language"]), territory_id=world.territory_ids.get(entry["collectivity"] or ""), is_demo=True,
        notice_accepted_at=now, **names,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user


def offer_accounts() -> None:
    """Let the banner offer accounts with something to do, and one participant: the last step, it says that all is there."""
    keys = {entry["email"]: entry["key"] for entry in read("staff") if entry["offered"]}
    keys |= {entry["email"]: CITIZEN_KEY for entry in read("people") if entry["key"] == CITIZEN}
    for email, key in keys.items():
        db.session.execute(sa.update(User).where(User.email == email).values(demo_key=key))
    _accept_notices()


def _accept_notices() -> None:
    """Let the offered accounts have read the notices, as whoever took part before has."""
    published = PublicTextVersion
    offered = (
        sa.select(published.collectivity_id, User.id, published.id, published.published_at)
        .join(User, User.demo_key.is_not(None))
        .where(published.kind == PublicText.LEGAL_NOTICE)
    )
    columns = ["collectivity_id", "user_id", "version_id", "accepted_at"]
    db.session.execute(insert_into(NoticeAcceptance).from_select(columns, offered).on_conflict_do_nothing())
