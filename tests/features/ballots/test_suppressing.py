"""Small groups are not shown, nor can they be worked out from the total and the rest."""

from itertools import combinations_with_replacement, product

import pytest

from app.features.ballots.suppressing import suppress


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 12, "b": 7}, {"a": 12, "b": 7}),
        ({"a": 12, "b": 0}, {"a": 12}),
        ({"a": 12, "b": 4, "c": 30}, {"a": None, "b": None, "c": 30}),
        ({"a": 12, "b": 2, "c": 3, "d": 9}, {"a": 12, "b": None, "c": None, "d": 9}),
        ({"a": 12, "b": 1, "c": 1, "d": 9}, {"a": 12, "b": None, "c": None, "d": None}),
        ({"a": 5, "b": 4, "c": 4}, {"a": None, "b": None, "c": None}),
        ({"a": 6, "b": 6, "c": 4, "d": 9}, {"a": None, "b": None, "c": None, "d": 9}),
        ({"a": 3}, {}),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, {}),
        ({}, {}),
    ],
)
def test_counts_below_five_and_what_would_give_them_away_are_hidden(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert suppress(counts) == shown


def test_a_single_hidden_count_is_never_the_total_less_the_others() -> None:
    for counts in combinations_with_replacement(range(1, 9), 4):
        shown = suppress(dict(enumerate(counts)))
        hidden = [key for key, count in shown.items() if count is None]
        assert len(hidden) != 1


def test_no_count_below_five_follows_from_what_is_shown_and_the_rule_itself() -> None:
    """Whoever knows the rule tries every table with the same total that would look the same."""
    for counts in product(range(1, 8), repeat=3):
        shown = suppress(dict(enumerate(counts)))
        total = sum(counts)
        alike = [
            table
            for table in all_tables(total, cells=3)
            if suppress(dict(enumerate(table))) == shown and (shown or len(table) == len(counts))
        ]
        for cell, count in enumerate(counts):
            if count < 5:
                assert len({table[cell] for table in alike}) > 1 or not shown


def all_tables(total: int, *, cells: int) -> list[tuple[int, ...]]:
    """Return every way to share a total out among cells, none of them empty."""
    if cells == 1:
        return [(total,)]
    return [
        (first, *rest)
        for first in range(1, total - cells + 2)
        for rest in all_tables(total - first, cells=cells - 1)
    ]
