"""A collectivity's accent colour: whether it can be read, and the family of colours derived from it."""

import colorsys
import re
from dataclasses import dataclass

from app.foundation.errors import Invalid
from app.foundation.i18n import _l

WHITE, SAND, INK_ON_LIGHT = "#ffffff", "#f7f4ee", "#08211f"
DARK_PAPER, DARK_SAND = "#19211f", "#101715"
READABLE = 4.5
DEEP_CONTRAST = 9.0
VIVID_AT_NIGHT = (
    0.45  # the saturation that a light colour needs to keep its hue on a dark page, without glaring
)
_HEX = re.compile(r"#[0-9a-f]{6}")
Rgb = tuple[float, float, float]


class UnreadableColour(Invalid):
    """Text in this colour cannot be read on the pages' backgrounds."""

    message = _l("This colour is too light: text in it cannot be read. Choose a darker one.")


class NotAColour(Invalid):
    """This is no colour written as # and six digits."""

    message = _l("Write the colour as # and six digits or letters from a to f.")


@dataclass(frozen=True, slots=True)
class AccentFamily:
    """The colours of one page mode: the accent, the text on it, its tint and the deep tone of banners."""

    accent: str
    ink: str
    soft: str
    deep: str


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_colour(text: str) -> bool:
    """Return whether a text is a colour written as # and six lower-case hexadecimal digits."""
    return _HEX.fullmatch(text) is not None


def is_readable_accent(accent: str) -> bool:
    """Return whether text in this colour can be read on paper and on sand, and white text on it."""
    return all(contrast(accent, ground) >= READABLE for ground in (WHITE, SAND))


def require_accent(text: str) -> str:
    """Return the colour in its one spelling, or refuse what is no colour or cannot be read."""
    accent = text.strip().lower()
    if not is_colour(accent):
        raise NotAColour
    if not is_readable_accent(accent):
        raise UnreadableColour
    return accent


def light_family(accent: str) -> AccentFamily:
    """Derive the colours of light pages; text in the accent stays readable on its own tint."""
    soft = next(
        tint
        for tint in _mixes(accent, WHITE, start=0.88)
        if contrast(accent, tint) >= READABLE or tint == WHITE
    )
    return AccentFamily(accent=accent, ink=WHITE, soft=soft, deep=_deep(accent))


def dark_family(accent: str) -> AccentFamily:
    """Derive the colours of dark pages: a lighter accent with dark text on it."""
    lighter = next(tint for tint in _lighter(accent) if contrast(tint, DARK_PAPER) >= 7)
    soft = _mix(accent, DARK_PAPER, 0.7)
    return AccentFamily(
        accent=lighter,
        ink=INK_ON_LIGHT,
        soft=_until_readable(lighter, soft),
        deep=_mix(_deep(accent), DARK_SAND, 0.4),
    )


def accent_sheet(accent: str) -> str:
    """Return the style sheet of a collectivity: its accent family for light and for dark pages."""
    light, dark = _properties(light_family(accent)), _properties(dark_family(accent))
    on_screen_at_night = "@media screen and (prefers-color-scheme: dark)"
    return f"@media screen {{:root{{{light}}}}}\n{on_screen_at_night} {{:root{{{dark}}}}}\n"


def _properties(family: AccentFamily) -> str:
    return f"--accent:{family.accent};--accent-ink:{family.ink};--accent-soft:{family.soft};--accent-deep:{family.deep}"


def _deep(accent: str) -> str:
    return next(
        tone for tone in _mixes(accent, "#0b1f1e", start=0.3) if contrast(tone, WHITE) >= DEEP_CONTRAST
    )


def _until_readable(text: str, ground: str) -> str:
    return next(tone for tone in _mixes(ground, "#000000", start=0.0) if contrast(text, tone) >= READABLE)


def _mixes(colour: str, other: str, *, start: float) -> list[str]:
    steps = 20
    return [_mix(colour, other, start + (1 - start) * step / steps) for step in range(steps + 1)]


def _lighter(colour: str) -> list[str]:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    vivid, steps = min(saturation, VIVID_AT_NIGHT), 40
    raised = (lightness + (1 - lightness) * step / steps for step in range(steps + 1))
    return [_written(colorsys.hls_to_rgb(hue, each, vivid)) for each in raised]


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    red, green, blue = (one + (two - one) * share for one, two in pairs)
    return _written((red, green, blue))


def _written(channels: Rgb) -> str:
    return "#" + "".join(f"{round(255 * each):02x}" for each in channels)


def _channels(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
