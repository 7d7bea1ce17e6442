"""Guess the language of a contribution: by its script first, then by its small words."""

import re
import unicodedata
from collections import Counter

from app.foundation.text.folding import fold

_SCRIPTS = {"TIFINAGH": "zgh", "ARABIC": "ar", "LATIN": "latin"}
_SMALL_WORDS = {
    "fr": """
        le la les des du une et est sont dans pour par sur avec que qui nous vous notre votre
        nos ce cette ces pas plus mais aux au il elle ils se leur leurs ou sans tres faut etre
        avoir fait comme y je mon ma mes son sa ses de un en
    """,
    "en": """
        the of and to in for on is are was be with by at from that this these it we our you
        your they their have has not but more should would could will can need please there
        which who what my a an or as
    """,
    "ary-Latn": """
        dyal dial dyalna dialna dyali dyalhom bach bash wach wash kayn kayna makaynch kaynin
        hna hadi hadchi hadak chi bzaf bezzaf lli mzyan mezyan khass khas khassna khasna bghit
        bghina daba ghir walakin walayni fin kifach chno chnou rah rahna ana nta ntouma hta wla
        ola machi mashi wa drari lblad lmdina zenqa zanqa douar lhouma 3la f w l
    """,
}
_PROFILES = {language: frozenset(listed.split()) for language, listed in _SMALL_WORDS.items()}
_WEIGHTS = {"fr": 1.0, "en": 1.0, "ary-Latn": 1.5}
_WORD = re.compile(r"[^\W_]+")
# 3, 7 and 9 stand for Arabic letters inside a word; 3rd, 2eme, 7h or 9km are plain numbers.
_DIGIT_LETTER = re.compile(r"[a-z]+[23579][a-z]*|[379](?!rd$|th$|e$|eme$|h$|km$|m$|d$)[a-z]{2,}")
_FRENCH_LETTER = re.compile(r"[éèêàùçœâîôûëï]|\b[ldjnsc]['’]|\bqu['’]", re.IGNORECASE)


def guess_language(text: str) -> str | None:
    """Return ar, fr, en, zgh or ary-Latn, or None where there are no letters to judge by."""
    scripts = Counter(filter(None, map(_script, text)))
    if not scripts:
        return None
    script = max(_SCRIPTS.values(), key=lambda each: scripts[each])
    return _guess_latin(text) if script == "latin" else script


def _script(character: str) -> str | None:
    if not character.isalpha():
        return None
    name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "")
    return _SCRIPTS.get(name.partition(" ")[0])


def _guess_latin(text: str) -> str:
    """Return the Latin-script language whose small words weigh most, French when none does."""
    found = _WORD.findall(fold(text))
    scores = {
        language: _WEIGHTS[language] * sum(word in profile for word in found)
        for language, profile in _PROFILES.items()
    }
    scores["fr"] += 0.5 * len(_FRENCH_LETTER.findall(text))
    scores["ary-Latn"] += 2.0 * sum(bool(_DIGIT_LETTER.fullmatch(word)) for word in found)
    return max(scores, key=lambda language: scores[language])
