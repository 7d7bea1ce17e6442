"""Opening every page as the one who meets it, and asking axe: as it opens, unfolded, after an empty form."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Page

from tests.support.applications import Workplace
from tests.support.browser import PHONE, PageOpener, accessibility_problems
from tests.support.visits import Visit, pages
from tests.support.walking import VISITOR, Walker
from tests.support.world import World, make_world

# Each page is opened as the one who meets it: everybody's as a visitor, her own as their author, the rest as staff.
AUDIENCES = {VISITOR: "visitor", "author": "author_a", "staff": "everybody"}
OWN = (
    "participation.",
    "notices.",
    "proposals.",
    "discussion.",
    "passwords.",
    "proofs.",
    "factors.",
    "own_passkeys.",
    "devices.",
    "moderation.report",
    "invitations.",
)
# A form that is refused changes nothing, so that the world needs no mending.
REFUSED = 422
UNFOLD = """() => {
  document.querySelectorAll('main details, .demo details').forEach(each => { each.open = true; });
  return document.querySelectorAll('main details').length;
}"""
FIELDS = "input[type=text], input[type=email], input:not([type]), textarea"
# A form for a passkey waits for the device, and is not sent empty.
SENT = "main form[method=post]:not(:has([data-passkey]))"
HAS_TEXT = f"() => document.querySelector('{SENT} :is({FIELDS})') !== null"
SEND_EMPTY = """() => {
  const form = document.querySelector('SENT :is(FIELDS)').form;
  form.querySelectorAll('FIELDS').forEach(each => { each.value = ''; });
  form.noValidate = true;
  form.requestSubmit();
}""".replace("FIELDS", FIELDS).replace("SENT", SENT)


@dataclass(slots=True)
class AxeWalk:
    """One person's walk over her pages in one language and one width; what axe found, and how much it looked at.

    Unless `also_folded`, a page that unfolds is looked at unfolded only, where everything of it is on the screen.
    """

    app: Flask
    workplace: Workplace
    world: World
    open_page: PageOpener
    audience: str
    language: str
    width: int = PHONE["width"]
    also_folded: bool = False
    page_count: int = 0
    state_count: int = 0
    found: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Open every page in every state that it can be brought to without an act."""
        person = AUDIENCES[self.audience]
        user_id = None if self.audience == VISITOR else self.world.people[person]
        visits = self._readable(person)
        page = self.open_page(language=self.language, user_id=user_id, width=self.width)
        for visit in visits:
            path = visit.path(self.world.a, language=self.language)
            page.goto(path)
            self.page_count += 1
            if self.also_folded:
                self._look(page, visit, "as it opens")
            if page.evaluate(UNFOLD) or not self.also_folded:
                self._look(page, visit, "unfolded")
            self._send_empty_form(page, visit)

    def _readable(self, person: str) -> list[Visit]:
        walker = Walker(self.workplace, self.world, person)
        visits = list(readable(self.app, walker, self.audience))
        walker.close()
        return visits

    def _look(self, page: Page, visit: Visit, when: str) -> None:
        self.state_count += 1
        self.found += [f"{visit.shown} {when}: {problem}" for problem in accessibility_problems(page)]

    def _send_empty_form(self, page: Page, visit: Visit) -> None:
        """Send the page's form with nothing typed, and look at the answer."""
        if not page.evaluate(HAS_TEXT):
            return
        with page.expect_navigation(wait_until="load") as sent:
            page.evaluate(SEND_EMPTY)
        self._look(page, visit, "after an empty form")
        if sent.value.status != REFUSED:
            page.goto("about:blank")
            self.workplace.fill("world", make_world)


def is_met_by(audience: str, visit: Visit) -> bool:
    """Say whether a page is opened as this person."""
    is_own = visit.endpoint.startswith(OWN)
    if "/manage" in visit.rule or visit.endpoint.startswith("network_team"):
        return audience == "staff"
    return audience == VISITOR or (audience == "author" and is_own)


def readable(app: Flask, walker: Walker, audience: str) -> Iterator[Visit]:
    """Yield the pages that this person is shown as pages."""
    for visit in pages(app):
        if is_met_by(audience, visit) and "<lang>" in visit.rule:
            answer = walker.answer(visit)
            if answer.response.mimetype == "text/html" and answer.status not in {301, 302, 303}:
                yield visit
