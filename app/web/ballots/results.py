"""The results of a vote, for everybody: a page, and the file in which others count again."""

from typing import Any

from flask import g, make_response, render_template
from werkzeug.wrappers import Response

from app.features.ballots import queries
from app.features.ballots.counting import pabulib
from app.features.ballots.types import VotingKind, VotingState
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.money import country_name, currency_code
from app.web.ballots import results_pages
from app.web.ballots.pages import axes_of, shown_choices
from app.web.ballots.public import blueprint, own_vote
from app.web.guards import open_to_all
from app.web.template_values import field_of, name_of


@blueprint.get("/consultations/<int:consultation_id>/vote/results")
@open_to_all
def results(consultation_id: int) -> str:
    """Show turnout, and the counts once they are public."""
    consultation, question = own_vote(consultation_id)
    if question.opened_at is None and question.closed_at is None and not _has_begun(question):
        raise NotFound
    page = results_pages.results_page(consultation, question, now=clock.now())
    return render_template(
        "ballots/public/results.html", consultation=consultation, question=question, page=page
    )


@blueprint.get("/consultations/<int:consultation_id>/vote/results.pb")
@open_to_all
def ballot_file(consultation_id: int) -> Response:
    """Give the ballots of a closed vote on a budget, without any name, as the file that libraries of counting read."""
    _, question = own_vote(consultation_id)
    if question.state is not VotingState.CLOSED or question.kind is not VotingKind.BUDGET:
        raise NotFound
    response = make_response(pabulib.write(_file_of(question)))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="vote-{question.id}.pb"'
    return response


def _has_begun(question: Any) -> bool:
    return question.announced_at is not None and question.starts_at <= clock.now()


def _file_of(question: Any) -> pabulib.BallotFile:
    consultation, _ = own_vote(question.consultation_id)
    listed = queries.list_choices(question.id)
    shown = shown_choices(consultation, question, listed, axes=axes_of(consultation))
    counts = dict(question.figures["tally"])
    ballots = [opening["choices"] for opening in queries.openings(question.id)]
    return pabulib.build(
        meta=_meta(question, choices=len(shown), ballots=len(ballots)),
        projects=[
            {
                "project_id": str(each.number), "cost": str(each.cost or 0), "votes": str(counts.get(each.number, 0)),
                "name": each.title.text,
            }
            for each in shown
        ],
        votes=[
            {"voter_id": str(number), "vote": ",".join(map(str, choices))}
            for number, choices in enumerate(ballots, start=1)
        ],
    )  # fmt: skip


def _meta(question: Any, *, choices: int, ballots: int) -> dict[str, str]:
    return {
        "description": str(field_of(question.texts, "title").text),
        "country": country_name(),
        "unit": str(name_of(g.collectivity.names).text),
        "instance": str(question.id),
        "num_projects": str(choices),
        "num_votes": str(ballots),
        "budget": str(question.ceiling),
        "currency": currency_code(),
        "vote_type": "approval",
        "date_begin": question.starts_at.strftime("%d.%m.%Y"),
        "date_end": question.ends_at.strftime("%d.%m.%Y"),
        "min_length": str(question.minimum),
        "max_length": str(question.maximum),
        "max_sum_cost": str(question.ceiling),
    }
