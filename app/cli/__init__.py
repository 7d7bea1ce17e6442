"""Commands of the operator, one file for each group."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add every group of commands."""
