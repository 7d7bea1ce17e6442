"""Writing down what people said in a workshop, on paper, by phone or at a desk: one plain form, again and again."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.consultations.queries import get_consultation
from app.features.consultations.rules import require_running
from app.features.consultations.types import Round
from app.features.proposals import commands, queries
from app.features.proposals.types import Channel, Intake, ProposalKind
from app.features.workshops.queries import list_of_consultation
from app.foundation import clock
from app.foundation.errors import Invalid
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.fields import options
from app.web.guards import staff
from app.web.proposals import uploads
from app.web.proposals.forms import IntakeForm, chosen_files, shaped
from app.web.proposals.subjects import Subject, offer_places, subject_asked
from app.web.reading import chosen_member, whole_number
from app.web.template_values import day, field_of

blueprint = Blueprint("manage_proposals", __name__)
KEPT = ("channel", "workshop", "axis", "kind", "item")


@blueprint.get("/consultations/<int:consultation_id>/enter")
@staff(Role.FACILITATOR, Role.FOCAL_POINT)
def enter(consultation_id: int) -> str:
    """Show an empty form; the channel, the workshop and the axis stay as they were for the one before."""
    consultation = _own(consultation_id)
    require_running(consultation, now=clock.now())
    subject = subject_asked(consultation)
    channel = chosen_member(Channel, request.args.get("channel")) or Channel.PAPER
    data = {"channel": channel.value, "workshop_id": request.args.get("workshop", "")}
    return _page(shaped(IntakeForm, subject.kind, subject.wording, data), consultation, subject)


@blueprint.post("/consultations/<int:consultation_id>/enter")
@staff(Role.FACILITATOR, Role.FOCAL_POINT)
def save(consultation_id: int) -> Response | tuple[str, int]:
    """Keep what was written down, and show an empty form again."""
    consultation = _own(consultation_id)
    subject = subject_asked(consultation)
    form = shaped(IntakeForm, subject.kind, subject.wording, None)
    place, content, language = subject.place(form), subject.changed(form.content()), subject.language(form)
    intake, files = _intake(form, consultation), uploads.read(chosen_files(form))

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = commands.enter_for_somebody(
            actor=actor, consultation=_own(consultation_id), place=place, content=content, intake=intake,
            language=language, now=now,
        )  # fmt: skip
        uploads.attach(files, proposal, actor=actor, now=now)
        flash(gettext("Saved as number %(number)s. The next one?", number=proposal.number), "success")
        return _next_url(consultation_id, intake, place.axis_item_id)

    try:
        return perform_once(act)
    except Invalid as refusal:
        uploads.say_again(form, refusal, files)
        again = _own(consultation_id)
        return _page(form, again, subject_asked(again), refusal=refusal), 422


def _own(consultation_id: int) -> Any:
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def _intake(form: Any, consultation: Any) -> Intake:
    """Return how it arrived; a workshop is one of this consultation's."""
    known = {each.id for each in list_of_consultation(consultation_id=consultation.id)}
    workshop_id = whole_number(form.workshop_id.data)
    channel = chosen_member(Channel, form.channel.data) or Channel.PAPER
    at_workshop = channel is Channel.WORKSHOP and workshop_id in known
    return Intake(channel, workshop_id if at_workshop else None, form.shown_name.data)


def _next_url(consultation_id: int, intake: Intake, axis_item_id: int | None) -> str:
    return url_for(
        "manage_proposals.enter",
        consultation_id=consultation_id,
        channel=intake.channel.value,
        workshop=intake.workshop_id,
        axis=axis_item_id,
    )


def _page(form: Any, consultation: Any, subject: Subject, *, refusal: Invalid | None = None) -> str:
    offer_places(form, subject, axis_item_id=whole_number(request.args.get("axis")))
    workshops = list_of_consultation(consultation_id=consultation.id)
    listed = [
        (str(each.id), f"{field_of(each.texts, 'title').text} · {day(each.starts_at)}") for each in workshops
    ]
    form.workshop_id.choices = options([("", gettext("No workshop")), *listed])
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if name in request.args}
    return render_template(
        "proposals/manage/enter.html",
        form=form,
        consultation=consultation,
        subject=subject,
        sentences=[
            str(words) for name, words in (refusal.fields if refusal else {}).items() if name not in form
        ],
        post_url=url_for("manage_proposals.enter", consultation_id=consultation.id, **kept),
        entered=queries.list_entered_by(
            consultation_id=consultation.id, user_id=current_actor().user_id or 0
        ),
        kinds=[(each.value, each.label) for each in ProposalKind]
        if consultation.round == Round.DRAFT
        else [],
        items=[
            (each.item_id, f"{each.code} · {field_of(each.texts, 'title').text}")
            for each in subject.revisions.values()
        ],
    )
