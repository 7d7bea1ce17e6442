"""Two people who save one thing at the same moment: the second is refused, and loses nothing of the first's."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.council import adoption, commands, queries, rules
from app.features.council.models import CouncilSession, ItemChange, ItemChangeSource, Response
from app.features.council.types import SessionKind
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.proposals.types import Outcome
from app.features.synthesis.models import Theme
from app.features.synthesis.rules import SavedMeanwhile
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import ChangedMeanwhile
from app.foundation.policy import SYSTEM
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A second round that has closed, with one published proposal."""
    made = make_consulting()
    made.published(made.person())
    made.close()
    return made


def the_second_is_refused(
    app: Flask, save: Callable[[str], Any], refusal: type[Exception] = SavedMeanwhile
) -> str:
    """Save two different texts together; return the one that was kept."""
    words = ("le texte de la première personne", "le texte de la seconde personne")
    outcomes = do_together(app, [partial(save, each) for each in words])
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [refusal]
    db.session.rollback()
    return next(each for each, outcome in zip(words, outcomes, strict=True) if outcome is not refused[0])


def plan(place: Consulting, where: str) -> int:
    with transaction() as now:
        return commands.plan_session(
            actor=SYSTEM, consultation=place.consultation, kind=SessionKind.ORDINARY,
            held_on=clock.local_date(now, "Africa/Casablanca"), place=where, now=now,
        ).id  # fmt: skip


def test_a_session_recorded_by_two_people_keeps_what_the_first_recorded(
    app: Flask, place: Consulting
) -> None:
    session_id = plan(place, "")

    def record(where: str) -> None:
        with transaction() as now:
            session = db.session.get_one(CouncilSession, session_id)
            deciding.record(session, now=now, place=where, lock_version=1)

    kept = the_second_is_refused(app, record)
    session = db.session.get_one(CouncilSession, session_id)
    assert (session.place, session.lock_version) == (kept, 2)


def test_the_update_itself_refuses_a_row_that_was_saved_meanwhile(place: Consulting) -> None:
    session_id = plan(place, "")

    def save_over_somebody() -> None:
        with transaction():
            session = db.session.get_one(CouncilSession, session_id)
            db.session.execute(sa.text("UPDATE council_session SET lock_version = lock_version + 1"))
            session.place = "Salle"

    with pytest.raises(ChangedMeanwhile):
        save_over_somebody()
    assert db.session.get_one(CouncilSession, session_id).place is None


def test_a_new_session_recorded_by_two_people_is_there_once(app: Flask, place: Consulting) -> None:
    kept = the_second_is_refused(app, partial(plan, place), rules.SessionExists)
    assert [each.place for each in queries.list_sessions(place.consultation_id)] == [kept]


@pytest.mark.parametrize("lock_version", [0, 1])
def test_an_answer_prepared_by_two_people_keeps_what_the_first_wrote(
    app: Flask, place: Consulting, lock_version: int
) -> None:
    proposal_id = queries.list_unanswered(place.consultation_id)[0].id
    if lock_version:
        deciding.answer(place, proposal_id)

    def answer(reason: str) -> int:
        return deciding.answer(place, proposal_id, reason=reason, lock_version=lock_version)

    kept = the_second_is_refused(app, answer)
    assert db.session.scalars(sa.select(Response)).one().texts["fr"]["reason"] == kept


def test_an_answer_thrown_away_meanwhile_is_not_brought_back_unseen(place: Consulting) -> None:
    theme_id = deciding.theme(place, queries.list_unanswered(place.consultation_id)[0].id)
    response_id = deciding.answer(place, theme_id, Outcome.RETAINED, to=Theme)
    with transaction():
        commands.discard_response(
            actor=SYSTEM, consultation=place.consultation, response=deciding.response(response_id)
        )
    with pytest.raises(SavedMeanwhile):
        deciding.answer(place, theme_id, to=Theme, lock_version=1)


@pytest.mark.parametrize("lock_version", [0, 1])
def test_a_source_named_by_two_people_keeps_what_the_first_named(
    app: Flask, place: Consulting, lock_version: int
) -> None:
    proposal_id = queries.list_unanswered(place.consultation_id)[0].id
    version_id = changed_plan(place)

    def explain(words: str, *proposal_ids: int, known: int = lock_version) -> None:
        with transaction() as now:
            version = db.session.get_one(PlanVersion, version_id)
            adoption.explain_change(
                actor=SYSTEM, consultation=place.consultation, version=version,
                difference=adoption.differences(version)[0], is_councils_own=True,
                proposals=[place.proposal(each) for each in proposal_ids], explanation={"fr": words}, now=now,
                lock_version=known,
            )  # fmt: skip

    if lock_version:
        explain("Demandé.", known=0)
    kept = the_second_is_refused(app, explain)
    change = db.session.scalars(sa.select(ItemChange)).one()
    assert change.explanation == {"fr": kept}
    # Another source with the same words is a save too: whoever saw the page before it is refused.
    explain(kept, proposal_id, known=change.lock_version)
    with pytest.raises(SavedMeanwhile):
        explain(kept, known=change.lock_version - 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ItemChangeSource)) == 1


def changed_plan(place: Consulting) -> int:
    """Begin the adopted plan and change one title; return its version's id."""
    with transaction() as now:
        version = adoption.start_adopted_version(actor=SYSTEM, consultation=place.consultation, now=now)
        revision = db.session.scalars(
            sa.select(ItemRevision).where(
                ItemRevision.version_id == version.id, ItemRevision.item_id == place.items["project-1"]
            )
        ).one()
        revision.texts = {"fr": {**revision.texts["fr"], "title": "Un guichet ouvert le soir"}}
        return version.id
