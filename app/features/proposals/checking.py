"""Whether what was typed could be sent as it is, without sending it."""

from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.proposals import rules, writing
from app.features.proposals.types import Content, Place


def require_sendable(
    *, consultation: Consultation, place: Place, content: Content, now: datetime, language: str | None = None
) -> None:
    """Refuse, field by field, what could not be sent; nothing is written."""
    rules.require_open(consultation, now=now)
    rules.require_kind(consultation, place.kind)
    cleaned = rules.cleaned(content)
    revisions = writing.revisions_of(consultation)
    found = writing.placed(place, revisions)
    writing.require_territory(consultation, found.territory_id)
    written_in = writing.language_of(cleaned, found, revisions, language)
    rules.require_content(
        cleaned, found, current_wording=writing.current_wording(found, revisions, written_in)
    )
