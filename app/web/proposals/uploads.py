"""Files that come with a form, read once and attached inside the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.features.media.commands import store_upload
from app.features.proposals.commands import attach_file
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.policy import Actor

CHOOSE_AGAIN = _l("Choose your files again: a browser does not keep them in a form that comes back.")
Upload = tuple[str, bytes]


def read(files: Sequence[Any]) -> list[Upload]:
    """Return the name and the bytes of each file that was sent."""
    return [(str(file.filename), file.read()) for file in files]


def attach(files: Sequence[Upload], proposal: Any, *, actor: Actor, now: datetime) -> None:
    """Check, keep and attach the files; a file that is refused refuses the whole act."""
    for name, data in files:
        stored = store_upload(
            actor=actor, collectivity_id=proposal.collectivity_id, data=data, name=name, now=now
        )
        attach_file(actor=actor, proposal=proposal, file=stored, now=now)


def say_again(form: Any, refusal: Invalid, chosen: Sequence[Any]) -> None:
    """Put the sentences of a refusal beside the fields; where files had been chosen, ask for them once more."""
    form.take_errors(refusal)
    ask_again(form, chosen)


def ask_again(form: Any, chosen: Sequence[Any]) -> None:
    """Say beside the field of files that those which were chosen did not come back with the form."""
    if chosen and not form.files.errors:
        form.files.errors = [str(CHOOSE_AGAIN)]
