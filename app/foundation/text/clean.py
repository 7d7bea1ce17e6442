"""Clean what people type: no control, invisible or direction-changing characters, no towers of marks."""

import re
import unicodedata

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
_UNSEEN_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc"
_LINE_BREAKS = "\u0085\u000b\u000c\u2028\u2029"
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4
_ANY_LINE_BREAK = re.compile(rf"\r\n|[\r{_LINE_BREAKS}]")
_SPACES = re.compile(r"[ \t]+")
_INNER_SPACES = re.compile(r"(?<=[^ \n]) {2,}")
_ENDING_SPACES = re.compile(r" +(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")
_WORD = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def clean_line(text: str) -> str:
    """Return the text on one line, trimmed, with single spaces and nothing unseen in it."""
    return _SPACES.sub(" ", _clean(text).replace("\n", " ")).strip()


def clean_text(text: str) -> str:
    """Return the text trimmed, with its lines and their indents, at most one blank line at a time."""
    spaced = _ENDING_SPACES.sub("", _INNER_SPACES.sub(" ", _clean(text)))
    return _BLANK_LINES.sub("\n\n", spaced).strip()


def clean_name(text: str) -> str:
    """Return a name on one line, without the joiners that would make two equal names differ."""
    return clean_line(text.translate(dict.fromkeys(map(ord, _JOINERS))))


def is_blank(text: str) -> bool:
    """Say whether nothing of the text can be seen."""
    return not any(unicodedata.category(character)[0] in "LNPS" for character in _clean(text))


def mixes_scripts(name: str) -> bool:
    """Say whether a name mixes alphabets inside a word, or ones whose letters look alike."""
    by_word = [_scripts(word) for word in _WORD.findall(unicodedata.normalize("NFKC", name))]
    everywhere = frozenset().union(*by_word)
    return any(len(scripts) > 1 for scripts in by_word) or len(everywhere & _LOOK_ALIKE_SCRIPTS) > 1


def _scripts(word: str) -> frozenset[str]:
    names = (unicodedata.name(character, "") for character in word if character.isalpha())
    return frozenset(name.partition(" ")[0] for name in names) - {"", "MODIFIER", "FEMININE", "MASCULINE"}


def _clean(text: str) -> str:
    lines = _ANY_LINE_BREAK.sub("\n", text)
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines
    while (cleaned := _clean_once(lines)) != lines:
        lines = cleaned
    return cleaned


def _clean_once(lines: str) -> str:
    seen = "".join(_seen(lines, position) for position in range(len(lines)))
    return _cap_marks(unicodedata.normalize("NFC", seen))


def _seen(text: str, position: int) -> str:
    """Return the character at a position as it is kept: itself, a space, or nothing."""
    character = text[position]
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if character in _JOINERS:
        return character if _joins(text, position) else ""
    return "" if category in _UNSEEN_CATEGORIES or character in _UNSEEN_LETTERS else character


def _joins(text: str, position: int) -> bool:
    """Say whether a joiner stands between two things that can be seen, as in an emoji of a family."""
    if not 0 < position < len(text) - 1:
        return False
    return _is_solid(text[position - 1], "LMNS") and _is_solid(text[position + 1], "LNS")


def _is_solid(character: str, categories: str) -> bool:
    return character not in _UNSEEN_LETTERS and unicodedata.category(character)[0] in categories


def _cap_marks(text: str) -> str:
    """Return the text with at most four combining marks on a character, and none on nothing."""
    kept: list[str] = []
    marks = _MOST_MARKS
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
        else:
            marks = _MOST_MARKS if character in " \n" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
