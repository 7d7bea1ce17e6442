"""The identity service that this installation uses, if any: off unless the operator names one."""

from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An OpenID Connect service: its issuer address, and how this platform is known to it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


def init_app(app: Flask, *, provider: IdentityProvider | None) -> None:
    """Use an identity service, or none."""
    app.extensions["identity_provider"] = provider


def provider() -> IdentityProvider | None:
    """Return the identity service in use, or None."""
    found: IdentityProvider | None = current_app.extensions.get("identity_provider")
    return found
