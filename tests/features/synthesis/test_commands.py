"""Grouping is many-to-one and reversible, loses nobody, and points rest on proposals."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.proposals.types import ProposalState
from app.features.supports.models import Support
from app.features.synthesis import commands, queries, rules
from app.features.synthesis.models import Grouping, SynthesisPoint, Theme
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.policy import SYSTEM
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def ungroup(place: Consulting, proposal_id: int) -> None:
    with transaction() as now:
        proposal = place.proposal(proposal_id)
        commands.ungroup(actor=SYSTEM, consultation=place.consultation, proposal=proposal, now=now)


def add_point(
    place: Consulting, *proposal_ids: int, theme_id: int | None = None, text: str = "Le soir."
) -> int:
    with transaction():
        return commands.add_point(
            actor=SYSTEM,
            consultation=place.consultation,
            theme=db.session.get_one(Theme, theme_id) if theme_id is not None else None,
            language="fr",
            text=text,
            proposals=[place.proposal(each) for each in proposal_ids],
        ).id


def test_a_theme_takes_many_proposals_and_a_proposal_stands_in_one_theme(place: Consulting) -> None:
    first, second = (place.published(place.person()) for _ in range(2))
    evenings = deciding.theme(place, first, second)
    mornings = deciding.theme(place, second, title="Matinées")
    assert queries.theme_ids_by_proposal(place.consultation_id) == {first: evenings, second: mornings}


def test_grouping_can_be_undone_and_the_past_is_kept(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    theme_id = deciding.theme(place, proposal_id)
    for _ in range(2):
        ungroup(place, proposal_id)
    assert queries.grouping_of(proposal_id) is None
    deciding.move(place, theme_id, proposal_id)
    deciding.move(place, theme_id, proposal_id)
    history = queries.list_groupings(proposal_id)
    assert [grouping.removed_at is None for grouping, _ in history] == [False, True]


def test_a_dissolved_theme_lets_its_proposals_go_and_takes_no_more(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    theme_id = deciding.theme(place, proposal_id)
    with transaction() as now:
        theme = db.session.get_one(Theme, theme_id)
        commands.dissolve_theme(actor=SYSTEM, consultation=place.consultation, theme=theme, now=now)
    assert queries.count_ungrouped(place.consultation_id) == 1
    with pytest.raises(rules.ThemeGone):
        deciding.move(place, theme_id, proposal_id)


def test_a_supporter_of_several_proposals_of_a_theme_is_counted_once(place: Consulting) -> None:
    first, second = (place.published(place.person()) for _ in range(2))
    both, one = place.person(), place.person()
    deciding.support(place, first, both, one)
    deciding.support(place, second, both)
    theme_id = deciding.theme(place, first, second)
    recount = set(
        db.session.scalars(sa.select(Support.user_id).where(Support.proposal_id.in_([first, second])))
    )
    assert (
        queries.count_distinct_supporters(place.consultation_id) == {theme_id: 2} == {theme_id: len(recount)}
    )
    assert place.proposal(first).support_count == 2


def test_who_supported_only_what_was_withdrawn_is_no_longer_counted(place: Consulting) -> None:
    author = place.person()
    kept, gone = place.published(place.person()), place.published(author)
    deciding.support(place, kept, place.person())
    deciding.support(place, gone, place.person())
    theme_id = deciding.theme(place, kept, gone)
    deciding.withdraw(place, author, gone)
    assert queries.count_distinct_supporters(place.consultation_id) == {theme_id: 1}
    assert [each.id for each in queries.list_proposals_of([theme_id])[theme_id]] == [kept]


def test_only_published_proposals_of_the_consultation_are_grouped(place: Consulting) -> None:
    author = place.person()
    gone = place.published(author)
    deciding.withdraw(place, author, gone)
    assert place.proposal(gone).state is ProposalState.WITHDRAWN
    with pytest.raises(rules.NotGroupable):
        deciding.theme(place, gone)
    elsewhere = make_consulting(slug="dar-essai")
    with pytest.raises(rules.NotGroupable):
        deciding.theme(place, elsewhere.published(elsewhere.person()))
    foreign = deciding.theme(elsewhere)
    with pytest.raises((NotFound, NotAllowed)):
        deciding.move(place, foreign, place.published(place.person()))


def test_two_members_grouping_the_same_proposal_together_leave_it_in_one_theme(
    app: Flask, place: Consulting
) -> None:
    proposal_id = place.published(place.person())
    themes = [deciding.theme(place, title=f"Thème {number}") for number in range(4)]
    outcomes = do_together(app, [partial(deciding.move, place, theme_id, proposal_id) for theme_id in themes])
    assert outcomes == [None] * 4
    current = sa.select(sa.func.count()).where(
        Grouping.proposal_id == proposal_id, Grouping.removed_at.is_(None)
    )
    assert db.session.scalar(current) == 1


def test_a_point_without_proposals_or_words_is_refused(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    with pytest.raises(rules.UncitedPoint):
        add_point(place)
    with pytest.raises(rules.UncitedPoint):
        add_point(place, proposal_id, text="  ")
    theme_id = deciding.theme(make_consulting(slug="dar-essai"))
    with pytest.raises(NotFound):
        add_point(place, proposal_id, theme_id=theme_id)


def test_a_point_rewritten_keeps_the_citation_of_a_proposal_withdrawn_since(place: Consulting) -> None:
    author = place.person()
    kept, gone = place.published(place.person()), place.published(author)
    point_id = add_point(place, kept, gone)
    deciding.withdraw(place, author, gone)
    with transaction():
        commands.edit_point(
            actor=SYSTEM, consultation=place.consultation, point=db.session.get_one(SynthesisPoint, point_id),
            language="ar", text="في المساء", origin="translation_person",
            proposals=[place.proposal(kept), place.proposal(gone)],
        )  # fmt: skip
    cited = queries.list_citations([point_id])[point_id]
    assert [each.id for each in cited] == [kept, gone]
    assert set(db.session.get_one(SynthesisPoint, point_id).texts) == {"fr", "ar"}


def test_the_synthesis_is_published_once_contributions_are_closed(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    add_point(place, proposal_id)
    with pytest.raises(rules.StillRunning), transaction() as now:
        commands.publish_synthesis(actor=SYSTEM, consultation=place.consultation, now=now)
    assert queries.list_points_citing(proposal_id) == []
    place.close()
    for _ in range(2):
        with transaction() as now:
            commands.publish_synthesis(actor=SYSTEM, consultation=place.consultation, now=now)
    assert [point.texts["fr"]["text"] for point in queries.list_points_citing(proposal_id)] == ["Le soir."]


def test_after_the_answers_nothing_is_grouped_or_written(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    theme_id = deciding.theme(place)
    place.close()
    deciding.answer(place, proposal_id)
    deciding.publish(place)
    with pytest.raises(rules.NotBeingSynthesised):
        deciding.move(place, theme_id, proposal_id)
    with pytest.raises(rules.NotBeingSynthesised):
        add_point(place, proposal_id)
