"""The practice: a first page, one page for each fictional text, the result at the end."""

from datetime import datetime

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts.types import STAFF_ROLES
from app.features.practice import commands, queries
from app.features.practice.samples import get_sample
from app.foundation.errors import Invalid
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.practice import pages
from app.web.practice.forms import AnswerForm, answer_form

blueprint = Blueprint("manage_practice", __name__)
everybody_on_the_staff = staff(*sorted(STAFF_ROLES))


@blueprint.get("/practice")
@everybody_on_the_staff
def start() -> str:
    """Say what the practice is, how far one is, and the result at the end."""
    user_id = current_actor().user_id or 0
    return render_template(
        "practice/manage/start.html",
        progress=queries.progress_of(user_id),
        rows=pages.result_rows(queries.find_answers(user_id)),
        rules=pages.rules_shown(),
    )


@blueprint.get("/practice/<int:number>")
@everybody_on_the_staff
def exercise(number: int) -> str:
    """Show one text: what would you decide, or, once answered, what fits and why."""
    return _exercise_page(number, _form())


@blueprint.post("/practice/<int:number>")
@everybody_on_the_staff
def answer(number: int) -> Response | tuple[str, int]:
    """Keep the answer, then say why."""
    form, actor = _form(), current_actor()
    get_sample(number)

    def act(now: datetime) -> str:
        commands.answer(actor=actor, number=number, answer=form.answer(), now=now)
        return url_for("manage_practice.exercise", number=number)

    if form.validate():
        try:
            return perform_once(act)
        except Invalid as refusal:
            form.take_errors(refusal)
    return _exercise_page(number, form), 422


@blueprint.post("/practice")
@everybody_on_the_staff
def begin_again() -> Response:
    """Forget the answers and lead to the first text."""
    actor = current_actor()

    def act(now: datetime) -> str:
        commands.begin_again(actor=actor, now=now)
        return url_for("manage_practice.exercise", number=1)

    return perform_once(act)


def _form() -> AnswerForm:
    return answer_form(pages.rules_shown().text)


def _exercise_page(number: int, form: AnswerForm) -> str:
    sample = get_sample(number)
    answers = queries.find_answers(current_actor().user_id or 0)
    shown = pages.exercise(number, sample, answers.get(sample.key))
    return render_template("practice/manage/exercise.html", shown=shown, form=form)
