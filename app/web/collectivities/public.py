"""The directory of members, each member's home, its charter and its legal notice."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, render_template, request

from app.features.collectivities import queries
from app.features.collectivities.types import PublicText
from app.foundation import clock
from app.foundation.errors import NotFound
from app.web.actors import current_actor
from app.web.collectivities import charters, pages
from app.web.guards import open_to_all

LONGEST_QUERY = 80
blueprint = Blueprint("collectivities", __name__)


@blueprint.get("/members")
@open_to_all
def directory() -> str:
    """List the members by region, found by name in either script and by kind."""
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    known = {kind.code: kind for kind in queries.list_kinds()}
    kind = known.get(request.args.get("kind", ""))
    found = pages.directory(query=query, kind=kind.code if kind else None, now=clock.now())
    return render_template("collectivities/public/directory.html", directory=found, query=query, kind=kind)


@blueprint.get("/c/<slug>")
@open_to_all
def page() -> str:
    """Show what is open, what comes next, what was answered, and the plans."""
    home = pages.home(g.collectivity, actor=current_actor(), now=clock.now())
    return render_template("collectivities/public/page.html", home=home)


@blueprint.get("/c/<slug>/charter")
@blueprint.get("/c/<slug>/charter/<int:number>")
@open_to_all
def charter(number: int | None = None) -> str:
    """Show the participation charter, the version that holds or an earlier one, and what each version changed."""
    versions = queries.list_public_texts(collectivity_id=g.collectivity.id, kind=PublicText.CHARTER)
    shown = _chosen(versions, number)
    page = charters.charter_page(shown, versions) if shown is not None else None
    return render_template("collectivities/public/charter.html", page=page)


@blueprint.get("/c/<slug>/legal-notice")
@blueprint.get("/c/<slug>/legal-notice/<int:number>")
@open_to_all
def legal_notice(number: int | None = None) -> str:
    """Show the legal notice, the version that holds or an earlier one."""
    versions = queries.list_public_texts(collectivity_id=g.collectivity.id, kind=PublicText.LEGAL_NOTICE)
    shown = _chosen(versions, number)
    return render_template("collectivities/public/legal_notice.html", versions=versions, shown=shown)


def _chosen(versions: Sequence[Any], number: int | None) -> Any:
    """Return the version of that number, the newest without one, or None when nothing was published."""
    found = next((each for each in versions if number in {None, each.number}), None)
    if number is not None and found is None:
        raise NotFound
    return found
