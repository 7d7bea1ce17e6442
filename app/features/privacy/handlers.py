"""Who is told of what happened to her data; subscribed in app/wiring.py."""

from app.features.accounts.models import User
from app.features.privacy import messages
from app.features.privacy.events import PersonalExportReady
from app.foundation import clock
from app.foundation.database import db


def export_ready(event: PersonalExportReady) -> None:
    """Tell the person that her file can be fetched; the message itself opens nothing."""
    user = db.session.get_one(User, event.user_id)
    messages.post(user, "privacy/export_ready", {}, now=clock.now())
