"""Bring what the tests need from the system: a PostgreSQL server, a Chromium, fonts that draw Arabic and Tifinagh.

As root on Debian the missing packages are installed; elsewhere the one line to type is printed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Install or name what is missing; never fail: the tests say what they could not run."""
    missing = missing_packages()
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing)
    elif shutil.which("apt-get"):
        print(f"For every test to run, type: sudo apt-get install {' '.join(missing)}")
    elif sys.platform == "darwin":
        print("For every test to run, type: brew install postgresql chromium font-noto-naskh-arabic")
    else:
        print(f"For every test to run, install your system's packages for: {', '.join(missing)}")


def missing_packages() -> list[str]:
    """Return the Debian names of what this machine lacks."""
    present = {
        "postgresql": postgresql_folder() is not None,
        "chromium": chromium() is not None,
        "fonts-noto-core": has_font("NotoNaskhArabic") and has_font("NotoSansTifinagh"),
    }
    return [name for name, found in present.items() if not found]


def postgresql_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if candidates:
        return candidates[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def has_font(name: str) -> bool:
    """Say whether a font whose file name starts so is installed."""
    return any(next(Path(folder).rglob(f"{name}*"), None) for folder in FONT_FOLDERS)


def install(packages: list[str]) -> None:
    """Install Debian packages without asking."""
    print(f"Installing {' '.join(packages)} ...", flush=True)
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "update", "-qq"], env=quietly, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, env=quietly, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
