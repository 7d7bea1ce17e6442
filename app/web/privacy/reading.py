"""The page of an export: everything that is kept of a person, to be read in her language without this site."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import Flask, current_app, render_template
from markupsafe import Markup, escape

from app.features.privacy.exporting import Collected
from app.foundation.i18n import LazyText, _l
from app.web.languages import settle_marks, speaking
from app.web.template_values import day, moment, worded

# What a column is called; a column without a name here keeps its own.
LABELS: dict[str, LazyText] = {
    "accepted_at": _l("Accepted on"),
    "asked_at": _l("Asked on"),
    "association_id": _l("Association"),
    "browser": _l("Browser"),
    "began_at": _l("Began on"),
    "body": _l("Text"),
    "confirmed_at": _l("Address proved on"),
    "channel": _l("Channel"),
    "collectivity_id": _l("Collectivity"),
    "consultation_id": _l("Consultation"),
    "create_datetime": _l("Made on"),
    "created_at": _l("Made on"),
    "decided_at": _l("Decided on"),
    "decision": _l("Decision"),
    "declared_at": _l("Declared on"),
    "email": _l("E-mail address"),
    "ended_at": _l("Ended on"),
    "expected_result": _l("Expected result"),
    "expires_at": _l("Until"),
    "given_at": _l("Given on"),
    "granted_at": _l("Given on"),
    "happened_at": _l("On"),
    "id": _l("Number"),
    "item_id": _l("Item"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "last_seen_at": _l("Last used on"),
    "last_seen_on": _l("Last used on"),
    "method": _l("Way of signing in"),
    "name": _l("Name"),
    "name_shown": _l("Name shown"),
    "notice_accepted_at": _l("Accepted on"),
    "network": _l("Network"),
    "number": _l("Number"),
    "outcome": _l("Outcome"),
    "problem": _l("Problem"),
    "proposal_id": _l("Proposal"),
    "pseudonym": _l("Pseudonym"),
    "public_name": _l("Public name"),
    "published_at": _l("Published on"),
    "reason": _l("Reason"),
    "role": _l("Role"),
    "sent_at": _l("Sent on"),
    "shown_name": _l("Name"),
    "since": _l("Since"),
    "solution": _l("Solution"),
    "stance": _l("Opinion"),
    "state": _l("State"),
    "submitted_at": _l("Sent on"),
    "support_count": _l("Supports"),
    "territory_id": _l("Place"),
    "title": _l("Title"),
    "us_phone_number": _l("Phone number"),
}


def init_app(app: Flask) -> None:
    """Leave for the jobs how an export is shown."""
    app.extensions["personal_export_page"] = as_page


def as_page(collected: Collected, language: str) -> str:
    """Return the page of an export, in a context of its own: a job has no request."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.extensions["settings"]
    with app.app_context(), app.test_request_context(base_url=settings.public_url), speaking(language):
        page = render_template(
            "privacy/export.html", collected=collected, shown=_Shown(collected), label=_label
        )
    return settle_marks(page)


def _label(column: str) -> LazyText | str:
    return LABELS.get(column, column)


class _Shown:
    """How a value is shown: moments and kinds in words, places by their names."""

    def __init__(self, collected: Collected) -> None:
        places = {"collectivity_id": collected.collectivities, "territory_id": collected.territories}
        self.places = {
            column: {number: worded(dict(names)).text for number, names in found.items()}
            for column, found in places.items()
        }

    def __call__(self, column: str, value: Any) -> Markup | str:
        if column in self.places:
            return self.places[column].get(value, str(value))
        if isinstance(value, datetime):
            return str(moment(value))
        if isinstance(value, date):
            return str(day(value))
        if isinstance(value, Enum):
            return str(getattr(value, "label", value.value))
        return escape(str(value))
