"""What is grouped, answered, adopted and followed in the closed consultations of a commune."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.features.consultations import commands as consultations
from app.features.consultations.models import Consultation
from app.features.council import adoption
from app.features.council import commands as council
from app.features.council.models import CouncilSession
from app.features.council.types import SessionKind
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.projects.commands import begin_follow_up, report_progress
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.features.reports.queries import count_figures
from app.features.supports.commands import give_support
from app.features.synthesis import commands as synthesis
from app.features.synthesis.models import Theme
from app.foundation.clock import local_date
from app.foundation.database import db
from app.foundation.policy import SYSTEM
from tests.support import world_votes
from tests.support.world_people import Cast
from tests.support.world_texts import moderate, propose
from tests.support.world_words import NOW, SECRETS, days

if TYPE_CHECKING:
    from tests.support.world_commune import Commune

REASON = "La demande est fondée et le budget de l'année la permet."
BODY = "Le conseil de la commune"
TODAY = local_date(NOW, "Africa/Casablanca")


def fill_reviewed(commune: "Commune", cast: Cast) -> None:
    """Leave a consultation in the middle of its synthesis, with an answer prepared and another missing."""
    _contribute(commune, cast, "first")
    _close(commune, "first")
    proposals = _contribute(commune, cast, "review")
    consultation = _close(commune, "review")
    words = f"Les habitants veulent {SECRETS['a synthesis being written']}."
    _group(commune, cast, consultation, proposals, "review", introduction=words,
           point=f"Ils parlent de {SECRETS['a point being written']}.")  # fmt: skip
    session = council.plan_session(
        actor=SYSTEM, consultation=consultation, kind=SessionKind.ORDINARY, held_on=TODAY, place="Salle du conseil",
        now=NOW - days(3),
    )  # fmt: skip
    commune.ids["session_review"] = session.id
    reason = f"Nous retenons cette demande, {SECRETS['an answer being prepared']}."
    response = council.prepare_response(
        actor=SYSTEM, consultation=consultation, subject=_theme(commune, "review"), outcome=Outcome.RETAINED,
        language="fr", reason=reason, body=BODY, session=session, now=NOW - days(2),
    )  # fmt: skip
    commune.ids["response_review"] = response.id


def fill_answered(commune: "Commune", cast: Cast, name: str) -> None:
    """Answer a consultation, adopt its plan with one change, and follow its activity."""
    proposals = _contribute(commune, cast, name)
    world_votes.hold_vote(commune, cast, name)
    consultation = _close(commune, name)
    now = NOW - days(60)
    _group(
        commune, cast, consultation, proposals, name, introduction="On demande des heures.", point="Le soir."
    )
    synthesis.publish_synthesis(actor=SYSTEM, consultation=consultation, now=now)
    session = _hold_session(commune, consultation, name)
    for subject in (_theme(commune, name), proposals[-1]):
        response = council.prepare_response(
            actor=SYSTEM, consultation=consultation, subject=subject, outcome=Outcome.RETAINED, language="fr",
            reason=REASON, body=BODY, session=session, now=now,
        )  # fmt: skip
        commune.ids[f"response_{name}"] = response.id
    council.publish_responses(actor=SYSTEM, consultation=consultation, now=now)
    _adopt(commune, consultation, proposals[0], session, name)
    _report(commune)


def fill_archived(commune: "Commune", cast: Cast) -> None:
    """Leave an old consultation that was answered and put away."""
    proposals = _contribute(commune, cast, "archived")
    consultation = _close(commune, "archived")
    for proposal in proposals:
        council.prepare_response(
            actor=SYSTEM, consultation=consultation, subject=proposal, outcome=Outcome.NOT_RETAINED, language="fr",
            reason=REASON, body=BODY, now=NOW - days(180),
        )  # fmt: skip
    council.publish_responses(actor=SYSTEM, consultation=consultation, now=NOW - days(180))
    consultations.archive(actor=SYSTEM, consultation=consultation, now=NOW - days(150))


def _contribute(commune: "Commune", cast: Cast, name: str) -> list[Proposal]:
    """Make three published contributions, the last of which stands in no theme."""
    consultation = db.session.get_one(Consultation, commune[name])
    made = [propose(cast["author_a"], consultation, f"Proposition {name} {number}") for number in (1, 2, 3)]
    assert consultation.ends_at is not None
    for number, proposal in enumerate(made, start=1):
        moderate(SYSTEM, proposal, "published")
        give_support(actor=cast["supporter_a"], proposal=proposal, now=consultation.ends_at - days(1))
        commune.ids[f"proposal_{name}_{number}"] = proposal.id
    return made


def _close(commune: "Commune", name: str) -> Consultation:
    consultation = db.session.get_one(Consultation, commune[name])
    assert consultation.ends_at is not None
    return consultations.close_consultation(
        actor=SYSTEM, consultation=consultation, count_figures=count_figures, now=consultation.ends_at
    )


def _theme(commune: "Commune", name: str) -> Theme:
    return db.session.get_one(Theme, commune[f"theme_{name}"])


def _group(
    commune: "Commune",
    cast: Cast,
    consultation: Consultation,
    proposals: list[Proposal],
    name: str,
    *,
    introduction: str,
    point: str,
) -> None:
    assert consultation.closed_at is not None
    theme = synthesis.create_theme(
        actor=SYSTEM, consultation=consultation, language="fr", title=f"Horaires {name}", summary="Ouvrir plus tard.",
        now=consultation.closed_at,
    )  # fmt: skip
    commune.ids[f"theme_{name}"] = theme.id
    synthesis.group(
        actor=SYSTEM,
        consultation=consultation,
        theme=theme,
        proposals=proposals[:2],
        now=consultation.closed_at,
    )
    synthesis.write_synthesis(
        actor=SYSTEM, consultation=consultation, language="fr", introduction=introduction, conclusion="Voilà.",
        origin="original",
    )  # fmt: skip
    made = synthesis.add_point(
        actor=SYSTEM,
        consultation=consultation,
        theme=theme,
        language="fr",
        text=point,
        proposals=proposals[:1],
    )
    commune.ids[f"point_{name}"] = made.id


def _hold_session(commune: "Commune", consultation: Consultation, name: str) -> CouncilSession:
    held_on = local_date(NOW - days(65), "Africa/Casablanca")
    session = council.plan_session(
        actor=SYSTEM, consultation=consultation, kind=SessionKind.ORDINARY, held_on=held_on, place="Salle du conseil",
        now=NOW - days(66),
    )  # fmt: skip
    council.record_session(
        actor=SYSTEM, session=session, kind=SessionKind.ORDINARY, held_on=held_on, place="Salle du conseil",
        votes_for=20, votes_against=3, votes_abstaining=2, deliberation_number="2026/14", document_file_id=None,
        today=TODAY, now=NOW - days(64),
    )  # fmt: skip
    commune.ids[f"session_{name}"] = session.id
    return session


def _adopt(
    commune: "Commune", consultation: Consultation, source: Proposal, session: CouncilSession, name: str
) -> None:
    now = NOW - days(59)
    version = adoption.start_adopted_version(actor=SYSTEM, consultation=consultation, now=now)
    revision = db.session.scalars(
        sa.select(ItemRevision).where(
            ItemRevision.version_id == version.id, ItemRevision.item_id == commune["project_adopted"]
        )
    ).one()
    revision.texts = {"fr": {**revision.texts["fr"], "solution": "Ouvrir aussi le soir."}}
    db.session.flush()
    for difference in adoption.differences(version):
        adoption.explain_change(
            actor=SYSTEM, consultation=consultation, version=version, difference=difference, is_councils_own=False,
            proposals=[source], explanation={"fr": "Demandé par les habitants."}, now=now,
        )  # fmt: skip
    adoption.adopt_plan(actor=SYSTEM, consultation=consultation, session=session, now=now)
    begin_follow_up(version=db.session.get_one(PlanVersion, version.id))
    commune.ids[f"adopted_version_{name}"] = version.id


def _report(commune: "Commune") -> None:
    activity = db.session.scalars(
        sa.select(FollowedActivity).where(FollowedActivity.item_id == commune["activity_adopted"])
    ).one()
    commune.ids["activity"] = activity.id
    report_progress(
        actor=SYSTEM, activity=activity, status=ProgressStatus.UNDER_WAY, percent=20,
        texts={"fr": {"text": "Le guichet est choisi."}}, now=NOW - days(30), today=TODAY,
    )  # fmt: skip
    report_progress(
        actor=SYSTEM, activity=activity, status=ProgressStatus.DELAYED, percent=30,
        texts={"fr": {"text": "Le guichet attend.", "reason": "Le recrutement a pris du retard."}},
        new_due_on=local_date(NOW + days(200), "UTC"),
        now=NOW - days(5), today=TODAY,
    )  # fmt: skip
