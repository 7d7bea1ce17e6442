"""Pages leave compressed: on a slow line a consultation weighs 8 kB instead of 50."""

import gzip

import brotli
from flask import Flask, Response, request

TEXTS = {"text/html", "text/css", "text/plain", "application/json"}
SMALLEST = 500  # below this many bytes nothing is gained
QUALITY = 5  # of 11: most of the gain for a few milliseconds


def init_app(app: Flask) -> None:
    """Compress every text response for a browser that asks for it; static files are compressed beforehand."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in TEXTS or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    accepted = request.accept_encodings
    if accepted.quality("br"):
        return _replaced(response, "br", brotli.compress, quality=QUALITY)
    if accepted.quality("gzip"):
        return _replaced(response, "gzip", gzip.compress, compresslevel=QUALITY, mtime=0)
    return response


def _replaced(response: Response, name: str, compress: object, **options: int) -> Response:
    body = response.get_data()
    if len(body) >= SMALLEST and callable(compress):
        response.set_data(compress(body, **options))
        response.headers["Content-Encoding"] = name
    return response
