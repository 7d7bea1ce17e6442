"""Personal data in a text: found in any script of digits, and few false alarms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.text.personal_data import (
    PersonalDataKind,
    find_personal_data,
    redact_personal_data,
)

ACCOUNT = PersonalDataKind.BANK_ACCOUNT
ADDRESS = PersonalDataKind.ADDRESS
EMAIL = PersonalDataKind.EMAIL
IDENTITY = PersonalDataKind.IDENTITY_NUMBER
PHONE = PersonalDataKind.PHONE

PHONES = [
    "0612345678",
    "06 12 34 56 78",
    "06-12-34-56-78",
    "06.12.34.56.78",
    "06/12/34/56/78",
    "06 - 12 - 34 - 56 - 78",
    "0 6 1 2 3 4 5 6 7 8",
    "0612 345 678",
    "(06) 12 34 56 78",
    "06_12_34_56_78",
    "0522 98 76 54",
    "0808123456",
    "+212612345678",
    "+212 6 12 34 56 78",
    "+212 (0) 612 34 56 78",
    "00212612345678",
    "00 212 6 12 34 56 78",
    "212612345678",
    "+33 6 12 34 56 78",
    "0033612345678",
    "+34 612 345 678",
    "+1 202 555 0143",
    "٠٦١٢٣٤٥٦٧٨",
    "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "۰۶۱۲۳۴۵۶۷۸",
    "०६१२३४५६७८",
    "０６１２３４５６７８",
    "𝟎𝟔𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    "⓪⑥①②③④⑤⑥⑦⑧",
    "٠٦-12-٣٤-56-٧٨",
    "06\u200f12\u200f34\u200f56\u200f78",
    "\u202e0612345678\u202c",
    "06\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8",
    "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
    "06ـ12ـ34ـ56ـ78",
    "06\u00a012\u00a034\u202f56\u202f78",
    "06–12–34–56–78",
    "06•12•34•56•78",
    "https://wa.me/212612345678",
]
EMAILS = [
    "amina.fictive@example.org",
    "amina+ain@mail.example.org",
    "AMINA@EXAMPLE.ORG",
    "amina @ example.org",
    "amina＠example.org",
    "amina\u200b@example.org",
    "amina (at) example.org",
    "amina[at]example[dot]org",
    "amina arobase example point org",
    "amina at gmail.com",
    "أمينة@example.org",
]
IDENTITIES = [
    "BE123456",
    "be123456",
    "A1234567",
    "AB 123456",
    "AB-123456",
    "BK 12 34 56",
    "BE١٢٣٤٥٦",
    "ＢＥ123456",
    "BE\u200f123456",
    "1234567890",
    "198012345678901",
    "CIN : j12345",
    "CIN n° BH 12345",
    "CNSS 123456789",
    "بطاقة التعريف رقم 1234567",
    "رقم البطاقة الوطنية BE123456",
    "رقم بطاقته الوطنية: ب ك ١٢٣٤٥٦",
    "بطاقة تعريفها رقم 1234567",
    "جواز سفره 7654321",
    "G123456789",
]
ACCOUNTS = [
    "007 780 0001234567890123 45",
    "007780000123456789012345",
    "007.780.0001234567890123.45",
    "FR14 2004 1010 0505 0001 3M02 606",
    "DE89370400440532013000",
    "4111 1111 1111 1111",
]
ADDRESSES = [
    "J'habite 12 rue Ibn Sina",
    "12, avenue Hassan II, Rabat",
    "12 bis, rue de Fès",
    "rue Ibn Sina, n° 12",
    "Hay Mohammadi n°45",
    "hay salam numéro 7",
    "immeuble 4, appartement 12",
    "Résidence Annakhil, appt 3",
    "BP 123",
    "شارع محمد الخامس رقم 12",
    "زنقة ابن سينا، رقم ١٢",
    "حي السلام الرقم 45",
    "12 زنقة ابن سينا",
    "عمارة 5 شقة 12",
    "ص.ب 123",
    "12 Ibn Sina street",
    "flat 5",
    "P.O. Box 99",
]
SAMPLES = [
    *((each, PHONE) for each in PHONES),
    *((each, EMAIL) for each in EMAILS),
    *((each, IDENTITY) for each in IDENTITIES),
    *((each, ACCOUNT) for each in ACCOUNTS),
    *((each, ADDRESS) for each in ADDRESSES),
]
NOBODYS = [
    "Le 06/12/2026 à 10:30, salle du conseil",
    "06.12.2026 08:30",
    "06-12-2026-07-12-2026",
    "du 05/06/2026 au 07/08/2026",
    "2026-06-12 08:30",
    "يوم 06/12/2026 على الساعة 10:30",
    "de 18h30 à 20h00",
    "20 000 000 DH",
    "20.000.000,00 dirhams",
    "150000000 DH",
    "1 000 000 000 000 DH",
    "+15 000 000 DH",
    "+212 000 000 dirhams",
    "ميزانية قدرها 5.000.000 درهم",
    "٥٠٠٠٠٠٠٠ درهم",
    "2 500 000,50 €",
    "article 12 de la loi 113-14",
    "le dahir n° 1-15-85 du 7 juillet 2015",
    "المرسوم رقم 2.16.403",
    "القانون التنظيمي رقم 113.14",
    "les articles 05, 12, 34, 56 et 78",
    "les articles 119, 120, 121, 122",
    "2024, 2025, 2026, 2027",
    "2021-2027",
    "2020 2021 2022 2023 2024 2025",
    "programme 2024/2026",
    "axe 1.2.3, activité 1.2.3.4",
    "PAO-2026-0042",
    "A1.2.3",
    "P12 et P13",
    "la route RN9 et la RP4033",
    "norme ISO27001",
    "EN12464",
    "LE 15000e habitant",
    "a 15000 dirhams",
    "15 000 habitants",
    "5200 m² de zone verte",
    "environ 12 km",
    "éclairage de la rue Ibn Sina",
    "trois lampadaires, rue Ibn Sina, projet n° 3",
    "شارع محمد الخامس (المشروع رقم 3)",
    "إنارة 12 شارعا",
    "تبليط 12 زنقة بالمدينة القديمة",
    "20 places de stationnement",
    "1 rue sur 3 est éclairée",
    "les 12 rues du quartier",
    "le lot n° 2 du marché",
    "bus de la ligne 12, quartier Salam",
    "la ligne n° 12 du bus, hay Salam",
    "20 lamps in the street",
    "12 new trees on the road",
    "le plan n° 7",
    "@commune sur les réseaux",
    "https://www.example.org/photo/1234567890123456",
    "https://example.org/a/@33.97,-6.85,12z",
    "10 000 arbres en 5 ans",
    "0,5 % ; 0.25 ; 0.612345678",
    "score 3-2, places 1-2-3-4-5-6-7-8-9",
    "Tel que prévu en 2026",
    "القسط 2026 و 2027 و 2028",
    "Je propose un banc tous les 50 m.",
    "نقترح إحداث 5 ملاعب للقرب في أفق 2028.",
    "",
]


def kinds(text: str) -> list[PersonalDataKind]:
    return [each.kind for each in find_personal_data(text)]


@pytest.mark.parametrize(("sample", "kind"), SAMPLES)
def test_personal_data_is_found_alone_and_in_a_sentence(sample: str, kind: PersonalDataKind) -> None:
    """Alone, in French, in Arabic."""
    for text in (sample, f"Voilà : {sample}. Merci beaucoup", f"المرجو التواصل معي {sample} وشكرا"):
        assert kind in kinds(text), text


@pytest.mark.parametrize("text", NOBODYS)
def test_dates_amounts_articles_and_codes_are_nobodys(text: str) -> None:
    """Each false alarm would teach authors to look away."""
    assert kinds(text) == []


def test_spans_hold_what_was_typed_and_nothing_else() -> None:
    """Marks and controls before what was found change nothing."""
    text = "\u202bàé : amina@example.org\u202c أو ٠٦-١٢-٣٤-٥٦-٧٨، CIN BE123456."
    found = [(each.kind, text[each.start : each.end]) for each in find_personal_data(text)]
    assert found == [
        (EMAIL, "amina@example.org"),
        (PHONE, "٠٦-١٢-٣٤-٥٦-٧٨"),
        (IDENTITY, "BE123456"),
    ]


def test_the_name_of_a_street_belongs_to_the_address() -> None:
    text = "J'habite au 12, rue Ibn Sina. Et vous ?"
    (found,) = find_personal_data(text)
    assert text[found.start : found.end] == "12, rue Ibn Sina"


def test_each_of_two_phones_side_by_side_is_found() -> None:
    assert kinds("06 12 34 56 78 06 98 76 54 32") == [PHONE, PHONE]
    assert kinds("0612345678/0698765432") == [PHONE, PHONE]


def test_what_is_redacted_leaves_the_rest_as_it_was() -> None:
    text = "Appelez Amina au 06 12 34 56 78 ou amina@example.org avant le 05/06/2026."
    assert redact_personal_data(text, lambda kind: f"[{kind}]") == (
        "Appelez Amina au [phone] ou [email] avant le 05/06/2026."
    )


_DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९"]


@settings(max_examples=60, deadline=None)
@given(
    rest=st.integers(0, 10**8 - 1),
    first=st.sampled_from("5678"),
    gaps=st.lists(st.sampled_from(["", " ", "-", ".", "\u200f", "\u2066", " - "]), min_size=4, max_size=4),
    digits=st.sampled_from(_DIGITS),
)
def test_a_moroccan_phone_is_found_however_it_is_spaced(
    rest: int, first: str, gaps: list[str], digits: str
) -> None:
    """Every script of digits, every usual separator, unseen controls."""
    number = f"0{first}{rest:08d}".translate(str.maketrans("0123456789", digits))
    pairs = [number[place : place + 2] for place in range(0, 10, 2)]
    typed = pairs[0] + "".join(gap + pair for gap, pair in zip(gaps, pairs[1:], strict=True))
    found = find_personal_data(f"Mon numéro {typed} merci")
    assert [each.kind for each in found if each.kind is PHONE] == [PHONE] or _reads_as_a_date(typed)


def _reads_as_a_date(typed: str) -> bool:
    """A phone typed exactly as a day of this century is left alone."""
    return not find_personal_data(typed)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gives_spans_in_order_within_it(text: str) -> None:
    """Nothing overlaps, nothing is empty, and what is redacted never fails."""
    found = find_personal_data(text)
    ends = [0, *(each.end for each in found)]
    assert all(
        before <= each.start < each.end <= len(text) for before, each in zip(ends, found, strict=False)
    )
    assert len(redact_personal_data(text, lambda kind: "")) <= len(text)


def test_long_hostile_texts_are_read_at_once() -> None:
    """Work grows with the length of the text, not with its square."""
    for piece in ("a", "1", "0 6 ", "12 rue ", "+", "a@", "rue x n", "1 1", "be1", "cin "):
        find_personal_data(piece * (20_000 // len(piece)))
