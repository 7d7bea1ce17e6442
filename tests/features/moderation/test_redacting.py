"""What is taken out of a public reason is nowhere any more, and the log says that it was."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.moderation import redacting
from app.features.moderation.models import AppealRuling, ModerationDecision, Redaction
from app.features.moderation.types import AppealOutcome, Decision, Ground
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed
from app.foundation.policy import Actor
from tests.support.consulting import Consulting
from tests.support.moderating import appeal, decide, hide, make_moderated, rule

PHONE = "0612-345-678"
REASON = f"Le numéro {PHONE} de Salma est cité : {PHONE}."
SAID = {"ground": Ground.CHARTER_RULE, "charter_rule": 3, "reason": REASON}


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_moderated()


@pytest.fixture
def moderator(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR)


def redact(actor: Actor, decision_id: int, *passages: str) -> Redaction:
    with transaction() as now:
        decision = db.session.get_one(ModerationDecision, decision_id)
        return redacting.redact_decision(actor=actor, decision=decision, passages=passages, now=now)


def everywhere(needle: str) -> list[str]:
    """Return the columns of the database in which some words stand, the search index included."""
    found = []
    for table in sa.inspect(db.engine).get_table_names():
        for row in db.session.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():
            found += [f"{table}.{name}" for name, value in row.items() if needle in str(value)]
    return found


def test_the_passages_are_gone_from_every_table_and_the_rest_stays(
    place: Consulting, moderator: Actor
) -> None:
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **SAID)
    assert {"history_step.reason", "moderation_decision.reason", "news.values"} <= set(everywhere(PHONE))
    redaction = redact(moderator, decision_id, PHONE, "Salma")
    assert everywhere(PHONE) == everywhere("Salma") == []
    decision = db.session.get_one(ModerationDecision, decision_id)
    assert decision.reason == redaction.text == "Le numéro [***] de [***] est cité : [***]."
    assert redaction.redacted_by_role == Role.MODERATOR
    assert redacting.passage_count([redaction], 0) == 3


def test_a_second_redaction_counts_its_own_passages(place: Consulting, moderator: Actor) -> None:
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **SAID)
    rows = [redact(moderator, decision_id, PHONE), redact(moderator, decision_id, "Salma")]
    assert [redacting.passage_count(rows, place) for place in (0, 1)] == [2, 1]


def test_the_reason_given_on_an_appeal_goes_with_the_decision_that_it_led_to(
    place: Consulting, moderator: Actor
) -> None:
    author, colleague = place.person(), place.person(Role.FOCAL_POINT)
    decision_id = hide(place, moderator, place.published(author))
    appeal(author, decision_id)
    ruling_id = rule(colleague, decision_id, AppealOutcome.OVERTURNED, reason=REASON)
    with transaction() as now:
        ruling = db.session.get_one(AppealRuling, ruling_id)
        redacting.redact_ruling(actor=moderator, ruling=ruling, passages=[PHONE], now=now)
    assert everywhere(PHONE) == []
    assert db.session.get_one(ModerationDecision, decision_id).reason == "Une personne est nommée."


@pytest.mark.parametrize("passages", [(), ("",), ("x",), ("pas là",), (PHONE, "pas là")])
def test_only_what_stands_in_the_reason_is_taken_out(
    place: Consulting, moderator: Actor, passages: tuple[str, ...]
) -> None:
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **SAID)
    with pytest.raises(redacting.NothingToTakeOut):
        redact(moderator, decision_id, *passages)
    assert db.session.get_one(ModerationDecision, decision_id).reason == REASON


def test_others_take_nothing_out(place: Consulting, moderator: Actor) -> None:
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **SAID)
    elsewhere = make_moderated(slug="dar-essai").person(Role.MODERATOR)
    for actor in (place.person(), place.person(Role.COUNCIL_MEMBER), elsewhere):
        with pytest.raises(NotAllowed):
            redact(actor, decision_id, PHONE)


def test_the_database_refuses_new_words_without_a_redaction_and_a_redaction_that_changes(
    place: Consulting, moderator: Actor
) -> None:
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **SAID)
    redact(moderator, decision_id, PHONE)
    for statement in (
        "UPDATE moderation_decision SET reason = 'autre chose'",
        "UPDATE moderation_redaction SET text = 'autre chose'",
        "DELETE FROM moderation_redaction",
        "UPDATE history_step SET reason = 'autre chose' WHERE reason IS NOT NULL",
    ):
        with pytest.raises(sa.exc.DBAPIError), transaction():
            db.session.execute(sa.text(statement))


@pytest.mark.parametrize("digits", ["0612345678", "٠٦١٢٣٤٥٦٧٨", "۰۶۱۲۳۴۵۶۷۸"])
def test_what_seems_personal_is_suggested_in_any_script_of_digits(digits: str) -> None:
    assert redacting.suggested_passages(f"Voir {digits} et {digits}.") == [digits]
    assert redacting.suggested_passages("Article 12 du 3 mars 2026, 1 500 000 dirhams.") == []


def test_longer_passages_go_before_shorter_ones_within_them() -> None:
    assert redacting.without_passages("Salma Salmaoui", ["Salma", "Salma Salmaoui"]) == "[***]"


def test_a_row_says_what_it_is_about(place: Consulting, moderator: Actor) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(
            Redaction(
                collectivity_id=place.collectivity_id, text="…", redacted_by_role="moderator",
                redacted_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip
