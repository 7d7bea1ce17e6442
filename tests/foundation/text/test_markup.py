"""What people write becomes HTML that carries no surprise."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.markup import plain, rich

HOSTILE = st.text() | st.lists(
    st.sampled_from(
        ["<script>", "</p>", "<img src=x onerror=a>", "![x](y)", "[a](javascript:b)", "[a](//b)", '"', "'", "<!--",
         "*", "_", "> ", "- ", "\n", "    ", "# ", "`", "```", "[x]: y", "&#106;", "<a href=x>", "style=", "x"]
    )
).map("".join)  # fmt: skip


class _Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@given(HOSTILE)
def test_only_a_few_harmless_tags_ever_come_out(text: str) -> None:
    for tag, attributes in _Tags(rich(text)).seen:
        assert tag in {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
        assert set(attributes) <= {"dir", "href", "rel", "start"}
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data", "vbscript"))


@given(HOSTILE)
def test_a_participants_text_yields_paragraphs_and_breaks_only(text: str) -> None:
    assert {tag for tag, _ in _Tags(plain(text)).seen} <= {"p", "br"}


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("**gras** *doux*", '<p dir="auto"><strong>gras</strong> <em>doux</em></p>'),
        (
            "[ici](https://exemple.ma)",
            '<p dir="auto"><a href="https://exemple.ma" rel="nofollow ugc noopener">ici</a></p>',
        ),
        ("<b>x</b>", '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>'),
        ("# Titre", '<p dir="auto"># Titre</p>'),
        ("https://exemple.ma", '<p dir="auto">https://exemple.ma</p>'),
        ("- un\n- deux", '<ul>\n<li dir="auto">un</li>\n<li dir="auto">deux</li>\n</ul>'),
        ("un\ndeux", '<p dir="auto">un<br>\ndeux</p>'),
    ],
)
def test_markdown_is_shown(text: str, page: str) -> None:
    assert rich(text) == page


def test_plain_text_is_shown_as_typed() -> None:
    assert plain("un <b> **x**\ndeux\r\n\r\n\ntrois & https://exemple.ma") == (
        '<p dir="auto">un &lt;b&gt; **x**<br>\ndeux</p>\n<p dir="auto">trois &amp; https://exemple.ma</p>'
    )
    assert plain(" \n ") == ""
