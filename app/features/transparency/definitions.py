"""What a vote was when it opened, from what the database says of it now and the steps that changed it since."""

from typing import Any

from app.features.ballots import queries as ballots
from app.features.ballots.commitments import definition
from app.features.ballots.models import VotingQuestion
from app.foundation.history import list_steps


def definition_at_opening(question: VotingQuestion) -> dict[str, Any]:
    """Return the definition that a vote opened with."""
    return definition(question, ballots.list_choices(question.id)) | _ends_at_opening(question)


def _ends_at_opening(question: VotingQuestion) -> dict[str, str]:
    """Return the end that a vote was opened with, when it was put off afterwards."""
    steps = list_steps(VotingQuestion.__tablename__, question.id)
    opened = next((step.id for step in steps if step.step == "open"), None)
    for step in steps:
        if step.step == "extend" and opened is not None and step.id > opened and step.details:
            return {"ends": step.details["ends_before"]}
    return {}
