"""A person who leaves a trace in every corner, in words that stand nowhere else; and the search for them."""

import hashlib
import io
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.engine import make_url

from app.features.accounts import codes, own_account, throttling
from app.features.accounts import commands as accounts
from app.features.accounts.models import SecurityEvent, User
from app.features.accounts.queries import load_actor
from app.features.accounts.types import Address, NameShown, Post, Role
from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.media.commands import store_image
from app.features.notifications import commands as notifications
from app.features.privacy import commands
from app.features.privacy.models import AccountActivity, Erasure
from app.features.privacy.types import Texts
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, Place, Signature
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.features.voters.models import DeskVerification, ProviderIdentity, RegisterClaim
from app.foundation import kept_input
from app.foundation.database import db, insert_into, transaction
from app.foundation.policy import SYSTEM, Actor
from scripts.system_packages import postgresql_folder
from tests.support.consulting import BEGAN, Consulting

NAME, PSEUDONYM = "Qwzobida Qwtartempion", "qwpseudo-nyme"
EMAIL, PHONE = "qwadresse@example.org", "+212612340987"
TITLE, SOLUTION, BODY, DRAFT = (
    "Qwtitre du puits",
    "Qwsolution du puits",
    "Qwcommentaire du soir",
    "Qwbrouillon",
)
FILE, ASSOCIATION, REPORTED, SUBJECT = "qwfichier", "Qwassociation", "Qwsignalement", "qwsujet-du-service"
WORDS = (
    "qwzobida", "qwtartempion", "qwpseudo", "qwadresse", "612340987", "qwtitre", "qwsolution", "qwcommentaire",
    "qwbrouillon", "qwfichier", "qwassociation", "qwsignalement", "qwsujet",
    # Attempts are counted under a digest, which whoever knows the address finds.
    *(hashlib.sha256(address.encode()).hexdigest()[:32] for address in (EMAIL, PHONE)),
)  # fmt: skip


@dataclass
class Trail:
    """What the person did, by id."""

    place: Consulting
    user_id: int
    published: int = 0
    draft: int = 0
    comment: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return load_actor(self.user_id)


def leave_trail(place: Consulting) -> Trail:
    """Let a new person do one of everything, each under her unmistakable words."""
    with transaction():
        user = User(
            email=EMAIL, us_phone_number=PHONE, active=True, fs_uniquifier="qwunique", create_datetime=BEGAN,
            confirmed_at=BEGAN, language="fr", public_name=NAME, pseudonym=PSEUDONYM, password="qwmot-de-passe",
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        trail = Trail(place, user.id)
    _say(trail)
    _take_part(trail)
    _leave_rows(trail)
    return trail


def _say(trail: Trail) -> None:
    with transaction() as now:
        association = own_account.declare_association(actor=trail.actor, name=ASSOCIATION, now=now)
        signature = Signature(name_shown=NameShown.PUBLIC_NAME)
        written: dict[str, Any] = {"actor": trail.actor, "consultation": trail.place.consultation, "now": now}
        content = Content(title=TITLE, solution=SOLUTION)
        published = proposals.submit(**written, place=Place(), content=content, signature=signature)
        for_others = Signature(association_id=association.id)
        trail.ids["association"] = proposals.submit(
            **written, place=Place(), content=content, signature=for_others
        ).id
        draft = proposals.save_draft(
            **written, place=Place(), content=Content(title=DRAFT, solution=DRAFT), signature=signature
        )
        trail.published, trail.draft = published.id, draft.id
        _attach(trail, now=now)
        comment = discussion.post_comment(
            **written, about=About(proposal_id=published.id), body=BODY, signature=signature
        )
        trail.comment = comment.id


def _attach(trail: Trail, *, now: datetime) -> None:
    data = io.BytesIO()
    Image.new("RGB", (900, 700), (12, 160, 90)).save(data, "PNG")
    file = store_image(
        actor=trail.actor,
        collectivity_id=trail.place.collectivity_id,
        data=data.getvalue(),
        name=f"{FILE}.png",
        now=now,
    )
    for proposal_id in (trail.published, trail.draft):
        proposals.attach_file(
            actor=trail.actor, proposal=trail.place.proposal(proposal_id), file=file, now=now
        )


def _take_part(trail: Trail) -> None:
    other = trail.place.published(trail.place.person(name="Une Autre"), "Un texte d'une autre")
    trail.ids["of_another"] = other
    with transaction() as now:
        proposal, item = trail.place.proposal(other), trail.place.item("project-1")
        supports.give_support(actor=trail.actor, proposal=proposal, now=now)
        supports.give_opinion(
            actor=trail.actor, consultation=trail.place.consultation, item=item, stance=Stance.AGREE, now=now
        )
        notifications.follow(actor=trail.actor, subject=trail.place.consultation, now=now)


def _leave_rows(trail: Trail) -> None:
    """Write what other pages and services write about her."""
    address, user_id = Address(EMAIL), trail.user_id
    belongs = {"collectivity_id": trail.place.collectivity_id}
    staff = trail.place.person(Role.FOCAL_POINT, name="Un Agent")
    with transaction() as now:
        codes.ask_for_code(address=address, browser="qwnavigateur", language="fr", now=now)
        codes.ask_for_code(address=Address(PHONE, is_phone=True), browser="x", language="fr", now=now)
        throttling.may_try(throttling.SEND_CODE, network="192.0.2.0/24", account=EMAIL, now=now)
        post = Post(Role.MODERATOR, trail.place.collectivity_id)
        accounts.invite(actor=staff, post=post, email=EMAIL, language="fr", now=now)
        accounts.grant_role(actor=SYSTEM, user=db.session.get_one(User, user_id), post=post, now=now)
        kept_input.keep(address="/fr/c/x/proposals/new", fields={"title": f"De {NAME}"}, now=now)
        verified = {"verified_by_id": staff.user_id, "verified_at": now}
        db.session.add_all(
            [
                SecurityEvent(user_id=user_id, kind="signed_in", network="192.0.2.0/24", happened_at=now),
                DeskVerification(user_id=user_id, person_digest="qwsujet-digest", **verified, **belongs),
                RegisterClaim(user_id=user_id, digest="qwsujet-nombre", claimed_at=now, **belongs),
                ProviderIdentity(
                    user_id=user_id, issuer="https://id.example", subject=SUBJECT, linked_at=now
                ),
            ]
        )
        db.session.execute(
            insert_into(AccountActivity)
            .values(user_id=user_id, last_seen_on=now.date())
            .on_conflict_do_nothing()
        )


def erase(trail: Trail, texts: Texts) -> Erasure:
    """Erase the person in a transaction of its own."""
    with transaction() as now:
        return commands.erase_account(
            actor=trail.actor, user_id=trail.user_id, texts=texts, language="fr", now=now
        )


# ── looking for her ──


def found_in(haystacks: Mapping[str, bytes]) -> list[str]:
    """Return where one of the words stands, whatever its letters' case, in UTF-8 or UTF-16."""
    found = []
    for name, data in haystacks.items():
        lowered = data.lower()
        spelled = ((word, word.encode(), word.encode("utf-16-le")) for word in WORDS)
        found += [f"{word} in {name}" for word, short, wide in spelled if short in lowered or wide in lowered]
    return sorted(found)


def everything_kept(data_folder: Path, keys_folder: Path) -> dict[str, bytes]:
    """Return the bytes of the database and of every file beside it, with the names of the files."""
    db.session.remove()
    kept = dict(_database())
    for folder in (data_folder, keys_folder):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                kept[str(path)] = path.name.encode() + b"\n" + path.read_bytes()
    return kept


def _database() -> Iterator[tuple[str, bytes]]:
    url = make_url(db.engine.url)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        for path in sorted(file.parent.glob(f"{file.name}*")):
            yield str(path), path.read_bytes()
        return
    yield "the dump", _dump(str(url.database), str(url.query["host"]))


def _dump(database: str, host: str) -> bytes:
    programs = postgresql_folder()
    assert programs is not None
    command = [str(programs / "pg_dump"), "--host", host, "--username", "postgres", database]
    return subprocess.run(command, check=True, capture_output=True, env=dict(os.environ)).stdout
