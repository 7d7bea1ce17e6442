"""Pages: what people see and press, made of what the features offer."""

from pathlib import Path

from flask import Flask

from app.web import (
    addresses,
    blueprints,
    compression,
    errors,
    languages,
    requests,
    security_headers,
    static_files,
    template_values,
)
from app.web.help_desk import guarding
from config import Config

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"


def init_app(app: Flask, settings: Config) -> None:
    """Give the application its pages."""
    compression.init_app(app)  # registered first, so that it runs last
    requests.init_app(app)
    security_headers.init_app(app)
    languages.init_app(app, directory=str(TRANSLATIONS))
    addresses.init_app(app)
    static_files.init_app(app, folder=settings.data_folder / "static")
    template_values.init_app(app)
    errors.init_app(app)
    guarding.init_app(app)
    blueprints.register(app, settings)
