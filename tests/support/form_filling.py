"""Every form of every page, filled with hostile strings and sent, one after the other, in one world."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.applications import Client
from tests.support.documents import Document, Form
from tests.support.hostile import packs
from tests.support.visits import Visit, every_visit, pages
from tests.support.world import World

# Acts that end what others write in: they are sent when the others were.
LAST = (
    "cancel", "archiv", "withdraw", "hide", "decide", "remove", "delete", "extend", "announce", "publish", "close",
    "erase", "end", "leave", "sign-out", "discard", "move",
)  # fmt: skip
# Fields that a browser keeps to itself, or that say which form it is.
KEPT = ("csrf_token", "submission_key", "lock_version", "next", "step", "act", "language", "text_language")
WORDS = frozenset({"text", "area", "search"})
LENGTHS = {"text": 110, "area": 1500}


@dataclass(slots=True)
class Sent:
    """One form that was sent, with how many texts, and what came back."""

    address: str
    texts: int
    response: TestResponse


@dataclass(slots=True)
class Filler:
    """Reads pages and fills their forms."""

    app: Flask
    world: World
    forms: dict[str, Form] = field(default_factory=dict)

    def read(self, client: Client) -> None:
        """Take the forms of every page that this person is shown."""
        for visit in pages(self.app):
            response = client.get(visit.path(self.world.a))
            if response.mimetype == "text/html":
                for form in Document(response.get_data(as_text=True)).forms:
                    self._take(form, visit)

    def _take(self, form: Form, visit: Visit) -> None:
        action = urlsplit(form.action or visit.path(self.world.a))
        address = f"{action.path}?{action.query}" if action.query else action.path
        known = self.forms.get(address)
        if form.method == "post" and form.texts and (known is None or len(form.texts) > len(known.texts)):
            self.forms[address] = form

    def send(self, client: Client, *, rounds: int) -> Iterator[Sent]:
        """Send each form so many times, with other strings each time; those that end something come last."""
        filled = {visit.path(self.world.a): visit.form(self.world.a) for visit in every_visit(self.app)}
        packed = {kind: packs(length) for kind, length in LENGTHS.items()}
        for number in range(rounds):
            for address in sorted(self.forms, key=lambda address: (ends_something(address), address)):
                form = self.forms[address]
                # Once the numbers, days and addresses are strings too, which is refused; then only words are.
                kinds = {name: kind for name, kind in form.texts.items() if number == 0 or kind in WORDS}
                typed = {
                    name: next(packed["area" if kind == "area" else "text"])
                    for name, kind in kinds.items()
                    if name.rpartition("-")[2] not in KEPT
                }
                fields = {**form.fields, **filled.get(address, {}), **typed}
                yield Sent(address, len(typed), client.post(address, data=_sendable(fields)))


def ends_something(address: str) -> bool:
    """Say whether the act of a form may end what others write in."""
    return any(word in address for word in LAST)


def _sendable(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
