"""Roles, for the operator: the first ones of an installation have nobody to invite them."""

import click
from flask.cli import AppGroup

from app.features.accounts import commands, queries
from app.features.accounts.types import Address, Post, Role
from app.features.authenticators import resets
from app.features.collectivities import queries as collectivities
from app.foundation.database import transaction
from app.foundation.errors import DomainError
from app.foundation.policy import SYSTEM

group = AppGroup("accounts", help="People's roles.")


@group.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option(
    "--collectivity", "slug", help="The collectivity's address; leave it out for a role of the network."
)
@click.option(
    "--language", default="ar", show_default=True, help="Language of the invitation, if one is sent."
)
def grant(email: str, role: str, slug: str | None, language: str) -> None:
    """Give EMAIL the ROLE at once; without an account, send an invitation to it instead."""
    address = email.strip().casefold()
    try:
        with transaction() as now:
            collectivity_id = collectivities.get_by_slug(slug).id if slug else None
            post = Post(Role(role), collectivity_id)
            user = queries.find_by_email(address)
            if user is None:
                commands.invite(actor=SYSTEM, post=post, email=address, language=language, now=now)
            else:
                commands.grant_role(actor=SYSTEM, user=user, post=post, now=now)
            has_account = user is not None
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    done = (
        "holds the role from now on" if has_account else "has no account yet: an invitation waits to be sent"
    )
    click.echo(f"{address} {done}.")


@group.command("list-staff")
@click.argument("slug", required=False)
def list_staff(slug: str | None) -> None:
    """Show who holds which role in the collectivity SLUG, or in the network."""
    try:
        collectivity_id = collectivities.get_by_slug(slug).id if slug else None
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for member in queries.list_staff(collectivity_id):
        click.echo(f"{member.role.value:<20} {member.address:<40} {member.since:%Y-%m-%d}  {member.name}")


@group.command("reset-factors")
@click.argument("address")
def reset_factors(address: str) -> None:
    """Remove the second factors of the account of ADDRESS, for whoever lost them all; its owner is told."""
    typed = address.strip().casefold()
    try:
        with transaction() as now:
            user = queries.find_by_address(Address(typed, is_phone="@" not in typed))
            if user is None:
                raise click.ClickException(f"{typed} has no account. Nothing was changed.")
            resets.reset_by_operator(user=user, now=now)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{typed} has no second factor any more, is signed out everywhere, and is told so.")
