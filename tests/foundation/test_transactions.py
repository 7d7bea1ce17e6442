"""One write is one transaction: what was changed meanwhile is refused, what was asked twice is written once."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.consultations.models import Consultation
from app.foundation import outbox, submissions
from app.foundation.database import db, transaction
from app.foundation.errors import ChangedMeanwhile
from app.foundation.outbox import Medium, OutboxMessage
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def write_after_somebody_else(place: Consulting) -> None:
    with transaction():
        consultation = place.consultation
        db.session.execute(
            sa.update(Consultation)
            .where(Consultation.id == consultation.id)
            .values(lock_version=Consultation.lock_version + 1)
            .execution_options(synchronize_session=False)
        )
        consultation.moderation_hours = 5


def test_what_somebody_else_changed_first_is_refused_and_not_written_over(place: Consulting) -> None:
    with pytest.raises(ChangedMeanwhile):
        write_after_somebody_else(place)
    assert place.consultation.moderation_hours != 5


def test_a_message_posted_by_many_at_once_is_written_once(app: Flask) -> None:
    def post() -> None:
        with transaction() as now:
            outbox.post(
                medium=Medium.MAIL, recipient="amina@example.org", language="fr", template="notice", values={},
                now=now, dedupe_key="once",
            )  # fmt: skip

    assert do_together(app, [post] * 6) == [None] * 6
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1


def test_an_endless_address_of_a_result_refuses_nothing(app: Flask) -> None:
    with app.app_context():
        with transaction() as now:
            submissions.spend(key="form", user_id=None, content="a", now=now)
            submissions.record_result(key="form", url="/fr/" + "a" * 600)
        assert submissions.find_result(key="form", user_id=None, content="a") is None


def test_a_key_spent_on_other_content_is_refused_and_says_so(app: Flask) -> None:
    with app.app_context():
        with transaction() as now:
            submissions.spend(key="form", user_id=7, content="a", now=now)
            submissions.record_result(key="form", url="/fr/done")
        assert submissions.find_result(key="form", user_id=7, content="a") == "/fr/done"
        with pytest.raises(submissions.SentBefore):
            submissions.find_result(key="form", user_id=7, content="b")
        assert submissions.find_result(key="form", user_id=8, content="a") is None


def test_who_sent_which_form_is_forgotten_after_two_days(app: Flask) -> None:
    with app.app_context():
        with transaction() as now:
            submissions.spend(key="old", user_id=None, content="a", now=now - timedelta(days=2))
            submissions.spend(key="new", user_id=None, content="a", now=now)
        with transaction() as now:
            submissions.forget_old(now=now)
        with transaction() as now:
            assert submissions.spend(key="old", user_id=None, content="a", now=now)
            assert not submissions.spend(key="new", user_id=None, content="a", now=now)
