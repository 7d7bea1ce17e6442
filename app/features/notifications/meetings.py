"""Who is told when a workshop moves or is called off; subscribed in app/wiring.py like handlers.py."""

from typing import Any

from app.features.consultations.queries import get_by_id
from app.features.notifications import audiences
from app.features.notifications.telling import cancelled_key, once, tell
from app.features.notifications.types import About, NewsKind, Story
from app.features.workshops.events import WorkshopChanged, WorkshopsCancelled
from app.features.workshops.queries import moments_of
from app.foundation import clock


def workshop_changed(event: WorkshopChanged) -> None:
    """Tell whoever has a place when and where it was to be, and is now."""
    moments = [moment.isoformat() for moment in event.moments or ()]
    places = {language: list(pair) for language, pair in event.places.items()}
    key = once(NewsKind.WORKSHOP_CHANGED, event.workshop_id, clock.now())
    _tell(event, NewsKind.WORKSHOP_CHANGED, key, {event.workshop_id: {"moments": moments, "places": places}})


def workshops_cancelled(event: WorkshopsCancelled) -> None:
    """Tell whoever has a place the reason; with a consultation, in the mail that tells of its end."""
    kind = NewsKind.WORKSHOP_CANCELLED
    key = (
        cancelled_key(event.consultation_id)
        if event.with_consultation
        else once(kind, event.workshop_ids[0], clock.now())
    )
    planned = moments_of(event.workshop_ids)
    said = {id: {"moment": planned[id].isoformat(), "reason": event.reason} for id in event.workshop_ids}
    _tell(event, kind, key, said)


def _tell(
    event: WorkshopChanged | WorkshopsCancelled, kind: NewsKind, key: str, said: dict[int, dict[str, Any]]
) -> None:
    """Tell nobody of a workshop that the public does not know of."""
    if get_by_id(event.consultation_id).announced_at is None:
        return
    tell(
        collectivity_id=event.collectivity_id,
        event_key=key,
        kind=kind,
        about=About.WORKSHOP,
        stories=[Story(workshop_id, values) for workshop_id, values in said.items()],
        audiences=audiences.registered(list(said)),
        now=clock.now(),
    )
