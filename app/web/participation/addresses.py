"""Another e-mail address or phone: asked for, proved on both sides, and stopped by whoever did not ask for it."""

from typing import Any

from flask import Blueprint, flash, render_template, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.features.accounts import addresses, throttling
from app.features.accounts.queries import get_user
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.web.accounts import sessions
from app.web.accounts.forms import AddressField, address_in
from app.web.actors import current_actor
from app.web.forms import ActionForm
from app.web.guards import open_to_all, proved_lately, signed_in

blueprint = Blueprint("addresses", __name__)
Page = str | tuple[str, int] | Response
_WAITING = "address_change"


class NewAddressForm(ActionForm):
    """Where the person wants to be reached from now on."""

    address = AddressField(
        _l("New e-mail address or phone number"),
        [InputRequired(_l("Write your e-mail address or your phone number.")), Length(max=254)],
    )


class BothCodesForm(ActionForm):
    """The code of the new address and the code of the present one."""

    new_code = StringField(
        _l("Code sent to the new address"),
        [InputRequired(_l("Type the six digits of the message.")), Length(max=20)],
    )
    old_code = StringField(
        _l("Code sent to your present address"),
        [InputRequired(_l("Type the six digits of the message.")), Length(max=20)],
    )


@blueprint.get("/me/addresses")
@proved_lately
def change() -> str:
    """Show where the person can be reached, and ask for another address."""
    return _page(NewAddressForm())


@blueprint.post("/me/addresses")
@proved_lately
def ask() -> Page:
    """Send both codes; the answer is the same whether or not the new address belongs to another account."""
    form, actor = NewAddressForm(), current_actor()
    if not form.validate_on_submit():
        return _page(form), 422
    address = address_in(form.address)
    sessions.require_patience(throttling.SEND_CODE, account=f"change:{actor.user_id}")
    browser = sessions.new_browser_secret()
    try:
        with transaction() as now:
            asked = addresses.ask_to_change(actor=actor, address=address, browser=browser, now=now)
            change_id = asked.id
    except Invalid as refusal:
        form.take_errors(refusal)
        return _page(form), 422
    session[_WAITING] = {"change_id": change_id, "browser": browser, "address": address.text}
    return redirect(url_for("addresses.codes"), 303)


@blueprint.get("/me/addresses/codes")
@signed_in
def codes() -> Page:
    """Ask for both codes."""
    waiting = _waiting()
    if waiting is None:
        return redirect(url_for("addresses.change"), 303)
    return render_template("participation/public/codes.html", codes=BothCodesForm(), waiting=waiting)


@blueprint.post("/me/addresses/codes")
@signed_in
def confirm() -> Page:
    """Take the new address when both codes are right."""
    waiting, form, actor = _waiting(), BothCodesForm(), current_actor()
    if waiting is None:
        return redirect(url_for("addresses.change"), 303)
    if not form.validate_on_submit():
        return render_template("participation/public/codes.html", codes=form, waiting=waiting), 422
    sessions.require_patience(throttling.TRY_CODE, account=f"change:{actor.user_id}")
    with transaction() as now:
        is_done = addresses.confirm_change(
            actor=actor, change_id=waiting["change_id"], new_code=_digits(form.new_code.data),
            old_code=_digits(form.old_code.data), browser=waiting["browser"], now=now,
        )  # fmt: skip
    if not is_done:
        form.new_code.errors = [str(_l("One of the two codes is not the right one, or both are too old."))]
        return render_template("participation/public/codes.html", codes=form, waiting=waiting), 422
    session.pop(_WAITING, None)
    flash(str(_l("Your address is changed. For three days it can be undone from the old one.")), "success")
    return redirect(url_for("addresses.change"), 303)


@blueprint.get("/address-change/<token>")
@open_to_all
def ask_to_stop(token: str) -> str:
    """Ask for one press of a button: programs that read mail follow links, but press nothing."""
    addresses.find_to_stop(token=token, now=clock.now())
    return render_template("participation/public/stop_change.html", token=token)


@blueprint.post("/address-change/<token>")
@open_to_all
def stop(token: str) -> str:
    """Stop or undo the change, and sign every browser out."""
    sessions.require_patience(throttling.TRY_CODE, account=token)
    with transaction() as now:
        addresses.stop_change(token=token, now=now)
    return render_template("participation/public/stop_change.html", token=None)


def _page(form: NewAddressForm) -> str:
    user = get_user(current_actor().user_id)
    return render_template("participation/public/addresses.html", form=form, user=user)


def _waiting() -> dict[str, Any] | None:
    kept = session.get(_WAITING)
    return kept if isinstance(kept, dict) else None


def _digits(text: str | None) -> str:
    return "".join(str(int(sign)) for sign in text or "" if sign.isdecimal())
