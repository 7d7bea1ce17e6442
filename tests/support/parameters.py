"""What the application's own text says that its pages read of an address: the names after the question mark."""

import re
from functools import cache

from config import ROOT

READ = re.compile(r"""request\.(?:args|values)(?:\.get(?:list)?\(|\[)\s*f?["'](\w+)["']""")
ASKED = re.compile(r"""["'](\w+)["'] (?:not )?in request\.(?:args|values)""")
CHOSEN = re.compile(r"""for name in \(([^)]*)\) if (?:name in )?request\.args""")
FOLDER = ROOT / "app" / "web"


@cache
def parameters() -> tuple[str, ...]:
    """Return the names of every query parameter that a page reads."""
    found: set[str] = set()
    for path in sorted(FOLDER.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= {*READ.findall(text), *ASKED.findall(text)}
        found |= {name for names in CHOSEN.findall(text) for name in re.findall(r"\w+", names)}
    return tuple(sorted(found))
