"""The adopted plan: each change has its source, a recorded session publishes it, then it is followed."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.council import adoption, queries, rules
from app.features.council.models import CouncilSession, ItemChange, ItemChangeSource
from app.features.plans import commands as plans
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.plans.types import VersionKind
from app.features.projects.models import FollowedActivity
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, Outcome, Place, ProposalKind, Signature
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def amend(place: Consulting, text: str, *, key: str = "project-1") -> int:
    """Propose another wording of the problem of an item, published; return its id."""
    author = place.person()
    with transaction() as now:
        return proposals.submit(
            actor=author, consultation=place.consultation, signature=Signature(), now=now,
            place=Place(kind=ProposalKind.AMEND, target_item_id=place.items[key]),
            content=Content(title="Changer", problem="Il le faut.", wording={"problem": text}),
        ).id  # fmt: skip


def start(place: Consulting) -> int:
    """Begin the adopted version; return its id."""
    with transaction() as now:
        return adoption.start_adopted_version(actor=SYSTEM, consultation=place.consultation, now=now).id


def rewrite(place: Consulting, version_id: int, key: str = "project-1") -> None:
    """Change the title of an item of the adopted version."""
    with transaction():
        revision = db.session.scalars(
            sa.select(ItemRevision).where(
                ItemRevision.version_id == version_id, ItemRevision.item_id == place.items[key]
            )
        ).one()
        revision.texts = {"fr": {**revision.texts["fr"], "title": "Un guichet ouvert le soir"}}


def explain(place: Consulting, version_id: int, *proposal_ids: int, is_councils_own: bool = False) -> None:
    """Say where every change comes from."""
    with transaction() as now:
        version = db.session.get_one(PlanVersion, version_id)
        for difference in adoption.differences(version):
            adoption.explain_change(
                actor=SYSTEM, consultation=place.consultation, version=version, difference=difference,
                is_councils_own=is_councils_own, proposals=[place.proposal(each) for each in proposal_ids],
                explanation={"fr": "Demandé."}, now=now,
            )  # fmt: skip


def adopt(place: Consulting, session_id: int | None) -> None:
    with transaction() as now:
        session = queries.find_session(session_id)
        adoption.adopt_plan(actor=SYSTEM, consultation=place.consultation, session=session, now=now)


def test_two_retained_changes_that_touch_the_same_words_are_shown_as_such(place: Consulting) -> None:
    one = amend(place, "Trop de files le matin\nPeu d'heures")
    other = amend(place, "Trop de files le soir\nPeu d'heures")
    apart = amend(place, "Trop de files\nPeu d'heures le samedi")
    refused = amend(place, "Aucun problème")
    place.close()
    for proposal_id in (one, other, apart):
        deciding.answer(place, proposal_id)
    deciding.answer(place, refused, Outcome.NOT_RETAINED)
    laid = adoption.retained_by_item(place.consultation)[place.items["project-1"]]
    numbers = {each.proposal.id: each.proposal.number for each in laid}
    clashes = {each.proposal.id: each.clashes_with for each in laid}
    assert clashes == {one: (numbers[other],), other: (numbers[one],), apart: ()}


def test_beginning_together_makes_one_version(app: Flask, place: Consulting) -> None:
    place.close()
    outcomes = do_together(app, [partial(start, place)] * 4)
    assert len(set(outcomes)) == 1
    count = sa.select(sa.func.count()).where(PlanVersion.kind == VersionKind.ADOPTED)
    assert db.session.scalar(count) == 1


def test_adoption_needs_a_recorded_session_and_a_source_for_every_change(place: Consulting) -> None:
    proposal_id = amend(place, "Trop de files le matin")
    place.close()
    deciding.answer(place, proposal_id)
    version_id = start(place)
    rewrite(place, version_id)
    with pytest.raises(rules.NoSessionRecorded):
        adopt(place, None)
    session_id = deciding.recorded_session(place)
    with pytest.raises(rules.Unexplained) as refusal:
        adopt(place, session_id)
    assert "1.1" in str(refusal.value)
    explain(place, version_id)
    with pytest.raises(rules.Unexplained):
        adopt(place, session_id)
    explain(place, version_id, proposal_id)
    adopt(place, session_id)
    assert [change.item_id for change in queries.changes_from(proposal_id)] == [place.items["project-1"]]
    assert [each.id for each in queries.list_behind([place.items["project-1"]])] == [proposal_id]


def test_a_change_may_be_the_councils_own(place: Consulting) -> None:
    place.close()
    version_id = start(place)
    rewrite(place, version_id)
    explain(place, version_id, is_councils_own=True)
    adopt(place, deciding.recorded_session(place))
    (change,) = queries.changes_of(version_id).values()
    assert change.is_councils_own
    assert queries.sources_of([change.id]) == {}


def test_adoption_follows_every_activity_once_however_often_it_is_asked(
    app: Flask, place: Consulting
) -> None:
    place.close()
    start(place)
    session_id = deciding.recorded_session(place)
    outcomes = do_together(app, [partial(adopt, place, session_id)] * 3)
    assert sorted(str(type(each)) for each in outcomes if each is not None) == [str(rules.AlreadyAdopted)] * 2
    followed = db.session.scalars(sa.select(FollowedActivity.item_id)).all()
    assert list(followed) == [place.items["activity-1"]]


@pytest.mark.parametrize("table", [ItemChange, ItemChangeSource])
def test_the_sources_of_an_adopted_plan_stay_for_ever(place: Consulting, table: Any) -> None:
    proposal_id = amend(place, "Trop de files le matin")
    place.close()
    deciding.answer(place, proposal_id)
    version_id = start(place)
    rewrite(place, version_id)
    explain(place, version_id, proposal_id)
    adopt(place, deciding.recorded_session(place))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.delete(table).execution_options(synchronize_session=False))
    with pytest.raises(rules.AlreadyAdopted):
        explain(place, version_id, is_councils_own=True)


def test_the_plan_is_not_adopted_while_contributions_arrive(place: Consulting) -> None:
    with pytest.raises(rules.NotBeingAdopted):
        start(place)


def test_an_item_taken_out_is_told_with_its_reason(place: Consulting) -> None:
    place.close()
    version_id = start(place)
    with transaction():
        revision = db.session.scalars(
            sa.select(ItemRevision).where(
                ItemRevision.version_id == version_id, ItemRevision.item_id == place.items["activity-1"]
            )
        ).one()
        plans.remove_item(actor=SYSTEM, revision=revision)
    explain(place, version_id, is_councils_own=True)
    assert queries.removals_of([place.items["activity-1"]]) == {}
    adopt(place, deciding.recorded_session(place))
    assert set(queries.removals_of([place.items["activity-1"]])) == {place.items["activity-1"]}
    assert db.session.get(CouncilSession, 1) is not None
