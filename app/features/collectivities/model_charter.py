"""The charter that a focal point finds in the editor before her first one: to be adapted, never published by itself.

Staff practise by its rules, and name them by their numbers.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("model_charter.json")


@cache
def model_charter() -> Mapping[str, Sequence[str]]:
    """Return {language: rules}; rule n says the same in each language."""
    rules: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return rules
