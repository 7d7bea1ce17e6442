"""Headers that every response carries, errors included."""

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# What even a file needs that never passes through the application: a drawing opened by itself is a page too.
STRICT = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}


class CookiesOfOnePerson(SecureCookieSessionInterface):
    """Keeps sessions in cookies, and cookies out of what a cache of many people may keep."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie of a session, unless the answer is everybody's and the session is as it was."""
        is_public = response.cache_control.public
        if is_public and not session.modified:
            return
        super().save_session(app, session, response)
        if is_public and "Set-Cookie" in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"


def init_app(app: Flask) -> None:
    """Set the content security policy and its companions on every response."""
    app.after_request(_protect)
    app.session_interface = CookiesOfOnePerson()


def let_forms_lead_to(origin: str) -> None:
    """Let the forms of this one page be answered by a way to another site."""
    g.forms_lead_to = origin


def _protect(response: Response) -> Response:
    elsewhere = g.get("forms_lead_to")
    targets = f"form-action 'self' {elsewhere}" if elsewhere else "form-action 'self'"
    response.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", targets)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    # Pages differ by language, cookie and account: no shared cache may keep them.
    response.headers.setdefault(
        "Cache-Control", "private, no-store" if response.status_code >= 400 else "private, no-cache"
    )
    response.vary.add("Cookie")
    return response
