"""What happens at a desk: a person agrees by a code, somebody acts for her, and it ends."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts import codes
from app.features.accounts.models import User
from app.features.accounts.queries import find_by_address
from app.features.accounts.secrets_at_rest import hash_of, hash_of_code, is_same, new_code, new_link_token
from app.features.accounts.types import Address, Profile
from app.features.collectivities.models import Collectivity
from app.features.helping import policy, queries, rules
from app.features.helping.models import HelpAct, HelpSession
from app.features.helping.policy import HelpPermission
from app.features.helping.types import EndedBy, HelpActKind
from app.foundation import outbox
from app.foundation.database import db, lock_row
from app.foundation.outbox import Medium
from app.foundation.policy import Actor


def ask_to_help(
    *,
    actor: Actor,
    collectivity: Collectivity,
    address: Address,
    language: str,
    browser: str,
    now: datetime,
) -> HelpSession:
    """Send a code to the person at the desk, whether or not she has an account: it consents, and nothing else does."""
    policy.helping.require(actor, HelpPermission.HELP, _Place(collectivity.id))
    user = find_by_address(address)
    code, token = new_code(), new_link_token()
    session = HelpSession(
        collectivity_id=collectivity.id,
        helper_id=actor.user_id,
        address=address.text,
        language=language,
        code_hash=hash_of_code(code, browser=browser),
        link_hash=hash_of(token),
        asked_at=now,
    )
    db.session.add(session)
    db.session.flush()
    values = {"code": code, "link_token": token, "helper": _name_of(actor.user_id)}
    _post(
        "code",
        session,
        address,
        language=user.language if user is not None else language,
        values=values,
        now=now,
    )
    return session


def begin(*, actor: Actor, session_id: int, code: str, browser: str, now: datetime) -> HelpSession | None:
    """Begin the half hour when the code is right, opening an account if she has none; None for a wrong code."""
    session: HelpSession | None = lock_row(HelpSession, session_id)
    if session is None or session.helper_id != actor.user_id or not rules.takes_code(session, now=now):
        return None
    policy.helping.require(actor, HelpPermission.HELP, session)
    session.try_count += 1
    if not is_same(session.code_hash, hash_of_code(code, browser=browser)):
        db.session.flush()
        return None
    person = _person_of(session, now=now)
    if not person.active or person.id == actor.user_id:
        return None
    _end_others(helper_id=session.helper_id, person_id=person.id, now=now)
    session.person_id, session.began_at, session.ends_at = person.id, now, now + rules.LASTS
    session.address, session.code_hash = None, None
    db.session.flush()
    codes.record_security_event(user_id=person.id, kind="help_began", network=None, now=now)
    return session


def record_act(*, session_id: int, kind: HelpActKind, path: str, now: datetime) -> None:
    """Write down what was done, in its transaction; raises HelpIsOver, which undoes it, when the half hour is over."""
    session: HelpSession | None = lock_row(HelpSession, session_id)
    if session is None or not rules.is_running(session, now=now):
        raise rules.HelpIsOver
    db.session.add(HelpAct(session_id=session.id, kind=kind, path=path[:500], happened_at=now))
    db.session.flush()


def end(*, session_id: int, ended_by: EndedBy, now: datetime) -> bool:
    """End a help session and tell the person what was done; False when it had ended, or never began and now cannot."""
    session: HelpSession | None = lock_row(HelpSession, session_id)
    if session is None or session.ended_at is not None:
        return False
    session.ended_at, session.ended_by = now, ended_by
    session.address, session.code_hash = None, None
    db.session.flush()
    if session.person_id is not None:
        _tell_what_was_done(session, now=now)
        codes.record_security_event(user_id=session.person_id, kind="help_ended", network=None, now=now)
    return True


def forget_asked(*, now: datetime) -> None:
    """Delete what was asked for and never began."""
    db.session.execute(
        sa.delete(HelpSession).where(
            HelpSession.began_at.is_(None), HelpSession.asked_at < now - rules.ASKED_IS_KEPT
        )
    )


class _Place:
    """A collectivity as the subject of a policy."""

    def __init__(self, collectivity_id: int) -> None:
        self.collectivity_id = collectivity_id


def _person_of(session: HelpSession, *, now: datetime) -> User:
    text = session.address or ""
    address = Address(text, is_phone="@" not in text)
    territory_id = db.session.get_one(Collectivity, session.collectivity_id).territory_id
    profile = Profile(language=session.language, territory_id=territory_id)
    return codes.prove_address(address=address, profile=profile, now=now)


def _end_others(*, helper_id: int, person_id: int, now: datetime) -> None:
    """End what the helper or the person left open; whoever comes together waits for the other's account."""
    for user_id in sorted({helper_id, person_id}):
        lock_row(User, user_id)
    statement = sa.select(HelpSession.id, HelpSession.helper_id).where(
        sa.or_(HelpSession.helper_id == helper_id, HelpSession.person_id == person_id),
        HelpSession.began_at.is_not(None),
        HelpSession.ended_at.is_(None),
    )
    for session_id, other_id in db.session.execute(statement.order_by(HelpSession.id)).all():
        ended_by = EndedBy.HELPER if other_id == helper_id else EndedBy.PERSON
        end(session_id=session_id, ended_by=ended_by, now=now)


def _tell_what_was_done(session: HelpSession, *, now: datetime) -> None:
    person = db.session.get_one(User, session.person_id)
    is_phone = person.email is None
    address = Address(person.email or person.us_phone_number or "", is_phone=is_phone)
    if not address.text:
        return
    acts = {kind.value: count for kind, count in queries.count_acts(session.id).items()}
    values = {"acts": acts, "helper": _name_of(session.helper_id)}
    _post("ended", session, address, language=person.language, values=values, now=now)


def _name_of(user_id: int | None) -> str:
    user = db.session.get(User, user_id) if user_id is not None else None
    return (user.public_name or user.pseudonym or "") if user is not None else ""


def _post(
    template: str,
    session: HelpSession,
    address: Address,
    *,
    language: str,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    outbox.post(
        medium=Medium.SMS if address.is_phone else Medium.MAIL,
        recipient=address.text,
        language=language,
        template=f"help_desk/{template}",
        values={**values, "collectivity_id": session.collectivity_id},
        now=now,
        user_id=session.person_id,
    )
