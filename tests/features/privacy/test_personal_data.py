"""The register of personal data is complete: it is compared with the schema."""

import re

import pytest
import sqlalchemy as sa

from app import models
from app.features.privacy import purposes
from app.features.privacy.not_personal import COLUMNS, TABLES
from app.features.privacy.personal_data import BY_TABLE, HOLDINGS
from app.features.privacy.types import By, Erasing, Periods
from app.foundation.database import Base

# What a column that names or reaches a person is called.
OF_A_PERSON = re.compile(
    r"(^|_)(user|actor|author|reporter|owner|account|person|email|phone|address|recipient|network|pseudonym|nickname|"
    r"subject|digest|sms|contact|agent|device|ip|handle|member|body|fields|holder|helper|helped)(_|$)"
    r"|_by_id$|_name$|^name$"
)
# Free texts and values of any shape may hold anything: in a table of the register each is answered for.
OF_ANY_SHAPE = (sa.Text, sa.JSON)


def problems(metadata: sa.MetaData) -> list[str]:
    """Return the tables and columns of a schema for which nobody answers."""
    found = []
    for table in metadata.tables.values():
        if table.name not in BY_TABLE and table.name not in TABLES:
            found.append(f"{table.name}: a table that is in neither list")
        found += [
            f"{table.name}.{column.name}: a column of a person that the register does not name"
            for column in table.columns
            if may_be_of_a_person(column) and not is_answered_for(column)
        ]
    return found


def may_be_of_a_person(column: "sa.Column[object]") -> bool:
    if refers_to_an_account(column) or OF_A_PERSON.search(column.name):
        return not is_a_reference_elsewhere(column)
    return column.table.name in BY_TABLE and isinstance(column.type, OF_ANY_SHAPE)


def refers_to_an_account(column: "sa.Column[object]") -> bool:
    return any(key.target_fullname == "user_account.id" for key in column.foreign_keys)


def is_a_reference_elsewhere(column: "sa.Column[object]") -> bool:
    return bool(column.foreign_keys) and not refers_to_an_account(column)


def is_answered_for(column: "sa.Column[object]") -> bool:
    holding = BY_TABLE.get(column.table.name)
    if holding is not None and column.name in holding.columns:
        return True
    return f"{column.table.name}.{column.name}" in COLUMNS and not refers_to_an_account(column)


def test_every_column_of_a_person_is_in_the_register() -> None:
    assert models.__all__
    assert problems(Base.metadata) == []


def test_the_register_names_only_what_is_there() -> None:
    tables = Base.metadata.tables
    named = {
        f"{holding.table}.{column}" for holding in HOLDINGS for column in holding.columns
    } | COLUMNS.keys()
    assert (
        sorted(
            named - {f"{table.name}.{column.name}" for table in tables.values() for column in table.columns}
        )
        == []
    )
    assert sorted(TABLES.keys() - tables.keys() - {"search_terms"}) == []
    assert sorted(TABLES.keys() & BY_TABLE.keys()) == []
    assert len(HOLDINGS) == len(BY_TABLE)


def test_no_secret_of_the_platform_and_nothing_of_others_is_handed_out() -> None:
    for holding in HOLDINGS:
        given = set(holding.exported)
        assert given.isdisjoint(holding.secret), holding.table
        assert given.isdisjoint(holding.staff), holding.table
        assert not [name for name in given if re.search("hash|token|digest|secret|password|key$", name)], (
            holding.table
        )
        columns = Base.metadata.tables[holding.table].columns
        strangers = {name for name in given if refers_to_an_account(columns[name])}
        assert strangers <= {name for name, by in holding.owners.items() if by is By.ACCOUNT}, holding.table


def test_whatever_is_deleted_or_emptied_belongs_to_somebody() -> None:
    for holding in HOLDINGS:
        if holding.erasing in {Erasing.DELETE, Erasing.EMPTY}:
            assert holding.owners, holding.table
        assert bool(holding.emptied) == (holding.erasing is Erasing.EMPTY), holding.table


def test_every_purpose_is_on_the_public_page() -> None:
    assert {id(holding.purpose) for holding in HOLDINGS} <= {id(each) for each in purposes.ALL}
    assert len(purposes.lines(Periods())) == len(purposes.ALL)


class TestTheCheckerItself:
    def test_a_new_table_and_new_columns_are_found(self) -> None:
        metadata = sa.MetaData()
        sa.Table(
            "user_account", metadata, sa.Column("id", sa.Integer), sa.Column("phone_of_a_friend", sa.Text)
        )
        sa.Table("collectivity", metadata, sa.Column("chair_id", sa.ForeignKey("user_account.id")))
        sa.Table("diary", metadata, sa.Column("reader_name", sa.String(10)), sa.Column("page", sa.Integer))
        assert problems(metadata) == [
            "user_account.phone_of_a_friend: a column of a person that the register does not name",
            "collectivity.chair_id: a column of a person that the register does not name",
            "diary: a table that is in neither list",
            "diary.reader_name: a column of a person that the register does not name",
        ]

    @pytest.mark.parametrize("name", ["reported_by_id", "email", "shown_name", "actor_id", "network"])
    def test_it_knows_a_persons_column_by_its_name(self, name: str) -> None:
        assert OF_A_PERSON.search(name)
