"""Words of a plan, and the plain values in which the content of an item travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class ItemKind(StrEnum):
    """A level of the plan."""

    AXIS = "axis"
    PROJECT = "project"
    ACTIVITY = "activity"

    @property
    def label(self) -> LazyText:
        return {self.AXIS: _l("Axis"), self.PROJECT: _l("Project"), self.ACTIVITY: _l("Activity")}[self]

    @property
    def child(self) -> "ItemKind | None":
        return {self.AXIS: ItemKind.PROJECT, self.PROJECT: ItemKind.ACTIVITY}.get(self)

    @property
    def parent(self) -> "ItemKind | None":
        return {self.PROJECT: ItemKind.AXIS, self.ACTIVITY: ItemKind.PROJECT}.get(self)


class VersionKind(StrEnum):
    """What a version of the plan is."""

    DRAFT = "draft"
    CONSULTED = "consulted"
    ADOPTED = "adopted"
    REVISED = "revised"
    FOUND = "found"

    @property
    def label(self) -> LazyText:
        return {
            self.DRAFT: _l("Draft"),
            self.CONSULTED: _l("Draft put to consultation"),
            self.ADOPTED: _l("Adopted plan"),
            self.REVISED: _l("Revised plan"),
            self.FOUND: _l("As found in its source"),
        }[self]


class TextOrigin(StrEnum):
    """Where the text in one language comes from."""

    ORIGINAL = "original"
    TRANSLATION_PERSON = "translation_person"
    TRANSLATION_MACHINE = "translation_machine"
    TRANSLATION_PLATFORM = "translation_platform"

    @property
    def label(self) -> LazyText:
        return {
            self.ORIGINAL: _l("Original text"),
            self.TRANSLATION_PERSON: _l("Translation"),
            self.TRANSLATION_MACHINE: _l("Machine translation"),
            self.TRANSLATION_PLATFORM: _l("Translation by the platform, not by the collectivity"),
        }[self]


class ItemLabel(StrEnum):
    """A caveat that the record of an item carries."""

    AXIS_NOT_STATED = "axis_not_stated"
    SUMMARY = "summary"
    CUT = "cut"
    ASSIGNED_BY_US = "assigned_by_us"
    BOUNDARY_READ = "boundary_read_from_punctuation"
    SOLUTION_FROM_DESCRIPTION = "solution_from_description"
    THEME_NOT_DECLARED = "theme_not_declared_as_axis"

    @property
    def label(self) -> LazyText:
        return {
            self.AXIS_NOT_STATED: _l("Axis not stated in the source"),
            self.SUMMARY: _l("Summary, not the full text"),
            self.CUT: _l("Text cut in the source"),
            self.ASSIGNED_BY_US: _l("Placed under this axis by us, from its subject"),
            self.BOUNDARY_READ: _l("Division between axes read from the punctuation of the source"),
            self.SOLUTION_FROM_DESCRIPTION: _l("Solution taken from the description in the source"),
            self.THEME_NOT_DECLARED: _l("Theme of a workshop, not declared as an axis"),
        }[self]


class PlanLabel(StrEnum):
    """A caveat that the record of a whole plan carries."""

    TITLE_BY_US = "title_by_us"
    AXES_NOT_STATED = "axes_not_stated"
    INCOMPLETE = "incomplete"
    CUT = "cut"
    SUMMARY = "summary"
    THEMES_NOT_DECLARED = "themes_not_declared_as_axes"
    FICTIONAL = "fictional"

    @property
    def label(self) -> LazyText:
        return {
            self.TITLE_BY_US: _l("Title given by us"),
            self.AXES_NOT_STATED: _l("Axes not stated in the source"),
            self.INCOMPLETE: _l("Incomplete: the source gives only a part"),
            self.CUT: _l("Text cut in the source"),
            self.SUMMARY: _l("Summary, not the full text"),
            self.THEMES_NOT_DECLARED: _l("Themes of a workshop, not declared as axes"),
            self.FICTIONAL: _l("Fictional plan"),
        }[self]


class Principle(StrEnum):
    """A principle of openness that a project serves."""

    TRANSPARENCY = "transparency"
    ACCESS_TO_INFORMATION = "access_to_information"
    PARTICIPATION = "participation"
    DIGITALISATION = "digitalisation"
    INCLUSION = "inclusion"

    @property
    def label(self) -> LazyText:
        return {
            self.TRANSPARENCY: _l("Transparency and accountability"),
            self.ACCESS_TO_INFORMATION: _l("Access to information"),
            self.PARTICIPATION: _l("Citizen participation"),
            self.DIGITALISATION: _l("Digitalisation"),
            self.INCLUSION: _l("Inclusion"),
        }[self]


# The texts of an item in one language. Fields in LIST_FIELDS hold one point a line and travel as lists.
TEXT_FIELDS = (
    "title",
    "description",
    "problem",
    "solution",
    "expected_results",
    "status_quo",
    "indicator",
    "budget",
    "funding",
    "responsible",
    "partners",
)
LIST_FIELDS = frozenset({"problem", "expected_results", "status_quo", "partners"})
LONGEST_TITLE = 500
LONGEST_TEXT = 8000

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What an item says that has no language; dates are kept as written, vague ones too."""

    external_id: str | None = None
    source_url: str | None = None
    starts: str | None = None
    ends: str | None = None
    declared_progress: int | None = None
    principles: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


NO_FACTS = ItemFacts()
