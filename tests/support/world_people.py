"""The people of the world, their roles, and invitations that wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.features.accounts import secrets_at_rest
from app.features.accounts.models import Association, AssociationMember, Invitation, RoleGrant, User
from app.features.accounts.queries import load_actor
from app.features.accounts.types import Role, Strength
from app.features.authenticators import sealing
from app.features.authenticators.models import AuthenticatorApp, Passkey
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.privacy.models import NoticeAcceptance
from app.foundation.database import db
from app.foundation.policy import Actor
from tests.support.signing_in import add_session
from tests.support.world_words import BEGAN, NOW, SECRETS, UNSEEN_EMAIL, UNSEEN_NAME, days


@dataclass(slots=True)
class Kept:
    """Ids of rows, and keys that stand in addresses, by name."""

    ids: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people as actors, with the roles they hold now."""

    people: Mapping[str, int]

    def __getitem__(self, name: str) -> Actor:
        return load_actor(self.people[name])


def make_people(
    people: Mapping[str, Mapping[str | None, tuple[Role, ...]]],
    scopes: Mapping[str | None, int | None],
    *,
    territory_id: int,
) -> dict[str, int]:
    """Add everybody with her roles; return {name: id}."""
    return {name: _make_person(name, roles, scopes, territory_id) for name, roles in people.items()}


def _make_person(
    name: str,
    roles: Mapping[str | None, tuple[Role, ...]],
    scopes: Mapping[str | None, int | None],
    territory_id: int,
) -> int:
    unseen = name == "supporter_a"
    user = User(
        email=UNSEEN_EMAIL if unseen else f"{name.replace('_', '-')}@example.org", active=True,
        fs_uniquifier=f"unique-{name}", create_datetime=BEGAN, confirmed_at=BEGAN, notice_accepted_at=BEGAN,
        language="fr", territory_id=territory_id, pseudonym=f"voisine-{name.replace('_', '-')}",
        public_name=UNSEEN_NAME if unseen else f"Essai {name.replace('_', ' ').title()}",
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    for scope, held in roles.items():
        db.session.add_all(
            RoleGrant(user_id=user.id, collectivity_id=scopes[scope], role=role, granted_at=BEGAN)
            for role in held
        )
    add_session(user.id)
    db.session.flush()
    return user.id


def make_factors(people: Mapping[str, int]) -> dict[str, int]:
    """Guard some accounts, and sign the author in on a second device; return the ids of what pages name."""
    guarded = (people["facilitator_a"], people["mentor"])
    sealed = {user_id: sealing.seal(b"of an app", user_id=user_id) for user_id in guarded}
    db.session.add_all(
        AuthenticatorApp(user_id=user_id, sealed_secret=secret, last_step=1, created_at=BEGAN)
        for user_id, secret in sealed.items()
    )
    author = people["author_a"]
    passkey = Passkey(
        user_id=author, credential_id=b"credential", public_key=b"key", user_handle=b"handle", sign_count=0,
        name="Téléphone", created_at=BEGAN,
    )  # fmt: skip
    db.session.add(passkey)
    db.session.flush()
    session_id = add_session(author, strength=Strength.ONE_FACTOR)
    return {"passkey": passkey.id, "session": session_id}


def accept_notices() -> None:
    """Let everybody have accepted every legal notice, as whoever takes part has."""
    published = PublicTextVersion
    rows = (
        sa.select(published.collectivity_id, User.id, published.id, published.published_at)
        .join(User, User.id.is_not(None))
        .where(published.kind == PublicText.LEGAL_NOTICE)
    )
    columns = ["collectivity_id", "user_id", "version_id", "accepted_at"]
    db.session.execute(sa.insert(NoticeAcceptance).from_select(columns, rows))


def make_association(name: str, *, declared_by_id: int, territory_id: int) -> int:
    """Add an association with the only person who speaks for it; return its id."""
    association = Association(
        name=name, declared_by_id=declared_by_id, territory_id=territory_id, created_at=BEGAN
    )
    db.session.add(association)
    db.session.flush()
    db.session.add(AssociationMember(association_id=association.id, user_id=declared_by_id, since=BEGAN))
    db.session.flush()
    return association.id


def make_invitations(collectivity_id: int) -> Kept:
    """Add an invitation of a commune that waits, and one of the network where there is none yet."""
    kept = Kept()
    invited: dict[str, tuple[Role, int | None]] = {
        f"invitation-{collectivity_id}": (Role.MODERATOR, collectivity_id)
    }
    in_network = sa.select(Invitation.id).where(Invitation.collectivity_id.is_(None))
    if db.session.scalar(in_network) is None:
        invited["network-invitation"] = (Role.MENTOR, None)
    for key, (role, place) in invited.items():
        token = f"token-of-{key}"
        invitation = Invitation(
            token_hash=secrets_at_rest.hash_of(token), collectivity_id=place, role=role, language="fr",
            email=f"{SECRETS['an address that was invited']}@example.org", created_at=NOW - days(1),
            expires_at=NOW + days(13),
        )  # fmt: skip
        db.session.add(invitation)
        db.session.flush()
        name = "network_invitation" if place is None else "invitation"
        kept.ids[name], kept.keys[name] = invitation.id, token
    kept.ids["grant"] = db.session.scalars(
        sa.select(RoleGrant.id).where(RoleGrant.collectivity_id == collectivity_id).order_by(RoleGrant.id)
    ).all()[0]
    kept.ids["network_grant"] = db.session.scalars(
        sa.select(RoleGrant.id).where(RoleGrant.collectivity_id.is_(None)).order_by(RoleGrant.id)
    ).all()[0]
    return kept
