"""The register: handed in as a file, kept as digests, claimed number by number."""

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.collectivities import commands as collectivities
from app.features.voters import desk, queries, register, rules
from app.features.voters.models import DeskCode, RegisterClaim, RegisterImport, RegisterNumber
from app.features.voters.reading import RegisterUnreadable, read_register
from app.features.voters.types import RegisterPreview, VoterLevel
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.policy import Actor
from app.jobs.retention import apply_retention
from tests.features.voters.test_eligibility import logged, person_of
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together

NUMBERS = "AB123456\nCD234567\nEF345678\n"


@pytest.fixture
def authorised(place: Consulting, focal_point: Actor) -> Consulting:
    """A commune that recorded its authorisation."""
    authorise(place, focal_point)
    return place


def authorise(place: Consulting, focal_point: Actor, reference: str = "A-123/2026") -> None:
    """Record the authorisation of a commune, or take it back."""
    with transaction():
        collectivities.record_register_authorisation(
            actor=focal_point, collectivity=place.collectivity, reference=reference,
            authorised_on=date(2026, 9, 1),
        )  # fmt: skip


def preview(place: Consulting, actor: Actor, text: str = NUMBERS) -> RegisterPreview:
    """Hand a register in."""
    with transaction() as now:
        return register.preview_import(
            actor=actor, collectivity=place.collectivity, data=text.encode(), now=now
        )


def take_in(place: Consulting, actor: Actor, text: str = NUMBERS) -> RegisterPreview:
    """Hand a register in and confirm it."""
    shown = preview(place, actor, text)
    with transaction() as now:
        register.confirm_import(
            actor=actor, collectivity=place.collectivity, import_id=shown.import_id, now=now
        )
    return shown


def claim(place: Consulting, actor: Actor, number: str) -> None:
    """Give a number."""
    with transaction() as now:
        register.claim_number(actor=actor, collectivity=place.collectivity, number=number, now=now)


def test_nothing_works_before_the_authorisation_is_recorded(place: Consulting, focal_point: Actor) -> None:
    with pytest.raises(rules.RegisterNotAuthorised):
        preview(place, focal_point)
    with pytest.raises(rules.RegisterNotAuthorised):
        claim(place, place.person(), "AB123456")
    with pytest.raises(rules.RegisterNotAuthorised):
        person_of(place, place.person(), VoterLevel.REGISTER)
    assert rules.problem_with_level(VoterLevel.REGISTER, place.collectivity) is not None


def test_an_authorisation_that_is_taken_back_puts_the_register_out_of_use(
    authorised: Consulting, focal_point: Actor
) -> None:
    amina = authorised.person()
    take_in(authorised, focal_point)
    claim(authorised, amina, "AB123456")
    authorise(authorised, focal_point, reference=" ")
    assert authorised.collectivity.register_authorised_on is None
    with pytest.raises(rules.RegisterNotAuthorised):
        person_of(authorised, amina, VoterLevel.REGISTER)


def test_a_preview_says_what_would_change_and_changes_nothing(
    authorised: Consulting, focal_point: Actor
) -> None:
    take_in(authorised, focal_point)
    shown = preview(authorised, focal_point, "number\nAB 123456\nab123456\nGH456789\n")
    assert (shown.numbers, shown.repeated, shown.skipped_heading) == (2, 1, True)
    assert (shown.added, shown.kept, shown.removed) == (1, 1, 2)
    in_force = queries.find_in_force(authorised.collectivity_id)
    assert in_force is not None
    assert in_force.number_count == 3
    claim(authorised, authorised.person(), "CD234567")


def test_a_confirmed_register_takes_the_place_of_the_one_before(
    authorised: Consulting, focal_point: Actor
) -> None:
    amina, other = authorised.person(), authorised.person()
    take_in(authorised, focal_point)
    claim(authorised, amina, "CD234567")
    second = take_in(authorised, focal_point, "AB123456\n")
    with transaction() as now:
        again = register.confirm_import(
            actor=focal_point, collectivity=authorised.collectivity, import_id=second.import_id, now=now
        )
        assert again.id == second.import_id
    with pytest.raises(rules.NotEligible, match="no longer"):
        person_of(authorised, amina, VoterLevel.REGISTER)
    with pytest.raises(rules.NumberNotAccepted):
        claim(authorised, other, "EF345678")
    assert len(db.session.scalars(sa.select(RegisterNumber)).all()) == 1
    assert len(logged("register_replaced")) == 2


def test_only_digests_are_kept(authorised: Consulting, focal_point: Actor) -> None:
    take_in(authorised, focal_point)
    claim(authorised, authorised.person(), "AB123456")
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).all():
            assert "123456" not in str(tuple(row)).replace("-", "")


def test_errors_are_told_by_line_and_nothing_is_kept(authorised: Consulting, focal_point: Actor) -> None:
    with pytest.raises(RegisterUnreadable) as refusal:
        preview(authorised, focal_point, "AB123456\n\nno digits\nAB1;CD2\n12\nCD234567\n")
    assert [problem.line for problem in refusal.value.problems] == [3, 4, 5]
    assert len({str(problem.sentence) for problem in refusal.value.problems}) == 3
    assert db.session.scalars(sa.select(RegisterImport)).all() == []


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"heading\n", b"\xef\xbb\xbf\n \n"])
def test_a_file_without_numbers_is_refused(app: Flask, data: bytes) -> None:
    with app.app_context(), pytest.raises(RegisterUnreadable) as refusal:
        read_register(data)
    assert refusal.value.problems == []
    assert str(refusal.value)


def test_a_file_as_spreadsheets_write_it_is_read(app: Flask) -> None:
    with app.app_context():
        text = '\ufeffCIN;\r\n"AB123456";\r\n CD-234567\r\nEF٣٤٥٦٧٨,\r\n'
        read = read_register(text.encode())
    assert read.numbers == ["AB123456", "CD234567", "EF345678"]
    assert read.skipped_heading


def test_a_number_belongs_to_one_account_at_a_time_and_stays_the_same_person(
    authorised: Consulting, focal_point: Actor
) -> None:
    amina, other = authorised.person(), authorised.person()
    take_in(authorised, focal_point)
    claim(authorised, amina, "ab-١٢٣٤٥٦")
    claim(authorised, amina, "AB123456")
    before = person_of(authorised, amina, VoterLevel.REGISTER)
    with pytest.raises(rules.NumberNotAccepted):
        claim(authorised, other, "AB123456")
    with pytest.raises(rules.NumberAlreadyGiven):
        claim(authorised, amina, "CD234567")
    with transaction() as now:
        register.take_back_number(actor=amina, collectivity=authorised.collectivity, now=now)
    claim(authorised, other, "AB123456")
    assert person_of(authorised, other, VoterLevel.REGISTER) == before
    with pytest.raises(rules.NotEligible, match="Type your number"):
        person_of(authorised, amina, VoterLevel.REGISTER)


def test_when_a_number_was_given_is_known_by_the_hour_only(
    authorised: Consulting, focal_point: Actor, clock: FixedClock
) -> None:
    take_in(authorised, focal_point)
    clock.advance(minutes=17)
    claim(authorised, authorised.person(), "AB123456")
    noted = [*db.session.scalars(sa.select(RegisterClaim.claimed_at)), logged("number_given")[0].happened_at]
    assert {(instant.minute, instant.second) for instant in noted} == {(0, 0)}


def test_the_desk_frees_a_number_for_the_person_whose_it_is(
    authorised: Consulting, focal_point: Actor, facilitator: Actor
) -> None:
    thief, amina = authorised.person(), authorised.person()
    take_in(authorised, focal_point)
    claim(authorised, thief, "AB123456")
    with pytest.raises(NotAllowed), transaction() as now:
        register.free_number(actor=amina, collectivity=authorised.collectivity, number="AB123456", now=now)
    with transaction() as now:
        register.free_number(
            actor=facilitator, collectivity=authorised.collectivity, number="ab 123456", now=now
        )
    claim(authorised, amina, "AB123456")
    assert [event.user_id for event in logged("number_freed_at_desk")] == [thief.user_id]
    with pytest.raises(NotFound), transaction() as now:
        register.free_number(
            actor=facilitator, collectivity=authorised.collectivity, number="CD234567", now=now
        )


def test_a_number_outside_the_register_and_one_that_is_taken_are_refused_alike(
    authorised: Consulting, focal_point: Actor
) -> None:
    take_in(authorised, focal_point)
    claim(authorised, authorised.person(), "AB123456")
    sentences = set()
    for number in ("AB123456", "ZZ999999", "not a number"):
        with pytest.raises(rules.NumberNotAccepted) as refusal:
            claim(authorised, authorised.person(), number)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_twenty_accounts_that_give_one_number_together_are_one(
    app: Flask, authorised: Consulting, focal_point: Actor
) -> None:
    take_in(authorised, focal_point)
    accounts = [authorised.person() for _ in range(20)]
    outcomes = do_together(app, [partial(claim, authorised, actor, "AB123456") for actor in accounts])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(refused) == 19
    assert {type(refusal) for refusal in refused} == {rules.NumberNotAccepted}
    assert len(db.session.scalars(sa.select(RegisterClaim)).all()) == 1


def test_trust_33_attempts_are_counted_for_the_account_whatever_network_they_come_from(
    authorised: Consulting, clock: FixedClock
) -> None:
    amina = authorised.person()

    def attempt(network: str) -> bool:
        with transaction() as now:
            return register.count_try(actor=amina, network=network, now=now)

    assert [attempt("10.0.0.0/24") for _ in range(11)] == [True] * 10 + [False]
    assert [attempt(f"10.0.{number}.0/24") for number in range(1, 11)] == [True] * 9 + [False]
    clock.advance(days=1)
    assert attempt("10.0.0.0/24")


def test_a_register_that_nobody_confirms_is_forgotten(
    authorised: Consulting, focal_point: Actor, clock: FixedClock
) -> None:
    take_in(authorised, focal_point)
    preview(authorised, focal_point, "GH456789\n")
    amina = authorised.person()
    with transaction() as now:
        desk.own_desk_code(actor=amina, now=now)
    clock.advance(days=7)
    apply_retention()
    assert [row.number_count for row in db.session.scalars(sa.select(RegisterImport))] == [3]
    assert len(db.session.scalars(sa.select(RegisterNumber)).all()) == 3
    assert db.session.scalars(sa.select(DeskCode)).all() == []


def test_another_collectivity_neither_reads_nor_confirms_a_register(
    authorised: Consulting, focal_point: Actor
) -> None:
    shown = preview(authorised, focal_point)
    other = make_consulting(slug="autre")
    with pytest.raises(NotAllowed):
        preview(other, focal_point)
    with pytest.raises(NotFound):
        queries.get_import(collectivity_id=other.collectivity_id, import_id=shown.import_id)
    with pytest.raises(NotAllowed):
        preview(authorised, authorised.person())
