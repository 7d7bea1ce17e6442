"""Signed notes (C2SP signed-note) that carry checkpoints of logs (C2SP tlog-checkpoint), signed with Ed25519."""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
ID_BYTES = 4
_SIZE = re.compile(r"0|[1-9][0-9]*")
_NEXT_KEY = re.compile(r"key ([0-9a-f]{64})")


class WrongNote(ValueError):
    """The note is not written as notes are, or its signature is not right."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries a log has, and the root over them.

    `next_key` is the public key, in hexadecimal, that signs from now on: the key before it vouches for no other.
    """

    origin: str
    size: int
    root: bytes
    next_key: str | None = None

    def text(self) -> str:
        """Return the text that is signed."""
        named = f"key {self.next_key}\n" if self.next_key is not None else ""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{named}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: who signed, with which key, and the signature."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Return the line."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint and the signatures under it."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.checkpoint.text() + "\n" + "".join(each.line() for each in self.signatures)

    def is_signed_by(self, public_key: bytes) -> bool:
        """Say whether the key signed the note in the name of the log."""
        name = self.checkpoint.origin
        wanted = key_id(name, public_key)
        return any(
            is_signature(public_key, each.value, self.checkpoint.text().encode())
            for each in self.signatures
            if each.name == name and each.key_id == wanted
        )


def sign(checkpoint: Checkpoint, *secrets: bytes) -> Note:
    """Return the note of a checkpoint, signed with each of the keys in the name of the log."""
    text = checkpoint.text().encode()
    signatures = []
    for secret in secrets:
        identity = key_id(checkpoint.origin, public_key_of(secret))
        signatures.append(Signature(checkpoint.origin, identity, sign_bytes(secret, text)))
    return Note(checkpoint, tuple(signatures))


def read(text: str) -> Note:
    """Return the note of a text, or raise WrongNote; signatures are not verified here."""
    head, separator, tail = text.rpartition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) not in {3, 4} or not tail.endswith("\n"):
        raise WrongNote("this is no checkpoint")
    origin, size, root, *more = lines
    named = [_NEXT_KEY.fullmatch(line) for line in more]
    if not origin or not _SIZE.fullmatch(size) or None in named:
        raise WrongNote("this is no checkpoint")
    next_key = next((found[1] for found in named if found is not None), None)
    checkpoint = Checkpoint(origin, int(size), _from_base64(root, length=32), next_key)
    return Note(checkpoint, tuple(_read_signature(line) for line in tail[:-1].split("\n")))


def key_id(name: str, public_key: bytes) -> bytes:
    """Return what a signature line names its key by."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return a public key as tools that verify notes take it."""
    shown = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{shown}"


def public_key_of(secret: bytes) -> bytes:
    """Return the public half of a secret key."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign_bytes(secret: bytes, data: bytes) -> bytes:
    """Return the signature of bytes."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(data)


def is_signature(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether the key made the signature of the bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _read_signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1]:
        raise WrongNote("a signature line is not written as it should be")
    value = _from_base64(parts[2])
    return Signature(parts[1], value[:ID_BYTES], value[ID_BYTES:])


def _from_base64(text: str, *, length: int | None = None) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise WrongNote("not base64") from error
    if base64.b64encode(value).decode() != text or (length is not None and len(value) != length):
        raise WrongNote("not base64")
    return value
