"""Pictures drawn anew, so that nothing hidden in a file survives: no place, no date, no program."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from app.features.media.rules import FileRefused
from app.features.media.types import LONGEST_SIDE, LONGEST_SIDE_SMALL, MOST_PIXELS, Picture
from app.foundation.i18n import _l

_FORMATS = ("JPEG", "PNG", "WEBP")
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    Image.DecompressionBombError,
)


def redraw(data: bytes) -> tuple[Picture, Picture]:
    """Return a picture and its small version, drawn anew; refuse what is no picture or is too large to draw."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            pixels = _pixels_of(data)
        except (*_UNREADABLE, Image.DecompressionBombWarning) as error:
            raise FileRefused(_l("This image cannot be read.")) from error
    return _encoded(_fitted(pixels, LONGEST_SIDE)), _encoded(_fitted(pixels, LONGEST_SIDE_SMALL))


def _pixels_of(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read at a smaller scale at once
        if opened.width * opened.height > MOST_PIXELS:
            raise FileRefused(_l("This image has too many pixels. Make it smaller and try again."))
        turned = ImageOps.exif_transpose(opened)
        is_see_through = "A" in turned.getbands() or "transparency" in turned.info
        converted = turned.convert("RGBA" if is_see_through else "RGB")
    # A canvas of its own carries none of the file's remarks.
    canvas = Image.new(converted.mode, converted.size)
    canvas.paste(converted)
    return canvas


def _fitted(pixels: Image.Image, longest: int) -> Image.Image:
    fitted = pixels.copy()
    fitted.thumbnail((longest, longest))
    return fitted


def _encoded(pixels: Image.Image) -> Picture:
    buffer = io.BytesIO()
    if pixels.mode == "RGBA":
        pixels.save(buffer, "PNG", optimize=True)
        content_type = "image/png"
    else:
        pixels.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
        content_type = "image/jpeg"
    return Picture(buffer.getvalue(), content_type, pixels.width, pixels.height)
