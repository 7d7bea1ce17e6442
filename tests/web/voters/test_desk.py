"""The desk, the register, and what a voter says of herself, through pages only."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts import throttling
from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.ballots.models import Ballot
from app.features.ballots.preparing import update_setup
from app.features.voters import queries
from app.features.voters.models import RegisterNumber
from app.features.voters.types import VoterLevel
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.applications import Client
from tests.support.ballot_forms import reviewed_form
from tests.support.clock import FixedClock
from tests.support.voting import Voting, entries, faults, make_voting, open_voting, settle, setup

CARD: dict[str, Any] = {"full_name": "Fatima Essai", "born_on": "1990-05-04"}


@pytest.fixture
def at_desk(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote for those who were seen at the desk."""
    with app.app_context():
        yield open_voting(clock, level=VoterLevel.VERIFIED_AT_DESK)


def staff_url(voting: Voting, part: str = "") -> str:
    return f"/en/c/{voting.place.slug}/manage/voters{part}"


def vote_url(voting: Voting, part: str = "") -> str:
    return f"/en/c/{voting.place.slug}/consultations/{voting.place.consultation_id}/vote{part}"


def send(client: Client, address: str, status: int = 303, **fields: Any) -> str:
    response = client.post(address, data=fields)
    assert response.status_code == status, response.text
    return response.text


def address_of(actor: Actor) -> str:
    return db.session.get_one(User, actor.user_id).email or ""


@pytest.mark.sqlite_only
def test_trust_30_nobody_tries_address_after_address_at_the_desk(
    at_desk: Voting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "LOOK_UP", throttling.Limit("look_up", for_network=600, for_account=4))
    facilitators = [at_desk.place.person(Role.FACILITATOR).user_id or 0 for _ in range(2)]
    client.sign_in(facilitators[0])
    typed: dict[str, Any] = {"who": "nobody@example.org", "number": "AB123456", **CARD}
    for status in (422, 429):
        for part in ("", "/verify", "/revoke", "/free-number"):
            send(client, staff_url(at_desk, part), status=status, **typed)
    client.sign_in(facilitators[1])
    send(client, staff_url(at_desk), status=422, who="nobody@example.org")


def test_somebody_is_verified_by_the_code_that_the_page_of_the_vote_shows(
    at_desk: Voting, client: Client
) -> None:
    voter, facilitator = at_desk.place.person(), at_desk.place.person(Role.FACILITATOR)
    client.sign_in(voter.user_id or 0)
    assert "come to a desk of the collectivity" in client.get(vote_url(at_desk)).text
    page = client.post(vote_url(at_desk, "/code"), follow_redirects=True).text
    shown = page.partition("for one day: ")[2][:9]
    client.sign_in(facilitator.user_id or 0)
    assert "Full name, as on the card" in send(client, staff_url(at_desk), 200, who=shown)
    send(client, staff_url(at_desk, "/verify"), who=shown, **CARD)
    assert queries.count_verified(collectivity_id=at_desk.place.collectivity_id) == 1
    client.sign_in(voter.user_id or 0)
    assert "come to a desk of the collectivity" not in client.get(vote_url(at_desk)).text


def test_an_arabic_desk_types_arabic_digits_and_letters_and_keeps_to_them(
    at_desk: Voting, client: Client
) -> None:
    voter, other = at_desk.place.person(), at_desk.place.person(Role.FACILITATOR)
    client.sign_in(voter.user_id or 0)
    shown = client.post(vote_url(at_desk, "/code"), follow_redirects=True).text.partition("for one day: ")[2][
        :9
    ]
    code = shown.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})
    client.sign_in(other.user_id or 0)
    assert "in Arabic or in Latin letters" in send(client, staff_url(at_desk), 200, who=code)
    card: dict[str, Any] = {"full_name": "فاطمة الزهراء الإدريسي", "born_on": "1990-05-04"}
    send(client, staff_url(at_desk, "/verify"), who=code, **card)
    assert queries.count_verified(collectivity_id=at_desk.place.collectivity_id) == 1
    who = address_of(at_desk.place.person())
    assert "Here names are copied in Arabic letters" in send(client, staff_url(at_desk), 200, who=who)
    refused = send(client, staff_url(at_desk, "/verify"), 422, who=who, **CARD)
    assert "Here names are copied in Arabic letters" in refused
    assert "Fatima Essai" in refused
    send(client, staff_url(at_desk, "/verify"), who=who, **(card | {"full_name": "الإدريسي فاطمة الزهراء"}))
    assert queries.count_verified(collectivity_id=at_desk.place.collectivity_id) == 1, (
        "one person, two accounts"
    )


def test_trust_2_two_accounts_of_one_person_are_one_ballot_through_pages(
    at_desk: Voting, client: Client
) -> None:
    first, second = at_desk.place.person(), at_desk.place.person()
    facilitator = at_desk.place.person(Role.FACILITATOR)
    client.sign_in(facilitator.user_id or 0)
    for account in (first, second):
        send(client, staff_url(at_desk, "/verify"), who=address_of(account), **CARD)
    for account, choice in ((first, "1"), (second, "2")):
        client.sign_in(account.user_id or 0)
        page = send(client, vote_url(at_desk), 200, act="review", choice=[choice])
        assert ("It replaces the ballot that you cast before." in page) == (account is second)
        assert client.post(vote_url(at_desk, "/cast"), data=reviewed_form(page)).status_code == 303
    db.session.rollback()
    assert [each.choices for each in db.session.scalars(sa.select(Ballot))] == [[2]]
    cast = entries(at_desk.question_id, "ballot.cast")
    assert [entry["revision"] for entry in cast] == [1, 2]
    assert len({entry["pseudonym"] for entry in cast}) == 1
    assert faults(at_desk.question_id) == []


def test_an_account_is_found_by_an_address_that_nobody_could_sign_up_with(
    at_desk: Voting, client: Client
) -> None:
    voter, facilitator = at_desk.place.person(), at_desk.place.person(Role.FACILITATOR)
    with transaction():
        db.session.get_one(User, voter.user_id).email = "amina@essai.invalid"
    client.sign_in(facilitator.user_id or 0)
    assert "Full name, as on the card" in send(client, staff_url(at_desk), 200, who=" Amina@essai.invalid ")


def test_a_verification_is_revoked_and_wrong_persons_are_refused(at_desk: Voting, client: Client) -> None:
    voter, facilitator = at_desk.place.person(), at_desk.place.person(Role.FACILITATOR)
    client.sign_in(facilitator.user_id or 0)
    assert "No confirmed account answers" in send(client, staff_url(at_desk), 422, who="nobody@example.org")
    own = send(client, staff_url(at_desk, "/verify"), 409, who=address_of(facilitator), **CARD)
    assert "You cannot verify your own account" in own
    who = address_of(voter)
    wrong = send(client, staff_url(at_desk, "/verify"), 422, who=who, **(CARD | {"born_on": "1802-01-01"}))
    assert "Write the birth date that the identity card gives." in wrong
    send(client, staff_url(at_desk, "/verify"), who=who, **CARD)
    assert "This account is verified" in send(client, staff_url(at_desk), 200, who=who)
    send(client, staff_url(at_desk, "/revoke"), who=who)
    assert queries.count_verified(collectivity_id=at_desk.place.collectivity_id) == 0


class TestTheRegister:
    @pytest.fixture
    def by_register(self, app: Flask, clock: FixedClock, client: Client) -> Iterator[Voting]:
        """A vote in preparation for those on the register, its focal point signed in."""
        with app.app_context():
            voting = make_voting()
            client.sign_in(voting.focal_point.user_id or 0)
            yield voting

    def hand_in(self, client: Client, voting: Voting, text: str, status: int) -> Any:
        data = {"file": (io.BytesIO(text.encode()), "registre.txt")}
        response = client.post(staff_url(voting, "/register"), data=data)
        assert response.status_code == status, response.text
        return response

    def test_it_is_off_until_an_authorisation_is_recorded(self, by_register: Voting, client: Client) -> None:
        assert "The register is off" in client.get(staff_url(by_register)).text
        self.hand_in(client, by_register, "12345678\n", 409)
        send(
            client, staff_url(by_register, "/authorisation"), reference="A-1/2026", authorised_on="2026-01-05"
        )
        assert "The register is off" not in client.get(staff_url(by_register)).text
        send(client, staff_url(by_register, "/authorisation"), reference="")
        assert "The register is off" in client.get(staff_url(by_register)).text

    def test_a_wrong_line_is_named_and_a_right_file_is_confirmed_after_its_preview(
        self, by_register: Voting, client: Client
    ) -> None:
        send(client, staff_url(by_register, "/authorisation"), reference="A-1/2026")
        page = self.hand_in(client, by_register, "12345678\nabc\n23456789\n", 422).text
        assert "Lines to correct" in page
        assert ">2<" in page
        assert db.session.scalar(sa.select(RegisterNumber)) is None
        preview = self.hand_in(client, by_register, "numéro\n12345678\n23456789\n", 303).location
        page = client.get(preview).text
        assert "it was taken for a heading" in page
        assert queries.find_in_force(by_register.place.collectivity_id) is None
        send(client, preview.partition("?")[0])
        db.session.rollback()
        assert queries.find_in_force(by_register.place.collectivity_id) is not None

    def test_a_voter_gives_her_number_and_a_wrong_one_is_said_with_her_ticks_kept(
        self, by_register: Voting, client: Client, clock: FixedClock
    ) -> None:
        send(client, staff_url(by_register, "/authorisation"), reference="A-1/2026")
        send(client, self.hand_in(client, by_register, "12345678\n", 303).location.partition("?")[0])
        with transaction() as now:
            update_setup(
                actor=by_register.focal_point, question=by_register.question, setup=setup(level=VoterLevel.REGISTER),
                lock_version=by_register.question.lock_version, now=now,
            )  # fmt: skip
        by_register.announce()
        clock.set(by_register.starts)
        client.sign_in(by_register.place.person().user_id or 0)
        assert "My number in the register" in client.get(vote_url(by_register)).text
        client.post(vote_url(by_register, "/number"), data={"number": "99999999", "choice": ["2"]})
        page = client.get(vote_url(by_register)).text
        assert "This number is not in the register" in page
        assert 'value="2" checked' in page
        client.post(vote_url(by_register, "/number"), data={"number": "١٢٣٤ ٥٦٧٨"})
        assert "My number in the register" not in client.get(vote_url(by_register)).text


def test_a_resident_declares_it_on_the_way(app: Flask, clock: FixedClock, client: Client) -> None:
    with app.app_context():
        voting = open_voting(clock, level=VoterLevel.DECLARED_RESIDENT)
        voter = voting.place.person()
        client.sign_in(voter.user_id or 0)
        assert "choose your commune in your account first" in client.get(vote_url(voting)).text
        settle(voter, voting.place.collectivity.territory_id)
        assert "I declare that I live in the territory" in client.get(vote_url(voting)).text
        client.post(vote_url(voting, "/residence"), data={"choice": ["1"]})
        page = client.get(vote_url(voting)).text
        assert "I declare that I live in the territory" not in page
        assert 'value="1" checked' in page
