"""Who may vote at each level, and as which person she counts."""

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import SecurityEvent
from app.features.voters import commands, desk, queries, rules
from app.features.voters.models import DeskVerification, ProviderIdentity
from app.features.voters.types import Identity, ProviderSubject, VoterLevel
from app.foundation import identity_provider
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from app.foundation.identity_provider import IdentityProvider
from app.foundation.ledger import keys
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.policy import VISITOR, Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.voting import settle

CARD = Identity(full_name="Amina El Alami", born_on=date(1990, 5, 3))
PROVIDER = IdentityProvider(
    issuer="https://id.example.org", client_id="x", client_secret="y", names={"": "Id"}
)
SUBJECT = ProviderSubject(issuer=PROVIDER.issuer, subject="0042")


def person_of(place: Consulting, actor: Actor, level: VoterLevel) -> str:
    """Return the person that an actor counts as."""
    with transaction() as now:
        return rules.require_eligible(
            actor=actor, collectivity_id=place.collectivity_id, consultation_id=place.consultation_id, level=level,
            now=now,
        )  # fmt: skip


def verify(place: Consulting, staff: Actor, account: Actor, identity: Identity = CARD) -> None:
    """See a person at the desk."""
    assert account.user_id is not None
    with transaction() as now:
        desk.verify_at_desk(
            actor=staff, collectivity=place.collectivity, user_id=account.user_id, identity=identity, now=now
        )


def link(account: Actor, subject: ProviderSubject = SUBJECT) -> None:
    """Come back from the identity service."""
    with transaction() as now:
        commands.link_identity(actor=account, subject=subject, now=now)


def logged(kind: str) -> list[SecurityEvent]:
    """Return the lines of the security log of a kind."""
    return list(db.session.scalars(sa.select(SecurityEvent).where(SecurityEvent.kind == kind)))


def test_every_level_says_in_a_sentence_who_may_vote_and_why() -> None:
    for level in VoterLevel:
        assert str(level.label)
        assert re.search(r"(so that|because|:)", str(level.sentence))


def test_visitors_and_unconfirmed_accounts_are_nobody(place: Consulting) -> None:
    for level in VoterLevel:
        with pytest.raises(SignInNeeded):
            person_of(place, VISITOR, level)
        with pytest.raises(rules.NotEligible):
            person_of(place, place.person(confirmed=False), level)


def test_a_confirmed_account_is_one_voter(place: Consulting) -> None:
    amina = place.person()
    assert person_of(place, amina, VoterLevel.CONFIRMED) == f"account:{amina.user_id}"


# ── residents ──


def test_a_resident_lives_in_the_territory_and_declares_it(place: Consulting) -> None:
    amina, level = place.person(), VoterLevel.DECLARED_RESIDENT
    with pytest.raises(rules.NotEligible, match="choose your commune"):
        person_of(place, amina, level)
    settle(amina, make_consulting(slug="autre").collectivity.territory_id)
    with pytest.raises(rules.NotEligible, match="outside"):
        person_of(place, amina, level)
    settle(amina, place.collectivity.territory_id)
    with pytest.raises(rules.NotEligible, match="Declare"):
        person_of(place, amina, level)
    for _ in range(2):
        with transaction() as now:
            commands.declare_residence(
                actor=amina, collectivity=place.collectivity, consultation_id=place.consultation_id, now=now
            )
    assert person_of(place, amina, level) == f"account:{amina.user_id}"


def test_a_declaration_holds_for_one_consultation(place: Consulting) -> None:
    amina, other = place.person(), make_consulting(slug="autre")
    settle(amina, place.collectivity.territory_id)
    with transaction() as now:
        commands.declare_residence(
            actor=amina, collectivity=other.collectivity, consultation_id=other.consultation_id, now=now
        )
    with pytest.raises(rules.NotEligible):
        person_of(place, amina, VoterLevel.DECLARED_RESIDENT)


# ── the desk ──


def test_two_accounts_of_one_person_are_one_voter(place: Consulting, facilitator: Actor) -> None:
    first, second, other = place.person(), place.person(), place.person()
    verify(place, facilitator, first)
    verify(place, facilitator, second, replace(CARD, full_name="EL-ALAMI  amina"))
    verify(place, facilitator, other, replace(CARD, born_on=date(1991, 5, 3)))
    people = [person_of(place, each, VoterLevel.VERIFIED_AT_DESK) for each in (first, second, other)]
    assert people[0] == people[1] != people[2]
    assert people[0].startswith("desk:")
    assert queries.count_verified(collectivity_id=place.collectivity_id) == 2


def test_neither_name_nor_birth_date_is_kept_anywhere(place: Consulting, facilitator: Actor) -> None:
    verify(place, facilitator, place.person(name="Voisine"))
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).all():
            text = str(tuple(row)).lower()
            assert "alami" not in text
            assert "1990, 5, 3" not in text


def test_the_same_person_has_another_digest_in_another_collectivity(
    place: Consulting, facilitator: Actor
) -> None:
    other = make_consulting(slug="autre")
    amina, elsewhere = place.person(), other.person()
    colleague = Actor(
        user_id=other.person(name="Facilitateur").user_id, is_confirmed=True,
        roles=frozenset({(other.collectivity_id, "facilitator")}),
    )  # fmt: skip
    verify(place, facilitator, amina)
    verify(other, colleague, elsewhere)
    digests = set(db.session.scalars(sa.select(DeskVerification.person_digest)))
    assert len(digests) == 2
    with pytest.raises(rules.NotEligible):
        person_of(other, amina, VoterLevel.VERIFIED_AT_DESK)


def test_a_verification_is_logged_and_can_be_revoked(place: Consulting, facilitator: Actor) -> None:
    amina = place.person()
    verify(place, facilitator, amina)
    verify(place, facilitator, amina)
    details = {"collectivity_id": place.collectivity_id, "by_id": facilitator.user_id}
    assert [(event.user_id, event.details) for event in logged("verified_at_desk")] == [
        (amina.user_id, details)
    ]
    with transaction() as now:
        desk.revoke_verification(
            actor=facilitator, collectivity=place.collectivity, user_id=amina.user_id or 0, now=now
        )
    with pytest.raises(rules.NotEligible):
        person_of(place, amina, VoterLevel.VERIFIED_AT_DESK)
    assert [event.details for event in logged("desk_verification_revoked")] == [details]
    with pytest.raises(NotFound), transaction() as now:
        desk.revoke_verification(
            actor=facilitator, collectivity=place.collectivity, user_id=amina.user_id or 0, now=now
        )


def test_an_account_is_not_two_persons_at_once(place: Consulting, facilitator: Actor) -> None:
    amina = place.person()
    verify(place, facilitator, amina)
    with pytest.raises(rules.AlreadyVerified):
        verify(place, facilitator, amina, replace(CARD, full_name="Sara Idrissi"))


def test_nobody_verifies_herself_and_not_everybody_verifies(place: Consulting, facilitator: Actor) -> None:
    with pytest.raises(rules.NotOneself):
        verify(place, facilitator, facilitator)
    with pytest.raises(NotAllowed):
        verify(place, place.person(), place.person())
    with pytest.raises(NotAllowed):
        verify(make_consulting(slug="autre"), facilitator, place.person())


@pytest.mark.parametrize(
    "identity",
    [
        replace(CARD, full_name="Amina العلمي"),
        replace(CARD, full_name="ⴰⵎⵉⵏⴰ"),
        replace(CARD, full_name=" "),
        replace(CARD, born_on=date(1870, 1, 1)),
        replace(CARD, born_on=date(2027, 1, 1)),
    ],
)
def test_what_no_card_says_is_refused(place: Consulting, facilitator: Actor, identity: Identity) -> None:
    with pytest.raises(Invalid):
        verify(place, facilitator, place.person(), identity)


def test_the_code_of_an_account_is_read_out_at_the_desk_for_a_day(
    place: Consulting, clock: FixedClock
) -> None:
    amina = place.person()
    with transaction() as now:
        code = desk.own_desk_code(actor=amina, now=now)
        assert desk.own_desk_code(actor=amina, now=now) == code
    spelled = f"{code[:4]} {code[4:]}"
    assert queries.find_account(address=None, code=spelled, now=clock()) == amina.user_id
    assert queries.find_account(address=None, code="00000000x", now=clock()) is None
    clock.advance(days=1)
    assert queries.find_account(address=None, code=code, now=clock()) is None
    with transaction() as now:
        assert desk.own_desk_code(actor=amina, now=now) != code


def test_a_lost_key_stops_verification_instead_of_making_another_person(
    app: Flask, place: Consulting, facilitator: Actor
) -> None:
    verify(place, facilitator, place.person())
    keys.folder().remove(f"voters/{place.collectivity_id}.key")
    with pytest.raises(KeyUnavailable):
        verify(place, facilitator, place.person())


# ── identity services ──


def test_no_identity_service_is_in_use_unless_the_operator_names_one(place: Consulting) -> None:
    with pytest.raises(rules.ProviderOff):
        link(place.person())
    with pytest.raises(rules.ProviderOff):
        person_of(place, place.person(), VoterLevel.OIDC)
    assert rules.problem_with_level(VoterLevel.OIDC, place.collectivity) is not None


@pytest.fixture
def provider(app: Flask) -> object:
    """An identity service in use."""
    identity_provider.init_app(app, provider=PROVIDER)
    yield PROVIDER
    identity_provider.init_app(app, provider=None)


@pytest.mark.usefixtures("provider")
def test_trust_32_who_somebody_is_depends_on_issuer_and_subject_alone(place: Consulting) -> None:
    amina, other = place.person(), place.person()
    with pytest.raises(rules.NotEligible):
        person_of(place, amina, VoterLevel.OIDC)
    link(amina)
    link(amina)
    assert person_of(place, amina, VoterLevel.OIDC).startswith("oidc:")
    with pytest.raises(rules.IdentityNotFree):
        link(other)
    with pytest.raises(rules.IdentityNotFree):
        link(amina, replace(SUBJECT, subject="0043"))
    with pytest.raises(rules.ProviderOff):
        link(other, replace(SUBJECT, issuer="https://other.example.org"))
    found = queries.find_user_by_subject(issuer=SUBJECT.issuer, subject=SUBJECT.subject)
    assert found is not None
    assert found.id == amina.user_id


@pytest.mark.usefixtures("provider")
def test_an_identity_that_was_unlinked_is_the_same_person_in_another_account(place: Consulting) -> None:
    amina, other = place.person(), place.person()
    link(amina)
    before = person_of(place, amina, VoterLevel.OIDC)
    with transaction() as now:
        commands.unlink_identity(actor=amina, issuer=SUBJECT.issuer, now=now)
    assert db.session.scalars(sa.select(ProviderIdentity)).all() == []
    link(other)
    assert person_of(place, other, VoterLevel.OIDC) == before
    assert len(logged("identity_unlinked")) == 1


def test_a_refusal_is_told_as_a_sentence(place: Consulting, clock: FixedClock) -> None:
    def refusal(level: VoterLevel) -> str | None:
        return rules.refusal_to_vote(
            actor=amina, collectivity_id=place.collectivity_id, consultation_id=place.consultation_id, level=level,
            now=clock(),
        )  # fmt: skip

    amina = place.person()
    assert refusal(VoterLevel.CONFIRMED) is None
    assert "desk" in (refusal(VoterLevel.VERIFIED_AT_DESK) or "")
    assert "authorisation" in (refusal(VoterLevel.REGISTER) or "")
