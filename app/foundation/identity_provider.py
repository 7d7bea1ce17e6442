"""The identity service that this installation uses, if any: off unless the operator names one.

Nothing is asked of anybody but the service itself: another host that it names, or leads to, is not followed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app
from joserfc.errors import JoseError

from app.foundation.errors import NotNow
from app.foundation.i18n import _l, fallback_order, pick
from app.foundation.logs import logger

SECONDS = (3, 5)  # to connect, then to wait for an answer
DESCRIPTION = "/.well-known/openid-configuration"
# Signed with a key that only the service has: a secret that both know would let either sign.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


class ProviderSilent(NotNow):
    """The identity service cannot be reached, or does not answer in time."""

    message = _l("The identity service does not answer. Nothing was recorded: try again in a few minutes.")


class ProviderUnclear(NotNow):
    """The identity service answered what cannot be believed or understood."""

    message = _l(
        "The answer of the identity service could not be verified. Nothing was recorded: begin again, "
        "and tell the collectivity if it happens once more."
    )


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An OpenID Connect service: its issuer address, and how this platform is known to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    names: Mapping[str, str]
    scopes: str = "openid"

    @property
    def origin(self) -> str:
        """The scheme, host and port of the service."""
        return origin_of(self.issuer)

    def name_in(self, language: str) -> str:
        """Return what the service is called in a language; `""` among the names is the one for all."""
        found = pick(self.names, ["", *fallback_order(language)])
        return found[1] if found is not None else self.issuer


@dataclass(frozen=True, slots=True)
class Description:
    """What an identity service says of itself, as far as it is used."""

    authorization_url: str
    token_url: str
    keys_url: str
    algorithms: list[str]
    takes_secret_in_header: bool


class ProviderSession(OAuth2Session):  # type: ignore[misc]  # the library has no types
    """Sends requests to one origin only, with an end to waiting, and follows nothing that leads elsewhere."""

    def __init__(self, *, origin: str, **options: Any) -> None:
        super().__init__(**options)
        self.origin = origin
        # Proxies and passwords that the environment names for other programs are not for this one.
        self.trust_env = False

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Send a request, or refuse when it is for somebody else."""
        if origin_of(url) != self.origin:
            raise ProviderUnclear
        response: requests.Response = super().request(
            method, url, **(options | {"timeout": SECONDS, "allow_redirects": False})
        )
        return response


def init_app(app: Flask, *, provider: IdentityProvider | None) -> None:
    """Use an identity service, or none."""
    app.extensions["identity_provider"] = provider


def provider() -> IdentityProvider | None:
    """Return the identity service in use, or None."""
    found: IdentityProvider | None = current_app.extensions.get("identity_provider")
    return found


def origin_of(url: str) -> str:
    """Return the scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def describe(service: IdentityProvider) -> Description:
    """Ask an identity service for its addresses; only those of its own origin are taken."""
    with asking(), ProviderSession(origin=service.origin) as session:
        response = session.request("GET", service.issuer.rstrip("/") + DESCRIPTION, withhold_token=True)
        response.raise_for_status()
        return _read(service, response.json())


@contextmanager
def asking() -> Iterator[None]:
    """Turn whatever goes wrong with the service into a refusal; the log has its kind, never what was said."""
    try:
        yield
    except (requests.Timeout, requests.ConnectionError) as error:
        logger().warning("identity_service_silent", kind=type(error).__name__)
        raise ProviderSilent from None
    except UNCLEAR as error:
        logger().warning("identity_service_unclear", kind=type(error).__name__)
        raise ProviderUnclear from None


# What the libraries raise for an answer that is no JSON, lacks a part, or is signed or filled in wrongly.
UNCLEAR = (
    requests.RequestException,
    AuthlibBaseError,
    JoseError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
)


def _read(service: IdentityProvider, said: Mapping[str, Any]) -> Description:
    # The protocol's own defaults, for a service that does not say.
    signs_with = said.get("id_token_signing_alg_values_supported", ["RS256"])
    takes = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    found = Description(
        authorization_url=said["authorization_endpoint"],
        token_url=said["token_endpoint"],
        keys_url=said["jwks_uri"],
        algorithms=sorted(ALGORITHMS & set(signs_with)),
        takes_secret_in_header="client_secret_basic" in takes,
    )
    addresses = (found.authorization_url, found.token_url, found.keys_url)
    is_its_own = all(origin_of(address) == service.origin for address in addresses)
    if said["issuer"] != service.issuer or not is_its_own or not found.algorithms:
        raise ProviderUnclear
    return found
