"""One analyser for every language of the network, in Python: the same on every database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.foundation.text.folding import fold, search_key
from app.foundation.text.stems import arabic_stem, latin_stem, without_article

__all__ = ["Word", "index_terms", "search_key", "tokens", "words"]

_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
_RUN = re.compile(rf"[{_ARABIC}]+|[^\W_{_ARABIC}]+")
_ARABIC_RUN = re.compile(rf"[{_ARABIC}]+")
_LONGEST = 40
_STOPWORDS = frozenset(
    """
    le la les de des du un une et ou au aux en dans pour par sur avec que qui qu ce ces cette
    est sont il elle nous jusqu lorsqu puisqu
    the of and or to in for on is are with by at from that this it
    dyal dial li bach wa
    ال في من على الى عن ان او التي الذي الذين هذا هذه ذلك تلك مع ثم كل بين
    ديال ديالنا ديالهم ديالو لي اللي باش
    """.translate(str.maketrans("ى", "ي")).split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as folded, without its article, and its stem."""

    surface: str
    bare: str
    stem: str


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text that carry meaning, in order."""
    for run in _RUN.findall(fold(text)):
        surface = run[:_LONGEST]
        if not _is_empty_word(surface):
            yield _analysed(surface)


def tokens(text: str) -> list[str]:
    """Return the stems of a text, in order, the same on every machine and database."""
    return [word.stem for word in words(text)]


def index_terms(text: str) -> list[str]:
    """Return every form under which a text is found, each once, sorted."""
    return sorted({form for word in words(text) for form in (word.surface, word.bare, word.stem)})


def _analysed(surface: str) -> Word:
    if not _ARABIC_RUN.fullmatch(surface):
        return Word(surface=surface, bare=surface, stem=latin_stem(surface))
    return Word(surface=surface, bare=without_article(surface), stem=arabic_stem(surface))


def _is_empty_word(surface: str) -> bool:
    """Say whether the word is a lone letter or a word of grammar, alone or after and."""
    if len(surface) == 1:
        return not surface.isdigit()
    return surface in _STOPWORDS or (surface[0] in "وف" and surface[1:] in _STOPWORDS)
