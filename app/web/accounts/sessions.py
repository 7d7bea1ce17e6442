"""The session of a person: begun, found, renewed, ended; and what a browser holds while it waits for a code."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_security import hash_password
from flask_security.utils import verify_password

from app.features.accounts import codes, queries, throttling
from app.features.accounts import sessions as kept
from app.features.accounts.rules import TooManyAttempts
from app.features.accounts.sessions import Lifetimes, SessionNow
from app.features.accounts.throttling import Limit
from app.features.accounts.types import Browser, Proof, SignInMethod, Strength
from app.features.authenticators.queries import has_factor
from app.foundation import clock
from app.foundation.database import transaction, write_if_free
from app.foundation.errors import ProofNeeded, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from app.web import help_under_way
from app.web.accounts import known_browsers
from app.web.accounts.browsers import name_of
from config import Config

_WAITING = "waiting_for_code"
# Whatever belongs to who somebody was; the rest (a kept form, an order of proposals) is the browser's.
_OF_THE_PERSON = ("csrf_token", "passkey_challenge", _WAITING, *help_under_way.KEYS, "address_change")
_NOBODYS_PASSWORD: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class WaitingForCode:
    """What a browser remembers after it asked for a code; `browser` is the secret without which the code is useless."""

    code_id: int
    browser: str
    address: str
    is_phone: bool
    next_path: str


def new_browser_secret() -> str:
    """Return a secret for this browser to keep while it waits for a code."""
    return secrets.token_urlsafe(24)


def wait_for_code(waiting: WaitingForCode) -> None:
    """Remember what this browser waits for."""
    session[_WAITING] = asdict(waiting)


def waiting_for_code() -> WaitingForCode | None:
    """Return what this browser waits for, or None."""
    kept: Any = session.get(_WAITING)
    return WaitingForCode(**kept) if isinstance(kept, dict) else None


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What this request's cookie leads to: a session and who is signed in by it (a visitor while it is half).

    Flask-Login keeps the session's token in the cookie where others keep the number of an account.
    """

    token: str
    session: SessionNow
    actor: Actor

    @property
    def is_authenticated(self) -> bool:
        return not self.session.is_half

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token


def init_app(app: Flask, login_manager: LoginManager) -> None:
    """Let Flask-Login find sessions here; write down after an answer, once in a while, that its session is in use."""
    # A session is bound to its row, which can be ended; not to a network or a browser's name, which change on the road.
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    app.after_request(_note_use)


def begin(user: Any, *, how: str) -> None:
    """Sign a person in with a session that shares nothing with the one before.

    Whoever has a second factor is signed in by half only, and asked for it next; a passkey is two factors in one.
    """
    user_id, method = user.id, SignInMethod(how)
    _replace(user_id, _proof_by(method, user_id=user_id))


def strengthen(second: SignInMethod) -> None:
    """Go on with a session of two factors, the second of which was proved just now."""
    found = _found()
    if found is None:
        raise SignInNeeded
    proof = Proof(method=found.session.proof.method, strength=Strength.TWO_FACTORS, second=second)
    _replace(found.session.user_id, proof, only_while_it_lives=True)


def prove_again() -> None:
    """Go on with a session as strong as before, whose person proved just now who she is."""
    found = _found()
    if found is None:
        raise SignInNeeded
    _replace(found.session.user_id, found.session.proof, only_while_it_lives=True)


def renew() -> None:
    """Go on under a new token, whatever ended the sessions of this account a moment ago."""
    found = _found()
    if found is not None:
        _replace(found.session.user_id, found.session.proof, proved_at=found.session.proved_at)


def way_on(path: str) -> str:
    """Return where a person goes who has just signed in: to her second factor first, if she owes it."""
    return url_for("proofs.ask", next=path or None) if half() is not None else path


def actor() -> Actor:
    """Return who is signed in with this browser, a visitor while nobody is."""
    found = _found()
    return found.actor if found is not None else VISITOR


def current() -> SessionNow | None:
    """Return the session that this browser is signed in with, or None."""
    found = _found()
    return None if found is None or found.session.is_half else found.session


def half() -> SessionNow | None:
    """Return the session of a person who still owes her second factor, or None."""
    found = _found()
    return found.session if found is not None and found.session.is_half else None


def require_proof() -> None:
    """Refuse unless the person proved lately who she is, by her second factor where she has one."""
    signed = current()
    if signed is None:
        raise SignInNeeded
    is_weak = not signed.is_strong and has_factor(signed.user_id)
    if is_weak or not signed.is_proved_lately(now=clock.now()):
        raise ProofNeeded


def end() -> None:
    """Sign the person out and forget what was hers in this browser."""
    found = _found()
    if found is not None:
        with transaction() as now:
            kept.end(user_id=found.session.user_id, session_id=found.session.id, now=now)
    logout_user()
    _forget_the_person()


def forget_reader() -> None:
    """Take this browser for a visitor's in the rest of this request, without asking the database."""
    g.is_reader_forgotten, g.found_session = True, None


def lifetimes() -> Lifetimes:
    """Return how long sessions live here."""
    settings: Config = current_app.extensions["settings"]
    return Lifetimes(
        idle=timedelta(days=settings.session_idle_days),
        whole=timedelta(days=settings.session_days),
        staff_idle=timedelta(minutes=settings.staff_session_idle_minutes),
        staff_whole=timedelta(hours=settings.staff_session_hours),
    )


def has_password(user: Any, password: str) -> bool:
    """Say whether this is the account's password; it takes the same time when there is no account."""
    nobodys = _nobodys_password()  # made before the paths part, or the first of a process would take longer
    if user is None or not user.password:
        verify_password(password, nobodys)
        return False
    return bool(user.verify_and_update_password(password))


def network() -> str:
    """Return the network that this request came from, truncated."""
    return throttling.network_of(request.remote_addr)


def require_patience(limit: Limit, *, account: str, anywhere: bool = False) -> None:
    """Count an attempt, whatever becomes of it, and refuse beyond the limit.

    `anywhere` counts those of all networks together: only for acts that nobody comes to without the first factor.
    """
    counted_for = "anywhere" if anywhere else network()
    with transaction() as now:
        within = throttling.may_try(
            limit, network=counted_for, account=account, browser=known_browsers.find(account), now=now
        )
        if not within:
            codes.record_security_event(user_id=None, kind=f"refused_{limit.act}", network=network(), now=now)
    if not within:
        raise TooManyAttempts


def _proof_by(method: SignInMethod, *, user_id: int) -> Proof:
    # The fictional people of a demonstration are one press away; they exist nowhere else.
    if method in {SignInMethod.PASSKEY, SignInMethod.DEMO}:
        return Proof(method, Strength.TWO_FACTORS)
    return Proof(method, Strength.HALF if has_factor(user_id) else Strength.ONE_FACTOR)


def _replace(
    user_id: int, proof: Proof, *, proved_at: datetime | None = None, only_while_it_lives: bool = False
) -> None:
    """End the session that this browser has and begin another, under a token that nobody has seen.

    `only_while_it_lives`: what somebody ended a moment ago is not brought back to life by a request under way.
    """
    found = _found()
    browser = Browser(network=network(), name=name_of(request.user_agent.string))
    with transaction() as now:
        lived = found is not None and kept.end(
            user_id=found.session.user_id, session_id=found.session.id, now=now
        )
        if only_while_it_lives and not lived:
            raise SignInNeeded
        token = kept.begin(user_id=user_id, proof=proof, browser=browser, now=now, proved_at=proved_at)
    _forget_the_person()
    session.permanent = True
    begun = _load(token)
    if begun is not None:
        login_user(begun)


def _found() -> SignedIn | None:
    if g.get("is_reader_forgotten"):
        return None
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def _load(token: str) -> SignedIn | None:
    if g.get("is_reader_forgotten"):
        return None  # Flask-Login asks by itself for the page of a fault too
    found = g.found_session = _find(token, clock.now())
    return found


def _find(token: str, now: datetime) -> SignedIn | None:
    known = kept.find(token)
    if known is None:
        return None
    signed, account = known
    if account.is_demo and not current_app.config["DEMO"]:
        return None
    actor = queries.load_actor(signed.user_id, is_strong=signed.is_strong)
    is_staff = bool(actor.roles or actor.roles_held_back)
    if signed.is_over(is_staff=is_staff, lifetimes=lifetimes(), now=now):
        return None
    return SignedIn(token, signed, VISITOR if signed.is_half else actor)


def _note_use(response: Response) -> Response:
    found: SignedIn | None = g.get("found_session")
    now = clock.now()
    if found is not None and found.session.is_due(now=now):
        write_if_free(kept.note_seen(found.session.id, now=now))
    return response


def _forget_the_person() -> None:
    for key in [key for key in session if key in _OF_THE_PERSON or key.startswith(("_", "fs_", "identity."))]:
        if key not in {"_permanent", "_flashes"}:
            session.pop(key)
    for name in ("csrf_token", "actor", "own_actor", "help_under_way", "found_session"):
        g.pop(name, None)


def _nobodys_password() -> str:
    if "hash" not in _NOBODYS_PASSWORD:
        _NOBODYS_PASSWORD["hash"] = hash_password(secrets.token_urlsafe(24))
    return _NOBODYS_PASSWORD["hash"]
