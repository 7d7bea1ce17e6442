"""Counting files of ballots from anywhere, by the rules of this platform."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.features.ballots import choices_file, preparing, queries
from app.features.ballots.counting import pabulib
from app.features.ballots.counting.pabulib import BallotFile
from app.features.ballots.counting.tables import WrongBallotFile
from app.features.ballots.counting.types import CannotCount, Election
from app.features.ballots.results import count_by_both_rules
from app.features.ballots.types import VotingKind
from app.features.consultations.queries import get_by_id
from app.foundation.database import db, transaction
from app.foundation.errors import DomainError
from app.foundation.policy import SYSTEM

APPROVAL = "approval"
group = AppGroup("votes", help="Budget votes in PaBuLib's format (.pb).")


@group.command("count")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything that was counted, round by round.")
@click.option(
    "--ties",
    type=click.Choice(["published", "name"]),
    default="published",
    help="Who goes first among equals: more approvals, lower cost, place in the file; or the first project_id.",
)
def count(file: Path, *, as_json: bool, ties: str) -> None:
    """Count a FILE of ballots greedily and by equal shares; nothing is stored."""
    try:
        ballots = pabulib.read(file.read_bytes())
        projects = ballots.projects
        results = count_by_both_rules(_with_ties(ballots, ties), progress=_show)
    except (WrongBallotFile, CannotCount) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if as_json:
        click.echo(json.dumps({"projects": projects, **results}, ensure_ascii=False, indent=1))
        return
    kind = ballots.meta.get("vote_type", APPROVAL).lower()
    if kind != APPROVAL:
        click.echo(
            f"Votes are of the kind {kind}: whatever a ballot lists is approved; points and order do not count."
        )
    for rule, name in (("greedy", "Greedy"), ("equal_shares", "Equal shares (cost, add1)")):
        click.echo(_sentence(name, results[rule], projects))
    if ballots.selected:
        official = [projects[number - 1] for number in sorted(ballots.selected)]
        click.echo(f"The file says that these were selected: {', '.join(official)}.")


def _with_ties(ballots: BallotFile, ties: str) -> Election:
    """Return what is counted; by name, equals go as in the reference library when it is told nothing else."""
    if ties == "published":
        return ballots.election
    numbers = sorted(ballots.election.by_number, key=lambda number: ballots.projects[number - 1])
    return replace(ballots.election, tie_order=tuple(numbers))


@group.command("import")
@click.argument("consultation", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Do it; without this nothing is changed.")
def import_choices(consultation: int, file: Path, *, is_applied: bool) -> None:
    """Show the choices that FILE (.pb) would give the budget vote of a CONSULTATION; --apply replaces them."""
    try:
        with transaction() as now:
            _take(consultation, file.read_bytes(), now)
            if not is_applied:
                db.session.rollback()
    except DomainError as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    click.echo("Done." if is_applied else "Nothing was changed. Add --apply to import.")


def _take(consultation_id: int, data: bytes, now: datetime) -> None:
    question = queries.find_of_consultation(consultation_id)
    if question is None or question.kind is not VotingKind.BUDGET:
        raise click.ClickException(f"Consultation {consultation_id} has no vote on a budget.")
    read = choices_file.read_choices(data, get_by_id(consultation_id))
    if read.problems:
        raise click.ClickException("\n".join(str(each) for each in read.problems))
    preparing.replace_choices(
        actor=SYSTEM, question=question, choices=read.choices, lock_version=question.lock_version, now=now
    )
    for number, each in enumerate(read.choices, start=1):
        thing = f"item {each.item_id}" if each.item_id is not None else f"proposal {each.proposal_id}"
        click.echo(f"{number}. {thing}: {each.cost}")
    if read.budget is not None and read.budget != question.ceiling:
        click.echo(f"The file names a budget of {read.budget}; that of the vote stays {question.ceiling}.")


def _said(refusal: DomainError) -> str:
    return " ".join([str(refusal), *(str(each) for each in getattr(refusal, "fields", {}).values())])


def _sentence(name: str, result: dict[str, Any], projects: tuple[str, ...]) -> str:
    bought = [projects[number - 1] for number in sorted(result["bought"])]
    return f"{name}: {', '.join(bought) or 'nothing'}. Spent {result['spent']} of {result['budget']}."


def _show(done: float) -> None:
    click.echo(f"\r{done:.0%}", nl=done >= 1, err=True)
