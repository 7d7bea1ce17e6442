"""The desk of the staff: asking a person for her consent, beginning the half hour, and the log of what was given."""

from flask import Blueprint, flash, g, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import throttling
from app.features.collectivities import queries as collectivities
from app.features.helping import commands, queries
from app.features.helping.policy import HELPERS
from app.features.helping.rules import WrongHelpCode
from app.foundation.database import transaction
from app.foundation.i18n import LANGUAGES, _l
from app.web import help_under_way
from app.web.accounts import sessions
from app.web.accounts.forms import address_in
from app.web.actors import current_actor
from app.web.fields import options
from app.web.guards import staff
from app.web.help_desk.forms import BeginForm, HelpForm
from app.web.languages import current_language
from app.web.template_values import number

blueprint = Blueprint("manage_help", __name__)
helpers = staff(*HELPERS)
Page = str | tuple[str, int] | Response


@blueprint.get("/help-desk")
@helpers
def desk() -> str:
    """Show the form of a new help session, and the log."""
    return _desk_page(_form())


@blueprint.post("/help-desk")
@helpers
def ask() -> Page:
    """Send a code to the person; the answer is the same whether or not she has an account."""
    form = _form()
    if not form.validate_on_submit():
        return _desk_page(form), 422
    address, language, place_id = address_in(form.address), form.language.data, g.collectivity.id
    sessions.require_patience(throttling.HELP, account=address.text)
    browser = sessions.new_browser_secret()
    with transaction() as now:
        asked = commands.ask_to_help(
            actor=current_actor(), collectivity=collectivities.get(place_id), address=address, language=language,
            browser=browser, now=now,
        )  # fmt: skip
        session_id = asked.id
    help_under_way.remember_asked(session_id, browser)
    return redirect(url_for("manage_help.code"), 303)


@blueprint.get("/help-desk/code")
@helpers
def code() -> Page:
    """Ask for the code that the person reads out."""
    if help_under_way.asked() is None:
        return redirect(url_for("manage_help.desk"), 303)
    return render_template("help_desk/manage/code.html", begin=BeginForm())


@blueprint.post("/help-desk/code")
@helpers
def begin() -> Page:
    """Begin to act for the person."""
    asked, form = help_under_way.asked(), BeginForm()
    if asked is None:
        return redirect(url_for("manage_help.desk"), 303)
    if not form.validate_on_submit():
        return render_template("help_desk/manage/code.html", begin=form), 422
    sessions.require_patience(throttling.TRY_CODE, account=f"help:{asked['session_id']}")
    digits = "".join(str(int(sign)) for sign in form.code.data or "" if sign.isdecimal())
    begun = _begun(asked["session_id"], digits, asked["browser"])
    if begun is None:
        form.take_errors(WrongHelpCode())
        return render_template("help_desk/manage/code.html", begin=form), 422
    help_under_way.enter(begun)
    flash(str(_l("You now act for the person beside you. She is told by a message when it ends.")), "success")
    return redirect(url_for("collectivities.page"), 303)


def _begun(session_id: int, digits: str, browser: str) -> int | None:
    actor = current_actor()
    with transaction() as now:
        begun = commands.begin(actor=actor, session_id=session_id, code=digits, browser=browser, now=now)
        return begun.id if begun is not None else None


def _form() -> HelpForm:
    form = HelpForm()
    form.language.choices = options(
        (code, each.name) for code, each in LANGUAGES.items() if code in g.collectivity.languages
    )
    form.language.data = form.language.data or current_language().code
    return form


def _desk_page(form: HelpForm) -> str:
    figures = queries.count_help(g.collectivity.id)
    return render_template(
        "help_desk/manage/desk.html",
        help_form=form,
        figures=figures,
        figures_of_acts=[(kind.label, number(figures.acts[kind])) for kind in figures.acts],
        logged=queries.list_logged(g.collectivity.id),
    )
