"""A forgotten password, a new one."""

from flask import Blueprint, flash, render_template, url_for
from flask_security import hash_password
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import codes, own_account, throttling
from app.features.accounts.queries import get_user
from app.features.accounts.types import CodePurpose
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.i18n import _l
from app.web.accounts import sessions
from app.web.accounts.forms import ChangePasswordForm, NewPasswordForm, RecoveryForm, address_in
from app.web.actors import current_actor
from app.web.guards import open_to_all, proved_lately
from app.web.languages import current_language

blueprint = Blueprint("passwords", __name__)
Page = str | tuple[str, int] | Response


@blueprint.get("/forgotten")
@open_to_all
def forgot_password() -> str:
    """Ask where to send the link."""
    return render_template("security/forgot_password.html", recovery=RecoveryForm(), is_sent=False)


@blueprint.post("/forgotten")
@open_to_all
def send_reset_link() -> Page:
    """Send a link if the address has an account; the page is the same if not."""
    form = RecoveryForm()
    if not form.validate_on_submit():
        return render_template("security/forgot_password.html", recovery=form, is_sent=False), 422
    address = address_in(form.address)
    sessions.require_patience(throttling.RECOVER, account=address.text)
    with transaction() as now:
        codes.ask_for_recovery(address=address, language=current_language().code, now=now)
    return redirect(url_for("passwords.reset_link_sent"), 303)


@blueprint.get("/forgotten/sent")
@open_to_all
def reset_link_sent() -> str:
    """Say that a message is on its way if the address has an account."""
    return render_template("security/forgot_password.html", recovery=RecoveryForm(), is_sent=True)


@blueprint.get("/new-password/<token>")
@open_to_all
def reset_password(token: str) -> str:
    """Ask for the new password."""
    codes.find_link(token=token, purpose=CodePurpose.RECOVERY, now=clock.now())
    return render_template("security/reset_password.html", new_password=NewPasswordForm(), token=token)


@blueprint.post("/new-password/<token>")
@open_to_all
def set_new_password(token: str) -> Page:
    """Set the new password, spend the link, end every session and begin a new one here."""
    sessions.require_patience(throttling.RECOVER, account=token)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_template("security/reset_password.html", new_password=form, token=token), 422
    password_hash = hash_password(form.password.data or "")
    with transaction() as now:
        user = codes.reset_password(token=token, password_hash=password_hash, now=now)
    sessions.begin(user, how="email")
    flash(
        str(_l("Your new password is set. Every other device is signed out.")),
        "success",
    )
    return redirect(sessions.way_on(url_for("participation.mine")), 303)


@blueprint.get("/password")
@proved_lately
def change_password() -> str:
    """Ask for the present password, if there is one, and the new one."""
    return _change_page(ChangePasswordForm())


@blueprint.post("/password")
@proved_lately
def set_changed_password() -> Page:
    """Change the password and end every other session."""
    actor, form = current_actor(), ChangePasswordForm()
    sessions.require_patience(throttling.TRY_PASSWORD, account=f"change:{actor.user_id}")
    user = get_user(actor.user_id)
    is_valid = form.validate_on_submit()
    if user.password and not sessions.has_password(user, form.present.data or ""):
        form.present.errors = [str(_l("This is not your present password."))]
        is_valid = False
    if not is_valid:
        return _change_page(form), 422
    password_hash = hash_password(form.password.data or "")
    with transaction() as now:
        own_account.change_password(actor=actor, password_hash=password_hash, now=now)
    sessions.renew()
    flash(str(_l("Your password is changed. Every other device is signed out.")), "success")
    return redirect(url_for("participation.mine"), 303)


def _change_page(form: ChangePasswordForm) -> str:
    has_password = bool(get_user(current_actor().user_id).password)
    return render_template("security/change_password.html", change=form, has_password=has_password)
