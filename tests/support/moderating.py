"""Acts of moderation on a consulting commune: what tests of cases start from."""

from typing import Any

from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.consultations.types import ModerationMode
from app.features.moderation import appealing, commands, queries
from app.features.moderation.models import ModerationCase, ModerationDecision
from app.features.moderation.types import AppealOutcome, Decision, Ground, Subject
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting

CHARTER = "1. Parler des idées, jamais des personnes.\n2. Ni publicité ni propagande.\n\n3. Aucune donnée personnelle."
AGAINST_RULE_1 = {"ground": Ground.CHARTER_RULE, "charter_rule": 1, "reason": "Une personne est nommée."}


def make_moderated(*, mode: ModerationMode = ModerationMode.BEFORE, slug: str = "ain-essai") -> Consulting:
    """Make a commune whose texts are read as asked, with a charter of three rules."""
    place = make_consulting(mode=mode, slug=slug)
    with transaction() as now:
        db.session.add(
            PublicTextVersion(
                collectivity_id=place.collectivity_id, kind=PublicText.CHARTER, number=2,
                texts={"fr": {"text": CHARTER, "origin": "original"}}, published_at=now,
            )
        )  # fmt: skip
    return place


def decide(place: Consulting, actor: Actor, proposal_id: int, decision: Decision, **options: Any) -> int:
    """Decide on a proposal; return the decision's id."""
    with transaction() as now:
        subject = place.proposal(proposal_id)
        return commands.decide(actor=actor, subject=subject, decision=decision, now=now, **options).id


def hide(place: Consulting, actor: Actor, proposal_id: int) -> int:
    """Hide a proposal for the first rule of the charter; return the decision's id."""
    return decide(place, actor, proposal_id, Decision.HIDE, **AGAINST_RULE_1)


def report(place: Consulting, reader: Actor, proposal_id: int, reason: str = "Une insulte.") -> None:
    """Report a proposal."""
    with transaction() as now:
        commands.report(actor=reader, subject=place.proposal(proposal_id), reason=reason, now=now)


def appeal(actor: Actor, decision_id: int, reason: str = "Je ne nomme personne.") -> int:
    """Appeal a decision; return the appeal's id."""
    with transaction() as now:
        decision = db.session.get_one(ModerationDecision, decision_id)
        return appealing.appeal(actor=actor, decision=decision, reason=reason, now=now).id


def rule(actor: Actor, decision_id: int, outcome: AppealOutcome, **options: Any) -> int:
    """Rule on the appeals against a decision; return the ruling's id."""
    said = {"reason": "Le texte parle d'un projet."} | options
    with transaction() as now:
        decision = db.session.get_one(ModerationDecision, decision_id)
        return appealing.rule_on_appeal(actor=actor, decision=decision, outcome=outcome, now=now, **said).id


def case_of(proposal_id: int) -> ModerationCase:
    """Return the last case of a proposal."""
    return queries.list_cases(subject=Subject.PROPOSAL, subject_id=proposal_id)[0]
