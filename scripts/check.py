"""Run every check that needs no test run, show one line for each, and fail when one of them does."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet"],
    "lint": [str(BIN / "ruff"), "check", "--quiet"],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "translations": [sys.executable, "-m", "scripts.translations", "check"],
}


def main() -> int:
    """Run all checks, even after one failed; return the exit code."""
    failures = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failures:
        print(f"Failed: {', '.join(failures)}.", file=sys.stderr)
    return 1 if failures else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check and show its outcome, with what it said when it failed."""
    started = time.monotonic()
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    outcome = "ok" if result.returncode == 0 else "FAILED"
    print(f"  {name:<14}{outcome:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if result.returncode:
        print(result.stdout + result.stderr, file=sys.stderr)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
