"""Sixty strings that do harm wherever they are taken for more than words.

Each carries MARK where it would show: as the name of an attribute, a header, a property, a key. A page that holds an
attribute called MARK has let a string become markup.
"""

from collections.abc import Iterator

MARK = "xq7z"

ELEMENTS = (
    f"<script {MARK}>{MARK}()</script>",
    f"<img {MARK} src=x onerror={MARK}()>",
    f'"><svg {MARK} onload={MARK}()>',
    f"'><iframe {MARK} srcdoc='<script>{MARK}()</script>'>",
    f"</textarea><b {MARK}>",
    f"</title></style></script></noscript><i {MARK}>",
    f"--!> --> ]]> ?><u {MARK}>",
    f"<math><mtext><table><mglyph><style><img {MARK} src onerror={MARK}()></style>",
    f'<a {MARK} href="javascript:{MARK}()">',
    f"<form {MARK} action=//{MARK}.example><input {MARK}>",
    f"<base {MARK} href=//{MARK}.example>",
    f"<meta {MARK} http-equiv=refresh content=0;url=//{MARK}.example>",
    f"<link {MARK} rel=stylesheet href=//{MARK}.example>",
    f"<svg><animate {MARK} onbegin={MARK}() attributeName=x>",
)
ATTRIBUTES = (
    f'" {MARK} onfocus={MARK}() autofocus x="',
    f"' {MARK} onmouseover={MARK}() x='",
    f"&quot; {MARK} onclick={MARK}() &quot;",
    f"&lt;script {MARK}&gt;{MARK}()&lt;/script&gt;",
    f'\\"-{MARK}()-\\"',
    f"\\u003cscript {MARK}\\u003e",
    f"%3Cscript%20{MARK}%3E",
)
ADDRESSES = (
    f"javascript:{MARK}()",
    f"JaVa\tScRiPt:{MARK}()",
    "data:text/html;base64,PHNjcmlwdCB4cTd6PnhxN3ooKTwvc2NyaXB0Pg==",
    f"//{MARK}.example/",
    f"[{MARK}](javascript:{MARK}())",
    f"![{MARK}](https://{MARK}.example/a.png)",
    f'<https://{MARK}.example/" {MARK} onclick="{MARK}()>',
)
TEMPLATES = (
    f"{{{{ 7*7 }}}}{MARK}{{% raw %}}",
    f"{{{{ config.SECRET_KEY }}}}{MARK}{{# x #}}",
    f"${{7*7}}{MARK} #{{7*7}}{MARK} <%= 7*7 %>{MARK}",
    f"%({MARK})s %s %d %n %",
    f"{{0.__class__}} {{{MARK}!r:>9}} {{}}",
)
STYLES = (
    f"</style><style {MARK}>*{{display:none}}",
    f"x:expression({MARK}());background:url(//{MARK}.example)",
)
LETTERS = (
    f"\u202e{MARK} gpj.exe\u202c",
    f"\u2066\u2067{MARK}\u2069 \u200e\u200f\u061c",
    f"{MARK}\u200b\u200c\u200d\ufeff\u2060\u00ad",
    f"{MARK}\x01\x08\x7f\x1b[2J\x1b]0;{MARK}\x07",
    f"{MARK}{'́' * 300}",
    f"مرحبا {MARK} <b {MARK}>abc שלום",
    f"{MARK} 👩‍👩‍👧‍👦 🏴‍☠️ e\u20dd",
    f"аdmin {MARK} раyраl ΑΒ",
    f"{MARK}\u2028\u2029\x85\x0b\x0c",
    f"{MARK}\ufffe\uffff\U000e0001\U000e0041\ue000\ufffc",
    f"{MARK}{'a' * 1900}",
)
SHEETS = (
    f'=HYPERLINK("http://{MARK}.example","x")',
    f"+cmd|' /C {MARK}'!A0",
    f"@SUM(1+1)*{MARK}",
    f"-2+3+{MARK}",
    f"\t=1+{MARK}",
    f'{MARK}","{MARK}\n"=1+1',
)
LINES = (
    f"{MARK}\r\nBcc: {MARK}@{MARK}.example\r\n{MARK}-header: 1",
    f'{MARK}\n{{"event": "{MARK}", "level": "info"}}',
    f"{MARK}%0d%0aSet-Cookie:{MARK}=1",
    f"{MARK}\r\nEND:VEVENT\r\nBEGIN:VALARM\r\n{MARK}-PROPERTY:1",
)
QUERIES = (
    f'{MARK}\'); DROP TABLE "user";--',
    f'{MARK}" OR 1=1 NEAR/2 * - ^ ( :col AND NOT',
    f"../../../../etc/passwd {MARK}",
    f'{MARK}"}}],"{MARK}":{{"a":1}}//',
)
HOSTILE = (
    *ELEMENTS,
    *ATTRIBUTES,
    *ADDRESSES,
    *TEMPLATES,
    *STYLES,
    *LETTERS,
    *SHEETS,
    *LINES,
    *QUERIES,
)

# What no person can type, as it comes in a request: not UTF-8, halves of pairs, a NUL.
RAW = (
    b"\xff\xfe\x00",
    b"\xed\xa0\x80",
    b"\xc0\xbcscript\xc0\xbe",
    b"a\x00b",
    b"\xf4\x90\x80\x80",
    b"%ED%A0%80",
)


def packs(length: int) -> Iterator[str]:
    """Yield all the strings for ever, as many together as a field of that length takes, and one at the least."""
    while True:
        pack = ""
        for text in HOSTILE:
            if pack and len(pack) + len(text) + 1 > length:
                yield pack
                pack = ""
            pack = f"{pack} {text}" if pack else text
        yield pack
