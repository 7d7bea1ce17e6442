"""`flask ledger`: begin it, verify it, give it out."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.features.transparency import beginning, exporting, queries, verifying
from app.foundation.database import db
from app.foundation.errors import DomainError

group = AppGroup("ledger", help="The public ledger of acts.")


@group.command("begin")
def begin() -> None:
    """Enter once, marked so, what was done before the ledger; running it again changes nothing."""
    consultations, collectivities = beginning.list_consultations(), beginning.list_collectivities()
    db.session.rollback()
    for consultation_id in consultations:
        click.echo(f"Consultation {consultation_id}: {beginning.begin(consultation_id)} acts entered.")
    for collectivity_id in collectivities:
        entered = beginning.begin_plans(collectivity_id)
        click.echo(f"Plans of collectivity {collectivity_id}: {entered} versions entered.")
    click.echo("The ledger is begun.")


@group.command("verify")
@click.argument("consultation", type=int, required=False)
def verify(consultation: int | None) -> None:
    """Compare every entry, hash, signature and act of a CONSULTATION (by default: all); 1 when any disagrees."""
    logs = queries.list_logs(consultation_id=consultation)
    db.session.rollback()
    if consultation is not None and not logs:
        raise click.ClickException(f"Nothing of consultation {consultation} stands in the ledger.")
    wrong = 0
    for log_id, name in logs:
        findings = verifying.verify(log_id)
        wrong += len(findings)
        click.echo(f"{name}: {'agrees' if not findings else 'DOES NOT AGREE'}")
        for finding in findings:
            click.echo(f"  {finding}")
    if wrong:
        sys.exit(1)


@group.command("export")
@click.argument("consultation", type=int)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of the terminal."
)
def export(consultation: int, output: Path | None) -> None:
    """Write the ledger of a CONSULTATION, which verify.py recounts."""
    logs = queries.list_logs(consultation_id=consultation)
    db.session.rollback()
    if not logs:
        raise click.ClickException(f"Nothing of consultation {consultation} stands in the ledger.")
    try:
        data = exporting.export(logs[0][0])
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if output is None:
        click.echo(data.decode("utf-8"), nl=False)
        return
    output.write_bytes(data)
    click.echo(f"{output}: {len(data)} bytes.")


@group.command("show")
def show() -> None:
    """List every log with its entries, its last checkpoint and what its last verification found."""
    for line in queries.list_overview():
        click.echo(
            f"{line.name}: {line.entries} entries, {line.waiting} waiting, signed up to {line.signed_size}"
            f"{f' ({line.signed_at:%Y-%m-%d %H:%M} UTC)' if line.signed_at else ''}, {_verified(line)}"
        )


def _verified(line: queries.Overview) -> str:
    if line.verified is None:
        return "never verified"
    if line.verified.agrees:
        return f"verified {line.verified.checked_at:%Y-%m-%d %H:%M} UTC: agrees"
    return f"verified {line.verified.checked_at:%Y-%m-%d %H:%M} UTC: {len(line.verified.findings)} things disagree"
