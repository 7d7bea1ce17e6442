"""What seems personal in a public reason is pointed out before it is said; a person decides."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.moderation.models import AppealRuling, ModerationDecision
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from tests.support.consulting import Consulting
from tests.support.moderating import appeal, hide, make_moderated
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
QUEUE = "/en/c/ain-essai/manage/moderation"
SAID = {"decision": "hide", "ground": "charter_rule", "charter_rule": "3"}
PHONED = SAID | {"reason": "Le numéro ٠٦١٢٣٤٥٦٧٨ est celui d'un voisin."}


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_moderated()


def test_a_reason_that_seems_to_hold_a_telephone_is_not_published_unread(
    place: Consulting, client: FlaskClient
) -> None:
    shown = place.published(place.person())
    sign_in(client, place.person(Role.MODERATOR).user_id or 0)
    answer = client.post(f"{QUEUE}/proposal/{shown}", data=PHONED)
    assert answer.status_code == 422
    assert "it seems to hold personal data: ٠٦١٢٣٤٥٦٧٨" in answer.text
    assert 'name="is_not_personal"' in answer.text
    assert place.proposal(shown).state is ProposalState.PUBLISHED
    ticked = client.post(f"{QUEUE}/proposal/{shown}", data=PHONED | {"is_not_personal": "y"})
    assert ticked.status_code == 303
    assert place.proposal(shown).state is ProposalState.HIDDEN


def test_nor_in_bulk_nor_on_an_appeal(place: Consulting, client: FlaskClient) -> None:
    author, moderator = place.person(), place.person(Role.MODERATOR)
    decision_id = hide(place, moderator, place.published(author))
    appeal(author, decision_id)
    pending = place.propose(author)
    sign_in(client, place.person(Role.FOCAL_POINT).user_id or 0)
    refused = PHONED | {"texts": [f"proposal-{pending}"], "decision": "refuse"}
    assert client.post(QUEUE, data=refused).status_code == 422
    ruled = {"outcome": "upheld", "reason": "Écrivez à voisin@example.org."}
    assert client.post(f"{QUEUE}/appeals/{decision_id}", data=ruled).status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AppealRuling)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationDecision)) == 1


def test_whoever_has_not_practised_finds_the_practice_in_her_queue(
    place: Consulting, client: FlaskClient
) -> None:
    sign_in(client, place.person(Role.MODERATOR).user_id or 0)
    page = client.get(QUEUE).text
    assert "/en/c/ain-essai/manage/practice" in page
    assert "12 fictional texts" in page
