"""The pages that a text leads to, by their hosts."""

import re

_LINK = re.compile(r"(?:https?://|(?<![\w@.])www\.)([^\s/?#\"'<>«»()]{1,253})", re.IGNORECASE)
_NO_HOST = re.compile(r"^(?:[^@]*@)|(?::\d{1,5})$")
SHORTENERS = frozenset(
    """
    bit.ly tinyurl.com t.co goo.gl is.gd cutt.ly rb.gy ow.ly buff.ly rebrand.ly shorturl.at tiny.cc t.ly s.id
    lnkd.in adf.ly v.gd urlz.fr short.io bl.ink dub.sh
    """.split()  # noqa: SIM905 - a list of names reads better in lines
)


def hosts_of(text: str) -> list[str]:
    """Return the hosts of the links of a text, in order, with one entry for each link."""
    hosts = (
        _NO_HOST.sub("", each).lower().rstrip(".,;:!،؛").removeprefix("www.") for each in _LINK.findall(text)
    )
    return [host for host in hosts if "." in host]


def hides_its_target(host: str) -> bool:
    """Say whether addresses of this host lead somewhere that they do not show."""
    return host in SHORTENERS
