"""Somebody else holds what a ballot needs (the drill held_lock waits for as long as the platform itself does)."""

from typing import Any

from app.features.ballots import queries
from app.foundation.policy import Actor
from tests.support.applications import Workplace, session_cookie
from tests.support.ballot_forms import vote_url
from tests.support.holding import holding
from tests.support.soundness import faults_after
from tests.support.stage import Stage
from tests.support.voting import Voting, entries


def test_trust_14_who_waited_too_long_is_asked_to_send_the_same_form_again_and_counts_once(
    stage: Stage, workplace: Workplace, voting: Voting, people: list[Actor]
) -> None:
    amina, url = people[0], vote_url(voting)
    cookie = session_cookie(workplace.app, amina.user_id or 0)
    vote: dict[str, Any] = {"cookie": cookie, "url": url, "ballots": [[1, 2]]}
    with holding(workplace, voting.question_id):
        refused = stage.run(stage.job("vote_by_form", settings={"patience": 1}, **vote))
    assert (refused.last("status"), refused.last("retry_after")) == (503, "5")
    assert "Nothing was lost: send it again in a moment." in refused.last("page")
    assert entries(voting.question_id, "ballot.cast") == []
    again = {"user_id": amina.user_id, "url": f"{url}/cast", "form": refused.last("form")}
    assert [stage.do("press", **again).last("status") for _ in range(2)] == [303, 303]
    assert queries.count_ballots(voting.question_id) == 1
    assert len(entries(voting.question_id, "ballot.cast")) == 1
    assert faults_after(voting.question_id, []) == []
