"""Light stems: the few endings and particles that hide one word from another."""

import re

_ARTICLES = (
    ("وبال", 3),
    ("فبال", 3),
    ("وكال", 3),
    ("ولل", 3),
    ("فلل", 3),
    ("وال", 3),
    ("فال", 3),
    ("بال", 3),
    ("كال", 3),
    ("لل", 3),
    ("ال", 2),
)
_PARTICLES = "وفبكل"
_SHORT_NOUNS = frozenset({"حي", "حق", "سد", "فن", "خط"})
_ENDINGS = (
    ("تنا", 3),
    ("تها", 3),
    ("تهم", 3),
    ("تين", 3),
    ("تان", 3),
    ("ها", 3),
    ("هم", 3),
    ("نا", 3),
    ("ات", 2),
    ("ون", 3),
    ("ين", 3),
    ("ان", 3),
    ("ء", 3),
    ("ه", 2),
)
# Plurals made inside the word, brought to the letters they share with their singular.
_INNER_PLURALS = (
    (re.compile(r"(م.)ا(.[اوي]?.)"), r"\1\2"),
    (re.compile(r"(.)وا(..)"), r"\1ا\2"),
    (re.compile(r"ا(..)ا(.)"), r"\1\2"),
    (re.compile(r"(..)ا(ي.)"), r"\1\2"),
    (re.compile(r"(م..)[اوي](.)"), r"\1\2"),
)
_SHORTEST = 3


def without_article(word: str) -> str:
    """Return an Arabic word without its article and what is written before it."""
    for article, shortest in _ARTICLES:
        rest = word.removeprefix(article)
        if rest != word and (len(rest) >= shortest or rest in _SHORT_NOUNS):
            return rest
    return word


def arabic_stem(word: str) -> str:
    """Return the light stem of a folded Arabic word."""
    stem = _without_particles(_without_endings(without_article(word)))
    for pattern, replacement in _INNER_PLURALS:
        if pattern.fullmatch(stem):
            stem = pattern.sub(replacement, stem)
    return stem


def latin_stem(word: str) -> str:
    """Return the light stem of a folded French or English word; others stay nearly whole."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    return _one_ending(_masculine(_singular(word)))


def _without_endings(word: str) -> str:
    """Return the word once no plural, dual, feminine or possessive ending is left."""
    for ending, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return _without_endings(word[: -len(ending)])
    return word


def _without_particles(word: str) -> str:
    """Return the word without its one-letter particles."""
    # Down to the shortest stem whether or not the letter belongs to the root: only then do
    # the word alone and the word after a particle meet.
    while len(word) > _SHORTEST and word[0] in _PARTICLES:
        word = word[1:]
    return word[1:] if word[0] in _PARTICLES and word[1:] in _SHORT_NOUNS else word


def _singular(word: str) -> str:
    if word.endswith(("eaux", "yaux", "eux", "oux")):
        return word[:-1]
    if word.endswith("aux") and len(word) > 4:
        return word[:-3] + "al"
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("ail") and len(word) > 4:
        return word[:-3] + "al"
    return word


def _masculine(word: str) -> str:
    for feminine, masculine in (("euse", "eu"), ("ique", "ic"), ("ive", "if")):
        if word.endswith(feminine) and len(word) > len(feminine) + 1:
            return word[: -len(feminine)] + masculine
    while word.endswith("e") and len(word) > _SHORTEST:
        word = word[:-1]
    return word


def _one_ending(word: str) -> str:
    """Return the word with one final consonant instead of two, and i for a final y."""
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word
