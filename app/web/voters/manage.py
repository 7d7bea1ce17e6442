"""The desk: a person comes with her card, and her account is verified; never a list of who was."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts import throttling
from app.features.accounts.types import Address, Role
from app.features.collectivities import queries as collectivities
from app.features.voters import desk as verifying
from app.features.voters import queries, rules
from app.features.voters.types import Identity
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound, NotNow
from app.web.accounts import sessions
from app.web.accounts.forms import address_of
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.voters.forms import AuthorisationForm, IdentityForm, NumberForm, RegisterForm, WhoForm

blueprint = Blueprint("manage_voters", __name__)
at_the_desk = staff(Role.FACILITATOR, Role.FOCAL_POINT)


@blueprint.get("/voters")
@at_the_desk
def desk() -> str:
    """Ask who comes; below, the register for the focal point."""
    return desk_page(WhoForm())


@blueprint.post("/voters")
@at_the_desk
def look_up() -> str | tuple[str, int]:
    """Find the account of whoever comes, and ask what her card says."""
    require_patience()
    form = WhoForm()
    if not form.validate_on_submit():
        return desk_page(form), 422
    return _person_page(IdentityForm(formdata=None, data={"who": form.who.data}), status=200)


@blueprint.post("/voters/verify")
@at_the_desk
def verify() -> Response | str | tuple[str, int]:
    """Record that the person of an account was seen with her card."""
    require_patience()
    form = IdentityForm()
    if not form.validate_on_submit():
        return _person_page(form)
    user_id, place_id, actor = _account(form), g.collectivity.id, current_actor()
    if user_id is None:
        return _unknown(form)
    identity = Identity(full_name=form.full_name.data, born_on=form.born_on.data)

    def act(now: datetime) -> str:
        verifying.verify_at_desk(
            actor=actor,
            collectivity=collectivities.get(place_id),
            user_id=user_id,
            identity=identity,
            now=now,
        )
        return url_for("manage_voters.desk")

    try:
        response = perform_once(act)
    except NotFound:
        return _unknown(form)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _person_page(form)
    except NotNow as refusal:
        return _person_page(form, sentences=[str(refusal)], status=refusal.status)
    flash(gettext("The person is verified. Her name and birth date were not kept."), "success")
    return response


@blueprint.post("/voters/revoke")
@at_the_desk
def revoke() -> Response | str | tuple[str, int]:
    """End the verification of an account."""
    require_patience()
    form = WhoForm()
    user_id, place_id, actor = _account(form), g.collectivity.id, current_actor()
    if user_id is None:
        return _unknown(form)

    def act(now: datetime) -> str:
        verifying.revoke_verification(
            actor=actor, collectivity=collectivities.get(place_id), user_id=user_id, now=now
        )
        return url_for("manage_voters.desk")

    response = perform_once(act)
    flash(
        gettext("The verification is revoked. A ballot cast under it still counts, and can be taken back."),
        "success",
    )
    return response


def require_patience() -> None:
    """Refuse whoever asks for many more accounts or numbers than come to a desk: she would learn who has one."""
    sessions.require_patience(throttling.LOOK_UP, account=f"desk:{current_actor().user_id}")


def desk_page(who: WhoForm, **forms: Any) -> str:
    """Return the page of the desk with its forms, some of them as they were sent."""
    place = g.collectivity
    values: dict[str, Any] = {
        "authorisation_form": AuthorisationForm(
            formdata=None,
            data={
                "reference": place.register_authorisation_reference,
                "authorised_on": place.register_authorised_on,
            },
        ),
        "register_form": RegisterForm(formdata=None),
        "number_form": NumberForm(formdata=None),
        "problems": [],
    }
    return render_template(
        "voters/manage/desk.html",
        who_form=who,
        verified_count=queries.count_verified(collectivity_id=place.id),
        is_authorised=rules.is_register_authorised(place),
        in_force=queries.find_in_force(place.id),
        leads=current_actor().has(Role.FOCAL_POINT, place.id),
        **(values | forms),
    )


def _account(form: WhoForm) -> int | None:
    """Return the account that was named, by address or by code, or None."""
    typed = (form.who.data or "").strip()
    address = address_of(typed) if not _is_code(typed) else None
    # An account may have an address that nobody could sign up with today.
    if address is None and "@" in typed:
        address = Address(typed.casefold())
    return queries.find_account(address=address, code=typed, now=clock.now())


def _is_code(typed: str) -> bool:
    digits = "".join(typed.split())
    return digits.isdecimal() and len(digits) == verifying.CODE_DIGITS


def _person_page(form: IdentityForm, *, sentences: Any = (), status: int = 422) -> str | tuple[str, int]:
    user_id = _account(form)
    if user_id is None:
        return _unknown(form)
    verification = queries.find_verification(collectivity_id=g.collectivity.id, user_id=user_id)
    page = render_template(
        "voters/manage/person.html",
        form=form,
        verification=verification,
        sentences=sentences,
        script=queries.find_script(g.collectivity.id),
    )
    return page if status == 200 else (page, status)


def _unknown(form: WhoForm) -> tuple[str, int]:
    asked = WhoForm(formdata=None, data={"who": form.who.data})
    asked.who.errors = [
        gettext(
            "No confirmed account answers to this. The page of the vote shows her the code of her account."
        )
    ]
    return desk_page(asked), 422
