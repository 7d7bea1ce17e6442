"""The map of addresses, on one page."""

from flask import Flask

from app.web import accents, requests
from app.web.home import public as home
from config import Config

NETWORK = "/<lang>"
COLLECTIVITY = "/<lang>/c/<slug>"
STAFF = "/<lang>/c/<slug>/manage"


def register(app: Flask, settings: Config) -> None:
    """Put every group of pages at its address."""
    app.register_blueprint(requests.blueprint)
    app.register_blueprint(accents.blueprint)
    app.register_blueprint(home.blueprint)
