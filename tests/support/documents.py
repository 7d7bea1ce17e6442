"""A page taken apart: its links, what it brings along, its forms, and what a strict policy would refuse."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# Attributes in which an address stands that a browser follows or fetches.
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "background", "srcset")
HARMLESS = ("/", "#", "?", "http://", "https://", "mailto:", "tel:")


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    other_actions: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


class Document(HTMLParser):
    """Reads a page once."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.assets: list[str] = []
        self.forms: list[Form] = []
        self.inline: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._silent = 0
        self._in_heading = False
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """What a person reads, without markup."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._note_inline(tag, values)
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and {"stylesheet", "icon"} & set(values.get("rel", "").split()):
            self.assets.append(values["href"])
        if tag in {"img", "script"} and values.get("src"):
            self.assets.append(values["src"])
        if tag in {"script", "style"}:
            self._silent += 1
        if tag == "h1":
            self.headings.append("")
            self._in_heading = True
        self._note_form(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent -= 1
        elif tag == "h1":
            self._in_heading = False
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            # A browser leaves out the line break that follows the tag.
            typed = self._form.fields[self._area]
            self._form.fields[self._area] = typed.removeprefix("\r").removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._form is not None:
            self._form.fields[self._area] += data
        if self._in_heading:
            self.headings[-1] = f"{self.headings[-1]}{data}".strip()
        if not self._silent:
            self.words.append(data)

    def _note_inline(self, tag: str, values: dict[str, str]) -> None:
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in values if name == "style" or name.startswith("on")]
        self.inline += [
            f"<{tag} {name}={values[name][:40]}>"
            for name in ADDRESSES
            if ":" in values.get(name, "").partition("/")[0] and not values[name].startswith(HARMLESS)
        ]

    def _note_form(self, tag: str, values: dict[str, str]) -> None:
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        name = values.get("name", "")
        if tag == "input" and name:
            self._note_input(name, values)
        elif tag == "select" and name:
            self._select = name
            self._form.choices[name] = []
        elif tag == "option" and self._select is not None:
            self._note_option(self._select, values)
        elif tag == "textarea" and name:
            self._area = name
            self._form.fields[name] = ""
            self._form.texts[name] = "area"
        elif tag == "button":
            self._note_button(name, values)

    def _note_option(self, name: str, values: dict[str, str]) -> None:
        assert self._form is not None
        self._form.choices[name].append(values.get("value", ""))
        if "selected" in values or name not in self._form.fields:
            self._form.fields[name] = values.get("value", "")

    def _note_button(self, name: str, values: dict[str, str]) -> None:
        assert self._form is not None
        if name:
            self._form.buttons.append((name, values.get("value", "")))
        if "formaction" in values:
            self._form.other_actions.append(values["formaction"])

    def _note_input(self, name: str, values: dict[str, str]) -> None:
        assert self._form is not None
        kind = values.get("type", "text")
        if kind in {"checkbox", "radio"}:
            self._form.choices.setdefault(name, []).append(values.get("value", "on"))
            if "checked" in values:
                self._form.fields[name] = values.get("value", "on")
        elif kind == "submit":
            self._form.buttons.append((name, values.get("value", "")))
        elif kind != "file":
            self._form.fields[name] = values.get("value", "")
            if kind != "hidden":
                self._form.texts[name] = kind
