"""The world is what tests believe it to be, each time anew, on both databases."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.database import db, transaction
from tests.support.world import PEOPLE, World


def states(column: Any, collectivity_id: int) -> set[Any]:
    parent = column.class_
    return set(db.session.scalars(sa.select(column).where(parent.collectivity_id == collectivity_id)))


class TestEachTestHasTheWholeWorld:
    def test_first(self, app: Flask, world: World) -> None:
        with app.app_context():
            for commune in (world.a, world.b):
                assert states(Consultation.state, commune.collectivity_id) == set(ConsultationState)
                assert states(Proposal.state, commune.collectivity_id) == set(ProposalState)
                assert states(Comment.state, commune.collectivity_id) == set(CommentState)
            assert set(world.people) == set(PEOPLE)
            with transaction():
                db.session.get_one(Proposal, world.a["published"]).title = "Another title"

    def test_then_another_that_sees_nothing_of_the_first(self, app: Flask, world: World) -> None:
        with app.app_context():
            assert (
                db.session.get_one(Proposal, world.a["published"]).title == "Ouvrir la bibliothèque le soir"
            )
