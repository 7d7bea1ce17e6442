"""An accent colour is refused when it cannot be read, and its family keeps the contrast in both modes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation import colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_has_the_largest_contrast() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#ffffff", "#ffffff") == pytest.approx(1)


def test_contrast_is_that_of_the_published_definition() -> None:
    assert colour.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["#0a5c5a", "#7a2e1d", "#1f4e8c", "#5b2a6e", "#2d5a1b"])
def test_a_deep_colour_is_taken(accent: str) -> None:
    assert colour.require_accent(f" {accent.upper()} ") == accent


@pytest.mark.parametrize("accent", ["#ffcc00", "#7fd4d0", "#ffffff", "#777777"])
def test_a_colour_too_light_to_read_is_refused(accent: str) -> None:
    with pytest.raises(colour.UnreadableColour):
        colour.require_accent(accent)


@pytest.mark.parametrize("text", ["", "teal", "#0a5", "0a5c5a", "#0a5c5a;}", "#0a5c5g", "#0a5c5a\n#000000"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(colour.NotAColour):
        colour.require_accent(text)


@given(colours.filter(colour.is_readable_accent))
def test_every_derived_colour_can_be_read_where_it_is_used(accent: str) -> None:
    light, dark = colour.light_family(accent), colour.dark_family(accent)
    assert colour.contrast(light.ink, light.accent) >= 4.5
    assert colour.contrast(light.accent, light.soft) >= 4.5
    assert colour.contrast("#ffffff", light.deep) >= 7
    assert colour.contrast(dark.accent, colour.DARK_PAPER) >= 4.5
    assert colour.contrast(dark.accent, dark.soft) >= 4.5
    assert colour.contrast(dark.ink, dark.accent) >= 4.5
    assert colour.contrast("#ffffff", dark.deep) >= 7


def test_the_sheet_names_both_modes_and_leaves_print_alone() -> None:
    sheet = colour.accent_sheet("#0a5c5a")
    assert sheet.count("@media screen") == 2
    assert "prefers-color-scheme: dark" in sheet
    assert "--accent:#0a5c5a" in sheet
