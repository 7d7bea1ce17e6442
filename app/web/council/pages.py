"""What the council's pages show, gathered with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.features.consultations.queries import list_of_collectivity
from app.features.council import queries as council
from app.features.council.queries import AnswerFigures
from app.features.media import queries as media
from app.features.plans import queries as plans
from app.features.projects import queries as projects
from app.features.proposals import queries as proposals
from app.features.proposals.types import ListFilters, Outcome, ProposalOrder
from app.features.synthesis import queries as synthesis
from app.foundation.pagination import Page
from app.web.media.shown import attachments_shown
from app.web.synthesis.pages import ThemeShown, synthesis_page

DESK_PAGE = 30


@dataclass(frozen=True, slots=True)
class Became:
    """An item of the adopted plan that proposals stand behind, with how it advances."""

    change: Any
    revision: Any
    followed: Any


@dataclass(frozen=True, slots=True)
class ThemeAnswered:
    """You said, we decided, it became: one theme."""

    shown: ThemeShown
    response: Any
    session: Any
    became: list[Became]


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """The same for one proposal."""

    proposal: Any
    response: Any
    session: Any
    became: list[Became]


@dataclass(frozen=True, slots=True)
class Results:
    """The published answers of a consultation."""

    figures: AnswerFigures
    sessions: list[Any]
    documents: dict[int, list[Any]]
    adopted: Any
    themes: list[ThemeAnswered]
    alone: Page[Any]
    answered: list[ProposalAnswered]


@dataclass(frozen=True, slots=True)
class Desk:
    """The council's desk on one consultation: what is answered, what is not, the session, the adopted plan."""

    accepted: int
    unanswered: int
    sessions: list[Any]
    documents: dict[int, list[Any]]
    themes: list[tuple[ThemeShown, Any]]
    alone: Page[Any]
    words: dict[int, Any]
    responses: dict[int, Any]
    adopted: Any


def desk(*, consultation: Any, number: int) -> Desk:
    """Return everything that the council's desk shows of a consultation."""
    by_theme, by_proposal = council.responses_by_subject(consultation.id)
    shown = synthesis_page(consultation.id)
    alone = synthesis.list_ungrouped_page(
        consultation_id=consultation.id, query=None, number=number, size=DESK_PAGE
    )
    sessions = council.list_sessions(consultation.id)
    return Desk(
        accepted=council.figures_of(consultation.id).accepted,
        unanswered=council.count_unanswered(consultation.id),
        sessions=sessions,
        documents=documents_of(sessions),
        themes=[(each, by_theme.get(each.theme.id)) for each in shown.themes],
        alone=alone,
        words=proposals.shown_versions(alone.items),
        responses=by_proposal,
        adopted=council.find_adopted_version(consultation),
    )


def results(*, consultation: Any, outcome: Outcome | None, number: int) -> Results:
    """Return the published answers: themes first, then the proposals answered on their own, one page of them."""
    by_theme, by_proposal = council.responses_by_subject(consultation.id)
    shown = synthesis_page(consultation.id)
    sessions = council.list_sessions(consultation.id)
    adopted = council.find_adopted_version(consultation, published=True)
    became = _became(adopted)
    alone = proposals.list_page(
        consultation_id=consultation.id,
        filters=ListFilters(outcome=outcome),
        order=ProposalOrder.SUPPORTS,
        number=number,
    )
    theme_of = synthesis.theme_ids_by_proposal(consultation.id)
    sessions_by_id = {session.id: session for session in sessions}
    return Results(
        figures=council.figures_of(consultation.id),
        sessions=[session for session in sessions if session.recorded_at is not None],
        documents=documents_of(sessions),
        adopted=adopted,
        themes=[
            ThemeAnswered(
                shown=each,
                response=response,
                session=sessions_by_id.get(response.session_id or 0),
                became=_distinct([one for proposal in each.proposals for one in became.get(proposal.id, [])]),
            )
            for each in shown.themes
            if (response := by_theme.get(each.theme.id)) is not None
            and (outcome is None or response.outcome is outcome)
        ],
        alone=alone,
        answered=[
            ProposalAnswered(
                proposal=proposal,
                response=response,
                session=sessions_by_id.get(response.session_id or 0) if response is not None else None,
                became=became.get(proposal.id, []),
            )
            for proposal in alone.items
            for response in [by_proposal.get(proposal.id) or by_theme.get(theme_of.get(proposal.id, 0))]
        ],
    )


def documents_of(sessions: Sequence[Any]) -> dict[int, list[Any]]:
    """Return {session id: its document as the macro of attachments takes it}; one query."""
    ids = {each.id: each.document_file_id for each in sessions if each.document_file_id is not None}
    files = media.files_by_id(list(ids.values()))
    return {session_id: attachments_shown([files[file_id]]) for session_id, file_id in ids.items()}


def _became(version: Any) -> dict[int, list[Became]]:
    """Return {proposal id: what it became in the adopted version}."""
    if version is None:
        return {}
    changes = council.changes_of(version.id)
    sources = council.sources_of(change.id for change in changes.values())
    followed = projects.progress_of_items(changes)
    drafted = plans.revisions_of(version_id=version.based_on_id, item_ids=list(changes))
    revisions = drafted | plans.revisions_of(version_id=version.id, item_ids=list(changes))
    found: dict[int, list[Became]] = {}
    for item_id, change in changes.items():
        became = Became(change=change, revision=revisions.get(item_id), followed=followed.get(item_id))
        for proposal in sources.get(change.id, []):
            found.setdefault(proposal.id, []).append(became)
    return found


def _distinct(members: list[Became]) -> list[Became]:
    return list({each.change.id: each for each in members}.values())


@dataclass(frozen=True, slots=True)
class AnswersOfConsultation:
    """How one consultation is answered, for the public page of figures."""

    consultation: Any
    figures: AnswerFigures


def answers_of_collectivity(collectivity_id: int) -> list[AnswersOfConsultation]:
    """Return the figures on answers of every closed consultation, the latest first; a constant number of queries."""
    closed = [
        each for each in list_of_collectivity(collectivity_id=collectivity_id) if each.closed_at is not None
    ]
    figures = council.figures_of_many([each.id for each in closed])
    return [AnswersOfConsultation(consultation=each, figures=figures[each.id]) for each in closed]
