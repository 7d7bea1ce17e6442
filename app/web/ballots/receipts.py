"""The receipt of a ballot: on the page, on paper, as a picture to scan, by mail; it never says what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from flask import Blueprint, Flask, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.features.accounts.queries import get_user, load_actor
from app.features.ballots import queries
from app.foundation import clock, outbox
from app.foundation.money import amount_pattern, currency_name
from app.foundation.outbox import Medium
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots import wording
from app.web.ballots.public import own_vote, vote_url
from app.web.ballots.steps import StepKind
from app.web.guards import signed_in
from app.web.scanning import picture
from config import Config

blueprint = Blueprint("ballot_receipts", __name__)
MAIL = "ballots/receipt"
STEPS = {
    StepKind.AGE: "identifying.declare_age",
    StepKind.DECLARE: "identifying.declare_residence",
    StepKind.CODE: "identifying.show_code",
    StepKind.NUMBER: "identifying.give_number",
    StepKind.IDENTITY: "identity.begin",
}


class Addressed(Protocol):
    """What is needed of a message to know whose receipt it carries, and of which vote."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """A receipt as it is read: its two fingerprints in groups, where it is checked, and that address as a picture."""

    leaf: list[str]
    nonce: list[str]
    check_url: str
    picture: Markup


def init_app(app: Flask) -> None:
    """Leave for the jobs what a mailed receipt says: it is read when it leaves, and stands in no outbox."""
    app.extensions.setdefault("message_values", {})[MAIL] = values_of_mail
    app.jinja_env.globals.update(
        money=wording.money,
        amount_pattern=amount_pattern,
        currency_name=currency_name,
        step_url=step_url,
        new_key=lambda: uuid4().hex,
        receipt_check_url=check_url,
    )


@blueprint.get("/consultations/<int:consultation_id>/vote/receipt")
@signed_in
def receipt(consultation_id: int) -> str | Response:
    """Show the receipt of one's own ballot."""
    consultation, question = own_vote(consultation_id)
    own = queries.find_own_ballot(actor=current_actor(), question=question, now=clock.now())
    if own is None:
        return redirect(vote_url(consultation_id), 303)
    return render_template(
        "ballots/public/receipt.html", consultation=consultation, question=question,
        receipt=shown(own.receipt), has_mail=get_user(current_actor().user_id).email is not None,
        state=wording.shown_state(question, now=clock.now()),
    )  # fmt: skip


@blueprint.post("/consultations/<int:consultation_id>/vote/receipt/mail")
@signed_in
def mail_receipt(consultation_id: int) -> Response:
    """Send the receipt to the voter's own address, because she asked for it."""
    _, question = own_vote(consultation_id)
    question_id, place_id, actor = question.id, g.collectivity.id, current_actor()

    def act(now: datetime) -> str:
        person = get_user(actor.user_id)
        if person.email is not None:
            outbox.post(
                medium=Medium.MAIL, recipient=person.email, user_id=person.id, language=person.language, template=MAIL,
                values={"question_id": question_id, "consultation_id": consultation_id, "collectivity_id": place_id},
                now=now,
            )  # fmt: skip
        return url_for("ballot_receipts.receipt", consultation_id=consultation_id)

    response = perform_once(act)
    flash(gettext("The receipt is on its way to your mailbox."), "success")
    return response


def values_of_mail(message: Addressed) -> dict[str, Any]:
    """Return the receipt that a mail carries, as it is when the mail leaves; none for a ballot taken back meanwhile."""
    question = queries.get_by_id(message.values["question_id"])
    own = queries.find_own_ballot(actor=load_actor(message.user_id or 0), question=question, now=clock.now())
    if own is None:
        return {"receipt": None}
    return {"receipt": {"leaf": own.receipt.leaf_hash, "nonce": own.receipt.nonce}}


def shown(own: Any) -> ReceiptShown:
    """Return a receipt as it is read; only the public fingerprint goes into an address, never the secret."""
    address = check_url(own.leaf_hash)
    return ReceiptShown(
        leaf=wording.in_groups(own.leaf_hash),
        nonce=wording.in_groups(own.nonce),
        check_url=address,
        picture=picture(address),
    )


def step_url(kind: StepKind, consultation_id: int) -> str:
    """Return where a step before the vote is done."""
    return url_for(STEPS[kind], consultation_id=consultation_id)


def check_url(leaf_hash: str) -> str:
    """Return the whole address at which anybody finds an entry of the ledger."""
    settings: Config = current_app.extensions["settings"]
    return f"{settings.public_url.rstrip('/')}{url_for('receipts.look_up', leaf=leaf_hash)}"
