"""Where the bytes of files are kept: a store behind a protocol, by default a local folder outside the pages."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")


class Storage(Protocol):
    """Keeps bytes under a key made from them: the same bytes have the same key, and never change."""

    def put(self, data: bytes) -> str:
        """Keep the bytes; return their key."""
        ...

    def get(self, key: str) -> bytes:
        """Return the bytes of a key; raise FileNotFoundError when there are none."""
        ...

    def delete(self, key: str) -> None:
        """Forget the bytes of a key; forgetting them again changes nothing."""
        ...


class LocalFolder:
    """A folder of this machine; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes; return their key."""
        key = key_of(data)
        path = self._path(key)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write_whole(path, data)
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes of a key; raise FileNotFoundError when there are none."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Forget the bytes of a key; forgetting them again changes nothing."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.folder / key

    @staticmethod
    def _write_whole(path: Path, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)


def key_of(data: bytes) -> str:
    """Return the key under which bytes are kept."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def init_app(app: Flask, *, folder: Path) -> None:
    """Keep the application's files in a local folder."""
    app.extensions["storage"] = LocalFolder(folder)


def storage() -> Storage:
    """Return where the current application keeps its files."""
    found: Storage = current_app.extensions["storage"]
    return found
