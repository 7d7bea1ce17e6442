"""What a line of the log says of people: nothing."""

import json

import pytest

from app.foundation import logs


def test_addresses_numbers_and_rows_that_a_database_quotes_are_taken_out(
    capfd: pytest.CaptureFixture[str],
) -> None:
    logs.configure(as_json=True)
    try:
        raise ValueError(
            "duplicate key\nDETAIL:  Key (public_name)=(Amina B) already exists.\nfor amina@example.org, +212612345678"
        )
    except ValueError as error:
        logs.logger().exception("fault", exc_info=error, asked_by="amina.b@example.org", row_id=12)
    finally:
        logs.configure(as_json=False, level="WARNING")
    line = json.loads(capfd.readouterr().err)
    assert (line["event"], line["row_id"], line["asked_by"]) == ("fault", 12, "[…]")
    assert "duplicate key" in line["exception"]
    assert not [word for word in ("Amina B", "amina@", "212612") if word in line["exception"]]
