"""Appeals that the network decides: a list for its coordinators, who are told of each by a message too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from app.features.collectivities import queries as collectivities
from app.features.moderation import network_appeals
from app.features.moderation.network_appeals import NetworkAppeal
from app.features.moderation.policy import APPEAL_ROLES_OF_NETWORK
from app.foundation import clock
from app.foundation.i18n import LazyText
from app.web.ages import age_words, left_words
from app.web.guards import network
from app.web.moderation.pages import DECISION_KINDS, words_of
from app.web.template_values import Worded, worded

blueprint = Blueprint("network_appeals", __name__)


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal that waits, as one row."""

    title: str
    language: str
    place: Worded
    decision: LazyText
    kind: str
    age: str
    left: str
    is_overdue: bool
    url: str


@blueprint.get("/network/appeals")
@network(*APPEAL_ROLES_OF_NETWORK)
def waiting() -> str:
    """Show the appeals on which nobody of their collectivity may decide, the first due first."""
    return render_template("moderation/manage/network_appeals.html", rows=_rows())


def _rows() -> list[AppealRow]:
    """Return the rows; three queries whatever their number."""
    found, now = network_appeals.list_network_appeals(), clock.now()
    places = collectivities.list_by_ids({each.decision.collectivity_id for each in found})
    return [_row(each, places[each.decision.collectivity_id], now) for each in found]


def _row(appeal: NetworkAppeal, place: Any, now: datetime) -> AppealRow:
    decision, is_overdue = appeal.decision, now >= appeal.due_at
    return AppealRow(
        title=words_of(appeal.text),
        language=appeal.text.language,
        place=worded(place.names),
        decision=decision.decision.label,
        kind=DECISION_KINDS[decision.decision],
        age=age_words(appeal.lodged_at, now),
        left=_("overdue") if is_overdue else left_words(appeal.due_at, now),
        is_overdue=is_overdue,
        url=url_for("manage_appeals.appeal", slug=place.slug, decision_id=decision.id),
    )
