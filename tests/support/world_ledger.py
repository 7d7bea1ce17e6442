"""What stands in the ledger of a commune of the world, named for the addresses that programs read."""

import sqlalchemy as sa

from app.features.transparency import queries
from app.foundation.database import db
from app.foundation.ledger.models import LedgerEntry
from tests.support.tampering import settle
from tests.support.world_commune import Commune


def sign_ledgers(communes: list[Commune]) -> None:
    """Give every entry of the world its place, sign, and name what stands in addresses."""
    settle()
    for commune in communes:
        log = queries.find_log(commune["open"])
        assert log is not None
        newest = queries.get_checkpoint(log.id)
        leaf = db.session.scalars(
            sa.select(LedgerEntry.leaf_hash)
            .where(LedgerEntry.log_id == log.id)
            .order_by(LedgerEntry.id)
            .limit(1)
        ).one()
        commune.keys |= {
            "ledger": queries.address_of(log), "ledger_preparing": f"{log.collectivity_id}-{commune['preparing']}",
            "leaf": leaf, "size": str(newest.size),
        }  # fmt: skip
    db.session.rollback()
