"""Plans travel as JSON without loss, and a wrong file is told path by path."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.features.plans import reading
from app.features.plans.document import ItemDocument, PlanDocument, write
from app.features.plans.reading import WrongDocument, read
from app.features.plans.types import (
    LIST_FIELDS,
    TEXT_FIELDS,
    ItemFacts,
    ItemKind,
    Principle,
    TextOrigin,
    VersionKind,
)
from app.foundation.text.clean import clean_line, clean_text
from config import ROOT

SCHEMA = json.loads((ROOT / "app/features/plans/plan.schema.json").read_text())
words = st.text(alphabet="abcé تشاور0. -", min_size=1, max_size=30).map(clean_line).filter(bool)
paragraphs = st.lists(words, min_size=1, max_size=3).map("\n".join).map(clean_text)
labels = st.lists(
    st.sampled_from(["summary", "cut", "assigned_by_us", "other_label"]), unique=True, max_size=2
)
short_lists = st.lists(words, max_size=2).map(tuple)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, dict[str, str]]:
    found = {}
    for code in draw(
        st.lists(st.sampled_from(["ar", "fr", "en", "zgh"]), unique=True, min_size=1, max_size=3)
    ):
        names = draw(st.lists(st.sampled_from(TEXT_FIELDS), unique=True, max_size=4))
        fields = {name: draw(paragraphs if name != "title" else words) for name in names}
        found[code] = {"origin": draw(st.sampled_from(TextOrigin)).value, **fields}
    return found


@st.composite
def facts(draw: st.DrawFn) -> ItemFacts:
    return ItemFacts(
        external_id=draw(st.none() | words), starts=draw(st.none() | words), ends=draw(st.none() | words),
        source_url=draw(st.none() | st.just("https://example.org/a?b=1")),
        declared_progress=draw(st.none() | st.integers(0, 100)),
        principles=tuple(draw(st.lists(st.sampled_from([each.value for each in Principle]), unique=True, max_size=2))),
        values=draw(short_lists), shared_with=draw(short_lists), labels=tuple(draw(labels)),
    )  # fmt: skip


@st.composite
def items(draw: st.DrawFn, kind: ItemKind = ItemKind.AXIS, above: str = "") -> tuple[ItemDocument, ...]:
    found = []
    for number in range(draw(st.integers(0, 2))):
        key = f"{above}{kind.value[0]}{number}"
        children = draw(items(kind.child, key)) if kind.child else ()
        found.append(ItemDocument(kind, key, draw(texts()), draw(facts()), children))
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn) -> PlanDocument:
    given_facts: dict[str, Any] = {
        "notes": draw(st.lists(words, max_size=2)), "labels": draw(labels),
        "declared_totals": draw(st.just({"axes": 4, "projects": 17}) | st.just({})),
        "adopted": draw(st.sampled_from([{}, {"on": "2023-10-03"}, {"text": "October 2023 session"}])),
        "consultation": draw(st.sampled_from([{}, {"round": 1, "from": "26 March"}])),
        "portal_member_id": draw(st.none() | st.integers(1, 300)),
    }  # fmt: skip
    return PlanDocument(
        titles={"fr": draw(words)}, language=draw(st.sampled_from(["ar", "fr"])),
        version=draw(st.sampled_from(VersionKind)), period=draw(st.none() | words),
        source_url=draw(st.none() | st.just("https://example.org/plan")), items=draw(items()),
        facts={name: value for name, value in given_facts.items() if value not in (None, [], {})},
    )  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(plans())
def test_what_is_written_is_read_back_without_loss(document: PlanDocument) -> None:
    written = json.loads(json.dumps(write(document)))
    assert read(written) == document


def test_the_schema_names_what_the_reader_knows() -> None:
    parts = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == reading._PLAN_KEYS
    assert set(parts["collectivity"]["properties"]) == reading._COLLECTIVITY_KEYS
    assert set(parts["item"]["properties"]) == reading._ITEM_KEYS
    assert set(parts["texts"]["properties"]) == reading._TEXT_KEYS
    assert parts["item"]["properties"]["kind"]["enum"] == [each.value for each in ItemKind]
    assert parts["texts"]["properties"]["origin"]["enum"] == [each.value for each in TextOrigin]
    assert SCHEMA["properties"]["version"]["enum"] == [each.value for each in VersionKind]
    principles = set(parts["item"]["properties"]["principles"]["items"]["enum"])
    assert principles - reading._PRINCIPLE_ALIASES.keys() == {each.value for each in Principle}


def plan(**changes: Any) -> dict[str, Any]:
    item = {
        "kind": "axis",
        "key": "a1",
        "texts": {"ar": {"title": "الشفافية", "origin": "original"}},
        "labels": [],
        "children": [],
    }
    base = {
        "format": "tachawor-plan",
        "format_version": 1,
        "title": {"fr": "Plan"},
        "language": "fr",
        "items": [item],
    }
    return {**base, **changes}


def child(**changes: Any) -> dict[str, Any]:
    return plan()["items"][0] | changes


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "$"),
        ("text", "$"),
        (plan(format="other"), "format"),
        (plan(format_version=2), "format"),
        (plan(title={}), "title"),
        (plan(language="français"), "language"),
        (plan(surprise=1), "surprise"),
        (plan(items={}), "items"),
        (plan(version="final"), "version"),
        (plan(items=[child(kind="project")]), "items[0].kind"),
        (plan(items=[child(key="")]), "items[0].key"),
        (plan(items=[child(), child()]), "items[1].key"),
        (plan(items=[child(), child(key="a2", texts={"ar": {"title": "x" * 501}})]), "items[1].texts.ar.title"),
        (plan(items=[child(texts={"ar": {"title": 5}})]), "items[0].texts.ar.title"),
        (plan(items=[child(texts={"ar": {"origin": "dreamt"}})]), "items[0].texts.ar.origin"),
        (plan(items=[child(texts={"ar": {"words": "x"}})]), "items[0].texts.ar.words"),
        (plan(items=[child(progress_percent=101)]), "items[0].progress_percent"),
        (plan(items=[child(principles=["magic"])]), "items[0].principles[0]"),
        (plan(items=[child(labels=["A label"])]), "items[0].labels[0]"),
        (plan(items=[child(starts={"day": 3})]), "items[0].starts"),
        (plan(items=[child(children=[child(kind="project", key="p", children=7)])]), "items[0].children[0].children"),
        (plan(declared_totals={"axes": [4]}), "declared_totals.axes"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_the_path(data: object, path: str) -> None:
    with pytest.raises(WrongDocument) as refused:
        read(data)
    assert path in [problem.path for problem in refused.value.problems]


def test_nothing_stands_under_an_activity() -> None:
    activity = child(kind="activity", key="t", children=[child()])
    project = child(kind="project", key="p", children=[activity])
    with pytest.raises(WrongDocument) as refused:
        read(plan(items=[child(children=[project])]))
    assert [problem.path for problem in refused.value.problems] == [
        "items[0].children[0].children[0].children"
    ]


def test_every_problem_is_told_at_once_but_never_without_end() -> None:
    with pytest.raises(WrongDocument) as refused:
        read(plan(items=[child(key="")] * 300))
    assert len(refused.value.problems) == 100


def test_text_fields_of_several_points_may_come_as_lines_or_as_a_list() -> None:
    as_list = read(plan(items=[child(texts={"fr": {"title": "x", "problem": ["one", "two"]}})]))
    as_text = read(plan(items=[child(texts={"fr": {"title": "x", "problem": "one\ntwo"}})]))
    assert as_list == as_text
    assert set(LIST_FIELDS) <= set(TEXT_FIELDS)
