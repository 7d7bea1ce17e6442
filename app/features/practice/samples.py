"""The fictional texts, in the order in which they are practised."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from app.features.practice.types import Choice, Sample
from app.foundation.errors import NotFound

_FILE = Path(__file__).with_name("samples.json")


@cache
def list_samples() -> Sequence[Sample]:
    """Return the texts in their order."""
    return tuple(_sample(**entry) for entry in json.loads(_FILE.read_text(encoding="utf-8")))


def _sample(accepted: list[str], grounds: list[str], **fields: Any) -> Sample:
    return Sample(accepted=tuple(map(Choice, accepted)), grounds=tuple(grounds), **fields)


def get_sample(number: int) -> Sample:
    """Return the text of a number, counted from 1, or raise NotFound."""
    samples = list_samples()
    if not 1 <= number <= len(samples):
        raise NotFound
    return samples[number - 1]
