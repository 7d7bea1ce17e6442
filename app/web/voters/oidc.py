"""The talk with the identity service in Authlib's words: where to send a voter, and who came back.

What the service hands out is read once and let go: only its own name for the person is returned.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.oidc.core import CodeIDToken
from flask import current_app, request, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.voters.types import ProviderSubject
from app.foundation import clock, identity_provider
from app.foundation.errors import NotNow
from app.foundation.i18n import _l
from app.foundation.identity_provider import IdentityProvider, ProviderSession, ProviderUnclear
from config import Config

KEY = "identity"
STATES = f"_state_{KEY}_"
WAY_BACK = "identity_way_back"
LASTS = timedelta(minutes=15)
LEEWAY = 60  # seconds by which the clocks of both may differ
LONGEST_SUBJECT = 255


class NotUnderWay(NotNow):
    """The answer belongs to nothing that this browser began, or was used already."""

    message = _l(
        "This answer of the identity service was already used, or came too late. Nothing was recorded: begin again."
    )


class Refused(NotNow):
    """The service, or the person there, said no."""

    message = _l(
        "The identity service did not confirm who you are, or you stopped there. Nothing was recorded: "
        "you can begin again."
    )


class Claims(CodeIDToken):
    """What the service says of a person, valid by the platform's own clock."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Refuse what is expired, for somebody else, or not the answer to this question."""
        super().validate(now=int(clock.now().timestamp()), leeway=leeway)


@dataclass(frozen=True, slots=True)
class WayBack:
    """The page of the vote from which a voter left, and its language; known even when an answer is refused."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A verification under way in this browser: whose it is, and since when."""

    user_id: int
    begun_at: int

    def is_over(self, now: datetime) -> bool:
        """Say whether its answer comes too late."""
        return now.timestamp() - self.begun_at > LASTS.total_seconds()


def lead_to_provider(service: IdentityProvider, *, user_id: int, way_back: WayBack) -> Response:
    """Send a voter to the service; what her browser must bring back stands in its session alone."""
    forget()
    session[WAY_BACK] = asdict(way_back)
    with identity_provider.asking():
        client = _client(service)
        made = client.create_authorization_url(_answer_url())
    url, begun = made.pop("url"), Begun(user_id=user_id, begun_at=int(clock.now().timestamp()))
    client.save_authorize_data(redirect_uri=_answer_url(), **asdict(begun), **made)
    return redirect(url, 303)


def way_back() -> WayBack | None:
    """Return where this browser left for the service last, or None."""
    kept = session.get(WAY_BACK)
    return WayBack(**kept) if isinstance(kept, dict) else None


def under_way() -> Begun | None:
    """Return the verification that an answer belongs to, when this browser began it."""
    kept = FlaskIntegration(KEY).get_state_data(session, request.args.get("state", ""))
    return Begun(user_id=kept["user_id"], begun_at=kept["begun_at"]) if isinstance(kept, dict) else None


def read_answer(service: IdentityProvider) -> ProviderSubject:
    """Return whom the service knows, after everything it signed was verified; its answer is used up by this."""
    _require_answer(service)
    with identity_provider.asking():
        client = _client(service)
        options = {
            "iss": {"essential": True, "value": service.issuer},
            "aud": {"essential": True, "value": service.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        said: Any = client.authorize_access_token(claims_options=options, claims_cls=Claims, leeway=LEEWAY)
        subject = said["userinfo"]["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise ProviderUnclear
    return ProviderSubject(issuer=service.issuer, subject=subject)


def forget() -> None:
    """Forget every verification under way in this browser: an answer to it is refused from now on."""
    for key in [key for key in session if key.startswith(STATES)]:
        session.pop(key)


def _require_answer(service: IdentityProvider) -> None:
    """Refuse an answer without a code, and one that another service gives in the place of this one."""
    if request.args.get("error"):
        raise Refused
    if request.args.get("iss", service.issuer) != service.issuer or not request.args.get("code"):
        raise ProviderUnclear


def _client(service: IdentityProvider) -> FlaskOAuth2App:
    """Return a client that knows what the service says of itself now; nothing of it is kept between two voters."""
    described = identity_provider.describe(service)
    how = "client_secret_basic" if described.takes_secret_in_header else "client_secret_post"
    client = FlaskOAuth2App(
        FlaskIntegration(KEY),
        name=KEY,
        client_id=service.client_id,
        client_secret=service.client_secret,
        authorize_url=described.authorization_url,
        access_token_url=described.token_url,
        client_kwargs={
            "scope": service.scopes,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": how,
            "origin": service.origin,
        },
        issuer=service.issuer,
        jwks_uri=described.keys_url,
        id_token_signing_alg_values_supported=described.algorithms,
    )
    client.client_cls = ProviderSession
    return client


def _answer_url() -> str:
    """Return the whole address that the operator gave the service: one for every language and commune."""
    settings: Config = current_app.extensions["settings"]
    return f"{settings.public_url.rstrip('/')}{url_for('identity_answers.answer')}"
