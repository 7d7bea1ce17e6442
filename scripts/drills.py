"""Run the drills: checks too slow for every change. One line for each with its figures; fail when one of them does.

A drill is a file of tests in tests/drills whose name does not begin with test_, so that the test run leaves it out.
Usage: python scripts/drills.py [--workers N] [name ...]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as XmlTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "drills"
LONGEST = 45 * 60  # seconds; a drill takes minutes, and one that waits for ever must be seen


@dataclass(slots=True)
class Outcome:
    """What came of one drill."""

    name: str
    has_passed: bool
    seconds: float
    figures: Counter[str] = field(default_factory=Counter)
    said: str = ""

    @property
    def line(self) -> str:
        figures = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        return f"  {self.name:<20}{'ok' if self.has_passed else 'FAILED':<8}{self.seconds:7.1f} s  {figures}"


def main(arguments: list[str]) -> int:
    """Run the drills that are named, or all; return the exit code."""
    options = _options(arguments)
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        print(f"There is no drill {', '.join(unknown)}; there are: {', '.join(names())}.", file=sys.stderr)
        return 2
    failed = []
    for outcome in outcomes(options.names or names(), workers=options.workers):
        print(outcome.line, flush=True)
        if not outcome.has_passed:
            failed.append(outcome.name)
            print(outcome.said, file=sys.stderr)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the slower checks.")
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(arguments)


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of the drills there are."""
    return sorted(path.stem for path in folder.glob("[a-z]*.py") if path.stem != "conftest")


def outcomes(wanted: list[str], *, workers: int = 1, folder: Path = FOLDER) -> Iterator[Outcome]:
    """Run drills one after the other, and yield what came of each."""
    for name in wanted:
        with tempfile.TemporaryDirectory() as kept:
            yield run(folder / f"{name}.py", report=Path(kept) / "report.xml", workers=workers)


def run(drill: Path, *, report: Path, workers: int, longest: float = LONGEST) -> Outcome:
    """Run the tests of one drill; one without tests, one that left some out or does not end, has not passed."""
    started = time.monotonic()
    command = [
        sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short",
        "-c", str(ROOT / "pyproject.toml"), "-o", "junit_family=legacy", f"--junitxml={report}",
        *(["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []), str(drill),
    ]  # fmt: skip
    try:
        result = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=longest
        )
    except subprocess.TimeoutExpired:
        seconds, said = time.monotonic() - started, f"It had not ended after {longest} seconds."
        return Outcome(drill.stem, has_passed=False, seconds=seconds, said=said)
    seconds = time.monotonic() - started
    is_complete = "NOT RUN" not in result.stdout
    return Outcome(
        drill.stem,
        result.returncode == 0 and is_complete,
        seconds,
        figures_of(report),
        result.stdout + result.stderr,
    )


def figures_of(report: Path) -> Counter[str]:
    """Return the sums of the figures that the tests of a drill noted."""
    figures: Counter[str] = Counter()
    if report.exists():
        for noted in XmlTree.parse(report).iter("property"):  # noqa: S314 - written by our own test run
            figures[str(noted.get("name"))] += int(noted.get("value") or 0)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
