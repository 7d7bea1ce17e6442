"""Where to lead somebody after an act: only ever to a page of this site."""

from flask import request

from app.foundation.web_addresses import parts_of


def safe_path(target: str | None, default: str = "/") -> str:
    """Return `target` when it is a path of this site, else `default`."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(ord(char) < 32 for char in target)
    ):
        return default
    parts = parts_of(target)
    return default if parts is None or parts.scheme or parts.netloc else target


def came_from() -> str | None:
    """Return the path of this site's page from which the request was sent, or None when the browser does not say."""
    page = parts_of(request.referrer or "")
    return safe_path(page.path) if page is not None and page.netloc == request.host else None
