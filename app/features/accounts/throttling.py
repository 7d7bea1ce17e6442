"""Counting attempts in the database, so that a limit holds across processes."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts.models import Throttle
from app.foundation.database import db, insert_into


@dataclass(frozen=True, slots=True)
class Limit:
    """How often an act may be tried: from one network in all, and from one network for one account.

    No limit is counted for an account alone, and a browser in which its owner signed in before is counted by itself:
    somebody else's attempts, even from her own network, can then never shut her out.
    """

    act: str
    for_network: int
    for_account: int
    window: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of something one network may use within a window: texts, or their bytes."""

    what: str
    for_network: int
    window: timedelta = timedelta(hours=1)


# Many people share one address behind a mobile operator or in a workshop's hall: the network's share is large.
SEND_CODE = Limit("send_code", for_network=300, for_account=5)
TRY_CODE = Limit("try_code", for_network=600, for_account=20)
TRY_PASSWORD = Limit("try_password", for_network=300, for_account=10)
RECOVER = Limit("recover", for_network=100, for_account=5)
HELP = Limit("help", for_network=300, for_account=5)
# A busy desk verifies two or three people a minute; whoever types addresses one after the other learns few of them.
LOOK_UP = Limit("look_up", for_network=600, for_account=90)
INVITE = Limit("invite", for_network=200, for_account=40)
# What visitors typed before signing in is kept for days: a hall full of writers fits in, a flood does not.
KEEP_FORMS = Allowance("keep_forms", for_network=200)
KEEP_BYTES = Allowance("keep_bytes", for_network=1_000_000)


def may_try(limit: Limit, *, network: str, account: str, now: datetime, browser: str | None = None) -> bool:
    """Count an attempt and say whether it is within the limit; `browser` names one that the account's owner uses."""
    digest = hashlib.sha256(account.encode()).hexdigest()[:32]
    if browser is not None:
        tried = _count(f"{limit.act}:browser:{browser}:{digest}", window=limit.window, now=now)
        return tried <= limit.for_account
    by_network = _count(f"{limit.act}:{network}", window=limit.window, now=now)
    by_account = _count(f"{limit.act}:{network}:{digest}", window=limit.window, now=now)
    return by_network <= limit.for_network and by_account <= limit.for_account


def may_use(allowance: Allowance, *, network: str, amount: int, now: datetime) -> bool:
    """Count what is used and say whether all of it is within the allowance; undone with the transaction."""
    used = _count(f"{allowance.what}:{network}", by=amount, window=allowance.window, now=now)
    return used <= allowance.for_network


def network_of(remote_address: str | None) -> str:
    """Return the network of an address, truncated: the first 24 bits of IPv4, the first 48 of IPv6."""
    try:
        address = ipaddress.ip_address((remote_address or "").split("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    prefix = 24 if (mapped or address).version == 4 else 48
    return str(ipaddress.ip_network(f"{mapped or address}/{prefix}", strict=False))


def forget_old(*, now: datetime) -> None:
    """Delete the counts whose window is long over."""
    db.session.execute(sa.delete(Throttle).where(Throttle.window_started_at < now - timedelta(days=1)))


def _count(key: str, *, by: int = 1, window: timedelta, now: datetime) -> int:
    over = Throttle.window_started_at <= now - window
    statement = (
        insert_into(Throttle)
        .values(key=key, window_started_at=now, count=by)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": sa.case((over, by), else_=Throttle.count + by),
                "window_started_at": sa.case((over, now), else_=Throttle.window_started_at),
            },
        )
        .returning(Throttle.count)
    )
    count: int = db.session.scalars(statement).one()
    return count
