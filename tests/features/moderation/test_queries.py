"""The queue, its figures and the public log."""

from datetime import timedelta
from typing import Any

import pytest

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.moderation import commands, queries, queue
from app.features.moderation.publishing import LogFilters, log_page
from app.features.moderation.types import Decision, Ground, Subject, Waiting
from app.foundation import clock as application_clock
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting


@pytest.fixture
def place(db_session: Any, clock: FixedClock) -> Consulting:
    """An open round whose texts are read before they are shown, at a moment that stands still."""
    return make_consulting(mode=ModerationMode.BEFORE)


def test_the_oldest_comes_first_with_the_promised_hour(place: Consulting, clock: FixedClock) -> None:
    first = place.propose(place.person(), "Première")
    clock.advance(hours=30)
    second = place.propose(place.person(), "Seconde")
    page = queue.queue_page(collectivity_id=place.collectivity_id)
    assert [entry.contribution.id for entry in page.items] == [first, second]
    late, early = page.items
    assert late.due_at - late.since == timedelta(hours=24)
    now = application_clock.now()
    assert (late.is_overdue(now), early.is_overdue(now)) == (True, False)
    assert late.decisions == (Decision.PUBLISH, Decision.RETURN, Decision.REFUSE, Decision.REMOVE)
    assert late.waiting == {Waiting.PENDING}


def test_the_queue_is_narrowed_by_reason_and_cut_into_pages(place: Consulting) -> None:
    author = place.person()
    for number in range(5):
        place.propose(author, f"Idée {number}")
    shown = place.published(author, "Signalée")
    reader = place.person()
    with transaction() as now:
        commands.report(actor=reader, subject=place.proposal(shown), reason="Faux.", now=now)
    asked = {"collectivity_id": place.collectivity_id}
    assert [e.contribution.id for e in queue.queue_page(**asked, waiting=Waiting.REPORT).items] == [shown]
    page = queue.queue_page(**asked, number=2, size=4)
    assert (page.total, len(page.items), page.count) == (6, 2, 2)
    assert queue.queue_page(collectivity_id=place.collectivity_id + 1).items == []


def test_figures_say_how_many_wait_and_the_next_promise(place: Consulting, clock: FixedClock) -> None:
    sent_at = application_clock.now()
    place.propose(place.person())
    clock.advance(hours=2)
    place.propose(place.person(), "Autre")
    figures = queue.figures_of_queue(collectivity_id=place.collectivity_id)
    assert set(figures) == {Waiting.PENDING}
    waiting = figures[Waiting.PENDING]
    assert (waiting.count, waiting.oldest, waiting.hours) == (2, sent_at, 24)
    assert waiting.due_at == sent_at + timedelta(hours=24)


def test_the_log_is_public_newest_first_and_filtered(place: Consulting) -> None:
    moderator = place.person(Role.MODERATOR)
    kept, refused = place.propose(place.person()), place.propose(place.person(), "Autre")
    with transaction() as now:
        commands.decide(actor=moderator, subject=place.proposal(kept), decision=Decision.PUBLISH, now=now)
        commands.decide(
            actor=moderator, subject=place.proposal(refused), decision=Decision.REFUSE, ground=Ground.ILLEGAL,
            reason="Une menace.", now=now,
        )  # fmt: skip

    def logged(**filters: Any) -> list[int]:
        page = log_page(collectivity_id=place.collectivity_id, filters=LogFilters(**filters))
        return [each.decision.subject_id for each in page.items]

    assert logged() == [refused, kept]
    assert logged(decision=Decision.PUBLISH) == [kept]
    assert logged(consultation_id=place.consultation_id + 1) == []
    assert queries.median_hours(consultation_id=place.consultation_id) == 0


def test_other_texts_of_the_author_are_counted_not_listed(place: Consulting) -> None:
    author = place.person()
    first = place.propose(author)
    place.propose(author, "Autre")
    assert queries.count_other_texts(place.proposal(first)) == 1


def test_a_draft_or_a_text_of_another_collectivity_is_not_found(place: Consulting) -> None:
    proposal_id = place.propose(place.person())
    asked = {"subject": Subject.PROPOSAL, "subject_id": proposal_id}
    assert queries.get_contribution(collectivity_id=place.collectivity_id, **asked).id == proposal_id
    with pytest.raises(NotFound):
        queries.get_contribution(collectivity_id=place.collectivity_id + 1, **asked)
