"""Forms of the desk where plans are written."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.features.plans.types import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    TEXT_FIELDS,
    ItemFacts,
    ItemLabel,
    Principle,
    TextOrigin,
    VersionKind,
)
from app.foundation.i18n import LANGUAGES, _l
from app.web.forms import ActionForm
from app.web.plans.wording import FACT_LABELS, FIELD_LABELS, is_web_address

REQUIRED = _l("This is needed.")
LANGUAGE_CHOICES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]
WRITTEN_KINDS = (VersionKind.DRAFT, VersionKind.CONSULTED, VersionKind.ADOPTED, VersionKind.REVISED)


def _text(name: str) -> TextAreaField:
    return TextAreaField(FIELD_LABELS[name], validators=[Optional(), Length(max=LONGEST_TEXT)])


class ItemForm(ActionForm):
    """What an item says in one language, and its facts."""

    needs_title = False
    lock_version = HiddenField()
    text_language = HiddenField()
    title = StringField(FIELD_LABELS["title"], validators=[Length(max=LONGEST_TITLE)])
    origin = SelectField(
        FIELD_LABELS["origin"],
        choices=[SelectChoice(each.value, each.label) for each in TextOrigin],
        default=TextOrigin.ORIGINAL.value,
    )
    description = _text("description")
    problem = _text("problem")
    solution = _text("solution")
    expected_results = _text("expected_results")
    status_quo = _text("status_quo")
    indicator = _text("indicator")
    budget = _text("budget")
    funding = _text("funding")
    responsible = _text("responsible")
    partners = _text("partners")
    starts = StringField(FACT_LABELS["starts"], validators=[Optional(), Length(max=80)])
    ends = StringField(FACT_LABELS["ends"], validators=[Optional(), Length(max=80)])
    external_id = StringField(FACT_LABELS["external_id"], validators=[Optional(), Length(max=60)])
    source_url = StringField(FACT_LABELS["source_url"], validators=[Optional(), Length(max=2000)])
    declared_progress = IntegerField(
        FACT_LABELS["declared_progress"], validators=[Optional(), NumberRange(0, 100)]
    )
    principles = SelectMultipleField(
        FACT_LABELS["principles"],
        choices=[SelectChoice(each.value, each.label) for each in Principle],
        validators=[Optional()],
    )
    values = TextAreaField(FACT_LABELS["values"], validators=[Optional(), Length(max=4000)])
    shared_with = TextAreaField(FACT_LABELS["shared_with"], validators=[Optional(), Length(max=4000)])
    labels = SelectMultipleField(
        FACT_LABELS["labels"],
        choices=[SelectChoice(each.value, each.label) for each in ItemLabel],
        validators=[Optional()],
    )

    def validate_title(self, field: StringField) -> None:
        """Refuse a new item that nobody would find in the outline."""
        untitled = ItemLabel.AXIS_NOT_STATED in (self.labels.data or ())
        if self.needs_title and not untitled and not (field.data or "").strip():
            raise ValidationError(str(_l("Write a title.")))

    def validate_source_url(self, field: StringField) -> None:
        """Take a web address only where one is typed."""
        if field.data and "://" in field.data and not is_web_address(field.data.split(" ")[0]):
            raise ValidationError(str(_l("Give a full web address, beginning with https://")))

    def texts(self, language: str) -> dict[str, dict[str, str]]:
        """Return what was typed in the language of the form; all empty removes the language."""
        said = {name: self[name].data or "" for name in TEXT_FIELDS}
        return {language: {**said, "origin": self.origin.data} if any(map(str.strip, said.values())) else {}}

    def facts(self, own_labels: tuple[str, ...] = ()) -> ItemFacts:
        """Return the facts that were typed; labels of the plan's own file, which the form does not offer, stay."""
        return ItemFacts(
            external_id=_line(self.external_id), source_url=_line(self.source_url), starts=_line(self.starts),
            ends=_line(self.ends), declared_progress=self.declared_progress.data,
            principles=tuple(self.principles.data or ()), values=_lines(self["values"]),
            shared_with=_lines(self.shared_with), labels=(*(self.labels.data or ()), *own_labels),
        )  # fmt: skip


def _line(field: Any) -> str | None:
    return (field.data or "").strip() or None


def _lines(field: Any) -> tuple[str, ...]:
    return tuple(line.strip() for line in (field.data or "").splitlines() if line.strip())


def item_data(revision: Any, language: str) -> dict[str, Any]:
    """Return what the form of an item holds when it is opened."""
    said: Mapping[str, Any] = revision.texts.get(language, {})
    facts = ("starts", "ends", "external_id", "source_url", "declared_progress", "principles", "labels")
    return {
        **{name: said.get(name, "") for name in TEXT_FIELDS},
        **{name: getattr(revision, name) for name in facts},
        "values": "\n".join(revision.values),
        "shared_with": "\n".join(revision.shared_with),
        "origin": said.get("origin", TextOrigin.ORIGINAL.value),
        "lock_version": revision.lock_version,
        "text_language": language,
    }


class PlanForm(ActionForm):
    """What is known of a plan whatever the version."""

    title_ar = StringField(_l("Title in Arabic"), validators=[Optional(), Length(max=LONGEST_TITLE)])
    title_fr = StringField(_l("Title in French"), validators=[Optional(), Length(max=LONGEST_TITLE)])
    title_en = StringField(_l("Title in English"), validators=[Optional(), Length(max=LONGEST_TITLE)])
    title_zgh = StringField(_l("Title in Amazigh"), validators=[Optional(), Length(max=LONGEST_TITLE)])
    language = SelectField(_l("Language in which the plan is written"), choices=LANGUAGE_CHOICES)
    period = StringField(_l("Period"), validators=[Optional(), Length(max=80)])
    source_url = StringField(_l("Source"), validators=[Optional(), Length(max=2000)])

    def titles(self) -> dict[str, str]:
        """Return the titles that were typed."""
        return {code: self[f"title_{code}"].data or "" for code in LANGUAGES}


class VersionForm(ActionForm):
    """What the next version will be."""

    kind = SelectField(
        _l("What this version is"),
        choices=[SelectChoice(each.value, each.label) for each in WRITTEN_KINDS],
        validators=[InputRequired(REQUIRED)],
    )


class ImportForm(ActionForm):
    """A plan's file, or its text."""

    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste the text of the file"), validators=[Optional(), Length(max=1_500_000)])
