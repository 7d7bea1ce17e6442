"""What the front page of the network shows, gathered with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_decimal, gettext

from app.features.accounts import queries as accounts
from app.features.ballots.queries import announced_votes
from app.features.collectivities import queries as collectivities
from app.features.consultations import queries as consultations
from app.features.consultations.types import ConsultationState
from app.features.reports import queries as reports
from app.foundation import clock
from app.foundation.moments import day_words, moment_words
from app.foundation.policy import Actor
from app.web.ballots.wording import VoteShown, vote_shown
from app.web.consultations import wording

SHOWN_OPEN = 12
SHOWN_OTHERS = 6
SHOWN_PLANS = 6


@dataclass(frozen=True, slots=True)
class ConsultationCard:
    """A consultation as the front page shows it."""

    consultation: Any
    collectivity: Any
    tag: dict[str, str]
    when: str
    contribution_count: int
    vote: VoteShown | None


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Everything on the front page."""

    near: Sequence[ConsultationCard]
    running: Sequence[ConsultationCard]
    upcoming: Sequence[ConsultationCard]
    awaiting: Sequence[ConsultationCard]
    answered: Sequence[ConsultationCard]
    plans: Sequence[tuple[Any, Any]]
    figures: Sequence[dict[str, str]]


def front_page(*, actor: Actor, now: datetime) -> FrontPage:
    """Gather the front page; for somebody who told her commune, what is open near her comes first."""
    running = consultations.list_running(now=now, limit=SHOWN_OPEN)
    upcoming = consultations.list_upcoming(now=now, limit=SHOWN_OTHERS)
    awaiting = consultations.list_awaiting_answers(now=now, limit=SHOWN_OTHERS)
    answered = consultations.list_answered(limit=SHOWN_OTHERS)
    members = {member.id: member for member in collectivities.list_members()}
    listed = [*running, *upcoming, *awaiting, *answered]
    counts = reports.count_contributions(each.id for each in listed)
    votes = announced_votes(each.id for each in listed)
    near = _near(actor, members)

    def cards(listed: Sequence[Any]) -> list[ConsultationCard]:
        return [
            _card(each, members[each.collectivity_id], counts.get(each.id, 0), votes.get(each.id), now=now)
            for each in listed
        ]

    return FrontPage(
        near=cards([each for each in running if each.collectivity_id in near]),
        running=cards([each for each in running if each.collectivity_id not in near]),
        upcoming=cards(upcoming),
        awaiting=cards(awaiting),
        answered=cards(answered),
        plans=[
            (plan, members[plan.collectivity_id]) for plan in reports.list_plans_under_way(limit=SHOWN_PLANS)
        ],
        figures=_figures(len(members)),
    )


def _near(actor: Actor, members: dict[int, Any]) -> set[int]:
    """Return the collectivities whose territory holds the commune that the reader told at sign-up."""
    if not actor.is_signed_in:
        return set()
    home = accounts.get_user(actor.user_id).territory_id
    if home is None:
        return set()
    around = {home, *(place.id for place in collectivities.ancestors([home]).get(home, []))}
    return {member.id for member in members.values() if member.territory_id in around}


def _card(consultation: Any, collectivity: Any, count: int, vote: Any, *, now: datetime) -> ConsultationCard:
    return ConsultationCard(
        consultation=consultation,
        collectivity=collectivity,
        tag=wording.state_tag(consultation, now=now),
        when=_when(consultation, time_zone=collectivity.time_zone, now=now),
        contribution_count=count,
        vote=vote_shown(vote, now=now, slug=collectivity.slug, time_zone=collectivity.time_zone)
        if vote
        else None,
    )


def _when(consultation: Any, *, time_zone: str, now: datetime) -> str:
    state = wording.shown_state(consultation, now=now)
    if state is ConsultationState.OPEN:
        return wording.time_left(consultation.ends_at, now=now)
    if state is ConsultationState.ANNOUNCED:
        return str(
            gettext("Opens on %(date)s", date=moment_words(consultation.starts_at, time_zone=time_zone))
        )
    if state is ConsultationState.UNDER_REVIEW:
        return str(gettext("Answers due by %(date)s", date=day_words(consultation.answer_due_on)))
    answered_on = clock.local_date(consultation.answered_at, time_zone)
    return str(gettext("Answered on %(date)s", date=day_words(answered_on)))


def _figures(member_count: int) -> list[dict[str, str]]:
    return [
        {
            "value": format_decimal(member_count),
            "label": gettext("Members"),
            "definition": gettext("Collectivities that have their space on this platform."),
        },
        {
            "value": format_decimal(consultations.count_announced()),
            "label": gettext("Consultations"),
            "definition": gettext("Announced here since the beginning, cancelled ones included."),
        },
        {
            "value": format_decimal(reports.count_network_contributions()),
            "label": gettext("Contributions"),
            "definition": gettext(
                "Received by every channel, without those withdrawn, refused, hidden or returned."
            ),
        },
    ]
