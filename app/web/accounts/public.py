"""Signing up, signing in, signing out."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_security import hash_password
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import codes, throttling
from app.features.accounts.queries import find_by_address
from app.features.accounts.types import Address, Profile
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.web.accounts import challenges, communes, known_browsers, sessions
from app.web.accounts.factor_forms import PasskeyForm
from app.web.accounts.forms import CodeForm, SignInForm, SignUpForm, address_in
from app.web.accounts.sessions import WaitingForCode
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.languages import current_language
from app.web.ways_back import safe_path

blueprint = Blueprint("security", __name__)
Page = str | tuple[str, int] | Response


@blueprint.get("/sign-up")
@open_to_all
def register() -> Page:
    """Show the one screen of joining."""
    if current_actor().is_signed_in:
        return redirect(_way_on(request.args.get("next")), 303)
    form = SignUpForm(next=request.args.get("next", ""))
    return _sign_up_page(form, found=[])


@blueprint.post("/sign-up")
@open_to_all
def ask_for_account() -> Page:
    """Look for the commune while it is being chosen; then send the code that opens the account."""
    form = SignUpForm()
    words = (form.commune_words.data or "").strip()
    found = communes.find(words)
    territory_id = communes.chosen_id(form.territory.data)
    if words and (territory_id is None or words != form.searched_words.data):
        return _sign_up_page(form, found=found, has_searched=True)
    is_valid = form.validate_on_submit()
    if territory_id is None:
        form.commune_words.errors = [
            *form.commune_words.errors,
            str(_l("Write the name of your commune, then choose it.")),
        ]
    if not is_valid or territory_id is None:
        return _sign_up_page(form, found=found), 422
    try:
        return _send_sign_up_code(form, territory_id)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _sign_up_page(form, found=found), 422


def _send_sign_up_code(form: SignUpForm, territory_id: int) -> Response:
    address = address_in(form.address)
    sessions.require_patience(throttling.SEND_CODE, account=address.text)
    password_hash = hash_password(form.password.data) if form.password.data else None
    profile = Profile(
        language=current_language().code,
        territory_id=territory_id,
        public_name=form.public_name.data,
        pseudonym=form.pseudonym.data,
    )
    browser = sessions.new_browser_secret()
    with transaction() as now:
        sent = codes.ask_for_account(
            address=address, profile=profile, password_hash=password_hash, browser=browser, now=now
        )
        code_id = sent.id
    return _wait(code_id, browser, address, form.next.data)


@blueprint.get("/sign-in")
@open_to_all
def login() -> Page:
    """Ask for the address, and the password if there is one."""
    if current_actor().is_signed_in:
        return redirect(_way_on(request.args.get("next")), 303)
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


@blueprint.post("/sign-in")
@open_to_all
def ask_to_sign_in() -> Page:
    """Sign in by password, or send a code: the answer never tells whether the account exists."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    return _sign_in_by_password(form) if form.password.data else _send_sign_in_code(form)


def _sign_in_by_password(form: SignInForm) -> Page:
    address = address_in(form.address)
    sessions.require_patience(throttling.TRY_PASSWORD, account=address.text)
    user = find_by_address(address)
    if not sessions.has_password(user, form.password.data) or user is None or not user.active:
        form.password.errors = [
            str(
                _l(
                    "This address and this password do not go together. You can leave the password "
                    "empty: we then send you a code."
                )
            )
        ]
        return _sign_in_page(form), 422
    user_id = user.id
    with transaction() as now:
        codes.record_security_event(user_id=user_id, kind="signed_in", network=sessions.network(), now=now)
    return _enter(user, "password", form.next.data)


def _send_sign_in_code(form: SignInForm) -> Response:
    address = address_in(form.address)
    sessions.require_patience(throttling.SEND_CODE, account=address.text)
    browser = sessions.new_browser_secret()
    with transaction() as now:
        sent = codes.ask_for_code(address=address, browser=browser, language=current_language().code, now=now)
        code_id = sent.id
    return _wait(code_id, browser, address, form.next.data)


@blueprint.get("/code")
@open_to_all
def code() -> Page:
    """Ask for the code that was sent."""
    if sessions.waiting_for_code() is None:
        return redirect(url_for("security.login"), 303)
    return _code_page(CodeForm())


@blueprint.post("/code")
@open_to_all
def redeem_code() -> Page:
    """Take the code, and lead back to where the visitor was."""
    waiting = sessions.waiting_for_code()
    if waiting is None:
        return redirect(url_for("security.login"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form), 422
    sessions.require_patience(throttling.TRY_CODE, account=waiting.address)
    digits = "".join(str(int(sign)) for sign in form.code.data if sign.isdecimal())
    with transaction() as now:
        user = codes.redeem_code(code_id=waiting.code_id, code=digits, browser=waiting.browser, now=now)
        kind = "signed_in" if user is not None else "wrong_code"
        user_id = user.id if user is not None else None
        codes.record_security_event(user_id=user_id, kind=kind, network=sessions.network(), now=now)
    if user is None:
        form.code.errors = [
            str(
                _l(
                    "This code is not the right one, or it is too old. Check the last message, or ask for another code."
                )
            )
        ]
        return _code_page(form), 422
    return _enter(user, "sms" if waiting.is_phone else "email", waiting.next_path)


@blueprint.post("/code/again")
@open_to_all
def send_again() -> Response:
    """Send another code to the same address."""
    waiting = sessions.waiting_for_code()
    if waiting is None:
        return redirect(url_for("security.login"), 303)
    sessions.require_patience(throttling.SEND_CODE, account=waiting.address)
    browser = sessions.new_browser_secret()
    with transaction() as now:
        sent = codes.send_again(
            code_id=waiting.code_id, browser=browser, language=current_language().code, now=now
        )
        code_id = sent.id if sent is not None else None
    if code_id is None:
        return redirect(url_for("security.login"), 303)
    flash(str(_l("Another message is on its way.")), "success")
    return _wait(code_id, browser, Address(waiting.address, is_phone=waiting.is_phone), waiting.next_path)


@blueprint.get("/link/<token>")
@open_to_all
def link(token: str) -> Page:
    """Ask for one press of a button: programs that read mail follow links, but press nothing."""
    address = codes.find_link(token=token, now=clock.now()).address
    return render_template("security/link.html", token=token, address=address)


@blueprint.post("/link/<token>")
@open_to_all
def redeem_link(token: str) -> Page:
    """Open the account that the link is for."""
    sessions.require_patience(throttling.TRY_CODE, account=token)
    waiting = sessions.waiting_for_code()
    with transaction() as now:
        user = codes.redeem_link(token=token, now=now)
        address = user.email or user.us_phone_number
        codes.record_security_event(user_id=user.id, kind="signed_in", network=sessions.network(), now=now)
    same_browser = waiting is not None and waiting.address == address
    return _enter(user, "email", waiting.next_path if waiting is not None and same_browser else None)


@blueprint.post("/sign-out")
@open_to_all
def logout() -> Response:
    """Sign out; doing it again changes nothing."""
    sessions.end()
    flash(str(_l("You are signed out.")), "success")
    return redirect(url_for("home.front"), 303)


def _way_on(target: str | None) -> str:
    return safe_path(target, url_for("participation.mine"))


def _wait(code_id: int, browser: str, address: Address, target: str | None) -> Response:
    sessions.wait_for_code(
        WaitingForCode(
            code_id=code_id,
            browser=browser,
            address=address.text,
            is_phone=address.is_phone,
            next_path=safe_path(target, ""),
        )
    )
    return redirect(url_for("security.code"), 303)


def _enter(user: Any, how: str, target: str | None) -> Response:
    sessions.begin(user, how=how)
    known_browsers.remember(user.email, user.us_phone_number)
    return redirect(sessions.way_on(_way_on(target)), 303)


def _sign_up_page(form: SignUpForm, *, found: list[communes.Choice], has_searched: bool = False) -> str:
    chosen = communes.shown(communes.chosen_id(form.territory.data))
    if chosen is not None and all(choice.id != chosen.id for choice in found):
        found = [chosen, *found]
    form.searched_words.data = (form.commune_words.data or "").strip()
    form.territory.choices = [(str(choice.id), choice.name) for choice in found]
    return render_template(
        "security/register.html",
        sign_up=form,
        found=found,
        has_searched=has_searched,
        most=communes.MOST_SHOWN,
    )


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "security/login.html",
        sign_in=form,
        passkey=PasskeyForm(formdata=None, next=form.next.data),
        has_site=challenges.has_site(),
    )


def _code_page(form: CodeForm) -> str:
    waiting = sessions.waiting_for_code()
    return render_template("security/code.html", code_form=form, waiting=waiting)
