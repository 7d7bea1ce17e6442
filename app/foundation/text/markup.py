"""Turn what people and staff write into HTML that is safe to show."""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
_ADDRESSES = {"http", "https", "mailto"}
_OWN_DIRECTION = {tag: {"dir": "auto"} for tag in ("p", "li", "blockquote")}
# What has no tag above stays as it was typed instead of losing its shape.
_TYPED_AS_IS = [
    "backticks", "code", "fence", "heading", "hr", "html_block", "html_inline", "image", "lheading",
    "linkify", "reference", "strikethrough", "table",
]  # fmt: skip
_PARAGRAPHS = re.compile(r"\n\s*\n")
_PARSER = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "breaks": True})
_PARSER.disable(_TYPED_AS_IS)


def rich(text: str) -> Markup:
    """Return text in Markdown (emphasis, lists, quotes, links) as safe HTML; images are never shown."""
    safe = nh3.clean(
        _PARSER.render(text.replace("\x00", "")),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=_ADDRESSES,
        link_rel="nofollow ugc noopener",
        set_tag_attribute_values=_OWN_DIRECTION,
    )
    return Markup(safe.strip())  # noqa: S704  # nh3 has just cleaned it


def plain(text: str) -> Markup:
    """Return a participant's text as paragraphs and line breaks, everything else shown as typed."""
    lines = text.replace("\r\n", "\n").strip()
    paragraphs = (each for each in _PARAGRAPHS.split(lines) if each.strip())
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(_broken(each)) for each in paragraphs)


def _broken(paragraph: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in paragraph.strip().split("\n"))
