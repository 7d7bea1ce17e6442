"""From the ideas of a first round to the draft projects of the second, without retyping and linked for ever."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app.features.consultations import commands, queries, rules
from app.features.consultations.types import Round
from app.features.plans import commands as plan_commands
from app.features.plans import queries as plans
from app.features.plans.types import ItemKind
from app.features.proposals import commands as proposal_commands
from app.features.proposals import queries as proposals
from app.features.proposals.types import ListFilters, ProposalOrder
from app.features.synthesis import queries as synthesis
from app.foundation.errors import Invalid, NotFound
from app.foundation.pagination import Page, page_number
from app.foundation.text.guess import guess_language
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.consultations.forms import ConfirmationForm, DraftProjectForm
from app.web.consultations.manage import blueprint, focal_point, own, setup_url
from app.web.reading import whole_number
from app.web.template_values import field_of

IDEAS_A_PAGE = 50


@blueprint.get("/consultations/<int:consultation_id>/second-round")
@focal_point
def second_round(consultation_id: int) -> str:
    """Show the way from a first round to the second: begin it, or turn ideas into draft projects."""
    consultation = own(consultation_id)
    if consultation.round == Round.IDEAS:
        rules.require_ready_for_second_round(consultation)
        following = queries.find_next_round(consultation, actor=current_actor())
        return render_template(
            "consultations/manage/begin_second_round.html",
            consultation=consultation,
            following=following if rules.goes_on(following) else None,
            form=ConfirmationForm(),
        )
    return _desk(consultation, _project_form(consultation))


@blueprint.post("/consultations/<int:consultation_id>/second-round")
@focal_point
def begin_second_round(consultation_id: int) -> Response:
    """Begin to prepare the second round of a first one."""
    collectivity_id, actor = g.collectivity.id, current_actor()

    def act(now: datetime) -> str:
        first = queries.get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        titles = {
            code: {"title": fields["title"], "origin": fields.get("origin", "original")}
            for code, fields in first.texts.items()
            if fields.get("title")
        }
        second = commands.create_second_round(actor=actor, first=first, texts=titles, now=now)
        return url_for("manage_consultations.second_round", consultation_id=second.id)

    return perform_once(act)


@blueprint.post("/consultations/<int:consultation_id>/draft-projects")
@focal_point
def make_project(consultation_id: int) -> Response | tuple[str, int]:
    """Make one draft project of the ticked ideas, under an axis, and link it to them for ever."""
    consultation = own(consultation_id)
    form = _project_form(consultation)
    ticked = [number for text in request.form.getlist("idea") if (number := whole_number(text)) is not None]
    is_valid = form.validate_on_submit()
    if not ticked:
        form.axis.errors = [*form.axis.errors, gettext("Tick at least one idea.")]
    if not (is_valid and ticked):
        return _desk(consultation, form, ticked=ticked), 422
    try:
        response = perform_once(_making(consultation_id, form, ticked))
    except Invalid as refusal:
        form.take_errors(refusal)
        return _desk(own(consultation_id), form, ticked=ticked), 422
    flash(
        ngettext(
            "One draft project was made of %(num)s idea.",
            "One draft project was made of %(num)s ideas.",
            len(ticked),
        ),
        "success",
    )
    return response


def _making(consultation_id: int, form: DraftProjectForm, ticked: Sequence[int]) -> Any:
    """Return the act: plan item and links in one transaction."""
    collectivity_id, actor = g.collectivity.id, current_actor()
    back = url_for(
        "manage_consultations.second_round",
        consultation_id=consultation_id,
        axis=whole_number(request.args.get("axis")),
        theme=whole_number(request.args.get("theme")),
        page=whole_number(request.args.get("page")),
    )

    def act(now: datetime) -> str:
        second = queries.get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        rules.require_in_preparation(second)
        ideas = _ideas(second, ticked, collectivity_id=collectivity_id)
        version = plans.get_version(collectivity_id=collectivity_id, version_id=second.version_id)
        revision = plan_commands.add_item(
            actor=actor,
            version=version,
            kind=ItemKind.PROJECT,
            parent=plans.get_revision(version_id=version.id, item_id=form.axis.data),
            texts=project_texts(ideas, proposals.shown_versions(ideas), title=form.title.data or ""),
            now=now,
        )
        for idea in ideas:
            proposal_commands.link_item_origin(actor=actor, item=revision.item, proposal=idea, now=now)
        return back

    return act


def _ideas(second: Any, ticked: Sequence[int], *, collectivity_id: int) -> list[Any]:
    """Return the ticked ideas in the order of their numbers; all must be accepted ones of the previous round."""
    found = proposals.list_by_ids(collectivity_id=collectivity_id, proposal_ids=ticked)
    accepted = {each.id for each in proposals.list_accepted(consultation_id=second.previous_round_id or 0)}
    if set(ticked) - accepted:
        raise NotFound
    return sorted(found.values(), key=lambda idea: idea.number or 0)


def project_texts(ideas: Iterable[Any], versions: Any, *, title: str) -> dict[str, dict[str, str]]:
    """Return the texts of a draft project as its ideas worded them, language by language; a given title comes first."""
    texts: dict[str, dict[str, list[str]]] = {}
    for idea in ideas:
        version = versions[idea.id]
        fields = texts.setdefault(
            _language_of(idea.language), {"title": [], "problem": [], "solution": [], "result": []}
        )
        fields["title"].append(version.title)
        for name, text in (
            ("problem", version.problem),
            ("solution", version.solution),
            ("result", version.expected_result),
        ):
            if text:
                fields[name].append(text)
    project = {
        code: {
            "title": fields["title"][0],
            "problem": "\n".join(fields["problem"]),
            "solution": "\n\n".join(fields["solution"]),
            "expected_results": "\n".join(fields["result"]),
            "origin": "original",
        }
        for code, fields in texts.items()
    }
    if title.strip() and project:
        # Ideas in several languages make a project in several: the title belongs to the one it is written in.
        written_in = _language_of(guess_language(title) or "")
        project.get(written_in, next(iter(project.values())))["title"] = title
    return project


def _language_of(code: str) -> str:
    """Return the language of a plan's text for one of a contribution: Moroccan Arabic stands among the Arabic texts."""
    return {"ary": "ar"}.get(code, code)


def _project_form(consultation: Any) -> DraftProjectForm:
    form = DraftProjectForm()
    axes = plans.tree(consultation.version_id)
    form.axis.choices = [SelectChoice(axis.item_id, _axis_label(axis)) for axis in axes]
    if request.method == "GET":
        form.axis.data = whole_number(request.args.get("axis"))
    return form


def _axis_label(axis: Any) -> str:
    titles = [fields["title"] for fields in axis.revision.texts.values() if fields.get("title")]
    return f"{axis.revision.code} · {titles[0] if titles else gettext('Axis not stated')}"


def _desk(consultation: Any, form: DraftProjectForm, *, ticked: Sequence[int] = ()) -> str:
    """Show the ideas of the previous round, those of one axis or one theme when asked, and what was drawn from each."""
    axis_item_id = whole_number(request.args.get("axis"))
    themes = synthesis.list_themes(consultation.previous_round_id or 0)
    grouped = synthesis.list_proposals_of([theme.id for theme in themes])
    theme = next((each for each in themes if each.id == whole_number(request.args.get("theme"))), None)
    if theme is None:
        page = _ideas_page(consultation, axis_item_id)
    else:
        page = _whole(grouped.get(theme.id, []))
        if request.method == "GET":
            ticked = [idea.id for idea in page.items]
            form.title.data = field_of(theme.texts, "title").text
            form.axis.data = next((idea.axis_item_id for idea in page.items if idea.axis_item_id), None)
    axes = plans.tree(consultation.version_id)
    projects = [project for axis in axes for project in axis.children]
    origins = proposals.list_origins(item_ids=[project.item_id for project in projects])
    return render_template(
        "consultations/manage/second_round.html",
        consultation=consultation,
        form=form,
        page=page,
        versions=proposals.shown_versions(page.items),
        axes=axes,
        axis_item_id=axis_item_id,
        themes=[(each, len(grouped.get(each.id, []))) for each in themes],
        theme=theme,
        origins=origins,
        drawn={idea.id for ideas in origins.values() for idea in ideas},
        ticked=set(ticked),
        setup_url=setup_url(consultation.id),
    )


def _ideas_page(consultation: Any, axis_item_id: int | None) -> Page[Any]:
    return proposals.list_page(
        consultation_id=consultation.previous_round_id or 0,
        filters=ListFilters(axis_item_id=axis_item_id),
        order=ProposalOrder.SUPPORTS,
        number=page_number(request.args.get("page")),
        size=IDEAS_A_PAGE,
    )


def _whole(ideas: Sequence[Any]) -> Page[Any]:
    """Return every idea of a theme on one page, so that all of them can be ticked at once."""
    return Page(items=ideas, number=1, size=max(1, len(ideas)), total=len(ideas))
