"""What I said and what became of it; my names, my commune, my associations, my roles."""

from datetime import datetime

from flask import Blueprint, current_app, flash, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import commands, own_account, queries
from app.features.accounts.types import Profile, Role
from app.features.voters import commands as voters_commands
from app.features.voters import queries as voters
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound, SignInNeeded
from app.foundation.i18n import LANGUAGES, _l
from app.foundation.identity_provider import provider
from app.foundation.pagination import page_number
from app.web.accounts import communes, sessions
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import open_to_all, signed_in
from app.web.languages import current_language
from app.web.participation import pages
from app.web.participation.forms import AssociationForm, SettingsForm

blueprint = Blueprint("participation", __name__)
NOTICES = "notices.all_of"
Page = str | tuple[str, int] | Response


@blueprint.get("/me")
@signed_in
def mine() -> str:
    """Show what the person said, what became of it, and what she follows."""
    user_id = _own_id()
    numbers = {name: page_number(request.args.get(name)) for name in pages.LISTS}
    return render_template(
        "participation/public/mine.html",
        user=queries.get_user(user_id),
        page=pages.gather(user_id, numbers),
        notices_url=url_for(NOTICES) if NOTICES in current_app.view_functions else None,
        leads_network=current_actor().has(Role.NETWORK_COORDINATOR, None),
    )


@blueprint.get("/me/settings")
@signed_in
def settings() -> str:
    """Show the person's own data, to change them."""
    user = queries.get_user(_own_id())
    form = _with_languages(SettingsForm(obj=user))
    return _settings_page(form, AssociationForm(), chosen_id=user.territory_id)


@blueprint.post("/me/settings")
@signed_in
def change_settings() -> Page:
    """Look for another commune while it is being chosen; then keep what was changed."""
    form = _with_languages(SettingsForm())
    words = (form.commune_words.data or "").strip()
    territory_id = communes.chosen_id(form.territory.data)
    if words and words != form.searched_words.data:
        return _settings_page(form, AssociationForm(), chosen_id=territory_id, words=words)
    if not form.validate_on_submit():
        return _settings_page(form, AssociationForm(), chosen_id=territory_id), 422
    profile = Profile(
        language=form.language.data,
        territory_id=territory_id,
        public_name=form.public_name.data,
        pseudonym=form.pseudonym.data,
    )
    actor = current_actor()
    try:
        with transaction() as now:
            own_account.update_profile(actor=actor, profile=profile, now=now)
    except Invalid as refusal:
        form.take_errors(refusal)
        return _settings_page(form, AssociationForm(), chosen_id=territory_id), 422
    flash(str(_l("Your changes are saved. What you published before keeps the name it had.")), "success")
    return redirect(url_for("participation.settings"), 303)


@blueprint.get("/me/associations")
@signed_in
def associations() -> Response:
    """Lead to where associations are shown: the address of a refused form must be one that can be opened."""
    return redirect(url_for("participation.settings", _anchor="associations"), 303)


@blueprint.post("/me/associations")
@signed_in
def declare_association() -> Page:
    """Add an association that the person speaks for."""
    actor, form = current_actor(), AssociationForm()
    if form.validate_on_submit():
        name = form.name.data

        def act(now: datetime) -> str:
            own_account.declare_association(actor=actor, name=name, now=now)
            return url_for("participation.settings", _anchor="associations")

        try:
            return perform_once(act)
        except Invalid as refusal:
            form.take_errors(refusal)
    user = queries.get_user(_own_id())
    return _settings_page(
        _with_languages(SettingsForm(formdata=None, obj=user)), form, chosen_id=user.territory_id
    ), 422


@blueprint.post("/me/associations/<int:association_id>/leave")
@signed_in
def leave_association(association_id: int) -> Response:
    """Speak for an association no longer."""
    actor = current_actor()

    def act(now: datetime) -> str:
        own_account.leave_association(actor=actor, association_id=association_id, now=now)
        return url_for("participation.settings", _anchor="associations")

    return perform_once(act)


@blueprint.post("/me/roles/<int:grant_id>/end")
@signed_in
def end_own_role(grant_id: int) -> Response:
    """Give a role back."""
    actor = current_actor()

    def act(now: datetime) -> str:
        grant = next(
            (each for each in queries.list_own_roles(user_id=actor.user_id) if each.id == grant_id), None
        )
        if grant is None:
            raise NotFound
        commands.end_role(actor=actor, grant=grant, now=now)
        return url_for("participation.mine")

    response = perform_once(act)
    sessions.renew()
    flash(str(_l("The role has ended. It opens nothing from now on.")), "success")
    return response


def _own_id() -> int:
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    return user_id


def _with_languages(form: SettingsForm) -> SettingsForm:
    form.language.choices = [(code, each.name) for code, each in LANGUAGES.items()]
    return form


@blueprint.post("/me/identity/unlink")
@open_to_all
def unlink_identity() -> Response:
    """Forget who the account is for the identity service; doing it again changes nothing."""
    service, actor = provider(), current_actor()
    if service is None:  # before anything else: without a service this address does not exist for anybody
        raise NotFound
    if not actor.is_signed_in:
        raise SignInNeeded
    with transaction() as now:
        voters_commands.unlink_identity(actor=actor, issuer=service.issuer, now=now)
    flash(str(_l("The link is taken back. You can prove who you are with another account now.")), "success")
    return redirect(url_for("participation.settings"), 303)


def _linked_service(user_id: int) -> str | None:
    """Return what the identity service is called with which the account proved who it is, or None."""
    service = provider()
    if service is None or not voters.is_linked(issuer=service.issuer, user_id=user_id):
        return None
    return service.name_in(current_language().code)


def _settings_page(
    form: SettingsForm, association_form: AssociationForm, *, chosen_id: int | None, words: str = ""
) -> str:
    chosen, found = communes.shown(chosen_id), communes.find(words)
    if chosen is not None and all(choice.id != chosen.id for choice in found):
        found = [chosen, *found]
    form.searched_words.data = words or form.searched_words.data
    user_id = _own_id()
    return render_template(
        "participation/public/settings.html",
        settings=form,
        association_form=association_form,
        found=found,
        chosen_id=chosen_id,
        has_searched=bool(words),
        user=queries.get_user(user_id),
        associations=queries.list_associations(user_id=user_id),
        linked_service=_linked_service(user_id),
    )
