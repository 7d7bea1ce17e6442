"""What may follow what, and what a text is made of before it is kept."""

import pytest

from app.features.discussion.rules import lifecycle as comment_lifecycle
from app.features.discussion.types import CommentState
from app.features.plans.models import ItemRevision
from app.features.proposals import rules
from app.features.proposals.types import Content, ProposalState
from app.features.proposals.wording import language_of_wording, wording_of
from app.foundation.errors import Invalid

S = ProposalState


def test_every_state_is_reached_by_some_step() -> None:
    assert rules.lifecycle.reachable() == set(ProposalState)
    assert comment_lifecycle.reachable() == set(CommentState)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (S.DRAFT, {"submit"}),
        (S.PENDING, {"publish", "return_to_author", "refuse", "remove", "withdraw"}),
        (S.RETURNED, {"submit_again", "withdraw"}),
        (S.PUBLISHED, {"hide", "remove", "withdraw"}),
        (S.HIDDEN, {"restore", "remove"}),
        (S.REMOVED, {"restore"}),
        (S.REFUSED, {"restore", "remove"}),
        (S.WITHDRAWN, set()),
    ],
)
def test_these_steps_and_no_other_leave_a_state(state: ProposalState, steps: set[str]) -> None:
    assert set(rules.lifecycle.possible(state)) == steps


def test_what_cannot_be_seen_is_taken_out_before_a_text_is_kept() -> None:
    cleaned = rules.cleaned(
        Content(title=" Un\u202e titre\n", problem="\u200b", wording={"title": " Autre\r\nligne "})
    )
    assert cleaned == Content(title="Un titre", problem=None, wording={"title": "Autre\nligne"})


def test_a_reason_is_given_and_readable() -> None:
    assert rules.cleaned_reason(" Hors sujet ") == "Hors sujet"
    for reason in ("", " \u200b", "a" * 1001):
        with pytest.raises(Invalid):
            rules.cleaned_reason(reason)


def test_a_change_of_wording_is_made_in_a_language_that_the_item_has() -> None:
    revision = ItemRevision(
        texts={
            "en": {"title": "Budget", "origin": "translation_person"},
            "ar": {"title": "الميزانية", "partners": ["جمعية", "مدرسة"], "origin": "original"},
        }
    )
    assert language_of_wording(revision, "en") == "en"
    assert language_of_wording(revision, "fr") == "ar"
    assert language_of_wording(ItemRevision(texts={})) == "und"
    assert wording_of(revision, "ar") == {"title": "الميزانية", "partners": "جمعية\nمدرسة"}
    assert wording_of(revision, "fr") == {}
