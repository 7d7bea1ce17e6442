"""A reviewed ballot carries a seal over its key and its choices: sent again it counts once, with others it is refused.

The seal stands in the voter's page alone. What the platform records of the form is a random key, so that nothing links
an account to choices, not even a digest of them.
"""

import hashlib
import hmac
from collections.abc import Sequence

from flask import current_app

from app.foundation.ledger.canonical import canonical

PURPOSE = b"reviewed ballot\0"


def seal(*, key: str, user_id: int | None, question_id: int, choices: Sequence[int]) -> str:
    """Return the seal of a form with this key that casts exactly these choices."""
    said = canonical([key, user_id, question_id, sorted(set(choices))])
    return hmac.new(str(current_app.secret_key).encode(), PURPOSE + said, hashlib.sha256).hexdigest()


def is_whole(given: str, *, key: str, user_id: int | None, question_id: int, choices: Sequence[int]) -> bool:
    """Say whether a seal was made for this key and these choices of this person."""
    expected = seal(key=key, user_id=user_id, question_id=question_id, choices=choices)
    return hmac.compare_digest(given.encode(), expected.encode())
