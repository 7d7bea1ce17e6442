"""The search index made anew from the proposals that everybody may read."""

import sqlalchemy as sa

from app.features.proposals import queries
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.proposals.writing import index
from app.foundation import search
from app.foundation.database import db
from app.foundation.search import SearchDocument

BATCH = 500


def rebuild_batch(*, after_id: int) -> int | None:
    """Index the next published proposals after an id; return the last id done, None when nothing is left.

    Call it again and again, each time in a transaction of its own, so that nobody waits long to write.
    """
    statement = sa.select(Proposal).where(Proposal.id > after_id).order_by(Proposal.id).limit(BATCH)
    proposals = list(db.session.scalars(statement))
    shown = queries.shown_versions(proposals)
    for proposal in proposals:
        if proposal.state is ProposalState.PUBLISHED:
            index(proposal, shown[proposal.id])
        else:
            search.remove(kind=queries.KIND, object_id=proposal.id)
    return proposals[-1].id if proposals else None


def count_not_indexed() -> int:
    """Return how many published proposals no search finds, because the index has lost them or never had them."""
    indexed = sa.select(SearchDocument.object_id).where(SearchDocument.kind == queries.KIND)
    statement = sa.select(sa.func.count()).where(
        Proposal.state == ProposalState.PUBLISHED, Proposal.id.not_in(indexed)
    )
    return db.session.scalar(statement) or 0
