"""What a new proposal is about, read from its address, and the choices that its form offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext

from app.features.collectivities.queries import list_districts
from app.features.plans.queries import list_revisions
from app.features.plans.types import ItemKind
from app.features.proposals.types import Content, Place, ProposalKind
from app.features.proposals.wording import language_of_wording, wording_of
from app.foundation.errors import NotFound
from app.foundation.text.clean import clean_text
from app.web.fields import options
from app.web.languages import current_language
from app.web.proposals.wording import WRITTEN_LANGUAGES
from app.web.reading import chosen_member, whole_number
from app.web.template_values import Worded, field_of, name_of


@dataclass(frozen=True, slots=True)
class Subject:
    """What is proposed: an idea, or a change to one item, with what that item says now."""

    kind: ProposalKind
    revision: Any
    wording: Mapping[str, str]
    wording_language: str | None
    revisions: Mapping[int, Any]

    @property
    def item_id(self) -> int | None:
        return self.revision.item_id if self.revision is not None else None

    @property
    def title(self) -> Worded | None:
        return field_of(self.revision.texts, "title") if self.revision is not None else None

    def place(self, form: Any) -> Place:
        """Return the place of a proposal written in a form."""
        axis = None if self.revision is not None else whole_number(form.axis_item_id.data)
        return Place(self.kind, axis, self.item_id, whole_number(form.territory_id.data))

    def changed(self, content: Content) -> Content:
        """Return what was typed without the texts of the item that nobody touched, unless all are untouched."""
        touched = {
            name: text
            for name, text in content.wording.items()
            if clean_text(text) != clean_text(self.wording.get(name, ""))
        }
        first = dict(list(content.wording.items())[:1])
        return Content(
            content.title, content.problem, content.solution, content.expected_result, touched or first
        )

    def language(self, form: Any) -> str | None:
        """Return the language of the words that change, or the one chosen, or None: it is guessed."""
        if self.wording_language is not None:
            return self.wording_language
        chosen = form.language.data
        return chosen if chosen in WRITTEN_LANGUAGES else None


def subject_asked(consultation: Any) -> Subject:
    """Read what the address proposes to do; NotFound for an item of another plan."""
    kind = chosen_member(ProposalKind, request.args.get("kind"))
    item_id = whole_number(request.args.get("item"))
    return subject_of(consultation, kind=kind, item_id=item_id)


def subject_of(consultation: Any, *, kind: ProposalKind | None, item_id: int | None) -> Subject:
    """Return what is proposed of an item, an idea when there is none; one query."""
    version_id = consultation.version_id
    revisions = {each.item_id: each for each in list_revisions(version_id)} if version_id is not None else {}
    if item_id is None or kind is ProposalKind.IDEA:
        return Subject(ProposalKind.IDEA, None, {}, None, revisions)
    revision = revisions.get(item_id)
    if revision is None:
        raise NotFound
    kind = kind or ProposalKind.AMEND
    if kind is ProposalKind.ADD and revision.kind.child is None:
        raise NotFound
    if kind is not ProposalKind.AMEND:
        return Subject(kind, revision, {}, None, revisions)
    language = language_of_wording(revision, current_language().code)
    return Subject(kind, revision, wording_of(revision, language), language, revisions)


def offer_places(form: Any, subject: Subject, *, axis_item_id: int | None = None) -> None:
    """Fill in the axes, places and languages that a form offers."""
    axes = [each for each in subject.revisions.values() if each.kind is ItemKind.AXIS]
    form.axis_item_id.choices = options(
        [("", gettext("No axis in particular")), *((str(each.item_id), _axis_label(each)) for each in axes)]
    )
    if form.axis_item_id.data in {None, "", "None"} and axis_item_id is not None:
        form.axis_item_id.data = str(axis_item_id)
    districts = [
        (str(each.id), str(name_of(each.names).text)) for each in list_districts(g.collectivity.territory_id)
    ]
    form.territory_id.choices = options([("", gettext("The whole territory")), *districts])
    form.language.choices = options([("", gettext("Recognise it")), *WRITTEN_LANGUAGES.items()])


def _axis_label(revision: Any) -> str:
    title = field_of(revision.texts, "title")
    return f"{revision.code} · {title.text}" if title else str(revision.code)
