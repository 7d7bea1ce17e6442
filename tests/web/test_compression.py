"""Pages leave compressed when the browser asks for it, and say so to caches."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.sqlite_only


def test_a_page_is_the_same_compressed_or_not(client: FlaskClient) -> None:
    plain = client.get("/fr/help")
    for name, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get("/fr/help", headers={"Accept-Encoding": name})
        assert packed.headers["Content-Encoding"] == name
        assert len(packed.data) < len(plain.data) / 2
        assert b"</html>" in unpack(packed.data)
    assert "Content-Encoding" not in plain.headers


def test_a_cache_is_told_that_the_encoding_matters(client: FlaskClient) -> None:
    assert "Accept-Encoding" in client.get("/fr/help").headers["Vary"]


def test_a_few_bytes_are_sent_as_they_are(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "br"}).headers
