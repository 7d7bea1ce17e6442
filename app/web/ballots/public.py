"""Voting: choose, review, cast; change it or take it back until the vote closes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.ballots import commands, queries, rules
from app.features.ballots.policy import BallotPermission, ballots
from app.features.ballots.types import MOST_CHOICES
from app.features.consultations.queries import get_consultation
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound, NotNow
from app.foundation.i18n import _l
from app.foundation.identity_provider import provider
from app.foundation.text.clean import clean_line
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots import pages, sealing
from app.web.ballots.steps import StepKind
from app.web.guards import open_to_all, signed_in
from app.web.kept_forms import forget_kept, keep, keep_and_ask_to_sign_in, kept_fields
from app.web.proposals.listing import seed_of_visit
from app.web.reading import whole_number
from app.web.security_headers import let_forms_lead_to

blueprint = Blueprint("ballots", __name__)
LONGEST_QUERY = 120


class OtherBallot(Invalid):
    """The form that was reviewed said something else."""

    message = _l("This is not the ballot that was reviewed: nothing was counted. Look at your choices again.")


class NotReviewed(Invalid):
    """The form does not come from the page that shows a ballot once more."""

    message = _l(
        "A ballot is cast only after its review: nothing was counted. Review your choices, then cast them."
    )


def own_vote(consultation_id: int) -> tuple[Any, Any]:
    """Return a consultation of the address and its vote, when the reader may know of it."""
    consultation = get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )
    question = queries.find_of_consultation(consultation_id)
    if question is None or not ballots.allows(current_actor(), BallotPermission.READ, question):
        raise NotFound
    return consultation, question


def vote_url(consultation_id: int, **more: Any) -> str:
    """Return the address of the vote of a consultation."""
    return url_for("ballots.vote", consultation_id=consultation_id, **more)


@blueprint.get("/consultations/<int:consultation_id>/vote")
@open_to_all
def vote(consultation_id: int) -> str:
    """Show the question, who may vote and how, and the choices; what was ticked before signing in is still ticked."""
    kept = kept_fields()
    ticked = _numbers(kept.get("choices", "").split()) if kept is not None else None
    return _page(consultation_id, ticked, is_changing=kept is not None or "change" in request.args)


@blueprint.post("/consultations/<int:consultation_id>/vote")
@open_to_all
def choose(consultation_id: int) -> Response | str | tuple[str, int]:
    """Count again what is ticked, search among the choices, or show the ballot for review; nothing is cast here."""
    ticked = _numbers(request.form.getlist("choice"))
    if request.form.get("act") != "review":
        return _page(consultation_id, ticked, query=_query(), is_changing=True)
    consultation, question = own_vote(consultation_id)
    if not current_actor().is_signed_in:
        return keep_and_ask_to_sign_in(vote_url(consultation_id), fields=_kept(ticked))
    try:
        numbers = _checked(question, ticked)
    except (Invalid, NotNow) as refusal:
        return _page(consultation_id, ticked, problems=[str(refusal)], is_changing=True), refusal.status
    return _review(consultation, question, numbers)


@blueprint.post("/consultations/<int:consultation_id>/vote/cast")
@signed_in
def cast(consultation_id: int) -> Response | tuple[str, int]:
    """Cast the reviewed ballot and no other; the same form sent again counts once."""
    numbers, actor = _numbers(request.form.getlist("choice")), current_actor()
    _, question = own_vote(consultation_id)
    rules.require_open(question, now=clock.now())
    question_id = question.id

    def act(now: datetime) -> str:
        commands.cast(actor=actor, question=queries.get_by_id(question_id), choices=numbers, now=now)
        forget_kept()
        return url_for("ballot_receipts.receipt", consultation_id=consultation_id)

    try:
        _require_reviewed(question_id, numbers)
        response = perform_once(act, is_unlinked=True)
    except Invalid as refusal:
        return _page(consultation_id, numbers, problems=[str(refusal)], is_changing=True), 422
    flash(*_what_became_of_it(question_id, numbers))
    return response


@blueprint.get("/consultations/<int:consultation_id>/vote/withdraw")
@signed_in
def withdraw(consultation_id: int) -> str | Response:
    """Ask whether one's ballot should be taken back."""
    consultation, question = own_vote(consultation_id)
    rules.require_open(question, now=clock.now())
    return render_template("ballots/public/withdraw.html", consultation=consultation, question=question)


@blueprint.post("/consultations/<int:consultation_id>/vote/withdraw")
@signed_in
def confirm_withdrawal(consultation_id: int) -> Response:
    """Take one's ballot back; doing it again changes nothing."""
    _, question = own_vote(consultation_id)
    question_id, actor = question.id, current_actor()

    def act(now: datetime) -> str:
        commands.withdraw(actor=actor, question=queries.get_by_id(question_id), now=now)
        return vote_url(consultation_id)

    response = perform_once(act, is_unlinked=True)
    flash(gettext("Your ballot is withdrawn: nothing of it is counted."), "success")
    return response


def keep_ticks(consultation_id: int) -> Response:
    """Keep what is ticked, be it nothing, while the voter does something else first, and lead back to the vote."""
    ticked = _numbers(request.form.getlist("choice"))
    keep(_kept(ticked), address=vote_url(consultation_id))
    return redirect(vote_url(consultation_id), 303)


def _kept(ticked: Iterable[int]) -> dict[str, str]:
    return {"choices": " ".join(map(str, ticked))}


def _numbers(texts: Iterable[str]) -> list[int]:
    """Return the choices that a form names, in order and once each; anything else is as if it were not there."""
    found = {number for text in list(texts)[: 2 * MOST_CHOICES] if (number := whole_number(text)) is not None}
    return sorted(found)[:MOST_CHOICES]


def _query() -> str:
    asked = request.form.get("act") == "search"
    return clean_line(request.form.get("q", "")[:LONGEST_QUERY]) if asked else ""


def _checked(question: Any, ticked: Sequence[int]) -> list[int]:
    rules.require_open(question, now=clock.now())
    choices = queries.list_choices(question.id)
    available = queries.available_numbers(question, choices)
    return rules.require_choices(question, ticked, choices=choices, available=available)


def _require_reviewed(question_id: int, numbers: Sequence[int]) -> None:
    """Refuse a form that is not the one which the page of review made for these choices of this person."""
    key, given = request.form.get("submission_key", ""), request.form.get("seal", "")
    whose = current_actor().user_id
    if not key or not given:
        raise NotReviewed
    if not sealing.is_whole(given, key=key, user_id=whose, question_id=question_id, choices=numbers):
        raise OtherBallot


def _what_became_of_it(question_id: int, numbers: Sequence[int]) -> tuple[str, str]:
    """Return the notice after a ballot was sent: a form used before records nothing, be the ballot another by now."""
    question = queries.get_by_id(question_id)
    own = queries.find_own_ballot(actor=current_actor(), question=question, now=clock.now())
    if own is not None and list(own.choices) == list(numbers):
        return gettext("Your ballot is recorded."), "success"
    return gettext(
        "This form was used before, and you changed or withdrew your ballot afterwards: nothing was recorded now."
    ), "info"


def _page(consultation_id: int, ticked: Sequence[int] | None, **options: Any) -> str:
    consultation, question = own_vote(consultation_id)
    page = pages.ballot_page(
        consultation, question, actor=current_actor(), seed=_seed(), now=clock.now(), ticked=ticked, **options
    )
    service = provider()
    if service is not None and page.step is not None and page.step.kind is StepKind.IDENTITY:
        let_forms_lead_to(service.origin)
    return render_template(
        "ballots/public/vote.html", page=page, consultation=consultation, question=question
    )


def _review(consultation: Any, question: Any, numbers: list[int]) -> str | tuple[str, int]:
    """Show the ballot once more, with the key that belongs to it alone; say first what the voter still has to do."""
    page = pages.ballot_page(
        consultation,
        question,
        actor=current_actor(),
        seed=_seed(),
        now=clock.now(),
        ticked=numbers,
        is_changing=True,
    )
    if page.step is not None:
        return _page(consultation.id, numbers, problems=[page.step.sentence], is_changing=True), 409
    key = uuid4().hex
    seal = sealing.seal(key=key, user_id=current_actor().user_id, question_id=question.id, choices=numbers)
    return render_template(
        "ballots/public/review.html",
        page=page,
        consultation=consultation,
        question=question,
        key=key,
        seal=seal,
    )


def _seed() -> int:
    """Return the seed of the voter's own fair order: her account's on every device, else that of her visit."""
    return current_actor().user_id or seed_of_visit()
