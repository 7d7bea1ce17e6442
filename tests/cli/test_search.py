"""`flask search rebuild` finds again what everybody may read, and nothing else."""

import sqlalchemy as sa
from flask import Flask

from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.database import db, transaction
from app.foundation.search import SearchDocument
from tests.support.world import World


def indexed() -> set[int]:
    """Return the ids of the proposals that can be found."""
    return set(
        db.session.scalars(sa.select(SearchDocument.object_id).where(SearchDocument.kind == "proposal"))
    )


def test_a_lost_index_is_rebuilt_from_published_proposals_only(app: Flask, world: World) -> None:
    with app.app_context():
        with transaction():
            db.session.execute(sa.delete(SearchDocument))
        assert indexed() == set()
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        published = set(
            db.session.scalars(sa.select(Proposal.id).where(Proposal.state == ProposalState.PUBLISHED))
        )
        assert published
        assert indexed() == published
