"""Make the virtual environment and install one hash-locked list of packages into it.

Usage: python scripts/environment.py FOLDER {base|dev}

Runs on a bare interpreter, before anything is installed, so it uses the standard library only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def main() -> None:
    """Create the folder when it is missing, install the list, and leave a stamp that says so."""
    if len(sys.argv) != 3 or sys.argv[2] not in {"base", "dev"}:
        sys.exit("Usage: environment.py FOLDER {base|dev}")
    folder, name = Path(sys.argv[1]), sys.argv[2]
    if sys.version_info < OLDEST:
        sys.exit(f"Tachawor needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
    if not (folder / "bin" / "python").exists():
        create(folder)
    install(folder, ROOT / "requirements" / f"{name}.txt")
    for installed in {"base", name}:
        (folder / f"{installed}.stamp").touch()


def create(folder: Path) -> None:
    """Make the virtual environment with whatever this machine offers, or say the one line to type."""
    print(f"Making {folder} with Python {sys.version.split()[0]} ...", flush=True)
    if not can_make_environments() and is_debian_root():
        install_debian_venv()
    if can_make_environments():
        run(sys.executable, "-m", "venv", str(folder))
    elif uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--python", sys.executable, str(folder))
    elif virtualenv := shutil.which("virtualenv"):
        run(virtualenv, "--quiet", "--python", sys.executable, str(folder))
    else:
        sys.exit("This Python cannot make virtual environments. Type: sudo apt-get install python3-venv")


def can_make_environments() -> bool:
    """Say whether the interpreter has both parts that `python -m venv` needs (Debian ships one apart)."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def is_debian_root() -> bool:
    """Say whether packages of the system can be installed without asking."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_debian_venv() -> None:
    """Install the part of Python that Debian ships apart."""
    print("Installing python3-venv ...", flush=True)
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    subprocess.run(["apt-get", "update", "-qq"], env=quietly, check=False)
    for name in (package, "python3-venv"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
        if subprocess.run(command, env=quietly, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return


def install(folder: Path, requirements: Path) -> None:
    """Install exactly what the list names; a file whose hash differs is refused."""
    print(f"Installing {requirements.relative_to(ROOT)} (the first time takes a minute) ...", flush=True)
    python = folder / "bin" / "python"
    options = ["--quiet", "--require-hashes", "--requirement", str(requirements)]
    if has_pip(python):
        run(str(python), "-m", "pip", "install", "--disable-pip-version-check", "--use-pep517", *options)
    elif uv := shutil.which("uv"):
        run(uv, "pip", "install", "--python", str(python), *options)
    else:
        sys.exit(f"{folder} has no pip. Type: rm -r {folder}")


def has_pip(python: Path) -> bool:
    """Say whether the environment can install packages by itself."""
    return subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def run(*command: str) -> None:
    """Run a command; end with its exit code when it fails."""
    result = subprocess.run(command, cwd=ROOT, check=False)
    if result.returncode:
        sys.exit(result.returncode)


if __name__ == "__main__":
    main()
