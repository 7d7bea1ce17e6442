"""A naive cache that many people share: it believes Cache-Control and Vary, and knows nothing else."""

import re
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.support.applications import Client

NOT_KEPT = re.compile(r"\b(private|no-store|no-cache|max-age=0|s-maxage=0)\b")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as the cache keeps it, and what it depends on."""

    path: str
    asked: dict[str, str]
    status: int
    headers: Headers
    body: bytes


@dataclass
class SharedCache:
    """Stands between people and the application."""

    app: Flask
    kept: dict[str, list[Kept]] = field(default_factory=dict)
    hits: list[tuple[str, Kept]] = field(default_factory=list)
    answers: list[Kept] = field(default_factory=list)

    def get(self, who: str, path: str, headers: dict[str, str]) -> Kept:
        """Answer somebody's request, from what is kept when a kept answer says that it fits."""
        for kept in self.kept.get(path, []):
            if all(headers.get(name, "") == value for name, value in kept.asked.items()):
                self.hits.append((who, kept))
                return kept
        fresh = self.ask(path, headers)
        if may_be_kept(fresh):
            self.kept.setdefault(path, []).append(fresh)
        return fresh

    def ask(self, path: str, headers: dict[str, str]) -> Kept:
        """Return the application's own answer."""
        response: TestResponse = Client(self.app, use_cookies=False).get(path, headers=headers)
        varies = [
            name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()
        ]
        asked = {name: value for name, value in headers.items() if name.lower() in varies}
        asked |= {name: "" for name in varies if name not in {given.lower() for given in headers}}
        answer = Kept(path, asked, response.status_code, response.headers, response.get_data())
        response.close()
        self.answers.append(answer)
        return answer

    @property
    def entries(self) -> list[Kept]:
        """Everything that is kept."""
        return [each for kept in self.kept.values() for each in kept]


def may_be_kept(answer: Kept) -> bool:
    """Say whether the answer lets a cache of many people keep it."""
    return not NOT_KEPT.search(answer.headers.get("Cache-Control", "")) and "*" not in answer.headers.get(
        "Vary", ""
    )


def faults_of(cache: SharedCache, people: dict[str, dict[str, str]]) -> list[str]:
    """Return what the cache keeps that it must not: an error, a cookie, a token, a page that is not everybody's."""
    faults = []
    for kept in cache.entries:
        if kept.status >= 400:
            faults.append(f"{kept.path}: an error {kept.status}")
        if "Set-Cookie" in kept.headers:
            faults.append(f"{kept.path}: a cookie")
        if b"csrf_token" in kept.body:
            faults.append(f"{kept.path}: a token")
        theirs = {who: cache.ask(kept.path, kept.asked | headers).body for who, headers in people.items()}
        if "cookie" not in {name.lower() for name in kept.asked}:
            faults += [
                f"{kept.path}: not as {who} gets it" for who, body in theirs.items() if body != kept.body
            ]
    return faults
