"""Every public, consequential act is entered in its own transaction; what is not entered is so for a stated reason."""

import importlib
import inspect
import json
from dataclasses import is_dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.consultations import commands as consultations
from app.features.consultations.types import ConsultationState
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.plans import commands as plans
from app.features.plans.models import PlanVersion
from app.features.plans.types import VersionKind
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.features.synthesis import commands as synthesis
from app.features.synthesis.models import Theme
from app.foundation.database import db, transaction
from app.foundation.events import subscriptions
from app.foundation.ledger.models import LedgerEntry
from app.foundation.policy import SYSTEM
from config import ROOT
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting

LEDGER = "app.features.transparency.handlers."
BY_ITS_COMMAND = "its command enters it: the entry holds what the event must not say"
BY_THE_DECISION = "the decision of moderation that does it is entered"
NOT_PUBLIC = "nobody but those concerned is to know of it"
NO_CONSEQUENCE = "it changes neither a count nor a decision"
ANOTHER_ENTRY = "the act behind it is entered by another event"
LATER = "it follows what was decided, and its reports keep their own history"

# What is deliberately not entered, with the reason.
LEFT_OUT = {
    "accounts": dict.fromkeys(("AccountOpened", "RoleGranted", "RoleEnded", "PersonInvited"), NOT_PUBLIC),
    "ballots": dict.fromkeys(
        (
            "VotingOpened",
            "VotingExtended",
            "VotingClosed",
            "VotingCancelled",
            "BallotCast",
            "BallotWithdrawn",
        ),
        BY_ITS_COMMAND,
    )
    | {"VotingAnnounced": "the definition is entered when the vote opens, from when it cannot change"},
    "collectivities": {
        "CollectivityCreated": NO_CONSEQUENCE,
        "ProfileUpdated": NO_CONSEQUENCE,
        "PublicTextPublished": "the versions of public texts stand side by side on their page",
        "DeclarationRecorded": NOT_PUBLIC,
        "RegisterAuthorisationRecorded": NOT_PUBLIC,
    },
    "council": {"PlanAdopted": ANOTHER_ENTRY},
    "discussion": dict.fromkeys(("CommentPosted", "CommentPublished", "CommentWithdrawn"), NO_CONSEQUENCE)
    | dict.fromkeys(
        ("CommentRefused", "CommentHidden", "CommentRestored", "CommentLabelled"), BY_THE_DECISION
    )
    | {"CommentFact": "it is what the others have in common"},
    "moderation": {"ContributionReported": NOT_PUBLIC, "ReportsDecided": ANOTHER_ENTRY},
    "notifications": dict.fromkeys(("FollowBegun", "FollowEnded"), NOT_PUBLIC),
    "plans": {"PlanCreated": NOT_PUBLIC, "PlanImported": ANOTHER_ENTRY},
    "privacy": dict.fromkeys(("AccountErased", "PersonalExportReady"), NOT_PUBLIC),
    "projects": {"FollowUpBegun": LATER, "ProgressReported": LATER},
    "proposals": dict.fromkeys(
        (
            "ProposalReturned",
            "ProposalRefused",
            "ProposalHidden",
            "ProposalRestored",
            "ProposalLabelled",
            "ProposalChangeReturned",
        ),
        BY_THE_DECISION,
    )
    | dict.fromkeys(("ProposalSubmitted", "ProposalChangeSubmitted"), NOT_PUBLIC)
    | {
        "ProposalCorrected": NOT_PUBLIC,
        "ProposalFact": "it is what the others have in common",
        "ProposalEdited": "the versions of a proposal stand side by side on its page",
        "ItemDrawnFromProposal": "it appears in the published version of the plan, whose digest is entered",
    },
    "synthesis": {"SynthesisPublished": "it quotes what is entered, and decides nothing"},
    "voters": dict.fromkeys(("VerifiedAtDesk", "DeskVerificationRevoked", "RegisterReplaced"), NOT_PUBLIC),
    "workshops": dict.fromkeys(
        ("WorkshopPlanned", "WorkshopChanged", "WorkshopsCancelled", "MinutesPublished"), NO_CONSEQUENCE
    ),
}


def events_of(feature: str) -> set[str]:
    module = importlib.import_module(f"app.features.{feature}.events")
    return {
        name
        for name, member in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(member) and member.__module__ == module.__name__
    }


def test_every_event_is_entered_or_left_out_for_a_reason(app: Any) -> None:
    features = sorted(path.parent.name for path in (ROOT / "app" / "features").glob("*/events.py"))
    entered = {
        event
        for event, handlers in subscriptions().items()
        if any(handler.startswith(LEDGER) for handler in handlers)
    }
    undecided = {
        f"{feature}.{event}"
        for feature in features
        for event in events_of(feature) - entered - set(LEFT_OUT.get(feature, {}))
    }
    assert undecided == set()
    both = {event for events in LEFT_OUT.values() for event in events if event in entered}
    assert both == set()
    gone = {
        f"{feature}.{event}"
        for feature, events in LEFT_OUT.items()
        for event in set(events) - events_of(feature)
    }
    assert gone == set()


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def entries(*kinds: str) -> list[dict[str, Any]]:
    """Return the bodies of the entries of some kinds, in the order in which they were entered."""
    statement = sa.select(LedgerEntry.body).where(LedgerEntry.kind.in_(kinds)).order_by(LedgerEntry.id)
    return [json.loads(body) for body in db.session.scalars(statement)]


def brief(*kinds: str) -> list[tuple[Any, ...]]:
    return [(each["kind"], each["subject"], each["revision"], each["facts"]) for each in entries(*kinds)]


def test_supports_given_and_taken_back_are_entered_under_one_pseudonym(place: Consulting) -> None:
    proposal_id, citizen = place.published(place.person()), place.person(name="Brahim")
    for act in (
        supports.give_support,
        supports.give_support,
        supports.take_back_support,
        supports.give_support,
    ):
        with transaction() as now:
            act(actor=citizen, proposal=place.proposal(proposal_id), now=now)
    about = f"proposal:{proposal_id}"
    assert brief("support.given", "support.taken_back") == [
        ("support.given", about, 1, {}), ("support.taken_back", about, 2, {}), ("support.given", about, 3, {}),
    ]  # fmt: skip
    assert len({each["pseudonym"] for each in entries("support.given", "support.taken_back")}) == 1


def test_one_person_has_another_pseudonym_on_each_proposal(place: Consulting) -> None:
    author, citizen = place.person(), place.person(name="Brahim")
    for title in ("Ouvrir le samedi", "Planter des arbres"):
        deciding.support(place, place.published(author, title), citizen)
    assert len({each["pseudonym"] for each in entries("support.given")}) == 2


def test_opinions_are_entered_with_their_stance_and_nothing_that_names_anybody(place: Consulting) -> None:
    citizen, item = place.person(), place.items["project-1"]
    for stance in (Stance.AGREE, Stance.DISAGREE):
        with transaction() as now:
            supports.give_opinion(
                actor=citizen, consultation=place.consultation, item=place.item("project-1"), stance=stance, now=now
            )  # fmt: skip
    with transaction() as now:
        supports.take_back_opinion(
            actor=citizen, consultation=place.consultation, item=place.item("project-1"), now=now
        )
    assert brief("opinion.given", "opinion.taken_back") == [
        ("opinion.given", f"item:{item}", 1, {"stance": "agree"}),
        ("opinion.given", f"item:{item}", 2, {"stance": "disagree"}),
        ("opinion.taken_back", f"item:{item}", 3, {}),
    ]
    written = json.dumps(entries("opinion.given"))
    assert "Amina" not in written
    assert f"account:{citizen.user_id}" not in written


def test_an_act_that_is_not_kept_leaves_no_entry(place: Consulting) -> None:
    proposal_id, citizen = place.published(place.person()), place.person(name="Brahim")

    def support_and_fail() -> None:
        with transaction() as now:
            supports.give_support(actor=citizen, proposal=place.proposal(proposal_id), now=now)
            raise RuntimeError("the line dropped")

    with pytest.raises(RuntimeError):
        support_and_fail()
    assert entries("support.given") == []


def test_proposals_published_and_withdrawn_are_entered_and_what_nobody_saw_is_not(place: Consulting) -> None:
    author = place.person()
    seen = place.published(author)
    deciding.withdraw(place, author, seen)
    assert brief("proposal.published", "proposal.withdrawn") == [
        ("proposal.published", f"proposal:{seen}", 1, {}), ("proposal.withdrawn", f"proposal:{seen}", 2, {}),
    ]  # fmt: skip


def test_decisions_of_moderation_are_entered_without_their_reason(place: Consulting) -> None:
    proposal_id, moderator = place.published(place.person()), place.person(Role.MODERATOR, name="Mounir")
    with transaction() as now:
        decided = moderation.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=Decision.HIDE, ground=Ground.ILLEGAL,
            reason="Une personne y est insultée.", now=now,
        ).id  # fmt: skip
    (entry,) = entries("moderation.decided")
    assert entry["facts"] == {"decision": "hide", "decision_id": decided}
    assert entry["subject"] == f"proposal:{proposal_id}"
    assert "insult" not in json.dumps(entry)


def test_groups_and_their_undoing_are_entered(place: Consulting) -> None:
    author = place.person()
    first, second = place.published(author), place.published(author, "Planter des arbres")
    place.close()
    theme = deciding.theme(place, first, second)
    with transaction() as now:
        synthesis.ungroup(
            actor=SYSTEM, consultation=place.consultation, proposal=place.proposal(second), now=now
        )
    grouped = entries("proposal.grouped", "proposal.ungrouped")
    assert [(each["kind"], each["subject"], each["facts"]) for each in grouped] == [
        ("proposal.grouped", f"proposal:{first}", {"theme": theme}),
        ("proposal.grouped", f"proposal:{second}", {"theme": theme}),
        ("proposal.ungrouped", f"proposal:{second}", {"theme": theme}),
    ]


def test_the_session_and_every_response_are_entered(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    place.close()
    theme = deciding.theme(place, proposal_id)
    session_id = deciding.recorded_session(place)
    deciding.answer(place, theme, to=Theme)
    deciding.publish(place)
    assert brief("council.session_recorded") == [
        ("council.session_recorded", f"session:{session_id}", 1,
         {"session": session_id, "for": 20, "against": 3, "abstaining": 0}),
    ]  # fmt: skip
    assert brief("council.responded", "consultation.answered") == [
        ("consultation.answered", f"consultation:{place.consultation_id}", 1, {}),
        ("council.responded", f"theme:{theme}", 1, {"outcome": "retained"}),
    ]


def test_a_published_version_is_entered_in_the_log_of_its_collectivity(place: Consulting) -> None:
    with transaction() as now:
        version = plans.create_version(
            actor=SYSTEM, plan=db.session.get_one(PlanVersion, place.version_id).plan, kind=VersionKind.CONSULTED,
            based_on=db.session.get_one(PlanVersion, place.version_id), now=now,
        )  # fmt: skip
        plans.publish_version(actor=SYSTEM, version=version, now=now)
        version_id = version.id
    (entry,) = entries("plan.version_published")
    assert entry["log"].endswith(f"/ledger/{place.collectivity_id}-0")
    assert entry["subject"] == f"version:{version_id}"
    assert len(entry["facts"]["content"]) == 64


def test_the_calendar_is_entered_step_by_step(place: Consulting) -> None:
    place.set(state=ConsultationState.ANNOUNCED, opened_at=None)
    with transaction() as now:
        consultations.open_consultation(actor=SYSTEM, consultation=place.consultation, now=now)
    with transaction() as now:
        consultations.cancel(actor=SYSTEM, consultation=place.consultation, reason="La crue.", now=now)
    about = f"consultation:{place.consultation_id}"
    assert brief("consultation.opened", "consultation.cancelled") == [
        ("consultation.opened", about, 1, {}), ("consultation.cancelled", about, 2, {}),
    ]  # fmt: skip
