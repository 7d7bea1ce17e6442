"""Counting files of ballots from anywhere, by the rules of this platform."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.features.ballots.counting import pabulib
from app.features.ballots.counting.tables import WrongBallotFile
from app.features.ballots.counting.types import CannotCount
from app.features.ballots.results import count_by_both_rules

group = AppGroup("votes", help="Budget votes in PaBuLib's format (.pb).")


@group.command("count")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything that was counted, round by round.")
def count(file: Path, as_json: bool) -> None:
    """Count a FILE of ballots greedily and by equal shares; nothing is stored."""
    try:
        ballots = pabulib.read(file.read_bytes())
        results = count_by_both_rules(ballots.election, progress=_show)
        projects = ballots.projects
    except (WrongBallotFile, CannotCount) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if as_json:
        click.echo(json.dumps({"projects": projects, **results}, ensure_ascii=False, indent=1))
        return
    for rule, name in (("greedy", "Greedy"), ("equal_shares", "Equal shares (cost, add1)")):
        click.echo(_sentence(name, results[rule], projects))
    if ballots.selected:
        official = [projects[number - 1] for number in sorted(ballots.selected)]
        click.echo(f"The file says that these were selected: {', '.join(official)}.")


def _sentence(name: str, result: dict[str, Any], projects: tuple[str, ...]) -> str:
    bought = [projects[number - 1] for number in sorted(result["bought"])]
    return f"{name}: {', '.join(bought) or 'nothing'}. Spent {result['spent']} of {result['budget']}."


def _show(done: float) -> None:
    click.echo(f"\r{done:.0%}", nl=done >= 1, err=True)
