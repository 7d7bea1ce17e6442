"""The focal point prepares, announces, extends and cancels a vote through pages only."""

import io
import re
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.ballots import queries
from app.features.ballots.models import VotingQuestion
from app.features.ballots.types import VotingKind, VotingState
from app.features.proposals.models import Proposal
from app.foundation.database import db, transaction
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.voting import ANSWERS, TITLES, Voting, make_voting

CALENDAR: dict[str, Any] = {
    "starts_at": "2026-10-19T10:00",
    "ends_at": "2026-11-02T18:00",
    "keys_destroyed_on": "2027-03-01",
}
TEXTS: dict[str, Any] = {"title": "تصويت", "introduction": "اختاروا.", "origin": "original"}
RULES: dict[str, Any] = {
    "kind": "budget",
    "minimum": "1",
    "maximum": "2",
    "ceiling": "٥٠٠ ٠٠٠",
    "level": "confirmed",
}


@pytest.fixture
def place(app: Flask, clock: FixedClock, client: Client) -> Any:
    """A commune with an open consultation and two published proposals, its focal point signed in."""
    with app.app_context():
        made = make_consulting()
        made.set(answer_due_on=ANSWERS)
        author = made.person(name="Autrice Essai")
        made.items["first"], made.items["second"] = (made.published(author, title) for title in TITLES[:2])
        client.sign_in(made.person(Role.FOCAL_POINT).user_id or 0)
        yield made


def url(place: Consulting, part: str = "") -> str:
    return f"/en/c/{place.slug}/manage/consultations/{place.consultation_id}/vote{part}"


def question(place: Consulting) -> VotingQuestion:
    db.session.rollback()
    found = queries.find_of_consultation(place.consultation_id)
    assert found is not None
    return found


def send(client: Client, address: str, status: int = 303, **fields: Any) -> str:
    response = client.post(address, data=fields)
    assert response.status_code == status, response.text
    return response.text


def version(place: Consulting) -> int:
    return question(place).lock_version


def test_a_vote_is_prepared_and_announced_through_pages(place: Consulting, client: Client) -> None:
    assert "Prepare a vote" in client.get(url(place)).text
    send(client, url(place), kind="budget", title="تصويت")
    assert "Complete the list first." in client.get(url(place)).text
    assert client.get(url(place, "/announce")).status_code == 409
    send(client, url(place, "/texts"), **TEXTS, lock_version=version(place))
    send(client, url(place, "/rules"), **RULES, counts_hidden="y", lock_version=version(place))
    send(client, url(place, "/calendar"), **CALENDAR, lock_version=version(place))
    first, second = (f"proposal-{place.items[name]}" for name in ("first", "second"))
    item = f"item-{place.items['project-1']}"
    page = send(client, url(place, "/choices"), 200, act="add", add=[first, second, item])
    assert page.count('name="choice"') == 3
    typed: dict[str, Any] = {
        f"place-{first}": "3",
        f"cost-{first}": "100 000",
        f"place-{second}": "1",
        f"cost-{second}": "٢٠٠٠٠٠",
        f"place-{item}": "2",
        f"cost-{item}": "5",
        f"remove-{item}": "on",
    }
    send(
        client, url(place, "/choices"), act="save", choice=[first, second, item], lock_version=version(place),
        **typed,
    )  # fmt: skip
    made = question(place)
    assert made.ceiling == 500_000
    choices = [(each.number, each.proposal_id, each.cost) for each in queries.list_choices(made.id)]
    assert choices == [(1, place.items["second"], 200_000), (2, place.items["first"], 100_000)]
    page = client.get(url(place)).text
    assert '<li class="missing">' not in page
    assert client.get(url(place, "/preview"), follow_redirects=True).status_code == 200
    send(client, url(place, "/announce"))
    assert question(place).state is VotingState.ANNOUNCED
    assert client.get(url(place, "/texts")).status_code == 409, "what was announced is not rewritten"


def test_a_cost_that_is_no_number_is_refused_beside_its_field_and_everything_stays(
    place: Consulting, client: Client
) -> None:
    send(client, url(place), kind="budget", title="تصويت")
    first = f"proposal-{place.items['first']}"
    page = send(
        client, url(place, "/choices"), 422, act="save", choice=[first], lock_version=version(place),
        **{f"cost-{first}": "cent mille"},
    )  # fmt: skip
    assert "Write a whole amount, without cents." in page
    assert 'value="cent mille"' in page
    assert 'aria-invalid="true"' in page


def test_searching_what_can_be_chosen_keeps_the_table(place: Consulting, client: Client) -> None:
    send(client, url(place), kind="budget", title="تصويت")
    first = f"proposal-{place.items['first']}"
    page = send(
        client,
        url(place, "/choices"),
        200,
        act="search",
        q="arbres",
        choice=[first],
        **{f"cost-{first}": "77"},
    )
    assert 'value="77"' in page
    assert re.findall(r'name="add" value="([^"]+)"', page) == [f"proposal-{place.items['second']}"]


def test_two_who_save_at_once_do_not_overwrite_each_other(place: Consulting, client: Client) -> None:
    send(client, url(place), kind="approval", title="تصويت")
    seen = version(place)
    send(client, url(place, "/texts"), **TEXTS, lock_version=seen)
    page = send(client, url(place, "/texts"), 409, **(TEXTS | {"title": "عنوان آخر"}), lock_version=seen)
    assert "Somebody else saved this after you opened it." in page
    assert "عنوان آخر" in page
    assert question(place).texts["ar"]["title"] == "تصويت"


def test_a_budget_vote_without_a_budget_and_a_wrong_calendar_are_refused(
    place: Consulting, client: Client
) -> None:
    send(client, url(place), kind="budget", title="تصويت")
    page = send(client, url(place, "/rules"), 422, **(RULES | {"ceiling": ""}), lock_version=version(place))
    assert "Write a whole amount, without cents." in page
    wrong = CALENDAR | {"keys_destroyed_on": "2026-11-01"}
    page = send(client, url(place, "/calendar"), 422, **wrong, lock_version=version(place))
    assert "The key is destroyed after the day of the answers" in page


class TestAfterwards:
    @pytest.fixture
    def announced(self, app: Flask, clock: FixedClock, client: Client) -> Any:
        """An announced vote, its focal point signed in."""
        with app.app_context():
            made = make_voting()
            made.announce()
            client.sign_in(made.focal_point.user_id or 0)
            yield made

    def test_the_end_is_put_off_with_a_reason(self, announced: Voting, client: Client) -> None:
        before = announced.ends
        page = send(client, url(announced.place, "/extend"), 422, ends_at="2026-10-01T10:00", reason="Panne.")
        assert "later than the present one" in page
        send(client, url(announced.place, "/extend"), ends_at="2026-11-20T18:00", reason="Panne.")
        db.session.rollback()
        assert announced.ends > before

    def test_it_is_cancelled_with_a_reason_and_another_can_follow(
        self, announced: Voting, client: Client
    ) -> None:
        send(client, url(announced.place, "/cancel"), reason="Erreur de budget.")
        page = client.get(url(announced.place)).text
        assert "Erreur de budget." in page
        send(client, url(announced.place), kind="approval", title="تصويت جديد")
        assert question(announced.place).kind is VotingKind.APPROVAL

    def test_today_says_what_waits(self, announced: Voting, client: Client) -> None:
        page = client.get(f"/en/c/{announced.place.slug}/manage/today").text
        assert "A vote opens soon" in page


class TestChoicesFromAFile:
    """Projects with costs fill the table; a wrong line is named, and nothing is saved before somebody saves."""

    @pytest.fixture
    def drafted(self, place: Consulting, client: Client) -> Consulting:
        send(client, url(place), kind="budget", title="تصويت")
        return place

    def hand_in(
        self, client: Client, place: Consulting, projects: str, status: int = 200, head: str = ""
    ) -> str:
        text = f"META\nkey;value\nbudget;900\nPROJECTS\n{head or 'project_id;name;cost'}\n{projects}\n"
        data = {"file": (io.BytesIO(text.encode()), "projets.pb")}
        return send(client, url(place, "/choices/file"), status, **data)

    def test_it_fills_the_table_and_is_saved_with_it_alone(self, drafted: Consulting, client: Client) -> None:
        item, first = f"item-{drafted.items['project-1']}", f"proposal-{drafted.items['first']}"
        title = db.session.get_one(Proposal, drafted.items["first"]).title
        page = self.hand_in(client, drafted, f'{item};;"100 000"\n2;"{title.upper()}";٣٠٠')
        assert "Nothing is saved yet" in page
        assert "The file names a budget of" in page
        assert f'name="cost-{item}" id="cost-{item}" value="100000"' in page
        assert f'name="cost-{first}" id="cost-{first}" value="300"' in page
        assert queries.list_choices(question(drafted).id) == []
        typed = {
            f"place-{item}": "1",
            f"cost-{item}": "100000",
            f"place-{first}": "2",
            f"cost-{first}": "300",
        }
        send(
            client, url(drafted, "/choices"), act="save", choice=[item, first], lock_version=version(drafted),
            **typed,
        )  # fmt: skip
        assert [each.cost for each in queries.list_choices(question(drafted).id)] == [100_000, 300]

    def test_every_wrong_line_is_named_and_nothing_changes(self, drafted: Consulting, client: Client) -> None:
        item = f"item-{drafted.items['project-1']}"
        page = self.hand_in(client, drafted, f"{item};;10\n7;Nulle part;10\n{item};;10\nitem-0;;10", 422)
        assert "Line 7: “Nulle part” is no item of the consulted draft" in page
        assert f"Line 8: “{item}” is on line 6 already." in page
        assert "Line 9: “item-0” is no item" in page
        page = self.hand_in(client, drafted, f"{item};;0", 422)
        assert "Line 6: “0” is not a whole amount above zero." in page
        assert "Line 6: “12,5” is not a whole amount above zero." in self.hand_in(
            client, drafted, f"{item};;12,5", 422
        )
        assert "has no column “cost”" in self.hand_in(client, drafted, "1;2", 422, head="project_id;price")
        assert "The file names no project." in self.hand_in(client, drafted, "", 422)
        assert queries.list_choices(question(drafted).id) == []

    def test_two_texts_of_one_title_are_told_apart_by_their_key(
        self, drafted: Consulting, client: Client
    ) -> None:
        with transaction():
            second = db.session.get_one(Proposal, drafted.items["second"])
            title = db.session.get_one(Proposal, drafted.items["first"]).title
            second.title = title
        page = self.hand_in(client, drafted, f'1;"{title}";10', 422)
        assert f"proposal-{drafted.items['first']} / proposal-{drafted.items['second']}" in page

    def test_a_vote_without_costs_takes_no_file(self, place: Consulting, client: Client) -> None:
        send(client, url(place), kind="approval", title="تصويت")
        assert "Choices from a file" not in client.get(url(place, "/choices")).text
        self.hand_in(client, place, "1;2;3", 404)
