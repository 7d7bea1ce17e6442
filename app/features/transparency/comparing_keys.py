"""Comparing what the database knows of a consultation's pseudonym key with what the ledger says of it."""

from collections.abc import Iterator

from app.features.transparency.recounting import Recount
from app.features.transparency.types import Finding, FindingKind
from app.foundation.ledger.pseudonyms import find_key


def key(consultation_id: int, said: Recount) -> Iterator[Finding]:
    """Compare which key there is, by its fingerprint, and whether it was destroyed; the secret is not needed."""
    created, destroyed = (next(iter(said.of_kinds(f"key.{step}")), None) for step in ("created", "destroyed"))
    row = find_key(consultation_id)
    if created is None:
        if row is not None:
            yield Finding(FindingKind.KEY_WITHOUT_ENTRY)
        return
    is_same = row is not None and row.fingerprint == created.facts.get("fingerprint")
    if not is_same:
        yield created.finding(FindingKind.KEY_CHANGED)
    elif (row is not None and row.destroyed_at is not None) != (destroyed is not None):
        yield (destroyed or created).finding(FindingKind.KEY_CHANGED)
