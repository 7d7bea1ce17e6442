"""The group of addresses of proposals; its views stand in public, authoring and changing."""

from flask import Blueprint

blueprint = Blueprint("proposals", __name__)
