"""What runs by the clock and after the commit."""

from flask import Flask

from app.jobs import command_line


def init_app(app: Flask) -> None:
    """Add the operator's commands that run the jobs."""
    app.cli.add_command(command_line.jobs)
