"""What guards one's own account: an overview, the authenticator app, the recovery codes."""

from datetime import datetime

from flask import Blueprint, current_app, flash, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts.queries import get_user
from app.features.accounts.types import SignInMethod
from app.features.authenticators import apps, recovery, rules
from app.features.authenticators.queries import factors_of
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.web.accounts import challenges, sessions
from app.web.accounts.factor_forms import NewAppForm, NewPasskeyForm
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.forms import ActionForm
from app.web.guards import proved_lately, signed_in
from app.web.scanning import picture
from app.web.template_values import worded
from app.web.ways_back import safe_path

blueprint = Blueprint("factors", __name__)
Page = str | tuple[str, int] | Response


@blueprint.get("/security")
@signed_in
def overview() -> str:
    """Show what guards the account, and what a role still asks for."""
    return overview_page(NewPasskeyForm(formdata=None, next=safe_path(request.args.get("next"), "")))


@blueprint.get("/security/app")
@proved_lately
def new_app() -> Page:
    """Show the secret to scan or type, and ask for the first code."""
    if factors_of(own_id()).app_since is not None:
        raise rules.AppAlreadyThere
    return _app_page(NewAppForm(formdata=None, next=safe_path(request.args.get("next"), "")))


@blueprint.post("/security/app")
@proved_lately
def confirm_app() -> Page:
    """Take the first code: from now on the app guards the account."""
    actor, form = current_actor(), NewAppForm()
    if not form.validate_on_submit():
        return _app_page(form), 422
    sessions.require_patience(rules.TRY_FACTOR, account=f"new:{actor.user_id}")
    sealed, code, made = form.sealed.data or "", form.code.digits, list[str]()

    def act(now: datetime) -> str:
        if not apps.confirm(actor=actor, sealed=sealed, code=code, now=now):
            why = _l(
                "This is not the code that the app shows now. Check the clock of your telephone, and try again."
            )
            raise Invalid(fields={"code": why})
        made.extend(recovery.make_first(user_id=actor.user_id or 0, now=now))
        return url_for("factors.overview")

    try:
        response = perform_once(act)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _app_page(form), 422
    return after_a_factor(SignInMethod.APP, made, response, form.next.data)


@blueprint.get("/security/app/remove")
@proved_lately
def ask_to_remove_app() -> str:
    """Ask once more before the app is removed."""
    if factors_of(own_id()).app_since is None:
        raise NotFound
    return render_template(
        "security/remove_factor.html",
        name=None,
        action_url=url_for("factors.remove_app"),
        removal=ActionForm(),
    )


@blueprint.post("/security/app/remove")
@proved_lately
def remove_app() -> Response:
    """Remove the app."""
    actor = current_actor()

    def act(now: datetime) -> str:
        apps.remove(actor=actor, now=now)
        return url_for("factors.overview")

    response = perform_once(act)
    flash(str(_l("The app no longer guards your account.")), "success")
    return response


@blueprint.post("/security/recovery-codes")
@proved_lately
def make_codes() -> Page:
    """Make ten new recovery codes, shown once; the ones before them no longer work."""
    actor, made = current_actor(), list[str]()

    def act(now: datetime) -> str:
        made.extend(recovery.make(actor=actor, now=now))
        return url_for("factors.overview")

    response = perform_once(act)
    return codes_page(made, way_on=url_for("factors.overview")) if made else response


def after_a_factor(method: SignInMethod, made: list[str], response: Response, target: str | None) -> Response:
    """Go on with a strong session: to the recovery codes, when they were made just now, or to where she was."""
    sessions.strengthen(method)
    way_on = safe_path(target, response.location)
    return codes_page(made, way_on=way_on) if made else redirect(way_on, 303)


def codes_page(made: list[str], *, way_on: str) -> Response:
    """Show codes this once."""
    response = make_response(render_template("security/recovery_codes.html", codes=made, way_on=way_on))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def overview_page(form: NewPasskeyForm) -> str:
    """Return the page of what guards the account."""
    actor = current_actor()
    return render_template(
        "security/overview.html",
        held=factors_of(own_id()),
        passkey=form,
        has_site=challenges.has_site(),
        has_password=bool(get_user(own_id()).password),
        role_waits=bool(actor.roles_held_back),
        most_passkeys=rules.MOST_PASSKEYS,
        codes_form=ActionForm(formdata=None),
    )


def own_id() -> int:
    """Return whose account the page is about."""
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    return user_id


def account_name() -> str:
    """Return the address by which apps and browsers tell this account from others."""
    user = get_user(own_id())
    return user.email or user.us_phone_number or user.public_name or ""


def network_name() -> str:
    """Return what apps and browsers call this site."""
    return worded(current_app.config["NETWORK_NAME"]).text


def _app_page(form: NewAppForm) -> str:
    offer = apps.offer(
        user_id=own_id(), issuer=network_name(), account=account_name(), sealed=form.sealed.data or None
    )
    form.sealed.data = offer.sealed
    groups = [offer.text[start : start + 4] for start in range(0, len(offer.text), 4)]
    return render_template(
        "security/app.html", new_app=form, picture=picture(offer.address), secret=" ".join(groups)
    )
