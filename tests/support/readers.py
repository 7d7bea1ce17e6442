"""People who read pages and fill in the forms they find there: nothing is sent that a page does not offer."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.applications import Client
from tests.support.documents import Document, Form


@dataclass
class Reader:
    """Somebody in front of a page, without JavaScript, with a browser of her own."""

    app: Flask
    language: str = "fr"
    user_id: int | None = None
    path: str = field(default="", init=False)
    status: int = field(default=0, init=False)
    page: Document = field(default_factory=lambda: Document(""), init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.app, use_cookies=True)
        if self.user_id is not None:
            self.client.sign_in(self.user_id)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.text

    @property
    def headings(self) -> list[str]:
        """The main headings of the page."""
        return self.page.headings

    def open(self, path: str, *, status: int = 200) -> "Reader":
        """Open an address of her language and follow where it leads; the answer has the status expected."""
        full = path if path.startswith(f"/{self.language}/") else f"/{self.language}{path}"
        return self._take(self.client.get(full, follow_redirects=True), status)

    def follow(self, part: str) -> "Reader":
        """Follow the first link whose address contains a part."""
        return self.open(next(link for link in self.page.links if part in link))

    def form(self, part: str) -> Form:
        """Return the only form that sends something to an address with a part, or ending with it when several do."""
        found = [
            form
            for form in self.page.forms
            if form.method == "post" and any(part in action for action in (form.action, *form.other_actions))
        ]
        exact = [form for form in found if form.action.partition("?")[0].endswith(part)]
        offered = [form.action for form in self.page.forms]
        assert found, f"no form to {part} on {self.path}, only {offered}\n{self.text[:900]}"
        return (exact or found)[0]

    def send(self, part: str, *, expect: int = 200, **typed: Any) -> "Reader":
        """Fill in a form and press its button; follow where it leads."""
        form = self.form(part)
        unknown = {
            name
            for name in typed
            if name not in form.fields | form.choices and name not in dict(form.buttons) and name != "files"
        }
        known = sorted(form.fields | form.choices)
        assert not unknown, f"the form to {form.action} has no {sorted(unknown)}, only {known}"
        data = {**form.fields, **typed}
        action = next((other for other in form.other_actions if part in other), form.action)
        response = self.client.post(action or self.path, data=data, follow_redirects=True)
        return self._take(response, expect)

    def _take(self, response: TestResponse, status: int) -> "Reader":
        self.path = response.request.path
        self.status = response.status_code
        self.page = Document(response.get_data(as_text=True))
        assert response.status_code == status, f"{response.status_code} at {self.path}: {self.text[:1500]}"
        return self
