"""What is told when a public reason is redacted."""

from dataclasses import dataclass

from app.features.moderation.types import Subject


@dataclass(frozen=True, slots=True)
class ReasonRedacted:
    """Personal data was taken out of a public reason; whoever keeps a copy of what it said puts the new words there."""

    collectivity_id: int
    subject: Subject
    subject_id: int
    was: str
    text: str
