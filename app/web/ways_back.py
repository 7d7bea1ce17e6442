"""Where to lead somebody after an act: only ever to a page of this site."""

from urllib.parse import urlsplit

from flask import request


def safe_path(target: str | None, default: str = "/") -> str:
    """Return `target` when it is a path of this site, else `default`."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(ord(char) < 32 for char in target)
    ):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def came_from() -> str | None:
    """Return the path of this site's page from which the request was sent, or None when the browser does not say."""
    page = urlsplit(request.referrer or "")
    return page.path if page.netloc == request.host and page.path.startswith("/") else None
