"""Trust 9: a vote, a support or a decision changed by hand is found, and the entry that shows it is named."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.ballots.types import Receipt
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.plans.models import Plan
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.features.transparency import queries, verifying
from app.features.transparency.types import Finding, FindingKind
from app.foundation import clock as application_clock
from app.foundation.database import db, transaction
from app.foundation.ledger import keys
from app.foundation.ledger.models import LedgerVerification
from app.foundation.ledger.pseudonyms import file_of, set_destruction
from app.jobs import ledger
from tests.support import deciding
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.tampering import settle, tamper
from tests.support.voting import Voting

K = FindingKind


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def verify(place: Consulting) -> list[Finding]:
    """Place and sign what waits, then verify the consultation's log."""
    settle()
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    return verifying.verify(log_id)


def kinds(findings: list[Finding]) -> list[str]:
    return [finding.kind for finding in findings]


def supported(place: Consulting) -> int:
    """Return a proposal that two people support."""
    proposal_id = place.published(place.person())
    deciding.support(place, proposal_id, place.person(name="Brahim"), place.person(name="Chama"))
    return proposal_id


def opine(place: Consulting) -> None:
    citizen = place.person(name="Driss")
    with transaction() as now:
        supports.give_opinion(
            actor=citizen, consultation=place.consultation, item=place.item("project-1"), stance=Stance.AGREE, now=now
        )  # fmt: skip


def moderate(place: Consulting) -> None:
    moderator = place.person(Role.MODERATOR, name="Mounir")
    proposal_id = place.published(place.person(name="Eliass"), "Planter des arbres")
    with transaction() as now:
        moderation.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=Decision.HIDE, ground=Ground.ILLEGAL,
            reason="Une personne y est insultée.", now=now,
        )  # fmt: skip


def cast(voting: Voting, *choices: int) -> Receipt:
    return voting.cast(voting.place.person(name="Votante"), *choices)


def test_nothing_is_found_while_everything_agrees(place: Consulting) -> None:
    supported(place)
    opine(place)
    moderate(place)
    assert verify(place) == []


def test_nothing_is_found_in_a_vote_from_its_opening_to_its_result(voting: Voting, clock: FixedClock) -> None:
    cast(voting, 1, 2)
    again = voting.place.person(name="Deux fois")
    voting.cast(again, 1)
    voting.cast(again, 3)
    gone = voting.place.person(name="Retirée")
    voting.cast(gone, 2)
    voting.withdraw(gone)
    assert verify(voting.place) == []
    clock.set(voting.ends)
    voting.close()
    assert verify(voting.place) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE ballot SET choices = '[4]'", K.BALLOT_CHANGED),
        ("UPDATE ballot SET nonce = '00000000000000000000000000000000'", K.BALLOT_CHANGED),
        ("UPDATE ballot SET revision = revision + 1", K.BALLOT_CHANGED),
        ("UPDATE ballot SET is_withdrawn = true", K.BALLOT_CHANGED),
        ("DELETE FROM ballot", K.BALLOT_MISSING),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_trust_9_a_ballot_changed_by_hand_is_named_by_its_entry(
    voting: Voting, clock: FixedClock, statement: str, expected: FindingKind, is_closed: bool
) -> None:
    receipt = cast(voting, 1, 2)
    cast(voting, 3)
    if is_closed:
        clock.set(voting.ends)
        voting.close()
    assert verify(voting.place) == []
    assert tamper(f"{statement} WHERE leaf_hash = '{receipt.leaf_hash}'", table="ballot") == 1
    named = [finding for finding in verify(voting.place) if finding.kind == expected]
    assert [finding.leaf for finding in named] == [receipt.leaf_hash]
    assert named[0].position is not None
    assert f"{named[0].position} ({receipt.leaf_hash[:16]}…)" in str(named[0])


def test_trust_9_a_ballot_added_by_hand_is_found(voting: Voting) -> None:
    cast(voting, 1)
    verify(voting.place)
    tamper(
        "INSERT INTO ballot (question_id, pseudonym, collectivity_id, revision, choices, nonce, commitment,"
        f" leaf_hash, is_withdrawn) SELECT question_id, '{'f' * 64}', collectivity_id, 1, choices, nonce, commitment,"
        " leaf_hash, is_withdrawn FROM ballot",
        table="ballot",
    )
    found = verify(voting.place)
    assert K.BALLOT_WITHOUT_ENTRY in kinds(found)
    assert f"voting:{voting.question_id}" in str(found[0])


def test_trust_9_counts_changed_by_hand_are_found(voting: Voting, clock: FixedClock) -> None:
    cast(voting, 1)
    tamper("UPDATE choice_tally SET count = count + 5 WHERE number = 2", table="choice_tally")
    assert kinds(verify(voting.place)) == [K.TALLY_CHANGED]
    tamper("UPDATE choice_tally SET count = count - 5 WHERE number = 2", table="choice_tally")
    clock.set(voting.ends)
    voting.close()
    assert verify(voting.place) == []
    tamper("UPDATE voting_question SET figures = '{\"ballots\": 9}'", table="voting_question")
    (finding,) = verify(voting.place)
    assert finding.kind == K.FIGURES_CHANGED
    assert finding.position is not None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM support WHERE id = (SELECT min(id) FROM support)", [K.ACT_MISSING]),
        (
            (
                "UPDATE support SET user_id = (SELECT max(id) FROM user_account)"
                " WHERE id = (SELECT min(id) FROM support)"
            ),
            [K.ACT_MISSING, K.ACT_WITHOUT_ENTRY],
        ),
        (
            (
                "INSERT INTO support (collectivity_id, proposal_id, user_id, given_at)"
                " SELECT collectivity_id, proposal_id,"
                " (SELECT max(id) FROM user_account), given_at FROM support WHERE id = (SELECT min(id) FROM support)"
            ),
            [K.ACT_WITHOUT_ENTRY],
        ),
    ],
)
def test_trust_9_a_support_changed_by_hand_is_named(
    place: Consulting, statement: str, expected: list[FindingKind]
) -> None:
    supported(place)
    place.person(name="Zineb")
    assert verify(place) == []
    assert tamper(statement, table="support") == 1
    found = verify(place)
    assert kinds(found) == expected
    assert all(finding.position is not None for finding in found if finding.kind == K.ACT_MISSING)


def test_trust_9_a_number_of_supports_changed_by_hand_is_named_by_its_proposal(place: Consulting) -> None:
    proposal_id = supported(place)
    tamper("UPDATE proposal SET support_count = support_count + 40", table="proposal")
    (finding,) = verify(place)
    assert finding.kind == K.COUNT_CHANGED
    assert finding.subject == f"proposal:{proposal_id}"


def test_trust_9_an_opinion_changed_by_hand_is_named(place: Consulting) -> None:
    opine(place)
    tamper("UPDATE opinion SET stance = 'disagree'", table="opinion")
    (finding,) = verify(place)
    assert (finding.kind, finding.subject) == (K.ACT_CHANGED, f"item:{place.items['project-1']}")
    assert finding.leaf is not None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE moderation_decision SET decision = 'keep'", K.ACT_CHANGED),
        ("DELETE FROM moderation_decision", K.ACT_MISSING),
    ],
)
def test_trust_9_a_decision_of_moderation_changed_by_hand_is_named(
    place: Consulting, statement: str, expected: FindingKind
) -> None:
    moderate(place)
    assert verify(place) == []
    tamper(statement, table="moderation_decision")
    (finding,) = verify(place)
    assert finding.kind == expected
    assert finding.leaf is not None


def test_trust_9_an_entry_of_the_ledger_changed_by_hand_is_named(place: Consulting) -> None:
    supported(place)
    assert verify(place) == []
    tamper(
        "UPDATE ledger_entry SET body = replace(body, 'support.given', 'support.taken_back')"
        " WHERE id = (SELECT max(id) FROM ledger_entry WHERE kind = 'support.given')",
        table="ledger_entry",
    )
    named = [finding for finding in verify(place) if finding.kind == "entry_changed"]
    assert len(named) == 1
    assert named[0].position is not None
    assert named[0].leaf is not None


def test_once_the_key_is_destroyed_numbers_are_still_compared(place: Consulting) -> None:
    supported(place)
    settle()
    with transaction() as now:
        set_destruction(consultation_id=place.consultation_id, on=now.date())
    assert ledger.destroy_due_keys() == 1
    assert keys.read_secret(file_of(place.consultation_id)) is None
    assert verify(place) == []
    tamper("DELETE FROM support WHERE id = (SELECT min(id) FROM support)", table="support")
    assert kinds(verify(place)) == [K.ACTS_DIFFER]


def test_the_job_verifies_what_is_due_and_keeps_what_it_found(place: Consulting) -> None:
    supported(place)
    settle()
    due = verifying.list_due(now=application_clock.now())
    assert len(due) == 2  # the consultation's, and that of its collectivity's plans
    assert ledger.verify_ledger() == 0
    assert verifying.list_due(now=application_clock.now()) == []
    assert verifying.list_due(now=application_clock.now() + verifying.OFTEN) == due[:1]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LedgerVerification)) == 2
    kept = queries.find_verified_of(place.consultation_id)
    assert kept is not None
    assert kept.agrees


def test_a_log_is_verified_again_as_soon_as_its_consultation_closed(place: Consulting) -> None:
    settle()
    ledger.verify_ledger()
    place.close()
    place.set(closed_at=application_clock.now())
    log = queries.find_log(place.consultation_id)
    assert log is not None
    assert verifying.list_due(now=application_clock.now()) == [log.id]


@pytest.mark.parametrize(
    ("statement", "table", "expected"),
    [
        (
            "UPDATE item_revision SET texts = '{}' WHERE id = (SELECT min(id) FROM item_revision)",
            "item_revision",
            K.ACT_CHANGED,
        ),
        (
            "UPDATE plan_version SET kind = 'adopted' WHERE published_at IS NOT NULL",
            "plan_version",
            K.ACT_CHANGED,
        ),
        ("UPDATE plan_version SET published_at = NULL", "plan_version", K.ACT_MISSING),
    ],
)
def test_trust_9_a_published_version_changed_by_hand_is_named(
    place: Consulting, statement: str, table: str, expected: FindingKind
) -> None:
    settle()
    log_id = next(log_id for log_id, name in queries.list_logs() if name.endswith("-k0"))
    db.session.rollback()
    assert verifying.verify(log_id) == []
    tamper(statement, table=table)
    found = verifying.verify(log_id)
    assert kinds(found) == [expected]
    assert found[0].position is not None


def test_renaming_a_plan_changes_nothing_that_its_published_versions_say(place: Consulting) -> None:
    settle()
    log_id = next(log_id for log_id, name in queries.list_logs() if name.endswith("-k0"))
    with transaction():
        plan = db.session.get_one(Plan, place.plan_id)
        plan.titles = {**plan.titles, "fr": "Un autre titre"}
        plan.period = "2027-2028"
    assert verifying.verify(log_id) == []
