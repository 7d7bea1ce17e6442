#!/usr/bin/env python3
"""Recount an exported ledger of Tachawor, trusting nobody: needs this file and Python 3.8 or later, nothing else.

    python3 verify.py export.json
    python3 verify.py export.json --checkpoint kept-earlier.txt
    python3 verify.py export.json --receipt LEAF          (is my vote in it?)
    python3 verify.py export.json --receipt LEAF:NONCE    (and what does it say, once the vote is closed?)
    python3 verify.py export.json --key PUBLIC_KEY        (accept only what this key, or one that it named, signed)

It ends with 0 when everything agrees and with 1 when anything does not. The rules are in docs/ledger-format.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

FORMAT = "tachawor-ledger/1"
CLOSINGS = {"consultation.closed", "voting.closed"}
KINDS = CLOSINGS | {
    "ballot.cast", "ballot.withdrawn", "support.given", "support.taken_back", "opinion.given", "opinion.taken_back",
    "moderation.decided", "moderation.appealed", "moderation.appeal_decided",
    "proposal.published", "proposal.withdrawn", "proposal.grouped", "proposal.ungrouped",
    "council.session_recorded", "council.responded", "plan.version_published", "consultation.announced",
    "consultation.opened", "consultation.extended", "consultation.answered", "consultation.archived",
    "consultation.cancelled", "voting.opened", "voting.extended", "voting.cancelled", "key.created", "key.destroyed",
}  # fmt: skip
STANCES = ("agree", "mixed", "disagree")
DAMAGED = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)


class Wrong(Exception):
    """Something does not agree; the text says what."""


def require(condition: object, sentence: str) -> None:
    if not condition:
        raise Wrong(sentence)


# ── Ed25519 signatures (RFC 8032) ────────────────────────────────────────────────────────────────────────────────

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
# A point is x, y, z and t, where t = x·y/z.


def add(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def to_point(data: bytes) -> tuple[int, ...] | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def to_bytes(point: tuple[int, ...]) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = to_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or ()
ZERO: tuple[int, ...] = (0, 1, 1, 0)


def is_signature(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether the key made the signature of the data: s·B − k·A is the R that the signature begins with."""
    key = to_point(public_key)
    s = int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + data).digest(), "little") % ORDER
    minus_key = (P - key[0], key[1], key[2], P - key[3])
    steps = (ZERO, BASE, minus_key, add(BASE, minus_key))
    total = ZERO
    for bit in range(ORDER.bit_length(), -1, -1):
        total = add(total, total)
        total = add(total, steps[(s >> bit & 1) + 2 * (k >> bit & 1)])
    return to_bytes(total) == signature[:32]


# ── canonical JSON, hashes, the Merkle tree (RFC 9162) ───────────────────────────────────────────────────────────


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def no_float(text: str) -> None:
    raise Wrong(f"The file holds a number that is not whole: {text}.")


def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    require(len({name for name, _value in pairs}) == len(pairs), "The file says something twice.")
    return dict(pairs)


def read_export(data: bytes) -> Any:
    """Return what the file says; a file with any byte changed, added or taken away is refused."""
    try:
        text = data.decode("utf-8")
        document = json.loads(
            text, parse_float=no_float, parse_constant=no_float, object_pairs_hook=no_duplicates
        )
        whole = isinstance(document, dict) and canonical(document) + b"\n" == data
    except DAMAGED:
        whole = False
    require(whole, "The file is damaged or was changed: it is not written as exports are.")
    require(document.get("format") == FORMAT, f"The file is not an export in the format {FORMAT}.")
    names = {"batches", "checkpoints", "entries", "extras", "format", "keys", "log", "origin", "seal"}
    require(document.keys() == names, "The file has parts that exports do not have, or lacks some.")
    return document


def require_seal(document: dict[str, Any], key: bytes) -> None:
    content = {name: value for name, value in document.items() if name != "seal"}
    seal, digest = document["seal"], hashlib.sha256(canonical(content)).digest()
    require(seal.keys() == {"sha256", "signature"}, "The seal of the file is damaged.")
    require(seal["sha256"] == digest.hex(), "The file was changed after it was sealed.")
    sealed = FORMAT.encode() + b" seal\n" + digest
    require(is_signature(key, from_hex(seal["signature"], 64), sealed), "The seal of the file is false.")


def from_hex(text: str, length: int) -> bytes:
    is_hex = re.fullmatch("[0-9a-f]*", text) and len(text) == 2 * length
    require(is_hex, "A hash, a key or a receipt is not written as it should be.")
    return bytes.fromhex(text)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_of(entry: dict[str, Any]) -> bytes:
    return sha256(b"\x00" + canonical(entry))


class Tree:
    """Every level of complete subtrees, from the leaves up."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = range(0, len(below) - 1, 2)
            self.levels.append([sha256(b"\x01" + below[left] + below[left + 1]) for left in pairs])

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` leaves: their largest complete subtrees, joined from the right."""
        root, level = None, 0
        while size >> level:
            if size >> level & 1:
                subtree = self.levels[level][(size >> level) - 1]
                root = subtree if root is None else sha256(b"\x01" + subtree + root)
            level += 1
        return sha256(b"") if root is None else root


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────


def check_entries(document: dict[str, Any]) -> list[bytes]:
    """Check the shape of each entry, the batches and the revisions; return the leaves."""
    names = {"at", "facts", "kind", "log", "pseudonym", "revision", "subject", "v"}
    for place, entry in enumerate(document["entries"]):
        here = f"Entry {place} "
        require(entry.keys() == names and entry["v"] == 1, here + "does not have the parts of an entry.")
        require(entry["kind"] in KINDS, here + "is of a kind that this program does not know.")
        require(entry["log"] == document["origin"], here + "belongs to another ledger.")
        require(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\dZ", entry["at"], re.ASCII), here + "says no hour.")
        require(isinstance(entry["facts"], dict), here + "has no facts.")
        if entry["pseudonym"] is not None:
            from_hex(entry["pseudonym"], 32)
    leaves = [leaf_of(entry) for entry in document["entries"]]
    require(len(set(leaves)) == len(leaves), "An entry is there twice.")
    check_batches(document, leaves)
    check_revisions(document["entries"])
    return leaves


def check_batches(document: dict[str, Any], leaves: list[bytes]) -> None:
    start = 0
    for count in document["batches"]:
        require(type(count) is int and count > 0, "A batch is not a number of entries.")
        batch = leaves[start : start + count]
        require(batch == sorted(batch), "The entries of a batch are not sorted by hash.")
        kinds = {entry["kind"] for entry in document["entries"][start : start + count]}
        require(count == 1 or not kinds & CLOSINGS, "A batch crosses a closing.")
        start += count
    require(start == len(leaves), "The batches do not add up to the entries.")


def check_revisions(entries: list[Any]) -> None:
    seen: dict[Any, Any] = {}
    for entry in entries:
        if entry["pseudonym"] is not None:
            seen.setdefault((entry["subject"], entry["pseudonym"]), []).append(entry["revision"])
    for (subject, pseudonym), revisions in seen.items():
        complete = sorted(revisions) == list(range(1, len(revisions) + 1))
        require(complete, f"An act of {pseudonym[:12]}… on {subject} is missing or there twice.")


def last_acts(entries: list[Any], kinds: set[str]) -> dict[Any, Any]:
    """Return the last act of each person on each object, among acts of the given kinds: only the last counts."""
    last: dict[Any, Any] = {}
    for entry in entries:
        about = (entry["subject"], entry["pseudonym"])
        if entry["kind"] in kinds and (about not in last or last[about]["revision"] < entry["revision"]):
            require(entry["pseudonym"] is not None, "An act that counts has no pseudonym.")
            last[about] = entry
    return last


# ── checkpoints (C2SP signed notes) ──────────────────────────────────────────────────────────────────────────────


def read_note(text: str) -> tuple[Any, ...]:
    """Return origin, size, root, the signed text, the signatures and the next key of a checkpoint."""
    head, _blank, tail = text.rpartition("\n\n")
    lines = head.split("\n")
    is_whole = len(lines) in {3, 4} and all(re.fullmatch("key [0-9a-f]{64}", line) for line in lines[3:])
    require(is_whole and tail.endswith("\n"), "A checkpoint is not written as checkpoints are.")
    require(re.fullmatch("0|[1-9][0-9]*", lines[1], re.ASCII), "A checkpoint says no size.")
    signatures = []
    for line in tail[:-1].split("\n"):
        dash, name, value = line.split(" ")
        require(dash == "—" and name == lines[0], "A checkpoint is signed in another name.")
        signatures.append(from_base64(value))
    next_key = bytes.fromhex(lines[3][4:]) if lines[3:] else None
    return lines[0], int(lines[1]), from_base64(lines[2]), (head + "\n").encode(), signatures, next_key


def from_base64(text: str) -> bytes:
    data = base64.b64decode(text.encode("ascii"))
    require(base64.b64encode(data).decode() == text, "A checkpoint is not written as checkpoints are.")
    return data


def signers(note: tuple[Any, ...], keys: list[bytes]) -> set[bytes]:
    """Return which of the keys signed a checkpoint; every signature on it must be right."""
    origin, _size, _root, text, signatures, _next_key = note
    found = set()
    for signature in signatures:
        for key in keys:
            key_id = sha256(origin.encode() + b"\n\x01" + key)[:4]
            if signature[:4] == key_id and is_signature(key, signature[4:], text):
                found.add(key)
                break
        else:
            raise Wrong(f"The checkpoint of {note[1]} entries carries a false or unknown signature.")
    return found


def check_checkpoints(document: dict[str, Any], tree: Tree, keys: list[bytes], known: bytes) -> None:
    """Check that each checkpoint is signed, extends the one before, and that each new key is vouched for.

    Anybody can write a signature under a note: a key is vouched for where the text that a trusted key signed names it.
    """
    require(document["checkpoints"], "The file holds no signed checkpoint.")
    used: set[bytes] = set()
    trusted, before, vouched = {keys[0]}, 0, {known}
    for text in document["checkpoints"]:
        note = read_note(text)
        require(note[0] == document["origin"], "A checkpoint belongs to another ledger.")
        require(before < note[1] <= len(document["entries"]), "The checkpoints do not follow one another.")
        signed_by = signers(note, keys)
        is_vouched = signed_by & trusted and signed_by <= trusted | {note[5]}
        require(is_vouched, f"The signing key changed at {note[1]} entries, unvouched for.")
        vouched |= signed_by & {note[5]} if signed_by & vouched else set()
        trusted, used, before = signed_by, used | signed_by, note[1]
        require(note[2] == tree.root(note[1]), f"The entries are not those of the checkpoint of {note[1]}.")
    require(before == len(document["entries"]), "The last entries are covered by no checkpoint.")
    require(used == set(keys), "The file names a key that signed nothing.")
    require(keys[-1] in trusted, "The file was sealed with a key that does not sign any more.")
    require(trusted & vouched, "The file was signed with another key.")


def check_older(document: dict[str, Any], tree: Tree, keys: list[bytes], text: str) -> int:
    note = read_note(text)
    require(note[0] == document["origin"], "The checkpoint that you kept belongs to another ledger.")
    require(signers(note, keys), "The checkpoint that you kept is not signed.")
    require(note[1] <= len(document["entries"]), "The file is older than the checkpoint that you kept.")
    require(note[2] == tree.root(note[1]), "THE LEDGER WAS REWRITTEN since the checkpoint that you kept.")
    return int(note[1])


# ── votes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def check_voting(voting: dict[str, Any], entries: list[Any]) -> str:
    """Recount one vote from its ballots, and compare the result with the one that was recorded at closing."""
    subject, definition = voting["subject"], voting["definition"]
    about = [(place, entry) for place, entry in enumerate(entries) if entry["subject"] == subject]
    opened = [entry for _place, entry in about if entry["kind"] == "voting.opened"]
    closed = [(place, entry) for place, entry in about if entry["kind"] == "voting.closed"]
    require(len(opened) == 1 and len(closed) <= 1, f"{subject} did not open and close once.")
    digest = sha256(canonical(definition)).hex()
    require(digest == opened[0]["facts"]["definition"], f"{subject} was changed after it opened.")
    require(subject == "voting:" + str(definition["question"]), f"{subject} is defined as another vote.")
    last = last_acts([entry for _place, entry in about], {"ballot.cast", "ballot.withdrawn"})
    counted = {leaf_of(entry).hex(): entry for entry in last.values() if entry["kind"] == "ballot.cast"}
    if not closed:
        require(voting["openings"] is None, f"{subject} shows ballots before its closing.")
        return f"{subject} is not closed: {len(counted)} ballots so far, which nobody can open yet."
    place, closing = closed[0]
    late = [entry for where, entry in about if where > place and entry["kind"].startswith("ballot.")]
    require(not late, f"{subject} received ballots after its closing.")
    tally = count_openings(voting, counted)
    facts = closing["facts"]
    require(sha256(canonical(voting["openings"])).hex() == facts["openings"], f"{subject}: other ballots.")
    require(facts["ballots"] == len(counted), f"{subject}: the number of ballots is not the one recorded.")
    require(facts["tally"] == tally, f"{subject}: the published tally is not the recount.")
    shown = ", ".join(f"choice {number}: {count}" for number, count in tally)
    return f"{subject}: {len(counted)} ballots count; the recount is the published tally ({shown})."


def count_openings(voting: dict[str, Any], counted: dict[str, Any]) -> list[list[int]]:
    """Open every ballot that counts, and only those; return how often each choice is named."""
    subject, definition = voting["subject"], voting["definition"]
    costs = {number: cost or 0 for number, _subject, cost in definition["choices"]}
    tally = dict.fromkeys(costs, 0)
    leaves = [opening["leaf"] for opening in voting["openings"]]
    require(leaves == sorted(counted), f"{subject}: the opened ballots are not those that count.")
    for opening in voting["openings"]:
        require(opening.keys() == {"choices", "leaf", "nonce"}, f"{subject}: an opened ballot is damaged.")
        require_opens(opening, counted[opening["leaf"]], definition["question"])
        here = subject + ": ballot " + opening["leaf"][:12] + "…"
        require_valid(opening["choices"], costs, definition, here)
        for number in opening["choices"]:
            tally[number] += 1
    return [[number, tally[number]] for number in sorted(tally)]


def require_opens(opening: dict[str, Any], entry: dict[str, Any], question: int) -> None:
    ballot = canonical({"choices": opening["choices"], "question": question})
    commitment = sha256(ballot + from_hex(opening["nonce"], 16)).hex()
    shown = opening["leaf"][:12]
    require(commitment == entry["facts"]["commitment"], f"Ballot {shown}… does not say what is published.")


def require_valid(choices: list[int], costs: dict[int, int], definition: dict[str, Any], here: str) -> None:
    require(all(type(number) is int for number in choices), here + " is damaged.")
    require(choices == sorted(set(choices)), here + " names a choice twice.")
    require(costs.keys() >= set(choices), here + " names a choice that there is not.")
    minimum, maximum, ceiling = definition["minimum"], definition["maximum"], definition["ceiling"]
    require(minimum is None or len(choices) >= minimum, here + " names too few choices.")
    require(maximum is None or len(choices) <= maximum, here + " names too many choices.")
    spent = sum(costs[number] for number in choices)
    require(ceiling is None or spent <= ceiling, here + " spends more than the ceiling.")


# ── supports and opinions ────────────────────────────────────────────────────────────────────────────────────────


def check_published(entries: list[Any], published: dict[str, Any]) -> list[str]:
    """Recount supports and opinions; return the sentences that say so."""
    check_closed(entries)
    said = []
    supports: dict[Any, Any] = {}
    for (subject, _person), entry in last_acts(entries, {"support.given", "support.taken_back"}).items():
        supports.setdefault(subject, [0])[0] += entry["kind"] == "support.given"
    opinions: dict[Any, Any] = {}
    for (subject, _person), entry in last_acts(entries, {"opinion.given", "opinion.taken_back"}).items():
        counts = opinions.setdefault(subject, [0, 0, 0])
        if entry["kind"] == "opinion.given":
            counts[STANCES.index(entry["facts"]["stance"])] += 1
    for name, made, nothing in (("supports", supports, [0]), ("opinions", opinions, [0, 0, 0])):
        if published.get(name) is None:
            said.append(f"No {name} are published in this file, so none were compared.")
            continue
        listed = {row[0]: row[1:] for row in published[name]}
        require(len(listed) == len(published[name]), f"The published {name} name something twice.")
        for subject in listed.keys() | made.keys():
            same = listed.get(subject, nothing) == made.get(subject, nothing)
            require(same, f"The published {name} of {subject} are not the recount.")
        said.append(f"The published {name} of {len(listed)} subjects are the recount.")
    return said


def check_closed(entries: list[Any]) -> None:
    closed = [place for place, entry in enumerate(entries) if entry["kind"] == "consultation.closed"]
    for entry in entries[closed[0] + 1 :] if closed else []:
        late = entry["kind"].startswith(("support.", "opinion.")) and not is_older(entry)
        require(not late, "Somebody took part after the closing.")


def is_older(entry: dict[str, Any]) -> bool:
    """Say whether an act was done before the ledger began, and entered afterwards."""
    return entry["facts"].get("before_ledger") is True


# ── receipts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_receipt(document: dict[str, Any], leaves: list[bytes], receipt: str) -> list[str]:
    leaf, _colon, nonce = receipt.strip().lower().partition(":")
    require(from_hex(leaf, 32) in leaves, "Your receipt is NOT in this ledger.")
    place = leaves.index(from_hex(leaf, 32))
    entry = document["entries"][place]
    sizes = [read_note(text)[1] for text in document["checkpoints"]]
    since = min(size for size in sizes if size > place)
    said = [f"Your receipt is entry {place} of the ledger, since the checkpoint of {since} entries."]
    last = last_acts(document["entries"], {"ballot.cast", "ballot.withdrawn"})
    after = last.get((entry["subject"], entry["pseudonym"]), entry)
    if after is not entry:
        said.append("You changed or withdrew it later: only the last one counts.")
    if nonce:
        require(entry["kind"] == "ballot.cast", "Your receipt is not that of a ballot.")
        votings = [each for each in document["extras"]["votings"] if each["subject"] == entry["subject"]]
        said.append(open_receipt([each["openings"] for each in votings], leaf, nonce))
    return said


def open_receipt(openings: list[Any], leaf: str, nonce: str) -> str:
    opened = [opening for opening in (openings or [None])[0] or [] if opening["leaf"] == leaf]
    if not opened:
        return "It cannot be opened: the vote is not closed, or another ballot took its place."
    opening = opened[0]
    require(opening["nonce"] == nonce, "Your ballot was opened with another nonce than yours.")
    return "Your ballot opens, and counts for: {}.".format(", ".join(map(str, opening["choices"])))


# ── everything ───────────────────────────────────────────────────────────────────────────────────────────────────


def check(data: bytes, checkpoint: str | None, receipt: str | None, key: str | None) -> list[str]:
    """Check the whole file; return what is said of it, or raise Wrong."""
    document = read_export(data)
    keys = [from_hex(text, 32) for text in document["keys"]]
    require(keys and len(set(keys)) == len(keys), "The file names no key, or one twice.")
    require_seal(document, keys[-1])
    leaves = check_entries(document)
    tree = Tree(leaves)
    check_checkpoints(document, tree, keys, from_hex(key.lower(), 32) if key else keys[0])
    origin, batches, checkpoints = (document[name] for name in ("origin", "batches", "checkpoints"))
    said = [
        f"Ledger {origin}: {len(leaves)} entries in {len(batches)} batches.",
        "Not one byte was changed since the file was sealed.",
        f"All {len(checkpoints)} checkpoints are signed, and each extends the one before.",
        f"The signing key is {document['keys'][-1]}: compare it with the one that you know.",
    ]
    if checkpoint is not None:
        size = check_older(document, tree, keys, checkpoint)
        said.append(f"The checkpoint that you kept, of {size} entries, begins this ledger.")
    votings, entries = document["extras"]["votings"], document["entries"]
    older = sum(map(is_older, entries))
    if older:
        said.append(
            f"{older} acts are older than the ledger: that they were done rests on the platform's word."
        )
    opened = [entry["subject"] for entry in entries if entry["kind"] in {"voting.opened", "voting.closed"}]
    named = [voting["subject"] for voting in votings]
    once = set(opened) == set(named) and len(set(named)) == len(named)
    require(once, "The file does not show every vote once.")
    said += [check_voting(voting, entries) for voting in votings]
    said += check_published(entries, document["extras"]["published"])
    return said + (check_receipt(document, leaves, receipt) if receipt else [])


def main() -> int:
    parser = argparse.ArgumentParser(description="Recount an exported ledger, trusting nobody.")
    parser.add_argument("export")
    parser.add_argument("--checkpoint", help="a file with a checkpoint that you kept earlier")
    parser.add_argument("--receipt", help="the leaf of your receipt, or leaf:nonce")
    parser.add_argument("--key", help="the public key that you know the ledger by")
    given = parser.parse_args()
    try:
        kept = Path(given.checkpoint).read_bytes().decode("utf-8") if given.checkpoint else None
        said = check(Path(given.export).read_bytes(), kept, given.receipt, given.key)
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        return 1
    except OSError as error:
        print(f"A file cannot be read: {error}")
        return 1
    except DAMAGED as error:
        print(f"WRONG: the file is not written as exports are ({error}).")
        return 1
    print("\n".join([*said, "EVERYTHING AGREES."]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
