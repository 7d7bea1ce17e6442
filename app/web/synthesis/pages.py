"""What the pages of the synthesis show, gathered with a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from app.features.proposals import queries as proposals
from app.features.synthesis import queries as synthesis
from app.foundation.pagination import Page

DESK_PAGE = 30


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme with its proposals, how many different people support them, and what the synthesis says of it."""

    theme: Any
    proposals: list[Any]
    supporters: int
    points: list[tuple[Any, list[Any]]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk: what stands in no theme yet, and the themes."""

    ungrouped: Page[Any]
    words: dict[int, Any]
    themes: list[ThemeShown]


@dataclass(frozen=True, slots=True)
class SynthesisPage:
    """The synthesis of a consultation: general points and themes."""

    synthesis: Any
    general: list[tuple[Any, list[Any]]]
    themes: list[ThemeShown]
    grouped_count: int


def desk(*, consultation_id: int, query: str | None, number: int) -> Desk:
    """Return one page of ungrouped proposals beside the themes."""
    ungrouped = synthesis.list_ungrouped_page(
        consultation_id=consultation_id, query=query, number=number, size=DESK_PAGE
    )
    return Desk(
        ungrouped=ungrouped,
        words=proposals.shown_versions(ungrouped.items),
        themes=themes_shown(consultation_id, points={}),
    )


def synthesis_page(consultation_id: int) -> SynthesisPage:
    """Return the synthesis as it stands, its themes in the committee's order."""
    written = synthesis.find_synthesis(consultation_id)
    points = synthesis.list_points(written.id) if written is not None else []
    cited = synthesis.list_citations(point.id for point in points)
    by_theme: dict[int | None, list[tuple[Any, list[Any]]]] = {}
    for point in points:
        by_theme.setdefault(point.theme_id, []).append((point, cited.get(point.id, [])))
    themes = themes_shown(consultation_id, points=by_theme)
    return SynthesisPage(
        synthesis=written,
        general=by_theme.get(None, []),
        themes=themes,
        grouped_count=sum(len(each.proposals) for each in themes),
    )


def themes_shown(
    consultation_id: int, *, points: dict[int | None, list[tuple[Any, list[Any]]]]
) -> list[ThemeShown]:
    """Return the themes of a consultation with their proposals and distinct supporters; three queries."""
    themes = synthesis.list_themes(consultation_id)
    members = synthesis.list_proposals_of(theme.id for theme in themes)
    supporters = synthesis.count_distinct_supporters(consultation_id)
    return [
        ThemeShown(
            theme=theme,
            proposals=members.get(theme.id, []),
            supporters=supporters.get(theme.id, 0),
            points=points.get(theme.id, []),
        )
        for theme in themes
    ]
