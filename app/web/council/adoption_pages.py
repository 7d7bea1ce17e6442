"""What the desk of the adopted plan lays out: retained changes beside their items, and every change with its source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.features.council import adoption
from app.features.council import queries as council
from app.features.plans import queries as plans
from app.features.proposals.wording import as_text, wording_of
from app.foundation.text.diff import Segment, word_diff
from app.web.proposals.wording import FIELD_LABELS


@dataclass(frozen=True, slots=True)
class TextShown:
    """One text of an item with the words that would change."""

    label: Any
    segments: Sequence[Mapping[str, str]]
    language: str


@dataclass(frozen=True, slots=True)
class RetainedShown:
    """A retained proposal with what it changes; `clashes_with` are numbers of others that touch the same words."""

    proposal: Any
    texts: Sequence[TextShown]
    says: str
    clashes_with: Sequence[int]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """An item that differs from the consulted draft, with where the change comes from."""

    item_id: int
    difference: Any
    texts: Sequence[TextShown]
    change: Any
    behind: Sequence[Any]

    @property
    def is_explained(self) -> bool:
        """Say whether proposals or the council itself stand behind it."""
        return bool(self.behind) or (self.change is not None and self.change.is_councils_own)


@dataclass(frozen=True, slots=True)
class AdoptionDesk:
    """The retained changes by item (None: outside every item of the draft), and the changes made so far."""

    retained: Sequence[tuple[Any, Sequence[RetainedShown]]]
    changes: Sequence[ChangeShown]
    changed_ids: frozenset[int]

    @property
    def all_retained(self) -> list[RetainedShown]:
        return [each for _, members in self.retained for each in members]

    @property
    def unexplained_count(self) -> int:
        return sum(not each.is_explained for each in self.changes)


def adoption_desk(consultation: Any, version: Any) -> AdoptionDesk:
    """Gather the desk of the adopted plan; a constant number of queries."""
    consulted = plans.list_revisions(consultation.version_id)
    by_item = adoption.retained_by_item(consultation)
    places = [(each, by_item.pop(each.item_id)) for each in consulted if each.item_id in by_item]
    elsewhere = [(None, members) for members in by_item.values()]
    changes = _changes_shown(version) if version is not None else []
    return AdoptionDesk(
        retained=[(item, _retained_shown(item, members)) for item, members in [*places, *elsewhere]],
        changes=changes,
        changed_ids=frozenset(each.item_id for each in changes),
    )


def _retained_shown(item: Any, members: Iterable[adoption.RetainedChange]) -> list[RetainedShown]:
    return [
        RetainedShown(
            proposal=member.proposal,
            texts=_wished(item, member),
            says=member.words.solution or member.words.problem or "",
            clashes_with=member.clashes_with,
        )
        for member in members
    ]


def _wished(item: Any, member: adoption.RetainedChange) -> list[TextShown]:
    """Return the wished wording against the item's text in the same language; without one, the wish alone."""
    language = member.proposal.language
    current = wording_of(item, language) if item is not None else {}
    return [
        TextShown(
            FIELD_LABELS.get(name, name),
            _plain(word_diff(current[name], as_text(wished)))
            if name in current
            else [{"kind": "same", "text": as_text(wished)}],
            language,
        )
        for name, wished in member.words.wording.items()
    ]


def _changes_shown(version: Any) -> list[ChangeShown]:
    changes = council.changes_of(version.id)
    behind = council.sources_of(change.id for change in changes.values())
    shown = []
    for difference in adoption.differences(version):
        item_id = adoption.item_of(difference)
        change = changes.get(item_id)
        shown.append(
            ChangeShown(
                item_id=item_id,
                difference=difference,
                texts=[
                    TextShown(FIELD_LABELS.get(each.name, each.name), _plain(each.segments), each.language)
                    for each in difference.fields
                    if each.name != "origin"
                ],
                change=change,
                behind=behind.get(change.id, []) if change is not None else [],
            )
        )
    return shown


def _plain(segments: Iterable[Segment]) -> list[dict[str, str]]:
    return [{"kind": each.kind.value, "text": each.text} for each in segments]
