"""Figures of small groups are not shown, nor those by which they could be worked out."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST_SHOWN = 5
K = TypeVar("K", bound=Hashable)


def suppress(counts: Mapping[K, int], *, smallest_shown: int = SMALLEST_SHOWN) -> dict[K, int | None]:
    """Return the counts with None in place of each one below the smallest that is shown, and of their complements.

    The total is public, so what is hidden is known as a sum: at least two cells are hidden, with a sum that is not
    small and that does not give each of them away. An empty table is returned when nothing could be shown so.
    """
    present = {key: count for key, count in counts.items() if count > 0}
    by_size = sorted(present, key=lambda key: (present[key], str(key)))
    hidden = [key for key in by_size if present[key] < smallest_shown]
    if not hidden:
        return dict(present)
    rest = by_size[len(hidden) :]
    while rest and not _is_safe([present[each] for each in hidden], smallest_shown):
        # Equals go together: which of them is hidden would tell the rest.
        hidden += [key for key in rest if present[key] == present[rest[0]]]
        rest = by_size[len(hidden) :]
    if not _is_safe([present[key] for key in hidden], smallest_shown):
        return {}
    return {key: None if key in hidden else count for key, count in present.items()}


def _is_safe(hidden: list[int], smallest_shown: int) -> bool:
    # As many voters as cells would mean one in each; as many as small cells can hold, that all are full.
    has_room = len(hidden) < sum(hidden) != (smallest_shown - 1) * len(hidden)
    return len(hidden) >= 2 and sum(hidden) >= smallest_shown and has_room
