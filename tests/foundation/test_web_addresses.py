"""Only a page of the public web is an address to lead people to: every spelling of a private one is refused."""

from pathlib import Path

import pytest

from app.factory import identity_provider_of
from app.foundation.web_addresses import is_public_page
from config import Config, ConfigurationError

# One private place, this machine or the house's network, in the spellings that programs understand.
PRIVATE = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0",
    "0.0.0.0", "00.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "198.18.0.1", "255.255.255.255", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]",
    "[fd00:ec2::254]", "localhost", "LOCALHOST", "localhost.", "sub.localhost", "a.local", "metadata.google.internal",
    "db.internal", "intranet", "printer.lan", "1.0.0.127.in-addr.arpa", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.０.０.１",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127.0.0.1.", "0x7f.1", "1.1.1.1.", "example", "",
)  # fmt: skip
ODD = (
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/",
    "//example.org/", "/path", "https:///example.org", "https:example.org", "http://[", "http://[::1", "http://a]b/",
    "https://user@example.org/", "https://user:word@example.org/", "https://example.org@127.0.0.1/",
    "https://example.org:99999/", "https://example.org:x/", "https://exa mple.org/", "https://example.org\\@127.0.0.1/",
    "https://example.org/\r\nX: 1", "https://-a.example.org/", "https://a..org/", "https://" + "a" * 3000 + ".org",
)  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_trust_43_no_spelling_of_a_private_place_is_a_public_page(scheme: str, host: str) -> None:
    assert not is_public_page(f"{scheme}://{host}/page")
    assert not is_public_page(f"{scheme}://{host}:8080/page")


@pytest.mark.parametrize("address", ODD)
def test_trust_43_what_is_no_plain_address_of_the_web_is_refused(address: str) -> None:
    assert not is_public_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://www.example.org:8080/a?b=c#d",
        "https://خدمات.المغرب/",
        "https://xn--mgbc0a9azcg.example/صفحة",
        "HTTPS://EXAMPLE.ORG/",
    ],
)
def test_ordinary_addresses_are_taken(address: str) -> None:
    assert is_public_page(address)


@pytest.mark.parametrize("host", PRIVATE)
def test_trust_43_an_identity_service_at_a_private_place_is_refused_in_production(
    host: str, tmp_path: Path
) -> None:
    settings = Config.for_tests(
        database_url="sqlite://",
        data_folder=tmp_path,
        environment="production",
        oidc_issuer=f"https://{host}/issuer",
    )
    with pytest.raises(ConfigurationError, match="TACHAWOR_OIDC_ISSUER"):
        identity_provider_of(settings)
