"""A voter at a browser: sends forms, keeps cookies, presses the same button again when no answer came."""

import http.client
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.support.ballot_forms import reviewed_form

TOKEN = re.compile('name="csrf_token" value="([^"]+)"')
LEAF = re.compile("leaf=([0-9a-f]{64})")
MOST_TRIES = 500
PATIENCE_SECONDS = 120
FORM = "application/x-www-form-urlencoded"


class NoAnswer(Exception):
    """The line broke before there was an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    text: str
    retry_after: str | None


@dataclass
class WebVoter:
    """One person and her browser."""

    port: int
    url: str
    cookies: dict[str, str]
    sent: int = 0
    answered: int = 0
    again: int = 0
    leaves: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    token: str = ""

    def vote(self, choices: Sequence[int]) -> None:
        """Choose, review, cast and look at the receipt, however often the line breaks."""
        form = reviewed_form(self.review(choices).text)
        self.sent += 1
        answer = self._until_answered("POST", f"{self.url}/cast", form, is_timed=True)
        assert answer.status == 303, answer
        self.answered += 1
        found = LEAF.search(self._until_answered("GET", f"{self.url}/receipt").text)
        assert found is not None
        self.leaves.append(found[1])

    def review(self, choices: Sequence[int]) -> Answer:
        """Look once more at what is ticked."""
        if not self.token:
            found = TOKEN.search(self._until_answered("GET", self.url).text)
            assert found is not None
            self.token = found[1]
        asked = {"choice": list(choices), "act": "review", "csrf_token": self.token}
        return self._until_answered("POST", self.url, asked)

    def ask(self, method: str, url: str, fields: object = None) -> Answer:
        """Send one request; raise NoAnswer when the line breaks."""
        body = urlencode(fields, doseq=True) if isinstance(fields, dict) else None
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Connection": "close"} | ({"Content-Type": FORM} if body else {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, url, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, text, response.headers.get("Retry-After"))

    def _until_answered(
        self, method: str, url: str, fields: object = None, *, is_timed: bool = False
    ) -> Answer:
        for _ in range(MOST_TRIES):
            began = time.monotonic()
            try:
                answer = self.ask(method, url, fields)
            except NoAnswer:
                self.again += 1
                continue
            if answer.status < 500:
                self.milliseconds += [1000 * (time.monotonic() - began)] if is_timed else []
                return answer
            self.again += 1
        raise AssertionError(f"no answer from {url}")
