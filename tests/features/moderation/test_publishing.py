"""The public log: sources, appeals and their results, filters, and nothing that was said or who decided."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.features.accounts.types import Role
from app.features.moderation import publishing
from app.features.moderation.publishing import AppealFate, LogFilters
from app.features.moderation.types import AppealOutcome, Decision, Ground, Source, Subject
from app.foundation.database import db
from app.foundation.errors import NotFound
from tests.support.consulting import Consulting
from tests.support.moderating import appeal, decide, hide, make_moderated, report, rule


@pytest.fixture
def place(db_session: object) -> Consulting:
    """A hidden text that was shown again on appeal, one that was kept after a report, one that was published."""
    place = make_moderated()
    author, reader = place.person(), place.person()
    moderator, colleague = place.person(Role.MODERATOR), place.person(Role.FOCAL_POINT)
    hidden, kept = place.published(author, "Un"), place.published(author, "Deux")
    rule(colleague, _appealed(place, moderator, author, hidden), AppealOutcome.OVERTURNED)
    report(place, reader, kept)
    decide(place, moderator, kept, Decision.KEEP, reason="Une critique n'est pas une insulte.")
    decide(place, moderator, place.propose(author, "Trois"), Decision.PUBLISH)
    return place


def _appealed(place: Consulting, moderator: object, author: object, proposal_id: int) -> int:
    decision_id = hide(place, moderator, proposal_id)  # type: ignore[arg-type]
    appeal(author, decision_id)  # type: ignore[arg-type]
    return decision_id


def shown(place: Consulting, **filters: object) -> list[Decision]:
    page = publishing.log_page(
        collectivity_id=place.collectivity_id,
        filters=LogFilters(**filters),  # type: ignore[arg-type]
    )
    return [each.decision.decision for each in page.items]


def test_each_decision_stands_with_its_source_and_what_came_of_its_appeal(place: Consulting) -> None:
    published, kept, restored, hidden = publishing.log_page(collectivity_id=place.collectivity_id).items
    assert [each.decision.decision for each in (published, kept, restored, hidden)] == [
        Decision.PUBLISH, Decision.KEEP, Decision.RESTORE, Decision.HIDE,
    ]  # fmt: skip
    assert (published.decision.source, kept.decision.source) == (Source.READING, Source.REPORT)
    assert hidden.fate is AppealFate.OVERTURNED
    assert hidden.ruling is restored.follows
    assert hidden.changed_at - hidden.decision.decided_at >= timedelta(0)
    assert (published.fate, published.ruling, published.redactions) == (None, None, ())


def test_the_log_is_narrowed_by_what_is_asked(place: Consulting) -> None:
    assert shown(place, decision=Decision.HIDE) == [Decision.HIDE]
    assert shown(place, ground=Ground.CHARTER_RULE) == [Decision.HIDE]
    assert shown(place, source=Source.REPORT) == [Decision.KEEP]
    assert shown(place, appeal=AppealFate.OVERTURNED) == [Decision.HIDE]
    assert shown(place, appeal=AppealFate.WAITING) == shown(place, appeal=AppealFate.UPHELD) == []
    assert shown(place, subject=Subject.COMMENT) == shown(place, consultation_id=999) == []


def test_the_whole_log_asks_as_often_however_many_batches_it_comes_in(
    place: Consulting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BATCH", 3)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    ids = [each.decision.id for each in publishing.whole_log(collectivity_id=place.collectivity_id)]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), sum(each.startswith("SELECT") for each in asked)) == (4, 4)


def test_a_decision_of_another_collectivity_is_not_found(place: Consulting) -> None:
    other = make_moderated(slug="dar-essai")
    decision_id = publishing.log_page(collectivity_id=place.collectivity_id).items[0].decision.id
    with pytest.raises(NotFound):
        publishing.get_entry(collectivity_id=other.collectivity_id, decision_id=decision_id)
    assert publishing.log_page(collectivity_id=other.collectivity_id).total == 0
