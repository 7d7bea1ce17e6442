"""The committee and the council write one after the other, and only on the consultation in hand."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState, ModerationMode
from app.features.council import commands as council
from app.features.council.rules import Undecided
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, ProposalState
from app.features.synthesis import commands, queries
from app.features.synthesis.models import SynthesisPoint, Theme
from app.features.synthesis.rules import SavedMeanwhile
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import BEGAN, Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are read before they are shown."""
    return make_consulting(mode=ModerationMode.BEFORE)


@pytest.fixture
def committee(place: Consulting) -> Actor:
    return place.person(Role.COMMITTEE_MEMBER)


def another_consultation(place: Consulting, state: ConsultationState) -> int:
    """Add a second consultation of the same plan, which ended; return its id."""
    with transaction():
        first, now = place.consultation, clock.now()
        other = Consultation(
            collectivity_id=first.collectivity_id, plan_id=first.plan_id, version_id=first.version_id, round=2,
            state=state, texts=first.texts, starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=2),
            answer_due_on=first.answer_due_on, announced_at=BEGAN, closed_at=now, created_at=BEGAN,
        )  # fmt: skip
        db.session.add(other)
        db.session.flush()
        return other.id


def make_theme(place: Consulting, committee: Actor) -> int:
    with transaction() as now:
        return commands.create_theme(
            actor=committee,
            consultation=place.consultation,
            language="fr",
            title="Horaires",
            summary="",
            now=now,
        ).id


def group(place: Consulting, committee: Actor, theme_id: int, proposal_id: int) -> None:
    with transaction() as now:
        commands.group(
            actor=committee, consultation=place.consultation, theme=db.session.get_one(Theme, theme_id),
            proposals=[place.proposal(proposal_id)], now=now,
        )  # fmt: skip


def test_a_proposal_is_not_taken_out_of_its_theme_through_another_consultation(
    place: Consulting, committee: Actor
) -> None:
    proposal_id = place.published(place.person())
    group(place, committee, make_theme(place, committee), proposal_id)
    other_id = another_consultation(place, ConsultationState.UNDER_REVIEW)
    with pytest.raises(NotFound), transaction() as now:
        commands.ungroup(
            actor=committee, consultation=db.session.get_one(Consultation, other_id),
            proposal=place.proposal(proposal_id), now=now,
        )  # fmt: skip
    assert queries.grouping_of(proposal_id) is not None


def test_a_point_is_not_removed_through_another_consultation(place: Consulting, committee: Actor) -> None:
    proposal_id = place.published(place.person())
    with transaction():
        point_id = commands.add_point(
            actor=committee, consultation=place.consultation, theme=None, language="fr", text="Ouvrir plus tard",
            proposals=[place.proposal(proposal_id)],
        ).id  # fmt: skip
    other_id = another_consultation(place, ConsultationState.UNDER_REVIEW)
    with pytest.raises(NotFound), transaction():
        commands.remove_point(
            actor=committee, consultation=db.session.get_one(Consultation, other_id),
            point=queries.get_point(collectivity_id=place.collectivity_id, point_id=point_id),
        )  # fmt: skip
    assert queries.get_point(collectivity_id=place.collectivity_id, point_id=point_id)


def test_members_who_begin_the_synthesis_together_write_one_report(
    app: Flask, place: Consulting, committee: Actor
) -> None:
    def write(language: str) -> None:
        with transaction():
            commands.write_synthesis(
                actor=committee, consultation=place.consultation, language=language, introduction=language,
                conclusion="", origin="original",
            )  # fmt: skip

    languages = ("ar", "fr", "en")
    outcomes = do_together(app, [lambda code=code: write(code) for code in languages])  # type: ignore[misc]
    assert outcomes == [None] * len(languages)
    db.session.rollback()
    written = queries.find_synthesis(place.consultation_id)
    assert written is not None
    assert set(written.texts) == set(languages)


def test_answers_wait_until_moderators_have_decided_on_everything(place: Consulting) -> None:
    author = place.person()
    waiting, changed = place.propose(author), place.published(author)
    council_member = place.person(Role.COUNCIL_MEMBER)
    with transaction() as now:
        content = Content(title="Autre titre", solution="Autre chose")
        proposals.edit(actor=author, proposal=place.proposal(changed), content=content, now=now)
    place.close()
    with pytest.raises(Undecided) as refusal, transaction() as now:
        council.publish_responses(actor=council_member, consultation=place.consultation, now=now)
    assert [each.id for each in refusal.value.proposals] == [waiting, changed]
    with transaction() as now:
        proposals.refuse(actor=SYSTEM, proposal=place.proposal(waiting), reason="Une publicité", now=now)
        proposals.return_change(actor=SYSTEM, proposal=place.proposal(changed), reason="Illisible", now=now)
        proposals.withdraw(actor=author, proposal=place.proposal(changed), now=now)
    with transaction() as now:
        council.publish_responses(actor=council_member, consultation=place.consultation, now=now)
    assert place.consultation.state is ConsultationState.ANSWERED
    assert place.proposal(waiting).state is ProposalState.REFUSED


def saved_by_two(app: Flask, save: Callable[[str], None]) -> str:
    """Save two texts together from forms that show the same version; return the one that was kept."""
    words = ("Le soir", "Le dimanche")
    outcomes = do_together(app, [partial(save, each) for each in words])
    assert [type(each) for each in outcomes if each is not None] == [SavedMeanwhile]
    db.session.rollback()
    return words[outcomes.index(None)]


def test_a_theme_worded_by_two_members_keeps_what_the_first_wrote(
    app: Flask, place: Consulting, committee: Actor
) -> None:
    theme_id = make_theme(place, committee)

    def word(title: str) -> None:
        with transaction():
            commands.edit_theme(
                actor=committee, consultation=place.consultation, theme=db.session.get_one(Theme, theme_id),
                language="fr", title=title, summary="", origin="original", lock_version=1,
            )  # fmt: skip

    kept = saved_by_two(app, word)
    assert db.session.get_one(Theme, theme_id).texts["fr"]["title"] == kept


def test_a_synthesis_written_by_two_members_keeps_what_the_first_wrote(
    app: Flask, place: Consulting, committee: Actor
) -> None:
    def write(introduction: str) -> None:
        with transaction():
            commands.write_synthesis(
                actor=committee, consultation=place.consultation, language="fr", introduction=introduction,
                conclusion="", origin="original", lock_version=0,
            )  # fmt: skip

    kept = saved_by_two(app, write)
    written = queries.find_synthesis(place.consultation_id)
    assert written is not None
    assert written.texts["fr"]["introduction"] == kept


def test_a_point_rewritten_by_two_members_keeps_what_the_first_wrote(
    app: Flask, place: Consulting, committee: Actor
) -> None:
    cited, other = place.published(place.person()), place.published(place.person())

    def point_of(point_id: int) -> SynthesisPoint:
        return queries.get_point(collectivity_id=place.collectivity_id, point_id=point_id)

    def save(text: str, *proposal_ids: int, lock_version: int = 1) -> None:
        with transaction():
            commands.edit_point(
                actor=committee, consultation=place.consultation, point=point_of(point_id), language="fr",
                text=text, origin="original", proposals=[place.proposal(each) for each in proposal_ids or (cited,)],
                lock_version=lock_version,
            )  # fmt: skip

    with transaction():
        point_id = commands.add_point(
            actor=committee, consultation=place.consultation, theme=None, language="fr", text="Ouvrir plus tard",
            proposals=[place.proposal(cited)],
        ).id  # fmt: skip
    kept = saved_by_two(app, save)
    assert point_of(point_id).texts["fr"]["text"] == kept
    # Another citation under the same words is a save too.
    save(kept, other, lock_version=2)
    with pytest.raises(SavedMeanwhile):
        save(kept, cited, lock_version=2)
    assert [each.id for each in queries.list_citations([point_id])[point_id]] == [other]
