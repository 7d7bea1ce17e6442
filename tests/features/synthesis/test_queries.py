"""What the desk lists."""

from typing import Any

import pytest

from app.features.synthesis import queries
from app.foundation.errors import NotFound
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def test_the_desk_lists_what_stands_in_no_theme_and_finds_it_by_its_words(place: Consulting) -> None:
    author = place.person()
    library = place.published(author, "Ouvrir la bibliothèque le soir")
    bus = place.published(author, "Un bus le dimanche")
    deciding.theme(place, place.published(author, "Grouper ceci"))

    def listed(query: str | None) -> list[int]:
        page = queries.list_ungrouped_page(
            consultation_id=place.consultation_id, query=query, number=1, size=10
        )
        return [each.id for each in page.items]

    assert listed(None) == [library, bus]
    assert listed("bibliotheques") == [library]
    assert queries.count_ungrouped(place.consultation_id) == 2


def test_a_theme_is_found_only_in_its_collectivity(place: Consulting) -> None:
    theme_id = deciding.theme(place)
    assert queries.get_theme(collectivity_id=place.collectivity_id, theme_id=theme_id).id == theme_id
    with pytest.raises(NotFound):
        queries.get_theme(collectivity_id=place.collectivity_id + 1, theme_id=theme_id)
