"""Tachawor: public consultation on the action plans of territorial collectivities."""

from app.factory import create_app

__all__ = ["create_app"]
