"""Links in a text, by their hosts."""

from app.foundation.text.links import hides_its_target, hosts_of


def test_links_are_known_by_their_hosts() -> None:
    text = (
        "Voir https://www.example.org/a?b=c, http://amina@Example.NET:8080/x et www.example.com."
        " أو https://example.org/ثقافة، amina@example.org, 12.5"
    )
    assert hosts_of(text) == ["example.org", "example.net", "example.com", "example.org"]
    assert hosts_of("https:// http://localhost") == []


def test_shorteners_hide_where_they_lead() -> None:
    assert hides_its_target("bit.ly")
    assert not hides_its_target("example.org")
