"""Commands of the operator, one file for each group."""

from flask import Flask

from app.cli import accounts, demo, doctor, keys, ledger, plans, privacy, search, territories, votes


def init_app(app: Flask) -> None:
    """Add every group of commands."""
    app.cli.add_command(accounts.group)
    app.cli.add_command(demo.group)
    app.cli.add_command(doctor.doctor)
    app.cli.add_command(ledger.group)
    app.cli.add_command(keys.group)
    app.cli.add_command(plans.group)
    app.cli.add_command(privacy.group)
    app.cli.add_command(search.group)
    app.cli.add_command(territories.group)
    app.cli.add_command(votes.group)
