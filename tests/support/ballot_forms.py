"""The form that casts a reviewed ballot, read from the page as a browser reads it."""

import html
import re
from collections.abc import Mapping
from typing import Any

from tests.support.applications import Client
from tests.support.voting import Voting

HIDDEN = re.compile('<input type="hidden" name="([^"]+)" value="([^"]*)">')
CAST = re.compile('<form[^>]*action="[^"]*/vote/cast"[^>]*>(.*?)</form>', re.DOTALL)


def vote_url(voting: Voting) -> str:
    """Return the address of the page of the vote."""
    return f"/en/c/{voting.place.slug}/consultations/{voting.place.consultation_id}/vote"


def review_first(client: Client, cast_url: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the form that the page of review makes of these choices, or what was typed when there is no such page."""
    page = client.post(cast_url.removesuffix("/cast"), data={**form, "act": "review"}).text
    return reviewed_form(page) if CAST.search(page) else form


def reviewed_form(page: str) -> dict[str, list[str]]:
    """Return the fields of the form that casts what the page shows for review."""
    found = CAST.search(page)
    assert found is not None, page
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(found[1]):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields
