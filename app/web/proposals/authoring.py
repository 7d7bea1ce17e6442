"""Writing a proposal: one form, similar ones shown before it is sent, drafts, and what a visitor typed kept."""

from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.features.consultations import commands as consultations
from app.features.consultations.queries import get_consultation, has_declared_age
from app.features.consultations.rules import is_running, require_running
from app.features.proposals import commands, queries
from app.features.proposals.checking import require_sendable
from app.features.proposals.rules import require_kind
from app.features.proposals.types import ProposalState, Signature
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.fields import options
from app.web.guards import open_to_all, signed_in
from app.web.kept_forms import forget_kept, keep_and_ask_to_sign_in, kept_fields
from app.web.media.shown import attachments_shown
from app.web.proposals import uploads
from app.web.proposals.forms import ProposalForm, chosen_files, shaped
from app.web.proposals.group import blueprint
from app.web.proposals.listing import excerpt_of
from app.web.proposals.subjects import Subject, offer_places, subject_asked, subject_of
from app.web.proposals.wording import support_words
from app.web.reading import whole_number
from app.web.second_look import second_look_at
from app.web.signing import chosen_signature, signature_choices

CHECK = "check"
MOST_SIMILAR = 4
LONGEST_QUERY = 1000


@blueprint.get("/consultations/<int:consultation_id>/proposals/new")
@open_to_all
def new(consultation_id: int) -> str:
    """Show the form of a new proposal, empty, as it was kept, or as its draft says."""
    consultation = _own(consultation_id)
    draft = _draft(consultation)
    if draft is not None and not is_running(consultation, now=clock.now()):
        return _unsent_page(draft, consultation)
    require_running(consultation, now=clock.now())
    subject = _subject(consultation, draft)
    require_kind(consultation, subject.kind)
    kept = kept_fields()
    form = shaped(ProposalForm, subject.kind, subject.wording, kept or (_typed(draft) if draft else None))
    step = (
        CHECK
        if kept and current_actor().is_signed_in and _problems(form, consultation, subject) is None
        else ""
    )
    return _page(form, consultation, subject, step=step, is_kept=bool(kept))


@blueprint.post("/consultations/<int:consultation_id>/proposals/new")
@open_to_all
def create(consultation_id: int) -> Response | tuple[str, int] | str:
    """Go on with a proposal: keep it for after sign-in, keep it as a draft, show similar ones, or send it."""
    consultation = _own(consultation_id)
    if not current_actor().is_signed_in:
        require_running(consultation, now=clock.now())
        return keep_and_ask_to_sign_in(_address(consultation_id))
    draft = _draft(consultation)
    subject = _subject(consultation, draft)
    form = shaped(ProposalForm, subject.kind, subject.wording, None)
    if request.form.get("act") == "draft":
        return _kept_as_draft(form, consultation_id, subject)
    is_checked, chosen = form.step.data == CHECK, chosen_files(form)
    problem = _problems(form, consultation, subject)
    if problem is not None:
        uploads.say_again(form, problem, chosen)
        return _page(form, consultation, subject, step=CHECK if is_checked else "", refusal=problem), 422
    if not is_checked or second_look_at(form.content()).is_due:
        uploads.ask_again(form, chosen)
        return _page(form, consultation, subject, step=CHECK)
    return _sent(form, consultation_id, subject)


@blueprint.get("/consultations/<int:consultation_id>/proposals/similar")
@open_to_all
def similar(consultation_id: int) -> str:
    """Show the proposals most like what is being typed."""
    consultation = _own(consultation_id)
    text = request.args.get("q", "")[:LONGEST_QUERY]
    return render_template(
        "proposals/public/similar.html", consultation=consultation, similar=_similar(consultation, text)
    )


@blueprint.post("/proposals/<int:proposal_id>/discard")
@signed_in
def discard(proposal_id: int) -> Response:
    """Throw an unsent proposal away."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = queries.get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        consultation_id = proposal.consultation_id
        commands.discard_draft(actor=actor, proposal=proposal)
        flash(gettext("Your draft is deleted."), "success")
        return url_for("consultations.page", consultation_id=consultation_id)

    return perform_once(act)


def _own(consultation_id: int) -> Any:
    return get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=current_actor()
    )


def _draft(consultation: Any) -> Any:
    """Return the person's own draft that the address names, or None."""
    draft_id = whole_number(request.args.get("draft"))
    if draft_id is None:
        return None
    draft = queries.get_proposal(
        collectivity_id=consultation.collectivity_id, proposal_id=draft_id, actor=current_actor()
    )
    if draft.state is not ProposalState.DRAFT or draft.consultation_id != consultation.id:
        raise NotFound
    return draft


def _subject(consultation: Any, draft: Any) -> Subject:
    if draft is not None:
        return subject_of(consultation, kind=draft.kind, item_id=draft.target_item_id)
    return subject_asked(consultation)


def _typed(draft: Any) -> dict[str, Any]:
    """Return what a draft says, as its form takes it."""
    version = queries.shown_version(draft)
    texts = {
        name: getattr(version, name) or "" for name in ("title", "problem", "solution", "expected_result")
    }
    places = {"axis_item_id": str(draft.axis_item_id or ""), "territory_id": str(draft.territory_id or "")}
    return texts | places | {f"wording_{name}": text for name, text in version.wording.items()}


def _problems(form: Any, consultation: Any, subject: Subject) -> Invalid | None:
    """Return what is wrong with what was typed, or None."""
    try:
        require_sendable(
            consultation=consultation, place=subject.place(form), content=subject.changed(form.content()),
            language=subject.language(form), now=clock.now(),
        )  # fmt: skip
    except Invalid as problem:
        return problem
    return None


def _kept_as_draft(form: Any, consultation_id: int, subject: Subject) -> Response | tuple[str, int]:
    content, place, language = subject.changed(form.content()), subject.place(form), subject.language(form)
    signature, files = _signature(form), uploads.read(chosen_files(form))

    def act(now: datetime) -> str:
        actor, consultation = current_actor(), _own(consultation_id)
        draft = commands.save_draft(
            actor=actor, consultation=consultation, place=place, content=content, signature=signature,
            language=language, draft=_draft(consultation), now=now,
        )  # fmt: skip
        uploads.attach(files, draft, actor=actor, now=now)
        forget_kept()
        flash(gettext("Your draft is kept. Only you see it."), "success")
        return draft_address(draft)

    try:
        return perform_once(act)
    except Invalid as refusal:
        uploads.say_again(form, refusal, files)
        step = CHECK if form.step.data == CHECK else ""
        return _page(form, _own(consultation_id), subject, step=step, refusal=refusal), 422


def _sent(form: Any, consultation_id: int, subject: Subject) -> Response | tuple[str, int]:
    content, place, language = subject.changed(form.content()), subject.place(form), subject.language(form)
    signature, files = _signature(form), uploads.read(chosen_files(form))

    def act(now: datetime) -> str:
        actor, consultation = current_actor(), _own(consultation_id)
        if form.has_age.data and consultation.minimum_age is not None:
            consultations.declare_age(actor=actor, consultation=consultation, now=now)
        proposal = commands.submit(
            actor=actor, consultation=consultation, place=place, content=content, signature=signature,
            language=language, draft=_draft(consultation), now=now,
        )  # fmt: skip
        uploads.attach(files, proposal, actor=actor, now=now)
        forget_kept()
        flash(thanks(proposal, consultation), "success")
        return url_for("proposals.page", proposal_id=proposal.id)

    try:
        if _needs_age(_own(consultation_id)) and not form.has_age.data:
            raise Invalid(fields={"has_age": gettext("Confirm your age to take part.")})
        return perform_once(act)
    except Invalid as refusal:
        uploads.say_again(form, refusal, files)
        return _page(
            form, _own(consultation_id), _subject_again(consultation_id), step=CHECK, refusal=refusal
        ), 422


def _subject_again(consultation_id: int) -> Subject:
    consultation = _own(consultation_id)
    return _subject(consultation, _draft(consultation))


def draft_address(draft: Any) -> str:
    """Return where a draft goes on being written."""
    return url_for("proposals.new", consultation_id=draft.consultation_id, draft=draft.id)


def thanks(proposal: Any, consultation: Any) -> str:
    """Return what is said after a proposal was sent: published, or when it will be read."""
    if proposal.state is ProposalState.PUBLISHED:
        return gettext("Thank you. Your proposal is published as number %(number)s.", number=proposal.number)
    return ngettext(
        "Thank you. Your proposal was received as number %(number)s. A moderator reads it within %(num)s hour.",
        "Thank you. Your proposal was received as number %(number)s. A moderator reads it within %(num)s hours.",
        consultation.moderation_hours,
        number=proposal.number,
    )


def _signature(form: Any) -> Signature:
    return chosen_signature(form.name_shown.data, user_id=current_actor().user_id)


def _needs_age(consultation: Any) -> bool:
    if consultation.minimum_age is None:
        return False
    return not has_declared_age(consultation_id=consultation.id, user_id=current_actor().user_id)


def _address(consultation_id: int) -> str:
    known: dict[str, Any] = {
        name: request.args[name] for name in ("kind", "item", "axis", "draft") if name in request.args
    }
    return url_for("proposals.new", consultation_id=consultation_id, **known)


def _similar(consultation: Any, text: str) -> list[dict[str, Any]]:
    found = queries.similar(consultation_id=consultation.id, text=text, limit=MOST_SIMILAR)
    versions = queries.shown_versions(found)
    return [
        {
            "proposal": each,
            "url": url_for("proposals.page", proposal_id=each.id),
            "excerpt": excerpt_of(versions.get(each.id)),
            "support_words": support_words(each.support_count),
        }
        for each in found
    ]


def _page(
    form: Any,
    consultation: Any,
    subject: Subject,
    *,
    step: str = "",
    is_kept: bool = False,
    refusal: Invalid | None = None,
) -> str:
    offer_places(form, subject, axis_item_id=whole_number(request.args.get("axis")))
    form.name_shown.choices = options(signature_choices(current_actor().user_id))
    form.step.data = step
    content = form.content()
    text = "\n".join(filter(None, (content.title, content.problem, content.solution)))
    known = form.data if refusal is not None else {}
    draft_id = whole_number(request.args.get("draft"))
    return render_template(
        "proposals/public/new.html",
        form=form,
        consultation=consultation,
        subject=subject,
        is_check=step == CHECK,
        is_kept=is_kept,
        similar=_similar(consultation, text) if step == CHECK else [],
        look=second_look_at(content) if step == CHECK else None,
        post_url=_address(consultation.id),
        sentences=[
            str(words) for name, words in (refusal.fields if refusal else {}).items() if name not in known
        ],
        needs_age=step == CHECK and _needs_age(consultation),
        is_signed_in=current_actor().is_signed_in,
        draft_id=draft_id,
        kept_files=_kept_files(draft_id),
    )


def _unsent_page(draft: Any, consultation: Any) -> str:
    """Return the words of a draft that can no longer be sent."""
    version = queries.shown_version(draft)
    texts = [version.problem, version.solution, version.expected_result, *version.wording.values()]
    return render_template(
        "proposals/public/unsent.html",
        consultation=consultation,
        draft=draft,
        texts=[text for text in texts if text],
    )


def _kept_files(draft_id: int | None) -> list[dict[str, Any]]:
    """Return the files that wait with a draft, as the macro of attachments takes them."""
    if draft_id is None:
        return []
    return attachments_shown(queries.list_files(proposal_ids=[draft_id]).get(draft_id, []))
