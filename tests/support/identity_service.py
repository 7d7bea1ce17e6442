"""An identity service on this machine: it describes itself, sends people back with a code, and signs who they are.

A test says who stands before it (`subject`), and what it gets wrong.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug.serving import make_server

from app.foundation import clock
from app.foundation.identity_provider import IdentityProvider
from tests.support.browser import QuietRequestHandler

CLIENT_ID, CLIENT_SECRET = "tachawor", "secret-of-the-test"
NAMES = {"ar": "هوية التجربة", "fr": "Identité d'essai", "en": "Test identity"}
EMAIL = "somebody@example.org"


@dataclass
class IdentityService:
    """What the service is, whom it knows, and what it was asked."""

    issuer: str = ""
    subject: object = "0042"
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    algorithm: str = "ES256"
    published: Any = None  # the key that it shows, when not the one it signs with
    claims: dict[str, Any] = field(default_factory=dict)  # what it says instead
    description: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    garbage: dict[str, tuple[int, str]] = field(default_factory=dict)  # by path: status and text
    elsewhere: str = ""  # where its token address leads to
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def provider(self) -> IdentityProvider:
        """How the platform knows this service."""
        return IdentityProvider(self.issuer, CLIENT_ID, CLIENT_SECRET, NAMES)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a platform that uses this service."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
            "oidc_names": NAMES,
        }

    def authorize(self) -> Any:
        """Let the person through at once, or send her back with a refusal."""
        asked = request.args.to_dict()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        answer = {"error": "access_denied"} if self.refuses else {"code": code}
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}")

    def token(self) -> Any:
        """Give a signed token for a code, once, to whoever has the secret and the verifier."""
        given = request.authorization
        asked = self.codes.pop(request.form["code"], None)
        if given is None or (given.username, given.password) != (CLIENT_ID, CLIENT_SECRET):
            return {"error": "invalid_client"}, 401
        verifier = create_s256_code_challenge(request.form["code_verifier"])
        if asked is None or asked["code_challenge"] != verifier:
            return {"error": "invalid_grant"}, 400
        if self.elsewhere:
            return redirect(self.elsewhere, 307)
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email": EMAIL, "email_verified": False,
        } | self.claims  # fmt: skip
        said = {name: value for name, value in claims.items() if value is not None}
        self.tokens.append(jwt.encode({"alg": self.algorithm, "kid": "one"}, said, self.key))
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": self.tokens[-1]}

    def describe(self) -> dict[str, Any]:
        """Say its own addresses."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        } | self.description

    def keys(self) -> Any:
        """Show the public half of its key."""
        return KeySet([self.published or self.key]).as_dict(private=False)


def other_key() -> ECKey:
    """Return a key that is not the service's, by the same name."""
    return ECKey.generate_key("P-256", {"kid": "one"})


def rsa_key() -> RSAKey:
    """Return a key of another kind."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@contextmanager
def identity_service() -> Iterator[IdentityService]:
    """Run a service on a free port of this machine."""
    service, app = IdentityService(), Flask("identity service")

    @app.before_request
    def note() -> Response | None:
        service.asked.append(request.path)
        wrong = service.garbage.get(request.path)
        return Response(wrong[1], status=wrong[0], mimetype="application/json") if wrong else None

    app.get("/.well-known/openid-configuration")(service.describe)
    app.get("/authorize")(service.authorize)
    app.post("/token")(service.token)
    app.get("/keys")(service.keys)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    service.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def secrets_in(text: str, service: IdentityService) -> list[str]:
    """Return which parts of what the service handed out stand in a text."""
    parts = [*service.tokens, "an access token", CLIENT_SECRET, EMAIL, json.dumps(service.subject)]
    return [part for part in parts if part in text]
