"""One's own passkeys: added, named, removed."""

from datetime import datetime

from flask import Blueprint, flash, render_template, url_for
from flask import Response as OwnResponse
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts.types import SignInMethod
from app.features.authenticators import passkeys, queries, recovery, rules
from app.features.authenticators.types import ChallengePurpose
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.web.accounts import challenges, sessions
from app.web.accounts.factor_forms import NewPasskeyForm, PasskeyNameForm
from app.web.accounts.factors import account_name, after_a_factor, network_name, overview_page, own_id
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.forms import ActionForm
from app.web.guards import proved_lately, signed_in

blueprint = Blueprint("own_passkeys", __name__)
Page = str | tuple[str, int] | Response


@blueprint.post("/security/passkeys/challenge")
@proved_lately
def challenge() -> OwnResponse:
    """Give the page's script what it needs to have a passkey made."""
    actor, site = current_actor(), challenges.site()
    sessions.require_patience(rules.ASK_PASSKEY, account=str(actor.user_id))
    names = {"network": network_name(), "account": account_name()}
    with transaction() as now:
        options = passkeys.ask_to_add(actor=actor, site=site, now=now, **names)
    return challenges.answer_with(options)


@blueprint.get("/security/passkeys")
@signed_in
def all_of() -> Response:
    """Lead to where passkeys are shown: the address of a refused form must be one that can be opened."""
    return redirect(url_for("factors.overview", _anchor="passkeys"), 303)


@blueprint.post("/security/passkeys")
@proved_lately
def add() -> Page:
    """Keep the passkey that the browser made."""
    actor, form, site = current_actor(), NewPasskeyForm(), challenges.site()
    if not form.validate_on_submit():
        return overview_page(form), 422
    name, answer, made = form.name.data, form.answer.data or "", list[str]()
    spent = challenges.spend(ChallengePurpose.ADD)

    def act(now: datetime) -> str:
        passkeys.add(actor=actor, spent=spent, answer=answer, name=name, site=site, now=now)
        made.extend(recovery.make_first(user_id=actor.user_id or 0, now=now))
        return url_for("factors.overview", _anchor="passkeys")

    try:
        response = perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return overview_page(form), 422
    flash(str(_l("The passkey was added.")), "success")
    return after_a_factor(SignInMethod.PASSKEY, made, response, form.next.data)


@blueprint.get("/security/passkeys/<int:passkey_id>")
@signed_in
def one(passkey_id: int) -> str:
    """Show one passkey, to rename it or remove it."""
    passkey = queries.get_passkey(user_id=own_id(), passkey_id=passkey_id)
    return _passkey_page(passkey, PasskeyNameForm(formdata=None, name=passkey.name))


@blueprint.post("/security/passkeys/<int:passkey_id>")
@signed_in
def rename(passkey_id: int) -> Page:
    """Give a passkey another name."""
    actor, form = current_actor(), PasskeyNameForm()
    passkey = queries.get_passkey(user_id=own_id(), passkey_id=passkey_id)
    if not form.validate_on_submit():
        return _passkey_page(passkey, form), 422
    name = form.name.data

    def act(now: datetime) -> str:
        passkeys.rename(actor=actor, passkey_id=passkey_id, name=name)
        return url_for("factors.overview", _anchor="passkeys")

    try:
        return perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _passkey_page(queries.get_passkey(user_id=own_id(), passkey_id=passkey_id), form), 422


@blueprint.get("/security/passkeys/<int:passkey_id>/remove")
@proved_lately
def ask_to_remove(passkey_id: int) -> str:
    """Ask once more before a passkey is removed."""
    passkey = queries.get_passkey(user_id=own_id(), passkey_id=passkey_id)
    action_url = url_for("own_passkeys.remove", passkey_id=passkey_id)
    return render_template(
        "security/remove_factor.html", name=passkey.name, action_url=action_url, removal=ActionForm()
    )


@blueprint.post("/security/passkeys/<int:passkey_id>/remove")
@proved_lately
def remove(passkey_id: int) -> Response:
    """Forget a passkey."""
    actor = current_actor()

    def act(now: datetime) -> str:
        passkeys.remove(actor=actor, passkey_id=passkey_id, now=now)
        return url_for("factors.overview", _anchor="passkeys")

    response = perform_once(act)
    flash(str(_l("The passkey was removed.")), "success")
    return response


def _passkey_page(passkey: object, form: PasskeyNameForm) -> str:
    return render_template("security/passkey.html", passkey=passkey, naming=form)
