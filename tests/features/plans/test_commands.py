"""Plans are written item by item, then published for good."""

import pytest
import sqlalchemy as sa

from app.features.plans import commands, queries, rules
from app.features.plans.models import ItemRevision
from app.features.plans.types import ItemFacts, ItemKind, TextOrigin, VersionKind
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.policy import SYSTEM
from tests.features.plans.making import Workshop, texts

OUTLINE = [("1", "a1"), ("1.1", "a1p1"), ("1.1.1", "a1p1t1"), ("1.2", "a1p2"), ("2", "a2")]


def test_items_receive_codes_and_stable_keys(workshop: Workshop) -> None:
    assert workshop.outline() == OUTLINE


def test_moving_an_item_up_or_down_changes_codes_and_not_keys(workshop: Workshop) -> None:
    with transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a2"), by=-1)
    assert workshop.outline()[0] == ("1", "a2")
    with transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a2"), by=1)
    assert workshop.outline() == OUTLINE


def test_moving_the_first_item_further_up_changes_nothing(workshop: Workshop) -> None:
    with transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a1"), by=-1)
    assert workshop.outline() == OUTLINE


def test_a_project_moves_under_another_axis_with_its_activities(workshop: Workshop) -> None:
    with transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a1p1"), under=workshop.revision("a2"))
    assert workshop.outline() == [
        ("1", "a1"),
        ("1.1", "a1p2"),
        ("2", "a2"),
        ("2.1", "a1p1"),
        ("2.1.1", "a1p1t1"),
    ]


def test_an_item_stands_only_under_the_right_kind(workshop: Workshop) -> None:
    with pytest.raises(rules.WrongPlace), transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a1p1"), under=workshop.revision("a1p2"))
    with pytest.raises(rules.WrongPlace), transaction() as now:
        commands.add_item(
            actor=SYSTEM, version=workshop.version, kind=ItemKind.ACTIVITY, texts=texts("x"), now=now
        )


def test_moving_an_item_does_not_make_an_open_form_stale(workshop: Workshop) -> None:
    before = workshop.revision("a2").lock_version
    with transaction():
        commands.move_item(actor=SYSTEM, revision=workshop.revision("a2"), by=-1)
    assert workshop.revision("a2").lock_version == before


def test_removing_an_item_takes_what_stands_under_it_and_keeps_identities(workshop: Workshop) -> None:
    item_id = workshop.revision("a1p1").item_id
    with transaction():
        assert commands.remove_item(actor=SYSTEM, revision=workshop.revision("a1p1")) == 2
    assert workshop.outline() == [("1", "a1"), ("1.1", "a1p2"), ("2", "a2")]
    assert queries.find_item(collectivity_id=workshop.collectivity_id, item_id=item_id) is not None


def test_the_key_of_a_removed_item_is_not_given_again(workshop: Workshop) -> None:
    with transaction():
        commands.remove_item(actor=SYSTEM, revision=workshop.revision("a2"))
    with transaction() as now:
        added = commands.add_item(
            actor=SYSTEM, version=workshop.version, kind=ItemKind.AXIS, texts=texts("Autre"), now=now
        )
        assert added.item.key == "a3"


def test_editing_changes_the_languages_given_and_keeps_the_others(workshop: Workshop) -> None:
    with transaction():
        revision = workshop.revision("a1")
        commands.set_item_text(
            actor=SYSTEM, revision=revision, lock_version=1, language="ar", fields={"title": " الشفافية  "},
            origin=TextOrigin.TRANSLATION_PERSON,
        )  # fmt: skip
    saved = workshop.revision("a1")
    assert saved.texts["ar"] == {"title": "الشفافية", "origin": "translation_person"}
    assert saved.texts["fr"]["title"] == "Transparence"
    assert saved.lock_version == 2


def test_facts_keep_vague_dates_as_text_and_read_full_ones(workshop: Workshop) -> None:
    with transaction():
        revision = workshop.revision("a1p1")
        facts = ItemFacts(starts="26 March", ends="2027-07-01", declared_progress=40, labels=("summary",))
        commands.edit_item(actor=SYSTEM, revision=revision, lock_version=1, facts=facts)
    saved = workshop.revision("a1p1")
    assert (saved.starts, saved.starts_on) == ("26 March", None)
    assert (saved.ends, str(saved.ends_on)) == ("2027-07-01", "2027-07-01")
    assert saved.texts["fr"]["title"] == "Budget citoyen"


def test_a_stale_edit_is_refused_with_a_sentence(workshop: Workshop) -> None:
    with transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a1"), lock_version=1, texts=texts("Premier")
        )
    with pytest.raises(rules.ItemChangedMeanwhile, match="Somebody changed this item"), transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a1"), lock_version=1, texts=texts("Second")
        )
    assert workshop.revision("a1").texts["fr"]["title"] == "Premier"


def test_a_text_beyond_its_cap_is_refused_beside_its_field(workshop: Workshop) -> None:
    with pytest.raises(Invalid) as refused, transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a1"), lock_version=1, texts=texts("x" * 501)
        )
    assert set(refused.value.fields) == {"fr-title"}


def test_a_new_version_holds_the_same_items(workshop: Workshop) -> None:
    workshop.publish()
    with transaction() as now:
        copy = commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.CONSULTED, based_on=workshop.version, now=now
        ).id
    assert workshop.outline(copy) == OUTLINE
    assert workshop.revision("a1", copy).item_id == workshop.revision("a1").item_id
    assert queries.get_version(collectivity_id=workshop.collectivity_id, version_id=copy).number == 2


def test_an_item_left_out_comes_back_as_the_same_item(workshop: Workshop) -> None:
    workshop.publish()
    with transaction() as now:
        copy = commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.ADOPTED, based_on=workshop.version, now=now
        ).id
    with transaction():
        commands.remove_item(actor=SYSTEM, revision=workshop.revision("a1", copy))
    with transaction() as now:
        version = queries.get_version(collectivity_id=workshop.collectivity_id, version_id=copy)
        commands.restore_item(actor=SYSTEM, version=version, revision=workshop.revision("a1"), now=now)
    assert workshop.revision("a1", copy).item_id == workshop.revision("a1").item_id


def test_a_published_version_changes_no_more(workshop: Workshop) -> None:
    workshop.publish()
    assert workshop.plan.is_public
    with pytest.raises(rules.VersionIsPublished), transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a1"), lock_version=1, texts=texts("Autre")
        )
    with pytest.raises(rules.VersionIsPublished), transaction() as now:
        commands.publish_version(actor=SYSTEM, version=workshop.version, now=now)


def test_the_database_itself_refuses_to_change_a_published_version(workshop: Workshop) -> None:
    workshop.publish()
    for statement in (
        sa.update(ItemRevision).values(code="9"),
        sa.delete(ItemRevision),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="a published version does not change"), transaction():
            db.session.execute(statement.execution_options(synchronize_session=False))


def test_publishing_names_the_items_without_title(workshop: Workshop) -> None:
    with transaction():
        commands.edit_item(actor=SYSTEM, revision=workshop.revision("a1p2"), lock_version=1, texts={"fr": {}})
    with pytest.raises(rules.VersionIsIncomplete) as refused, transaction() as now:
        commands.publish_version(actor=SYSTEM, version=workshop.version, now=now)
    assert "1.2" in str(refused.value)


def test_an_axis_untitled_in_its_source_may_be_published(workshop: Workshop) -> None:
    with transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a2"), lock_version=1, texts={"fr": {}},
            facts=ItemFacts(labels=("axis_not_stated",)),
        )  # fmt: skip
    workshop.publish()


def test_a_plan_without_axis_cannot_be_published(workshop: Workshop) -> None:
    with transaction():
        commands.remove_item(actor=SYSTEM, revision=workshop.revision("a1"))
        commands.remove_item(actor=SYSTEM, revision=workshop.revision("a2"))
    with pytest.raises(rules.VersionIsIncomplete), transaction() as now:
        commands.publish_version(actor=SYSTEM, version=workshop.version, now=now)


def test_a_plan_needs_a_title(workshop: Workshop) -> None:
    with pytest.raises(Invalid), transaction() as now:
        commands.create_plan(
            actor=SYSTEM, collectivity=workshop.collectivity, titles={"fr": " "}, language="fr", now=now
        )
