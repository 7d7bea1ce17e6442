"""Instants reckoned by the database itself, written alike on both."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class later_by(FunctionElement[Any]):  # noqa: N801 - reads as a function of SQL
    """An instant so many hours later, for sorting and for comparing with another such instant."""

    type = sa.String()
    inherit_cache = True
    name = "later_by"


@compiles(later_by, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    instant, hours = (compiler.process(each, **options) for each in element.clauses)
    return f"strftime('%Y-%m-%d %H:%M:%f', {instant}, ({hours}) || ' hours')"


@compiles(later_by, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    instant, hours = (compiler.process(each, **options) for each in element.clauses)
    return f"(({instant}) + make_interval(hours => ({hours})::int))"
