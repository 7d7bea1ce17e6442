"""Statements to begin from: what a decision says to the author and in the public log, in plain official words."""

from app.features.moderation.types import Decision, Ground, Subject
from app.features.proposals.types import PublicLabel
from app.foundation.i18n import LazyText, _l

# The languages in which every statement below is written; any other begins from one of them, and says so.
LANGUAGES_OF_STATEMENTS = ("ar", "fr", "en")

OPENINGS: dict[tuple[Subject, Decision], LazyText] = {
    (Subject.PROPOSAL, Decision.RETURN): _l(
        "This proposal is returned to its author before it is published."
    ),
    (Subject.PROPOSAL, Decision.REFUSE): _l("This proposal is not published."),
    (Subject.COMMENT, Decision.REFUSE): _l("This comment is not published."),
    (Subject.PROPOSAL, Decision.HIDE): _l("This proposal can no longer be read by the public."),
    (Subject.COMMENT, Decision.HIDE): _l("This comment can no longer be read by the public."),
    (Subject.PROPOSAL, Decision.REMOVE): _l("This proposal is removed."),
    (Subject.COMMENT, Decision.REMOVE): _l("This comment is removed."),
    (Subject.PROPOSAL, Decision.RELABEL): _l("This proposal stays where it is, with this label: %(label)s."),
    (Subject.COMMENT, Decision.RELABEL): _l("This comment stays where it is, with this label: %(label)s."),
    (Subject.PROPOSAL, Decision.RESTORE): _l(
        "This proposal can be read again: looked at once more, it breaks no rule."
    ),
    (Subject.COMMENT, Decision.RESTORE): _l(
        "This comment can be read again: looked at once more, it breaks no rule."
    ),
    (Subject.PROPOSAL, Decision.KEEP): _l(
        "This proposal was examined after a report. It stays where it is: it breaks neither the law nor the charter."
    ),
    (Subject.COMMENT, Decision.KEEP): _l(
        "This comment was examined after a report. It stays where it is: it breaks neither the law nor the charter."
    ),
}
BY_RULE = _l("It goes against rule %(number)s of the charter of participation: “%(rule)s”")
BY_LAW = _l("Its content is against the law.")
AFTERWARDS: dict[Decision, LazyText] = {
    Decision.RETURN: _l("Please change this, then send it again:"),
    Decision.REFUSE: _l("The author may send another text that keeps to the rules."),
    Decision.HIDE: _l("Everything else that its author wrote stays where it is."),
    Decision.RELABEL: _l("It keeps its supports and its comments, and it is answered like any other."),
}


def statement(
    *,
    subject: Subject,
    decision: Decision,
    ground: Ground | None = None,
    rule: tuple[int, str] | None = None,
    label: PublicLabel | None = None,
) -> str:
    """Return the statement that a decision begins from, in the language spoken now; empty when it needs none.

    `rule` is the number of the rule of the charter and its words. A moderator reads and changes it before it is sent.
    """
    opening = OPENINGS.get((subject, decision))
    if opening is None:
        return ""
    named = label.label if label is not None else "…"
    because = _because(decision, ground, rule)
    after = AFTERWARDS.get(decision)
    lines = [str(opening) % {"label": named}, *because, *([str(after)] if after is not None else [])]
    return "\n".join(lines)


def _because(decision: Decision, ground: Ground | None, rule: tuple[int, str] | None) -> list[str]:
    if decision in {Decision.RESTORE, Decision.KEEP}:
        return []
    if ground is Ground.ILLEGAL:
        return [str(BY_LAW)]
    if rule is not None:
        return [str(BY_RULE) % {"number": rule[0], "rule": rule[1]}]
    return []


def language_of_statement(wanted: str, *, zgh_falls_back_to: str = "ar") -> str:
    """Return the language in which a statement for an author begins: hers, or the one that stands in for it."""
    if wanted in LANGUAGES_OF_STATEMENTS:
        return wanted
    return "ar" if wanted == "ary" else zgh_falls_back_to
