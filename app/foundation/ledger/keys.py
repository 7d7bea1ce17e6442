"""The folder of secret keys, outside the database and its backups: readable by the platform's account alone."""

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from app.foundation.errors import DomainError, NotNow
from app.foundation.i18n import _l

FOLDERS = ("pseudonyms", "voters", "signing", "published", "accounts", "erasures")
KEY_BYTES = 32


class KeyUnavailable(DomainError):
    """A key that was made is not where it should be, or is another one; nothing is done without it."""

    status = 503
    message = _l("A key of the platform cannot be read, so nothing was recorded. Please come back later.")


class KeyDestroyed(NotNow):
    """The consultation's key was destroyed, as announced: no pseudonym can be made any more."""

    message = _l(
        "The key of this consultation was destroyed on the announced date: nothing more is recorded."
    )


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A folder of secrets; in production `flask keys init` makes it, elsewhere the first use does."""

    path: Path
    made_at_first_use: bool

    def read(self, name: str) -> bytes | None:
        """Return what a file holds, or None when there is no such file."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyUnavailable from error

    def create(self, name: str, data: bytes) -> bool:
        """Write a new file, whole or not at all; False when there is one already, which stays as it is."""
        written = self._write_aside(name, data)
        try:
            os.link(written, self.path / name)
        except FileExistsError:
            return False
        except OSError as error:
            raise KeyUnavailable from error
        finally:
            written.unlink()
        self._settle(name)
        return True

    def replace(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all, in the place of the one there was."""
        self._write_aside(name, data).replace(self.path / name)
        self._settle(name)

    def remove(self, name: str) -> bool:
        """Overwrite and remove a file; False when it was not there."""
        path = self.path / name
        try:
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            return False
        path.unlink(missing_ok=True)
        self._settle(name)
        return True

    def list_files(self, name: str) -> list[tuple[str, bytes]]:
        """Return the names and contents of the files in one room; none when there is no such room."""
        try:
            found = sorted(path for path in (self.path / name).glob("[!.]*") if path.is_file())
            return [(path.name, path.read_bytes()) for path in found]
        except OSError as error:
            raise KeyUnavailable from error

    def make(self) -> None:
        """Make the folder and its rooms, for this account alone."""
        try:
            for folder in (self.path, *(self.path / name for name in FOLDERS)):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise KeyUnavailable from error

    def _write_aside(self, name: str, data: bytes) -> Path:
        if self.made_at_first_use:
            self.make()
        try:
            # mkstemp opens with O_EXCL and 0600: nobody else ever sees the file.
            descriptor, written = tempfile.mkstemp(dir=(self.path / name).parent, prefix=".new-")
        except OSError as error:
            raise KeyUnavailable from error
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            Path(written).unlink()
            raise KeyUnavailable from error
        return Path(written)

    def _settle(self, name: str) -> None:
        descriptor = os.open((self.path / name).parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def init_app(app: Flask, *, folder: Path, made_at_first_use: bool) -> None:
    """Keep the application's keys in a folder."""
    app.extensions["keys"] = KeyFolder(path=folder, made_at_first_use=made_at_first_use)


def folder() -> KeyFolder:
    """Return where the current application keeps its keys."""
    found: KeyFolder = current_app.extensions["keys"]
    return found


def make_secret(name: str) -> bytes:
    """Return the secret of a file, made now unless the file is there."""
    folder().create(name, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
    secret = read_secret(name)
    if secret is None:
        raise KeyUnavailable
    return secret


def read_secret(name: str) -> bytes | None:
    """Return the secret of a file, or None when there is no such file; KeyUnavailable when it is damaged."""
    data = folder().read(name)
    if data is None:
        return None
    try:
        secret = bytes.fromhex(data.decode("ascii"))
    except ValueError as error:
        raise KeyUnavailable from error
    if len(secret) != KEY_BYTES:
        raise KeyUnavailable
    return secret


def fingerprint(secret: bytes) -> str:
    """Return what tells keys apart and gives nothing of them away."""
    return hashlib.sha256(b"tachawor key fingerprint\n" + secret).hexdigest()
