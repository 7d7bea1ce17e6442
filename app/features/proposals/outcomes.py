"""What the council's published answers leave on proposals, so that lists can be filtered by it."""

from collections.abc import Collection

import sqlalchemy as sa

from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.foundation.database import db


def record_outcome(*, outcome: Outcome, proposal_ids: Collection[int] | sa.Select[int]) -> None:
    """Note the published outcome on proposals; called in the transaction that publishes the answers."""
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id.in_(proposal_ids))
        .values(outcome=outcome)
        .execution_options(synchronize_session=False)
    )
