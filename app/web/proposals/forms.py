"""The forms by which a proposal is written, changed, and written down for somebody."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from app.features.proposals.types import Channel, Content, ProposalKind
from app.foundation.i18n import _l
from app.web.fields import options
from app.web.forms import ActionForm
from app.web.proposals.wording import FIELD_LABELS

WORDING = "wording_"
NEEDED = InputRequired(_l("This is needed."))
LABELS = {
    ProposalKind.IDEA: (_l("What is the problem?"), _l("What do you propose?"), _l("What would it change?")),
    ProposalKind.AMEND: (_l("Why should it change?"), None, None),
    ProposalKind.ADD: (_l("What is missing?"), _l("What should be added?"), _l("What would it change?")),
    ProposalKind.REMOVE: (_l("Why should it be removed?"), None, None),
}
TEXTS = ("problem", "solution", "expected_result")


class WordsForm(ActionForm):
    """What a proposal says."""

    title = StringField(_l("Title"), validators=[NEEDED])
    problem = TextAreaField(_l("What is the problem?"))
    solution = TextAreaField(_l("What do you propose?"))
    expected_result = TextAreaField(_l("What would it change?"))

    def content(self) -> Content:
        """Return what was typed; texts that are not asked for this kind are not there."""
        return Content(
            title=self.title.data or "",
            **{name: self[name].data for name in TEXTS if name in self},
            wording={
                field.short_name.removeprefix(WORDING): field.data or "" for field in self.wording_fields
            },
        )

    @property
    def wording_fields(self) -> list[Any]:
        """Return the fields that hold the wording of the item."""
        return [field for field in self if field.short_name.startswith(WORDING)]


class ProposalForm(WordsForm):
    """A new proposal: what it is about, what it says, and at the last step how one appears."""

    axis_item_id = SelectField(_l("Axis"), validate_choice=False)
    territory_id = SelectField(_l("Place"), validate_choice=False)
    language = SelectField(_l("Language of your text"), validate_choice=False)
    name_shown = SelectField(_l("Name shown"), validate_choice=False, validators=[NEEDED])
    has_age = BooleanField(_l("I have the minimum age."))
    files = MultipleFileField(_l("Images or PDF documents"))
    step = HiddenField()
    draft = HiddenField()


class IntakeForm(ProposalForm):
    """What somebody proposed in a workshop, on paper, by phone or at a desk."""

    channel = RadioField(
        _l("How it arrived"),
        choices=options((each.value, each.label) for each in Channel if each is not Channel.WEB),
        default=Channel.PAPER.value,
        validators=[NEEDED],
    )
    workshop_id = SelectField(_l("Workshop"), validate_choice=False)
    shown_name = StringField(_l("Name or association to show"))


class EditForm(WordsForm):
    """Other words for a proposal that was sent."""


class FilesForm(ActionForm):
    """Files to attach."""

    files = MultipleFileField(_l("Images or PDF documents"))


class ConfirmationForm(ActionForm):
    """One press, counted once."""


def shaped(
    form_class: type[ActionForm],
    kind: ProposalKind,
    wording: Mapping[str, str],
    data: Mapping[str, Any] | None,
) -> Any:
    """Return a form with the fields that this kind needs: the wording of the item, the texts with their questions."""
    fields: dict[str, Any] = {
        f"{WORDING}{name}": TextAreaField(FIELD_LABELS.get(name, name), default=text)
        for name, text in wording.items()
    }
    required = {
        ProposalKind.IDEA: "solution",
        ProposalKind.ADD: "solution",
        ProposalKind.REMOVE: "problem",
    }.get(kind)
    for name, label in zip(TEXTS, LABELS[kind], strict=True):
        fields[name] = (
            TextAreaField(label, validators=[NEEDED] if name == required else [])
            if label is not None
            else None
        )
    return type(f"{kind.name.title()}{form_class.__name__}", (form_class,), fields)(
        data=dict(data) if data else None
    )


def chosen_files(form: Any) -> Sequence[Any]:
    """Return the files that were really chosen."""
    return [each for each in form.files.data or [] if getattr(each, "filename", "")]
