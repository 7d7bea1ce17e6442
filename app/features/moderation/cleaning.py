"""What people give as reasons, facts and orders, without what cannot be seen; refused when empty or endless."""

from datetime import date

from app.features.moderation.rules import REASON_LENGTH
from app.features.moderation.types import Order
from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.clean import clean_line, clean_text, is_blank

FACTS_LENGTH = 2000
AUTHORITY_LENGTH = 200
REFERENCE_LENGTH = 120


def cleaned_words(words: str, *, field: str, missing: LazyText) -> str:
    """Return what somebody gives as her reason; refuse an empty or endless one."""
    cleaned = clean_text(words)
    if is_blank(cleaned):
        raise Invalid(fields={field: missing})
    if len(cleaned) > REASON_LENGTH:
        too_long = _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)
        raise Invalid(fields={field: too_long})
    return cleaned


def cleaned_report(reason: str) -> str:
    """Return why a reader reports a text; refuse an empty or endless reason."""
    return cleaned_words(reason, field="reason", missing=_l("Say what is wrong with this text."))


def cleaned_facts(facts: str) -> str | None:
    """Return what is alleged or was found, or None; refuse an endless text."""
    cleaned = clean_text(facts)
    if len(cleaned) > FACTS_LENGTH:
        too_long = _n("At most %(num)s character.", "At most %(num)s characters.", FACTS_LENGTH)
        raise Invalid(fields={"facts": too_long})
    return None if is_blank(cleaned) else cleaned


def cleaned_order(order: Order, *, today: date) -> Order:
    """Return an order as it is kept; refuse one without authority or reference, or of a day to come."""
    cleaned = Order(clean_line(order.authority), clean_line(order.reference), order.dated_on)
    problems: dict[str, LazyText | str] = {}
    for name, text, longest, missing in (
        ("authority", cleaned.authority, AUTHORITY_LENGTH, _l("Name the authority that gave the order.")),
        ("reference", cleaned.reference, REFERENCE_LENGTH, _l("Give the reference of the order.")),
    ):
        if is_blank(text):
            problems[name] = missing
        elif len(text) > longest:
            problems[name] = _n("At most %(num)s character.", "At most %(num)s characters.", longest)
    if cleaned.dated_on > today:
        problems["dated_on"] = _l("This day has not come yet.")
    if problems:
        raise Invalid(fields=problems)
    return cleaned
