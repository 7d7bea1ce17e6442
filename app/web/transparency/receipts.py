"""Is my vote there? Anybody with a receipt finds out, without an account; nothing of it is written down."""

from typing import Any

from flask import Blueprint, render_template, request

from app.features.ballots.queries import find_of_consultation, list_choices
from app.features.transparency import queries
from app.features.transparency.queries import Receipt
from app.foundation.i18n import _l
from app.web.guards import open_to_all
from app.web.transparency.forms import OpeningForm, ReceiptForm
from app.web.transparency.wording import choice_titles

blueprint = Blueprint("receipts", __name__)
NOT_A_NUMBER = _l("This is not the number of a receipt: it has 64 signs, digits and letters from a to f.")
NOT_A_SECRET = _l("This is not the secret of a receipt: it has 32 signs, digits and letters from a to f.")
OPENS_NOTHING = _l(
    "Nothing opens with this secret. Before the vote is closed no ballot can be opened; after it, only the last one."
)


@blueprint.get("/receipts")
@open_to_all
def look_up() -> str | tuple[str, int]:
    """Ask for the number of a receipt, or say what the ledger knows of the one in the address."""
    form = ReceiptForm(request.args)
    if "leaf" not in request.args:
        return _page(form)
    leaf = queries.as_leaf(form.leaf.data) if form.validate() else None
    if leaf is None:
        form.leaf.errors = list(form.leaf.errors) or [str(NOT_A_NUMBER)]
        return _page(form), 422
    return _page(form, leaf=leaf, receipt=queries.find_receipt(leaf))


@blueprint.post("/receipts")
@open_to_all
def open_ballot() -> str | tuple[str, int]:
    """Show the choice that a receipt opens with its secret, once the vote is closed; nothing is kept."""
    form = OpeningForm()
    is_whole = form.validate()
    leaf = queries.as_leaf(form.leaf.data or "")
    nonce = queries.as_nonce(form.nonce.data or "")
    receipt = queries.find_receipt(leaf) if leaf is not None else None
    if is_whole and leaf is not None and nonce is not None:
        choices = queries.find_opening(receipt, nonce=nonce) if receipt is not None else None
        if choices is not None and receipt is not None:
            return _page(_found(leaf), leaf=leaf, receipt=receipt, opened=_titles(receipt, choices))
        form.nonce.errors = [str(OPENS_NOTHING)]
    elif is_whole:
        form.leaf.errors = [] if leaf is not None else [str(NOT_A_NUMBER)]
        form.nonce.errors = [] if nonce is not None else [str(NOT_A_SECRET)]
    return _page(_found(leaf), leaf=leaf, receipt=receipt, opening=form), 422


def _found(leaf: str | None) -> ReceiptForm:
    return ReceiptForm(data={"leaf": leaf or ""})


def _titles(receipt: Receipt, choices: Any) -> list[Any]:
    question = find_of_consultation(receipt.consultation_id or 0)
    if question is None:
        return []
    chosen = [choice for choice in list_choices(question.id) if choice.number in set(choices)]
    return choice_titles(question.consultation_id, chosen)


def _page(
    form: ReceiptForm,
    *,
    leaf: str | None = None,
    receipt: Receipt | None = None,
    opening: OpeningForm | None = None,
    opened: list[Any] | None = None,
) -> str:
    return render_template(
        "transparency/public/receipts.html",
        form=form,
        leaf=leaf,
        receipt=receipt,
        opening=opening or OpeningForm(formdata=None, data={"leaf": leaf or ""}),
        opened=opened,
    )
