"""Proving who one is: the second factor after the first, and once more before what guards an account is changed."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.features.accounts import codes, throttling
from app.features.accounts.queries import get_user, holds_any_role
from app.features.accounts.sessions import SessionNow
from app.features.accounts.throttling import Limit
from app.features.accounts.types import Address, SignInMethod
from app.features.authenticators import apps, passkeys, recovery, rules
from app.features.authenticators.queries import factors_of, has_factor
from app.features.authenticators.types import ChallengePurpose
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import SignInNeeded
from app.foundation.i18n import _l
from app.web.accounts import challenges, sessions
from app.web.accounts.factor_forms import AppCodeForm, PasskeyForm, PasswordProofForm, RecoveryCodeForm
from app.web.accounts.sessions import WaitingForCode
from app.web.guards import open_to_all
from app.web.languages import current_language
from app.web.ways_back import safe_path

blueprint = Blueprint("proofs", __name__)
Page = str | tuple[str, int] | AnyResponse


@blueprint.get("/confirm")
@open_to_all
def ask() -> Page:
    """Ask whoever is signed in, wholly or by half, to prove who she is by the best that her account has."""
    subject, way_back = _subject(), safe_path(request.args.get("next"), "")
    if has_factor(subject.user_id):
        return _factor_page(subject, AppCodeForm(formdata=None, next=way_back))
    if holds_any_role(subject.user_id) and subject.is_proved_lately(now=clock.now()):
        return redirect(url_for("factors.overview", next=way_back or None), 303)
    return _first_factor_page(subject, PasswordProofForm(formdata=None, next=way_back))


@blueprint.post("/confirm")
@open_to_all
def give_app_code() -> Page:
    """Take a code of the authenticator app, which counts once."""
    subject, form = _subject(), AppCodeForm()
    if not form.validate_on_submit():
        return _factor_page(subject, form), 422
    _require_patience(rules.TRY_FACTOR, subject)
    sessions.require_patience(rules.TRY_APP_ANYWHERE, account=str(subject.user_id), anywhere=True)
    with transaction() as now:
        is_right = apps.check(user_id=subject.user_id, code=form.code.digits, now=now)
        _record(subject, is_right, now=now)
    if is_right:
        return _go_on(SignInMethod.APP, form.next.data)
    sentence = _l(
        "This code is not the one that the app shows now, or it was used already. Wait for the next one."
    )
    form.code.errors = [str(sentence)]
    return _factor_page(subject, form), 422


@blueprint.get("/confirm/recovery-code")
@open_to_all
def ask_recovery_code() -> str:
    """Ask for one of the ten codes on paper."""
    _subject()
    way_back = safe_path(request.args.get("next"), "")
    return _recovery_page(RecoveryCodeForm(formdata=None, next=way_back))


@blueprint.post("/confirm/recovery-code")
@open_to_all
def give_recovery_code() -> Page:
    """Take one of the ten codes on paper, which counts once."""
    subject, form = _subject(), RecoveryCodeForm()
    if not form.validate_on_submit():
        return _recovery_page(form), 422
    _require_patience(rules.TRY_FACTOR, subject)
    with transaction() as now:
        is_right = recovery.use(user_id=subject.user_id, code=form.code.data, now=now)
        _record(subject, is_right, now=now)
    if not is_right:
        form.code.errors = [str(_l("This is not one of your recovery codes, or it was used already."))]
        return _recovery_page(form), 422
    flash(
        str(_l("You used a recovery code. Set up what you lost, or make new codes, while you are here.")),
        "info",
    )
    return _go_on(SignInMethod.RECOVERY_CODE, url_for("factors.overview", next=form.next.data or None))


@blueprint.post("/confirm/password")
@open_to_all
def give_password() -> Page:
    """Take the password once more, where the account has nothing stronger."""
    subject, form = _subject(), PasswordProofForm()
    if has_factor(subject.user_id) or subject.is_half:
        return redirect(url_for("proofs.ask", next=form.next.data or None), 303)
    if not form.validate_on_submit():
        return _first_factor_page(subject, form), 422
    sessions.require_patience(throttling.TRY_PASSWORD, account=f"change:{subject.user_id}")
    if not sessions.has_password(get_user(subject.user_id), form.password.data):
        form.password.errors = [str(_l("This is not your present password."))]
        return _first_factor_page(subject, form), 422
    sessions.prove_again()
    return redirect(_way_on(form.next.data), 303)


@blueprint.post("/confirm/send")
@open_to_all
def send_code() -> Page:
    """Send a code to the account's own address, where it has neither password nor anything stronger."""
    subject = _subject()
    user = get_user(subject.user_id)
    address = Address(user.email) if user.email else Address(user.us_phone_number or "", is_phone=True)
    sessions.require_patience(throttling.SEND_CODE, account=address.text)
    browser = sessions.new_browser_secret()
    with transaction() as now:
        sent = codes.ask_for_code(address=address, browser=browser, language=current_language().code, now=now)
        code_id = sent.id
    way_back = safe_path(request.form.get("next"), "")
    sessions.wait_for_code(WaitingForCode(code_id, browser, address.text, address.is_phone, way_back))
    return redirect(url_for("security.code"), 303)


@blueprint.post("/passkeys/challenge")
@open_to_all
def challenge() -> Response:
    """Give the page's script what it needs to ask for a passkey: of this account, or of whoever comes to sign in."""
    subject, site = sessions.half() or sessions.current(), challenges.site()
    user_id = subject.user_id if subject is not None else None
    sessions.require_patience(rules.ASK_PASSKEY, account=str(user_id))
    with transaction() as now:
        options = passkeys.ask_to_enter(user_id=user_id, site=site, now=now)
    return challenges.answer_with(options)


@blueprint.post("/passkeys/enter")
@open_to_all
def enter_by_passkey() -> Page:
    """Take what a passkey signed: it signs a person in, and proves who she is, as well as two factors."""
    form, site = PasskeyForm(), challenges.site()
    subject = sessions.half() or sessions.current()
    sessions.require_patience(
        rules.TRY_PASSKEY, account=str(subject.user_id if subject is not None else None)
    )
    spent = challenges.spend(ChallengePurpose.ENTER)
    with transaction() as now:
        user_id = passkeys.enter(spent=spent, answer=form.answer.data or "", site=site, now=now)
        codes.record_security_event(user_id=user_id, kind="signed_in", network=sessions.network(), now=now)
    if subject is not None and subject.user_id == user_id:
        return _go_on(SignInMethod.PASSKEY, form.next.data)
    sessions.begin(get_user(user_id), how=SignInMethod.PASSKEY)
    return redirect(_way_on(form.next.data), 303)


def _subject() -> SessionNow:
    subject = sessions.half() or sessions.current()
    if subject is None:
        raise SignInNeeded
    return subject


def _require_patience(limit: Limit, subject: SessionNow) -> None:
    sessions.require_patience(limit, account=str(subject.user_id))


def _go_on(method: SignInMethod, target: str | None) -> AnyResponse:
    sessions.strengthen(method)
    return redirect(_way_on(target), 303)


def _way_on(target: str | None) -> str:
    return safe_path(target, url_for("participation.mine"))


def _record(subject: SessionNow, is_right: bool, *, now: datetime) -> None:
    kind = "second_factor_given" if is_right else "wrong_second_factor"
    codes.record_security_event(user_id=subject.user_id, kind=kind, network=sessions.network(), now=now)


def _factor_page(subject: SessionNow, form: AppCodeForm) -> str:
    return render_template(
        "security/confirm.html",
        app_code=form,
        passkey=PasskeyForm(formdata=None, next=form.next.data),
        held=factors_of(subject.user_id),
        has_site=challenges.has_site(),
        is_half=subject.is_half,
    )


def _first_factor_page(subject: SessionNow, form: PasswordProofForm) -> str:
    user = get_user(subject.user_id)
    return render_template("security/confirm_first.html", proof=form, user=user)


def _recovery_page(form: RecoveryCodeForm) -> str:
    return render_template("security/recovery_code.html", recovery=form)
