"""What people do with proposals, and what stays of it."""

from datetime import timedelta
from typing import Any

import pytest

from app.features.accounts.types import STAFF_ROLES, NameShown, Role
from app.features.consultations.models import AgeDeclaration
from app.features.consultations.rules import AgeNotDeclared
from app.features.consultations.types import ConsultationState, ModerationMode, Round
from app.features.proposals import commands, events, queries
from app.features.proposals.models import Proposal
from app.features.proposals.types import (
    Channel,
    Content,
    Intake,
    ListFilters,
    Outcome,
    Place,
    ProposalKind,
    ProposalState,
    Signature,
)
from app.foundation import clock as application_clock
from app.foundation import events as announcements
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting

NEW_TEXT = "Trop de files\nPeu d'heures\nAucune rampe"


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


@pytest.fixture
def reading_first(db_session: Any) -> Consulting:
    """An open second round, whose texts are read before they are shown."""
    return make_consulting(mode=ModerationMode.BEFORE)


def edit(place: Consulting, author: Actor, proposal_id: int, **texts: Any) -> None:
    content = Content(**({"title": "Autre titre", "solution": "Trois soirs."} | texts))
    with transaction() as now:
        commands.edit(actor=author, proposal=place.proposal(proposal_id), content=content, now=now)


def found(place: Consulting, query: str) -> list[int]:
    page = queries.list_page(consultation_id=place.consultation_id, filters=ListFilters(query=query))
    return [proposal.id for proposal in page.items]


def support(place: Consulting, proposal_id: int, count: int = 1) -> None:
    with transaction():
        place.proposal(proposal_id).support_count = count


def test_a_proposal_is_shown_at_once_where_texts_are_read_afterwards(place: Consulting) -> None:
    proposal = place.proposal(place.propose(place.person()))
    assert (proposal.state, proposal.number) == (ProposalState.PUBLISHED, 1)
    assert proposal.published_at is not None
    assert proposal.checked_at is None
    assert proposal.language == "fr"
    assert found(place, "bibliothèques") == [proposal.id]


def test_a_proposal_waits_where_texts_are_read_first(reading_first: Consulting) -> None:
    author = reading_first.person()
    proposal_id = reading_first.propose(author)
    assert reading_first.proposal(proposal_id).state is ProposalState.PENDING
    assert found(reading_first, "bibliothèque") == []
    with pytest.raises(NotFound):
        queries.get_proposal(collectivity_id=reading_first.collectivity_id, proposal_id=proposal_id)
    ours = {"collectivity_id": reading_first.collectivity_id, "proposal_id": proposal_id}
    assert queries.get_proposal(**ours, actor=author).id == proposal_id
    assert queries.get_proposal(**ours, actor=reading_first.person(Role.MODERATOR)).id == proposal_id
    with pytest.raises(NotFound):
        queries.get_proposal(**ours, actor=reading_first.person(Role.COMMITTEE_MEMBER))


def test_numbers_follow_one_another_in_each_consultation(place: Consulting) -> None:
    other = make_consulting(slug="dar-essai")
    author = place.person()
    assert [place.proposal(place.propose(author)).number for _ in range(3)] == [1, 2, 3]
    assert other.proposal(other.propose(author)).number == 1


def test_a_visitor_and_an_unconfirmed_person_are_refused(place: Consulting) -> None:
    with pytest.raises(SignInNeeded):
        place.propose(VISITOR)
    with pytest.raises(NotAllowed):
        place.propose(place.person(confirmed=False))


def test_proposals_are_taken_from_the_first_instant_and_before_the_last(
    place: Consulting, clock: FixedClock
) -> None:
    author = place.person()
    starts_at = clock.instant + timedelta(days=1)
    place.set(starts_at=starts_at, ends_at=starts_at + timedelta(days=3))
    for instant, taken in [
        (starts_at - timedelta(milliseconds=1), False),
        (starts_at, True),
        (starts_at + timedelta(days=3) - timedelta(milliseconds=1), True),
        (starts_at + timedelta(days=3), False),
    ]:
        clock.set(instant)
        if taken:
            assert place.propose(author)
        else:
            with pytest.raises(NotNow):
                place.propose(author)


def test_the_minimum_age_is_declared_first(place: Consulting) -> None:
    author = place.person()
    place.set(minimum_age=16)
    with pytest.raises(AgeNotDeclared):
        place.propose(author)
    with transaction() as now:
        db.session.add(
            AgeDeclaration(consultation_id=place.consultation_id, user_id=author.user_id, declared_at=now)
        )
    assert place.propose(author)


def test_the_first_round_takes_ideas_only(db_session: Any) -> None:
    place = make_consulting(round=Round.IDEAS)
    author = place.person()
    idea = place.proposal(place.propose(author, place=Place(axis_item_id=place.items["axis-2"])))
    assert idea.axis_item_id == place.items["axis-2"]
    with pytest.raises(NotNow):
        place.propose(author, place=Place(kind=ProposalKind.ADD, target_item_id=place.items["axis-1"]))


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"title": " \u200b "}, "title"),
        ({"title": "a" * 151}, "title"),
        ({"solution": ""}, "solution"),
        ({"solution": "a" * 3001}, "solution"),
        ({"problem": "a" * 3001}, "problem"),
    ],
)
def test_an_incomplete_or_endless_text_is_refused_beside_its_field(
    place: Consulting, content: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        place.propose(place.person(), **({"title": "Titre"} | content))
    assert set(refusal.value.fields) == {field}


def test_a_change_of_wording_keeps_the_new_text_and_finds_its_axis(place: Consulting) -> None:
    place_of_change = Place(kind=ProposalKind.AMEND, target_item_id=place.items["project-1"])
    proposal_id = place.propose(
        place.person(), "Une rampe", place=place_of_change, solution=None, wording={"problem": NEW_TEXT}
    )
    proposal = place.proposal(proposal_id)
    assert proposal.axis_item_id == place.items["axis-1"]
    assert queries.shown_version(proposal).wording == {"problem": NEW_TEXT}
    assert queries.count_by_item(consultation_id=place.consultation_id) == {place.items["project-1"]: 1}


@pytest.mark.parametrize("wording", [{}, {"problem": "Trop de files\r\nPeu d'heures "}, {"colour": "red"}])
def test_a_change_of_wording_changes_something_that_the_item_has(
    place: Consulting, wording: dict[str, str]
) -> None:
    place_of_change = Place(kind=ProposalKind.AMEND, target_item_id=place.items["project-1"])
    with pytest.raises(Invalid):
        place.propose(place.person(), "Une rampe", place=place_of_change, wording=wording)


def test_an_item_of_another_plan_cannot_be_changed(place: Consulting) -> None:
    other = make_consulting(slug="dar-essai")
    author = place.person()
    foreign = Place(kind=ProposalKind.REMOVE, target_item_id=other.items["project-1"])
    with pytest.raises(Invalid):
        place.propose(author, place=foreign, problem="Inutile")
    with pytest.raises(Invalid):
        place.propose(author, place=Place(kind=ProposalKind.ADD, target_item_id=place.items["activity-1"]))


def test_the_name_is_the_one_chosen_at_this_act_and_stays(place: Consulting) -> None:
    author = place.person(name="Amina")

    def signed(name_shown: NameShown) -> str | None:
        with transaction() as now:
            return commands.submit(
                actor=author, consultation=place.consultation, place=Place(),
                content=Content(title="Titre", solution="Texte"), signature=Signature(name_shown), now=now,
            ).shown_name  # fmt: skip

    assert signed(NameShown.PUBLIC_NAME) == "Amina"
    assert str(signed(NameShown.PSEUDONYM)).startswith("voisine")
    assert signed(NameShown.HIDDEN) is None


def test_nobody_speaks_for_an_association_that_is_not_hers(place: Consulting) -> None:
    author = place.person()
    with pytest.raises(Invalid), transaction() as now:
        commands.submit(
            actor=author, consultation=place.consultation, place=Place(),
            content=Content(title="Titre", solution="Texte"), signature=Signature(association_id=99), now=now,
        )  # fmt: skip


def test_a_draft_is_its_authors_alone_and_is_sent_later(place: Consulting) -> None:
    author = place.person()
    with transaction() as now:
        draft = commands.save_draft(
            actor=author, consultation=place.consultation, place=Place(), content=Content(title="À finir"),
            signature=Signature(), now=now,
        )  # fmt: skip
        draft_id = draft.id
    ours = {"collectivity_id": place.collectivity_id, "proposal_id": draft_id}
    for stranger in (VISITOR, place.person(), place.person(Role.FOCAL_POINT)):
        with pytest.raises(NotFound):
            queries.get_proposal(**ours, actor=stranger)
    drafts = queries.list_drafts(consultation_id=place.consultation_id, user_id=author.user_id)
    assert [each.id for each in drafts] == [draft_id]
    with transaction() as now:
        sent = commands.submit(
            actor=author, consultation=place.consultation, place=Place(), signature=Signature(), now=now,
            content=Content(title="Fini", solution="Voilà"), draft=place.proposal(draft_id),
        )  # fmt: skip
        assert sent.id == draft_id
    proposal = place.proposal(draft_id)
    assert (proposal.title, proposal.state, proposal.number) == ("Fini", ProposalState.PUBLISHED, 1)


def test_a_draft_can_be_thrown_away_and_a_sent_proposal_cannot(place: Consulting) -> None:
    author = place.person()
    with transaction() as now:
        draft = commands.save_draft(
            actor=author, consultation=place.consultation, place=Place(), content=Content(title=""),
            signature=Signature(), now=now,
        )  # fmt: skip
        commands.discard_draft(actor=author, proposal=draft)
    sent = place.propose(author)
    with pytest.raises(NotNow), transaction():
        commands.discard_draft(actor=author, proposal=place.proposal(sent))
    assert db.session.query(Proposal).count() == 1


def test_a_text_nobody_supported_is_changed_in_place(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    edit(place, author, proposal_id)
    proposal = place.proposal(proposal_id)
    assert (proposal.title, proposal.version_number) == ("Autre titre", 1)
    assert found(place, "autre titre") == [proposal_id]
    assert found(place, "bibliothèque") == []


def test_a_supported_text_is_changed_by_versions_that_all_can_compare(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    support(place, proposal_id)
    edit(place, author, proposal_id)
    support(place, proposal_id, 0)
    edit(place, author, proposal_id, title="Encore un titre")
    titles = [version.title for version in queries.list_versions(place.proposal(proposal_id))]
    assert titles == ["Ouvrir la bibliothèque le soir", "Autre titre", "Encore un titre"]


def test_a_change_is_read_first_where_texts_are(reading_first: Consulting) -> None:
    place, author = reading_first, reading_first.person()
    proposal_id = place.published(author)
    edit(place, author, proposal_id)
    proposal = place.proposal(proposal_id)
    assert proposal.title == "Ouvrir la bibliothèque le soir"
    assert [each.id for each in queries.list_to_read(collectivity_id=place.collectivity_id)] == [proposal_id]
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        commands.return_change(
            actor=moderator, proposal=place.proposal(proposal_id), reason="Trop court", now=now
        )
    assert queries.list_to_read(collectivity_id=place.collectivity_id) == []
    edit(place, author, proposal_id, title="Meilleur titre")
    with transaction() as now:
        commands.publish_change(actor=moderator, proposal=place.proposal(proposal_id), now=now)
    proposal = place.proposal(proposal_id)
    assert (proposal.title, proposal.version_number) == ("Meilleur titre", 2)
    with pytest.raises(NotNow), transaction() as now:
        commands.publish_change(actor=moderator, proposal=place.proposal(proposal_id), now=now)


def test_a_returned_proposal_is_corrected_and_read_again_even_after_the_end(
    reading_first: Consulting,
) -> None:
    place, author = reading_first, reading_first.person()
    proposal_id = place.propose(author)
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        commands.return_to_author(
            actor=moderator, proposal=place.proposal(proposal_id), reason="Dites où.", now=now
        )
    proposal = place.proposal(proposal_id)
    assert proposal.state is ProposalState.RETURNED
    step = queries.find_return(proposal)
    assert step is not None
    assert (step.reason, step.actor_role) == ("Dites où.", "moderator")
    place.close()
    edit(place, author, proposal_id)
    assert place.proposal(proposal_id).state is ProposalState.PENDING


def test_a_published_text_no_longer_changes_after_the_end(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    place.close()
    with pytest.raises(NotNow):
        edit(place, author, proposal_id)
    place.set(state=ConsultationState.ANSWERED)
    with pytest.raises(NotNow):
        edit(place, author, proposal_id)


@pytest.mark.parametrize("role", [None, *sorted(STAFF_ROLES)])
def test_nobody_changes_the_words_of_somebody_else(place: Consulting, role: Role | None) -> None:
    proposal_id = place.propose(place.person())
    with pytest.raises(NotAllowed):
        edit(place, place.person(*([role] if role else [])), proposal_id)
    assert place.proposal(proposal_id).title == "Ouvrir la bibliothèque le soir"


def test_a_withdrawal_leaves_a_tombstone_that_search_does_not_find(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    with transaction() as now:
        commands.withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)
    proposal = queries.get_proposal(collectivity_id=place.collectivity_id, proposal_id=proposal_id)
    ending = queries.find_ending(proposal)
    assert ending is not None
    assert (ending.step, ending.actor_role, ending.reason) == ("withdraw", "author", None)
    assert not queries.may_read_words(VISITOR, proposal)
    assert found(place, "bibliothèque") == []
    assert queries.list_accepted(consultation_id=place.consultation_id) == []


def test_what_was_answered_cannot_be_withdrawn(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.propose(author)
    with transaction():
        place.proposal(proposal_id).outcome = Outcome.RETAINED
    with pytest.raises(NotNow), transaction() as now:
        commands.withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)


def test_hiding_and_restoring_take_a_proposal_out_of_search_and_back(place: Consulting) -> None:
    proposal_id = place.propose(place.person())
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        commands.hide(actor=moderator, proposal=place.proposal(proposal_id), reason="Insulte", now=now)
    assert found(place, "bibliothèque") == []
    assert queries.similar(consultation_id=place.consultation_id, text="ouvrir la bibliothèque le soir") == []
    with transaction() as now:
        commands.restore(actor=moderator, proposal=place.proposal(proposal_id), now=now)
    assert found(place, "bibliothèque") == [proposal_id]
    alike = queries.similar(consultation_id=place.consultation_id, text="la bibliothèque ouverte le soir")
    assert [each.id for each in alike] == [proposal_id]


def test_a_refusal_needs_its_reason(reading_first: Consulting) -> None:
    place = reading_first
    proposal_id = place.propose(place.person())
    moderator = place.person(Role.FOCAL_POINT)
    with pytest.raises(Invalid), transaction() as now:
        commands.refuse(actor=moderator, proposal=place.proposal(proposal_id), reason=" ", now=now)
    with transaction() as now:
        commands.refuse(actor=moderator, proposal=place.proposal(proposal_id), reason="Publicité", now=now)
    assert place.proposal(proposal_id).state is ProposalState.REFUSED


def test_moderators_decide_in_their_own_collectivity_and_never_on_their_own_text(
    reading_first: Consulting,
) -> None:
    place = reading_first
    moderator = place.person(Role.MODERATOR)
    elsewhere = make_consulting(slug="dar-essai").person(Role.MODERATOR)
    theirs, own = place.propose(place.person()), place.propose(moderator)
    for actor, proposal_id in [
        (elsewhere, theirs),
        (moderator, own),
        (place.person(Role.COUNCIL_MEMBER), theirs),
    ]:
        with pytest.raises(NotAllowed), transaction() as now:
            commands.publish(actor=actor, proposal=place.proposal(proposal_id), now=now)
    with transaction() as now:
        commands.publish(actor=moderator, proposal=place.proposal(theirs), now=now)
    assert place.proposal(theirs).checked_at is not None


def test_a_step_out_of_turn_is_refused(place: Consulting) -> None:
    proposal_id = place.propose(place.person())
    moderator = place.person(Role.MODERATOR)
    for step in (commands.publish, commands.restore):
        with pytest.raises(NotNow), transaction() as now:
            step(actor=moderator, proposal=place.proposal(proposal_id), now=now)


def test_a_facilitator_writes_down_for_somebody_and_the_channel_is_kept(place: Consulting) -> None:
    facilitator = place.person(Role.FACILITATOR)
    with transaction() as now:
        proposal_id = commands.enter_for_somebody(
            actor=facilitator, consultation=place.consultation, place=Place(),
            content=Content(title="إحداث ملعب", solution="ملعب القرب في حينا"),
            intake=Intake(Channel.WORKSHOP, shown_name="Groupe des jeunes"), now=now,
        ).id  # fmt: skip
    proposal = place.proposal(proposal_id)
    assert (proposal.author_id, proposal.entered_by_id) == (None, facilitator.user_id)
    assert (proposal.channel, proposal.shown_name, proposal.language) == (
        Channel.WORKSHOP,
        "Groupe des jeunes",
        "ar",
    )
    assert queries.count_by_channel(consultation_id=place.consultation_id) == {Channel.WORKSHOP: 1}
    stranger = place.person()
    with pytest.raises(NotAllowed), transaction() as now:
        commands.enter_for_somebody(
            actor=stranger, consultation=place.consultation, place=Place(),
            content=Content(title="x", solution="y"), intake=Intake(Channel.PAPER), now=now,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "state"),
    [(Role.FOCAL_POINT, ProposalState.PUBLISHED), (Role.FACILITATOR, ProposalState.PENDING)],
)
def test_a_sheet_typed_in_by_somebody_who_moderates_was_read_while_typing(
    db_session: Any, role: Role, state: ProposalState
) -> None:
    reading_first = make_consulting(mode=ModerationMode.BEFORE)
    typist = reading_first.person(role)
    with transaction() as now:
        proposal_id = commands.enter_for_somebody(
            actor=typist, consultation=reading_first.consultation, place=Place(),
            content=Content(title="Un banc", solution="Un banc à l'ombre"), intake=Intake(Channel.PAPER), now=now,
        ).id  # fmt: skip
    proposal = reading_first.proposal(proposal_id)
    assert proposal.state is state
    assert (proposal.checked_at is not None) == (state is ProposalState.PUBLISHED)


def test_an_item_is_linked_to_its_idea_once(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    committee = place.person(Role.COMMITTEE_MEMBER)
    for _ in range(2):
        with transaction() as now:
            commands.link_item_origin(
                actor=committee, item=place.item("project-1"), proposal=place.proposal(proposal_id), now=now
            )
    assert queries.list_items_drawn_from(proposal_id=proposal_id) == [place.items["project-1"]]
    origins = queries.list_origins(item_ids=place.items.values())
    assert [each.id for each in origins[place.items["project-1"]]] == [proposal_id]


def test_every_act_is_told_with_ids_only(reading_first: Consulting) -> None:
    told: list[object] = []
    for event in (events.ProposalSubmitted, events.ProposalPublished, events.ProposalHidden):
        announcements.subscribe(event, told.append)
    try:
        proposal_id = reading_first.published(reading_first.person())
        moderator = reading_first.person(Role.MODERATOR)
        with transaction() as now:
            commands.hide(
                actor=moderator, proposal=reading_first.proposal(proposal_id),
                reason="Insulte", now=now,
            )  # fmt: skip
    finally:
        for event in (events.ProposalSubmitted, events.ProposalPublished, events.ProposalHidden):
            announcements._handlers[event].remove(told.append)
    ids = (proposal_id, reading_first.consultation_id, reading_first.collectivity_id)
    assert told == [
        events.ProposalSubmitted(*ids), events.ProposalPublished(*ids), events.ProposalHidden(*ids, reason="Insulte")
    ]  # fmt: skip


def test_the_instant_of_publication_is_that_of_the_transaction(place: Consulting, clock: FixedClock) -> None:
    place.set(starts_at=clock.instant - timedelta(days=1), ends_at=clock.instant + timedelta(days=1))
    proposal = place.proposal(place.propose(place.person()))
    assert proposal.published_at == application_clock.now()
