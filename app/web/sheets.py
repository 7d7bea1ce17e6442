"""Tables that people open in a spreadsheet: UTF-8 with its mark, and no cell that a spreadsheet would carry out."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from flask import Response

from app.foundation.clock import local_time

BYTE_ORDER_MARK = "\ufeff"
CARRIED_OUT = tuple("=+-@|%\t\r\uff1d\uff0b\uff0d\uff20")
Cell = str | int | float | None


def safe_cell(value: Cell) -> Cell:
    """Return a value as it may stand in a sheet: words that a spreadsheet would take for a formula stay words."""
    if isinstance(value, str) and value.lstrip(" \u00a0\n").startswith(CARRIED_OUT):
        return f"'{value}"
    return value


def instant_cell(instant: datetime | None, time_zone: str) -> str:
    """Write an instant on the clocks of a place, as every program reads it."""
    return local_time(instant, time_zone).strftime("%Y-%m-%d %H:%M") if instant is not None else ""


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a table as a file: whole or not at all, so that half a table never passes for all of it."""
    buffer = io.StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerows([safe_cell(each) for each in row] for row in chain([header], rows))
    response = Response(buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response
