"""What the demo says is complete, refers to what exists, and quotes its sources without loss."""

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "app" / "demo" / "content"
SHARED = Path(os.environ.get("TACHAWOR_SHARED_DATA", ROOT.parent / "shared" / "data"))

OUTCOMES = {"retained", "retained_in_part", "merged", "already_planned", "forwarded", "not_retained"}
PRINCIPLES = {"transparency", "access_to_information", "participation", "digitalisation", "inclusion"}
ORIGINS = {"original", "translation_person", "translation_machine", "translation_platform"}
STATES = {"published", "pending", "returned", "hidden", "withdrawn"}
LANGUAGES = {"ar", "fr", "zgh", "ary", "ary-Latn"}
TIFINAGH = re.compile(r"[\u2d30-\u2d7f]+")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-z]")
REGION = "demo-region-wadi-tachawor"


def read(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from walk(item["children"])


def items_of(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in walk(plan["items"])}


def kinds_of(plan: dict[str, Any]) -> Counter[str]:
    return Counter(item["kind"] for item in walk(plan["items"]))


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


REAL_PLANS = read("real_plans.json")
COLLECTIVITIES = read("collectivities.json")
PEOPLE = {person["key"]: person for person in read("people.json")}
STAFF = {account["key"]: account for account in read("staff.json")}
CONSULTATIONS = {consultation["key"]: consultation for consultation in read("consultations.json")}
CONTRIBUTIONS = [
    entry
    for path in sorted((CONTENT / "contributions").glob("*.json"))
    for entry in json.loads(path.read_text(encoding="utf-8"))
]
BY_KEY = {entry["key"]: entry for entry in CONTRIBUTIONS}
THEMES = read("themes.json")
ANSWERS = read("answers.json")
CHANGES = read("plans/wadi_tachawor_changes.json")
CONSULTED = read("plans/wadi_tachawor_consulted.json")
ADOPTED = read("plans/wadi_tachawor_adopted.json")
FICTIONAL_PLANS = {
    name: read(name)
    for name in sorted(f"plans/{path.name}" for path in (CONTENT / "plans").glob("*_*.json"))
    if "changes" not in name
}
COMMENTS = [(entry, comment) for entry in CONTRIBUTIONS for comment in entry["comments"]]
REPLIES = [(comment, reply) for _, comment in COMMENTS for reply in comment["replies"]]


# ── the public programmes ────────────────────────────────────────────────────────────────────────────────────────


def test_the_real_programmes_are_all_there() -> None:
    axes = [axis for plan in REAL_PLANS for axis in plan["items"]]
    projects = [project for axis in axes for project in axis["children"]]
    untitled = [axis for axis in axes if "axis_not_stated" in axis["labels"]]
    assert (len(REAL_PLANS), len(axes), len(untitled), len(projects)) == (16, 34, 8, 23)
    assert all(
        set(axis["texts"]) and all(text["title"] is None for text in axis["texts"].values())
        for axis in untitled
    )


def test_the_real_programmes_lose_no_text_of_their_source() -> None:
    source = SHARED / "plans.json"
    if not source.is_file():
        return
    originals = json.loads(source.read_text(encoding="utf-8"))
    assert len(originals) == len(REAL_PLANS)
    for original, plan in zip(originals, REAL_PLANS, strict=True):
        kept = set(strings_in(plan))
        facts = {key: value for key, value in original.items() if key != "collectivity"}
        said = [text for text in strings_in(facts) if text != "by us, from subject"]
        assert not [text for text in said if text not in kept]
        assert len(plan["items"]) == len(original["axes"])
        assert kinds_of(plan)["project"] == sum(len(axis["projects"]) for axis in original["axes"])


def test_a_real_programme_keeps_its_titles_as_the_only_thing_translated() -> None:
    for plan in REAL_PLANS:
        for item in walk(plan["items"]):
            for language, text in item["texts"].items():
                assert text["origin"] == (
                    "original" if language == plan["language"] else "translation_platform"
                )
                assert text["origin"] == "original" or set(text) == {"title", "origin"}


def test_marks_of_summary_and_cut_become_labels_and_stay_in_the_text() -> None:
    for plan in REAL_PLANS:
        for item in walk(plan["items"]):
            own = json.dumps(item["texts"][plan["language"]], ensure_ascii=False)
            assert ("(summary" not in own) or "summary" in item["labels"]
            assert ("(text cut)" not in own and "نص مقتطع" not in own) or "cut" in item["labels"]


def test_the_quoted_members_invent_no_contact() -> None:
    members = read("members.json")
    assert sum(member["kind"] == "region" for member in members) == 12
    assert len({member["slug"] for member in members}) == len(members) == 22
    assert not any({"focal_point", "contact", "email"} & set(member) for member in members)
    slugs = {member["slug"] for member in members}
    assert {plan["collectivity"]["slug"] for plan in REAL_PLANS} <= slugs


def test_the_quoted_idea_keeps_its_source() -> None:
    (idea,) = read("ideas.json")
    source = SHARED / "ideas.json"
    assert idea["source_url"].startswith("https://")
    if source.is_file():
        (original,) = json.loads(source.read_text(encoding="utf-8"))
        assert {original[key] for key in ("problem", "solution", "expected_result", "source_url")} <= set(
            strings_in(idea)
        )


# ── the fictional collectivities and their plans ─────────────────────────────────────────────────────────────────


def relative_luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("collectivity", COLLECTIVITIES, ids=lambda one: one["slug"])
def test_a_fictional_collectivity_says_so_and_can_be_read(collectivity: dict[str, Any]) -> None:
    assert collectivity["fictional"] is True
    for language, mark in {"ar": "خيالي", "fr": "fictive", "en": "fictional"}.items():
        assert mark in collectivity["name"][language]
        assert collectivity["welcome"][language]
        assert collectivity["legal_notice"][language]
        assert 6 <= len(collectivity["charter"][language]) <= 8
    assert all(contrast(collectivity["accent_colour"], ground) >= 4.5 for ground in ("#ffffff", "#f7f4ee"))
    assert collectivity["districts"]


@pytest.mark.parametrize("name", FICTIONAL_PLANS)
def test_a_fictional_plan_is_marked_and_complete(name: str) -> None:
    plan = FICTIONAL_PLANS[name]
    assert plan["fictional"]
    assert "fictional" in plan["labels"]
    keys = [item["key"] for item in walk(plan["items"])]
    assert len(keys) == len(set(keys))
    for item in walk(plan["items"]):
        assert all(text["origin"] in ORIGINS for text in item["texts"].values())
        assert {"ar", "fr", "en"} <= set(item["texts"])
        for language in ("ar", "fr"):
            text = item["texts"][language]
            wanted = {
                "axis": ["title", "description"],
                "project": [
                    "title",
                    "problem",
                    "solution",
                    "expected_results",
                    "budget",
                    "funding",
                    "responsible",
                    "partners",
                ],
                "activity": ["title", "responsible", "indicator"],
            }[item["kind"]]
            assert all(text.get(field) for field in wanted), item["key"]
        if item["kind"] != "axis":
            assert item["starts"]["day"] < item["ends"]["day"]
        if item["kind"] == "project":
            assert item["principles"]
            assert set(item["principles"]) <= PRINCIPLES


def test_the_plans_have_the_announced_size() -> None:
    sizes = {name: kinds_of(plan) for name, plan in FICTIONAL_PLANS.items()}
    region = Counter(axis=4, project=17, activity=69)
    assert sizes["plans/wadi_tachawor_consulted.json"] == sizes["plans/wadi_tachawor_adopted.json"] == region
    assert sizes["plans/ain_tachawor_round2.json"] == Counter(axis=4, project=10, activity=32)


def test_the_changes_lead_from_the_consulted_to_the_adopted_plan() -> None:
    before, after = items_of(CONSULTED), items_of(ADOPTED)
    differing = {key for key in before.keys() & after.keys() if before[key]["texts"] != after[key]["texts"]}
    listed = {change["item"]: change["operation"] for change in CHANGES}
    assert differing == {item for item, operation in listed.items() if operation == "amended"}
    assert before.keys() - after.keys() == {
        item for item, operation in listed.items() if operation == "removed"
    }
    assert after.keys() - before.keys() == {
        item for item, operation in listed.items() if operation == "added"
    }
    assert all(bool(change["proposals"]) != change["council_own"] for change in CHANGES)
    assert any(change["council_own"] for change in CHANGES)
    assert all(
        BY_KEY[proposal]["consultation"] == "wadi-r2"
        for change in CHANGES
        for proposal in change["proposals"]
    )
    for change in CHANGES:
        for text in change["texts"]:
            old = before[change["item"]]["texts"][text["language"]][change["field"]]
            new = after[change["item"]]["texts"][text["language"]][change["field"]]
            old, new = (old, new) if text["index"] is None else (old[text["index"]], new[text["index"]])
            assert new == text["after"] or any(
                other is not change and other["item"] == change["item"] and other["field"] == change["field"]
                for other in CHANGES
            )
            assert old == text["before"]


# ── people, consultations, contributions ─────────────────────────────────────────────────────────────────────────


def test_people_are_plainly_invented_and_unreachable() -> None:
    assert len(PEOPLE) >= 120
    assert all(person["email"].endswith("@demo.invalid") for person in [*PEOPLE.values(), *STAFF.values()])
    assert all("(démo)" in p["public_name"] for p in PEOPLE.values() if p["name_kind"] == "given_name")
    slugs = {
        collectivity["slug"]: {district["key"] for district in collectivity["districts"]}
        for collectivity in COLLECTIVITIES
    }
    assert all(person["district"] in slugs[person["collectivity"]] for person in PEOPLE.values())
    assert len({person["public_name"] for person in PEOPLE.values()}) == len(PEOPLE)


def test_every_role_is_held_in_ain_tachawor_and_each_collectivity_has_a_focal_point() -> None:
    roles = {
        "facilitator",
        "moderator",
        "focal_point",
        "committee_member",
        "council_member",
        "project_owner",
        "monitoring_body",
    }
    held = {(account["collectivity"], account["role"]) for account in STAFF.values()}
    assert {("demo-commune-ain-tachawor", role) for role in roles} <= held
    assert {(collectivity["slug"], "focal_point") for collectivity in COLLECTIVITIES} <= held
    assert {(None, "network_coordinator"), (None, "mentor")} <= held


def test_consultations_stand_in_every_stage() -> None:
    states = {consultation["state"] for consultation in CONSULTATIONS.values()}
    assert states == {"announced", "open", "under_review", "answered", "archived"}
    opened = [consultation for consultation in CONSULTATIONS.values() if consultation["state"] == "open"]
    assert {consultation["round"] for consultation in opened} == {1, 2}
    for consultation in CONSULTATIONS.values():
        assert (
            consultation["announced"]["day"]
            <= consultation["opens"]["day"]
            < consultation["closes"]["day"]
            < consultation["answer_due"]["day"]
        )
        assert bool(consultation["axes"]) == (consultation["round"] == 1) == (consultation["plan"] is None)
        assert consultation["plan"] in {None, *FICTIONAL_PLANS}
        today = {
            "announced": consultation["opens"]["day"] > 0,
            "open": consultation["opens"]["day"] < 0 < consultation["closes"]["day"],
        }
        assert today.get(consultation["state"], consultation["closes"]["day"] < 0)


def test_there_are_more_than_three_hundred_contributions_in_five_kinds_of_writing() -> None:
    assert len(CONTRIBUTIONS) + len(COMMENTS) + len(REPLIES) >= 300
    assert len(BY_KEY) == len(CONTRIBUTIONS)
    written = Counter(entry["language"] for entry in CONTRIBUTIONS)
    assert set(written) == LANGUAGES
    assert len([entry for entry in CONTRIBUTIONS if entry["language"] == "zgh"]) <= 8
    assert {entry["kind"] for entry in CONTRIBUTIONS} == {"idea", "amend", "add", "remove"}
    assert {entry["channel"] for entry in CONTRIBUTIONS} == {"web", "workshop", "paper", "phone"}
    assert {entry["state"] for entry in CONTRIBUTIONS} == STATES


def test_no_two_contributions_say_the_same_words() -> None:
    texts = [
        entry[field]
        for entry in CONTRIBUTIONS
        for field in ("title", "problem", "solution")
        if entry[field] and entry["language"] != "zgh"
    ]
    repeated = [text for text, count in Counter(texts).items() if count > 1]
    assert repeated == []
    comments = Counter(comment["text"] for _, comment in COMMENTS)
    assert [text for text, count in comments.items() if count > 1 and not TIFINAGH.search(text)] == []


def script_of(language: str) -> re.Pattern[str]:
    return {"zgh": TIFINAGH, "ar": ARABIC, "ary": ARABIC}.get(language, LATIN)


@pytest.mark.parametrize("entry", CONTRIBUTIONS, ids=lambda entry: entry["key"])
def test_a_contribution_is_whole_and_refers_to_what_exists(entry: dict[str, Any]) -> None:
    consultation = CONSULTATIONS[entry["consultation"]]
    items = (
        items_of(read(consultation["plan"]))
        if consultation["plan"]
        else {axis["key"]: {} for axis in consultation["axes"]}
    )
    assert entry["item"] in items
    needed = {
        "idea": ["title", "problem", "solution", "expected_result"],
        "amend": ["title", "changes"],
        "add": ["title", "problem"],
        "remove": ["title", "problem"],
    }[entry["kind"]]
    assert all(entry[field] for field in needed)
    assert script_of(entry["language"]).search(entry["title"])
    assert entry["author"] is None or PEOPLE[entry["author"]]["collectivity"] == consultation["collectivity"]
    assert entry["author"] is not None or entry["channel"] in {"workshop", "paper"}
    assert 0 <= entry["supports"] < len(PEOPLE)
    assert entry["state"] == "published" or (
        entry["supports"] == 0 and (entry["state_reason"] or entry["state"] == "pending")
    )
    assert (entry["charter_rule"] is not None) == (entry["state"] == "hidden")
    assert entry["workshop"] in {None, *(workshop["key"] for workshop in consultation["workshops"])}
    moment, opens, closes = entry["submitted"], consultation["opens"], consultation["closes"]
    assert opens["day"] <= moment["day"] <= min(0, closes["day"])
    assert moment["day"] != opens["day"] or moment["time"] >= opens["time"]
    for change in entry["changes"]:
        text = items[entry["item"]]["texts"][change["language"]][change["field"]]
        assert (
            (text if change["index"] is None else text[change["index"]])
            == change["before"]
            != change["after"]
        )
        assert set(change["before"].split()) & set(change["after"].split())


def test_comments_come_after_what_they_comment_and_have_an_author() -> None:
    assert {comment["stance"] for _, comment in COMMENTS if not comment["official"]} == {
        "for",
        "against",
        "question",
        "remark",
    }
    for entry, comment in COMMENTS:
        assert entry["submitted"]["day"] <= comment["written"]["day"] <= 0
        assert comment["author"] in PEOPLE
    for comment, reply in REPLIES:
        assert comment["written"]["day"] <= reply["written"]["day"] <= 0
        assert (reply["staff"] in STAFF) if reply["official"] else (reply["author"] in PEOPLE)
    assert any(reply["official"] for _, reply in REPLIES)


def test_near_duplicates_come_in_groups_of_two_or_more() -> None:
    groups = Counter(entry["duplicate_group"] for entry in CONTRIBUTIONS if entry["duplicate_group"])
    assert groups
    assert min(groups.values()) >= 2


def test_amazigh_texts_use_only_words_of_the_glossary() -> None:
    source = SHARED / "glossary_zgh.csv"
    if not source.is_file():
        return
    with source.open(encoding="utf-8") as rows:
        known = {
            word
            for row in csv.DictReader(rows)
            for cell in (row["zgh"], row["note"])
            for word in TIFINAGH.findall(cell)
        }
    everything = [*CONTRIBUTIONS, *(comment for _, comment in COMMENTS), COLLECTIVITIES, *PEOPLE.values()]
    used = {word for text in strings_in(everything) for word in TIFINAGH.findall(text)}
    assert used - known - {"ⵏ", "ⴷ"} == set()


# ── synthesis, answers, follow-up ────────────────────────────────────────────────────────────────────────────────


def test_every_accepted_contribution_of_an_answered_consultation_has_one_response() -> None:
    covered: dict[str, Counter[str]] = {key: Counter() for key in CONSULTATIONS}
    answered_themes = {answer["theme"] for answer in ANSWERS if answer["theme"]}
    for theme in THEMES:
        if theme["key"] in answered_themes or theme["state"] == "published":
            covered[theme["consultation"]].update(theme["proposals"])
    for answer in ANSWERS:
        if answer["proposal"]:
            covered[answer["consultation"]][answer["proposal"]] += 1
    for key, consultation in CONSULTATIONS.items():
        if consultation["state"] in {"answered", "archived"}:
            accepted = {
                entry["key"]
                for entry in CONTRIBUTIONS
                if entry["consultation"] == key and entry["state"] == "published"
            }
            assert covered[key] == Counter(accepted)


def test_answers_are_reasoned_in_two_languages_and_lead_to_items() -> None:
    assert {answer["outcome"] for answer in ANSWERS} == OUTCOMES
    for answer in ANSWERS:
        assert set(answer["response"]) == set(answer["body"]) == {"ar", "fr"}
        assert (answer["theme"] is None) != (answer["proposal"] is None)
        consultation = CONSULTATIONS[answer["consultation"]]
        following = CONSULTATIONS.get(consultation.get("next", ""), consultation)
        plans = [read(name) for name in (following.get("adopted_plan"), following["plan"]) if name]
        assert set(answer["became"]) <= set().union(*(items_of(plan) for plan in plans))


def test_a_synthesis_cites_the_proposals_of_its_theme() -> None:
    assert {theme["state"] for theme in THEMES} == {"draft", "published"}
    for theme in THEMES:
        assert theme["synthesis"]["ar"]
        assert theme["synthesis"]["fr"]
        assert theme["points"]
        assert set(theme["proposals"]) == {
            proposal for point in theme["points"] for proposal in point["proposals"]
        }
        assert all(
            BY_KEY[proposal]["consultation"] == theme["consultation"] for proposal in theme["proposals"]
        )


def test_a_delay_or_stop_is_reported_with_its_reason() -> None:
    reports = read("progress.json")
    activities = {key for key, item in items_of(ADOPTED).items() if item["kind"] == "activity"}
    assert {report["state"] for report in reports} == {"under_way", "done", "delayed", "stopped"}
    for report in reports:
        assert report["activity"] in activities
        assert (report["reason"] is not None) == (report["state"] in {"delayed", "stopped"})
        assert report["evidence"]
        assert report["reported"]["day"] < 0
        assert (report["percent"] == 100) == (report["state"] == "done")


def test_sessions_and_stances_and_news_refer_to_what_exists() -> None:
    for session in read("sessions.json"):
        assert (session["votes_for"] is None) == (session["held"]["day"] > 0)
        assert session["consultation"] in CONSULTATIONS
    for stance in read("stances.json"):
        plan = CONSULTATIONS[stance["consultation"]]["plan"]
        assert stance["item"] in items_of(read(plan))
        assert stance["agree"] + stance["mixed"] + stance["disagree"] < len(PEOPLE)
    for news in read("news.json"):
        assert news["consultation"] in CONSULTATIONS
        assert news["item"] is None or news["item"] in items_of(ADOPTED)


def test_nothing_invented_names_a_year_that_would_grow_old() -> None:
    years = re.compile(r"\b(19|20)\d\d\b")
    invented = [
        *CONTRIBUTIONS,
        COLLECTIVITIES,
        THEMES,
        ANSWERS,
        *FICTIONAL_PLANS.values(),
        read("progress.json"),
        read("news.json"),
        read("sessions.json"),
    ]
    assert [text for text in strings_in(invented) if years.search(text)] == []
