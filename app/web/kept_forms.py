"""What a visitor typed is kept while she signs in or signs up, and found again in the same form."""

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from flask import request, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import throttling
from app.features.accounts.rules import TooManyAttempts
from app.foundation import clock, kept_input
from app.foundation.database import transaction
from app.foundation.i18n import _l
from app.web.accounts.sessions import network

_KEPT = "kept_form"
_NOT_KEPT = frozenset({"csrf_token", "submission_key"})
_LONGEST = 5000
_MOST_FIELDS = 40


class TooMuchKept(TooManyAttempts):
    """One network had much more kept within an hour than people write."""

    message = _l(
        "Too many texts were sent from your network without an account. Go back, copy your text, sign in, then send it."
    )


def keep_and_ask_to_sign_in(address: str, *, fields: Mapping[str, str] | None = None) -> Response:
    """Keep the fields that were sent (or those given) for the form at `address`, and lead to sign-in and back to it."""
    keep(_sent() if fields is None else fields, address=address)
    return redirect(url_for("security.login", next=address), 303)


def keep_sent(*, address: str) -> None:
    """Keep the fields that were sent for the form at `address`."""
    keep(_sent(), address=address)


def _sent() -> dict[str, str]:
    sent = list(request.form.items())[:_MOST_FIELDS]
    return {name[:80]: text[:_LONGEST] for name, text in sent if name not in _NOT_KEPT}


def keep(fields: Mapping[str, str], *, address: str) -> None:
    """Keep fields for the form at `address`, to be found again by this browser alone."""
    with transaction() as now:
        _require_room(fields, now=now)
        forget_kept()  # a browser finds only the last form again
        token = kept_input.keep(address=urlsplit(address).path[:500], fields=dict(fields), now=now)
    session[_KEPT] = token


def _require_room(fields: Mapping[str, str], *, now: datetime) -> None:
    """Refuse to keep more than a network's share; what is refused is not counted."""
    size = len(json.dumps(dict(fields), ensure_ascii=False).encode())
    share = ((throttling.KEEP_FORMS, 1), (throttling.KEEP_BYTES, size))
    if not all(throttling.may_use(each, network=network(), amount=amount, now=now) for each, amount in share):
        raise TooMuchKept


def kept_fields() -> dict[str, str] | None:
    """Return what was kept for the form of this address, or None."""
    token = session.get(_KEPT)
    kept = kept_input.find(token=token, now=clock.now()) if isinstance(token, str) else None
    return dict(kept.fields) if kept is not None and kept.address == request.path else None


def forget_kept(_now: datetime | None = None) -> None:
    """Forget what was kept, inside the transaction of the act that used it."""
    token = session.pop(_KEPT, None)
    if isinstance(token, str):
        kept_input.forget(token=token)
