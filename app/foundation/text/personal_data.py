"""Find what tells where a person lives or how to reach her: it points, a person decides."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from app.foundation.text.folding import fold


class PersonalDataKind(StrEnum):
    """What a text seems to hold about a person."""

    EMAIL = "email"
    BANK_ACCOUNT = "bank_account"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Where personal data seems to stand in a text: `text[start:end]`."""

    kind: PersonalDataKind
    start: int
    end: int


def find_personal_data(text: str) -> list[PersonalData]:
    """Return what seems to be personal data, in order, nothing twice; numbers are read in any script."""
    read = _Read(text)
    for nobodys in _NUMBERS_OF_NOBODY.finditer(read.text):
        read.set_aside(nobodys.start(), nobodys.end())
    found = (each for search in _SEARCHES for each in search(read))
    return list(_apart(sorted(found, key=lambda each: each.start)))


def redact_personal_data(text: str, mark: Callable[[PersonalDataKind], str]) -> str:
    """Return the text in which each piece of personal data is replaced by what `mark` says of its kind."""
    for each in reversed(find_personal_data(text)):
        text = text[: each.start] + mark(each.kind) + text[each.end :]
    return text


def _apart(found: list[PersonalData]) -> Iterator[PersonalData]:
    """Yield the stretches without what two of them share: one typed sign can be read as several."""
    end = 0
    for each in found:
        if each.end > end:
            yield replace(each, start=max(each.start, end))
            end = each.end


class _Read:
    """A text as it is searched: folded, each character with its place, and what was found taken out."""

    def __init__(self, text: str) -> None:
        self.original = text
        folded = [(each, place) for place, character in enumerate(text) for each in _folded(character)]
        self.text = "".join(each for each, _ in folded)
        self._places = [place for _, place in folded]

    def set_aside(self, start: int, end: int) -> None:
        """Take a stretch out, so that no other search reads it."""
        self.text = self.text[:start] + _TAKEN * (end - start) + self.text[end:]

    def take(self, kind: PersonalDataKind, start: int, end: int) -> PersonalData:
        """Return what was found at a stretch of the folded text, and take it out."""
        self.set_aside(start, end)
        return PersonalData(kind, self._places[start], self._places[end - 1] + 1)

    def is_upper(self, start: int, end: int) -> bool:
        """Say whether a stretch was typed in plain capitals."""
        typed = self.original[self._places[start] : self._places[end - 1] + 1]
        return all("A" <= _plain(character) <= "Z" for character in typed if not _is_unseen(character))


_TAKEN = "\0"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return a character as it is searched; a folded line break or space stays one character."""
    if character in _DASHES:
        return "-"
    return fold(character) if not character.isspace() or character == "\n" else " "


def _plain(character: str) -> str:
    """Return a wide or styled letter as its plain one."""
    folded = _folded(character)
    return folded.upper() if folded and character != folded else character


def _is_unseen(character: str) -> bool:
    return not _folded(character)


# ── what is never a person's: addresses of pages, dates, hours ──

_NUMBERS_OF_NOBODY = re.compile(
    r"(?:https?://|www\.)(?!(?:wa\.me|api\.whatsapp\.com)/)[^\s]{1,2000}"
    r"|(?<!\d)\d{1,2}([/.\-])\d{1,2}\1(?:19|20)\d\d(?!\1?\d)"
    r"|(?<!\d)(?:19|20)\d\d([/.\-])\d{1,2}\2\d{1,2}(?!\2?\d)"
    r"|(?<!\d)(?:19|20)\d\d(?: ?[-/,–] ?(?:19|20)\d\d){1,20}(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d(?: (?:19|20)\d\d){2,20}(?!\d)"
    r"|(?<!\d)\d{1,2} ?[:h] ?\d\d(?!\d)"
)

# ── shared pieces ──

_GAP = r"(?: ?[.\-/_()·•|*~] ?|[ ,])?(?: ?[()])?"
_UNITS = re.compile(
    r" ?(?:dh|dhs|mad|dirhams?|درهم|دراهم|د\.م|سنتيم|centimes?|€|eur|euros?|\$|usd|dollars?|%"
    r"|m2|m3|km2?|ha|hectares?|kwh?|kg|tonnes?|litres?|habitants?|inhabitants?|نسمه|ساكن"
    r"|millions?|milliards?|billions?|مليون|مليار|ملايين|الف)(?![\w])"
)


def _digits(found: str) -> str:
    return "".join(character for character in found if character.isdigit())


def _is_amount(read: _Read, end: int) -> bool:
    """Say whether a unit or a currency follows a number."""
    return _UNITS.match(read.text, end) is not None


def _each(
    kind: PersonalDataKind,
    pattern: str,
    is_meant: Callable[[_Read, re.Match[str]], bool] = lambda read, match: True,
    part: str | int = 0,
) -> Callable[[_Read], Iterator[PersonalData]]:
    """Return a search for one pattern, of which `part` is what was looked for."""
    compiled = re.compile(pattern)

    def search(read: _Read) -> Iterator[PersonalData]:
        start = 0
        while match := compiled.search(read.text, start):
            start = match.end(part) if match.end(part) > start else start + 1
            if is_meant(read, match):
                yield read.take(kind, match.start(part), match.end(part))
            else:
                start = match.start(part) + 1

    return search


# ── e-mail addresses ──

_AT = r"(?: ?@ ?| ?[\[({] ?(?:at|a|arobase|arobas|chez) ?[\])}] ?| arobase? | at (?=g?mail|hotmail|yahoo|outlook))"
_DOT = r"(?:\.| ?[\[({] ?(?:dot|point) ?[\])}] ?| (?:dot|point) )"
_EMAIL = rf"(?<![\w.+\-])[\w.+\-]{{1,64}}{_AT}[\w\-]{{1,63}}(?:{_DOT}[^\W\d][\w\-]{{1,62}}){{1,4}}"

# ── bank accounts ──

_IBAN = r"(?<!\w)[a-z]{2}\d\d(?:[ -]?[a-z0-9]){11,30}(?!\w)"
_CARD = r"(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?!\d)"
_RIB = r"(?<!\d)\d(?:[ .\-/|]{0,3}\d){23}(?!\d)"


def _is_iban(read: _Read, match: re.Match[str]) -> bool:
    """Say whether the check digits of an account number are right (ISO 13616)."""
    letters = re.sub(r"[ -]", "", match[0])
    turned = letters[4:] + letters[:4]
    return letters.isascii() and int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _is_card(read: _Read, match: re.Match[str]) -> bool:
    """Say whether the last digit of a card's number is right (ISO 7812)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(_digits(match[0])[::-1])]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


# ── phones ──

_MOROCCAN = rf"0{_GAP}[5-8](?:{_GAP}\d){{8}}(?!\d)"
_PHONE_TOGETHER = r"(?<!\d)0[5-8]\d{8}(?!\d)"
_PHONE_APART = rf"(?<!\w)(?<!\d[ .,\-/])(?!0[.,]\d{{4}}){_MOROCCAN}"
_PHONE_WITH_212 = rf"(?<!\d)(?:\+|00)?{_GAP}212(?:{_GAP}\(?0\)?)?{_GAP}[5-8](?:{_GAP}\d){{8}}(?!\d)"
_PHONE_ABROAD = rf"(?<![\w+])(?<!\d[ .,])(?:\+|00)[1-9](?:{_GAP}\d){{8,14}}(?!\d)"
_PHONE_NAMED = (
    r"(?<!\w)(?:tel|telephone|phone|gsm|whats ?app|portable|mobile|fax|واتساب|واتس|(?:ال)?هاتفي?|(?:ال)?نقال"
    rf"|تيليفون)(?: ?(?:n[o°]|رقم))?[ .:=-]{{0,3}}(?P<number>\+?\d(?:{_GAP}\d){{7,13}})(?!\d)"
)


def _is_phone_abroad(read: _Read, match: re.Match[str]) -> bool:
    """Say whether a number begins as those of a country do, and is no amount."""
    digits = _digits(match[0]).removeprefix("00")
    is_long_enough = len(digits) == 11 if digits[0] in "17" else 10 <= len(digits) <= 15
    return is_long_enough and not _is_amount(read, match.end())


def _is_no_amount(read: _Read, match: re.Match[str]) -> bool:
    return not _is_amount(read, match.end())


# ── numbers of identity papers ──

_NAMED_PAPERS = (
    r"cin|cnie|cni|cine|cnss|ramed|amo|passeport|passport|massar|carte nationale|carte de sejour|carte d'identite"
    r"|identity (?:card|number)|id number|البطاقه الوطنيه"
    r"|بطاق(?:ه|ت(?:ي|ه|ها|ك|كم|نا|هم)) (?:ال)?(?:وطنيه|تعريف(?:ي|ه|ها|ك|كم|هم)?)"
    r"|البطاقه|رقم التعريف|(?:ال)?جواز (?:ال)?سفر(?:ي|ه|ها|ك|كم|هم)?"
    r"|الضمان الاجتماعي|رميد|ب\.?ت\.?و"
)
_PAPER_NAMED = (
    rf"(?<!\w)(?:{_NAMED_PAPERS})(?!\w)[^\d\n]{{0,25}}?"
    r"(?P<number>(?<!\w)(?:[a-z]{1,2}[ .\-]?)?\d(?:[ .\-]?\d){4,11})(?!\d)"
)
_CIN = r"(?<![\w\-/.])(?P<letters>[a-z]{1,2})(?P<gap>[ .\-]?)(?P<digits>\d(?:[ .]?\d){4,6})(?![\w/]|[\-.,]\d)"
_PAPER_CODE = r"(?<![\w\-/.])[a-z]\d{8,10}(?!\w)"
_LONG_NUMBER = r"(?<![\w.,\-/])\d{10,30}(?![\w]|[.,\-/]\d)"
_NOT_CIN_WORDS = (
    "a bp cp rn rp rr rc dh ma km pk ha kg no en le la de du et au un ou si an at by in is it of on or to up"
    " we me il je tu se ce sa y m n if ic rg bo ip l d"
)
_NOT_CIN = frozenset(_NOT_CIN_WORDS.split())


def _is_cin(read: _Read, match: re.Match[str]) -> bool:
    """Say whether letters and digits stand as on an identity card."""
    letters, digits = match["letters"], _digits(match["digits"])
    if not letters.isascii() or not 5 <= len(digits) <= 7 or _is_amount(read, match.end()):
        return False
    is_together = not match["gap"] and len(digits) == len(match["digits"])
    if letters in _NOT_CIN and not (is_together and len(digits) >= 6 and len(letters) == 1):
        return False
    return is_together or read.is_upper(match.start("letters"), match.end("letters"))


# ── addresses of homes ──

_STREET_FR = r"rue|avenue|av\.?|bd\.?|bld\.?|boulevard|impasse|ruelle|allee|derb|zankat|zenqa|zanqat"
_PLACE_FR = (
    rf"{_STREET_FR}|place|residence|res\.|immeuble|imm\.?|hay|quartier|lotissement|lot\.|douar|villa|bloc"
)
_STREET_AR = r"شارع|زنقه|درب|زقاق|نهج"
_PLACE_AR = rf"{_STREET_AR}|حي|اقامه|عماره|تجزيه|بلوك|دوار|ساحه"
_NOT_A_HOUSE = (
    r"projets?|articles?|axes?|activites?|propositions?|lois?|lignes?|bus|plan|annexe|point|phase|tranche|lots?"
    r"|project|article|axis|activity|proposal|law|line|item|step"
    r"|(?:ال)?مشروع|(?:ال)?محور|(?:ال)?نشاط|(?:ال)?اقتراح|(?:ال)?مقترح|(?:ال)?قانون|(?:ال)?مقرر|(?:ال)?ماده|(?:ال)?فصل"
    r"|(?:ال)?خط|(?:ال)?حافله|(?:ال)?نقطه|(?:ال)?شطر"
)
_BETWEEN = rf"(?:(?!(?:{_NOT_A_HOUSE})(?!\w))[^\n.;!?؟:\d]){{0,50}}?"
_NUMBER = r"(?:n ?[°ºo]\.? ?|no\.? |numero |num\.? |nr\.? |رقم |الرقم |نمره |# ?)"
_NOT_COUNTED = r"(?!sur |par |de plus|et |a |ou |qui )"
_BOX = r"b\.? ?p\.?|p\.? ?o\.? box|boite postale|ص\.? ?ب\.?|صندوق البريد"
_NAME = r"(?:[^\W\d]|')[\w'\-]*(?: [^\W\d][\w'\-]*){0,2}"
_ADDRESSES = (
    rf"(?<![\w°])(?!(?:19|20)\d\d)\d{{1,4}}(?: ?(?:bis|ter|مكرر))?,? (?:{_STREET_FR}) {_NOT_COUNTED}{_NAME}",
    r"(?<!\w)\d{1,4},? (?:[^\W\d]{2,20} ){1,3}(?:street|road|avenue|lane)(?!\w)",
    rf"(?<!\w)(?:{_PLACE_FR}) {_BETWEEN}[ ,(]{_NUMBER}\d{{1,4}}(?!\d)",
    rf"(?<!\w)(?:{_PLACE_AR}) {_BETWEEN}[ ،,(]{_NUMBER}\d{{1,4}}(?!\d)",
    rf"(?<!\w)\d{{1,4}}[ ،,]{{1,2}}(?:{_STREET_AR}) (?!ب|في |من |على |و|الى ){_NAME}",
    r"(?<!\w)(?:appt|apt|appartement|apartment|flat|شقه|الشقه)\.? ?(?:n ?[°o]\.? ?|no\.? |رقم )?\d{1,4}(?![\w%])",
    rf"(?<!\w)(?:{_BOX})[ :]{{1,3}}(?:n ?[°o] ?|رقم )?\d{{1,6}}(?!\d)",
)
_SMALL_WORDS = re.compile(
    r"(?<!\w)(?:in|on|the|of|for|and|to|per|at|by|from|with|each|new|more|this|every)(?!\w)"
)


def _is_address(read: _Read, match: re.Match[str]) -> bool:
    """Say whether the words between a number and its street are those of a name."""
    return not (match[0].endswith(("street", "road", "avenue", "lane")) and _SMALL_WORDS.search(match[0]))


_SEARCHES = (
    _each(PersonalDataKind.EMAIL, _EMAIL),
    _each(PersonalDataKind.BANK_ACCOUNT, _IBAN, _is_iban),
    _each(PersonalDataKind.BANK_ACCOUNT, _CARD, _is_card),
    _each(PersonalDataKind.BANK_ACCOUNT, _RIB),
    _each(PersonalDataKind.PHONE, _PHONE_WITH_212, _is_no_amount),
    _each(PersonalDataKind.PHONE, _PHONE_TOGETHER),
    _each(PersonalDataKind.PHONE, _PHONE_ABROAD, _is_phone_abroad),
    _each(PersonalDataKind.PHONE, _PHONE_NAMED, _is_no_amount, "number"),
    _each(PersonalDataKind.PHONE, _PHONE_APART),
    _each(PersonalDataKind.IDENTITY_NUMBER, _PAPER_NAMED, _is_no_amount, "number"),
    _each(PersonalDataKind.IDENTITY_NUMBER, _CIN, _is_cin),
    _each(PersonalDataKind.IDENTITY_NUMBER, _PAPER_CODE),
    _each(PersonalDataKind.IDENTITY_NUMBER, _LONG_NUMBER, _is_no_amount),
    *(_each(PersonalDataKind.ADDRESS, pattern, _is_address) for pattern in _ADDRESSES),
)
