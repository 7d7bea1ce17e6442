"""What people ask for in writing, and what a restored backup makes necessary again; for the operator."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.features.accounts import queries as accounts
from app.features.accounts.types import Address
from app.features.collectivities import queries as collectivities
from app.features.privacy import commands, finishing
from app.features.privacy.types import Texts
from app.features.proposals import queries as proposals
from app.foundation.database import transaction
from app.foundation.errors import DomainError
from app.foundation.policy import SYSTEM

group = AppGroup("privacy", help="Erasures, on written request and after a restored backup.")
TEXTS = click.option(
    "--texts",
    type=click.Choice([each.value for each in Texts]),
    required=True,
    help="stay: published texts stay without a name; go: only the trace that there were some stays.",
)


@group.command("erase")
@click.argument("address")
@TEXTS
@click.confirmation_option(prompt="Nobody can bring the account back. Erase it?")
def erase(address: str, texts: str) -> None:
    """Erase the account of ADDRESS, an e-mail address or a phone number as it is kept (+212…)."""
    text = address.strip().casefold()
    user = accounts.find_by_address(Address(text, is_phone="@" not in text))
    if user is None:
        raise click.ClickException("No account has this address.")
    _erase(user.id, Texts(texts))
    click.echo("Erased. The job finish_erasures deletes its files and wipes the database within minutes.")


@group.command("erase-sheet")
@click.argument("slug")
@click.argument("proposal_id", type=int)
@TEXTS
def erase_sheet(slug: str, proposal_id: int, texts: str) -> None:
    """Take the name out of PROPOSAL_ID of the collectivity SLUG, written down for somebody who has no account."""
    try:
        with transaction() as now:
            place = collectivities.get_by_slug(slug)
            proposal = proposals.get_proposal(collectivity_id=place.id, proposal_id=proposal_id, actor=SYSTEM)
            left = commands.erase_sheet(actor=SYSTEM, proposal=proposal, texts=Texts(texts), now=now)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for name in left:
        finishing.delete_file(name, data_folder=current_app.extensions["settings"].data_folder)
    click.echo("Done.")


@group.command("reapply")
def reapply() -> None:
    """Erase again the accounts that a restored backup brought back."""
    again = finishing.list_to_reapply()
    for user_id, texts in again:
        _erase(user_id, texts)
    click.echo(f"{len(again)} erased again.")


def _erase(user_id: int, texts: Texts) -> None:
    language = current_app.extensions["settings"].default_language
    try:
        with transaction() as now:
            commands.erase_account(actor=SYSTEM, user_id=user_id, texts=texts, language=language, now=now)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
