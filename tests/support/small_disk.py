"""A disk of a few megabytes that really is full at the end; only root, or root of a namespace, may make one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 4096


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a small disk on a new folder during the block."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tachawor", str(folder)], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def may_mount(folder: Path) -> bool:
    """Say whether this account may mount a disk."""
    try:
        with small_disk(folder, megabytes=1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def fill(folder: Path, *, leave: int) -> Path:
    """Fill a disk with one file but for so many bytes; removing the file makes room again."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file:
        for _ in range((free.f_bavail * free.f_frsize - leave) // BLOCK):
            file.write(b"\0" * BLOCK)
    return ballast
