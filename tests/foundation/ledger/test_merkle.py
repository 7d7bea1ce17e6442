"""The tree is that of RFC 9162: as its definition says, and as another program makes it."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from app.foundation.ledger import merkle
from app.foundation.ledger.merkle import WrongProof, hash_leaf

SIZES = st.integers(1, 300)


def data(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


def stored(size: int) -> dict[merkle.Place, bytes]:
    return merkle.grow(0, [hash_leaf(each) for each in data(size)], dict[merkle.Place, bytes]().__getitem__)


# ── the definitions of the standard, word for word and slow ──────────────────────────────────────────────────────


def defined_root(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\1" + defined_root(entries[:k]) + defined_root(entries[k:])).digest()


def defined_path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*defined_path(m, entries[:k]), defined_root(entries[k:])]
    return [*defined_path(m - k, entries[k:]), defined_root(entries[:k])]


def defined_subproof(m: int, entries: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    if m == len(entries):
        return [] if is_whole else [defined_root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*defined_subproof(m, entries[:k], is_whole=is_whole), defined_root(entries[k:])]
    return [*defined_subproof(m - k, entries[k:], is_whole=False), defined_root(entries[:k])]


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


# ── the tree against them ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", range(40))
def test_the_root_is_as_defined_and_as_another_program_makes_it(size: int) -> None:
    root = merkle.root_of([hash_leaf(each) for each in data(size)])
    assert root == defined_root(data(size))
    other = InmemoryTree(algorithm="sha256")
    for each in data(size):
        other.append_entry(each)
    if size:
        assert root == other.get_root()


@given(size=SIZES, where=st.data())
@settings(max_examples=60, deadline=None)
def test_proofs_of_inclusion_are_as_defined_and_are_accepted(size: int, where: st.DataObject) -> None:
    index = where.draw(st.integers(0, size - 1))
    proof = merkle.resolve(merkle.inclusion_parts(index, size), stored(size).__getitem__)
    assert proof == defined_path(index, data(size))
    merkle.require_inclusion(
        leaf=hash_leaf(data(size)[index]), index=index, size=size, proof=proof, root=defined_root(data(size))
    )


@given(size=SIZES, where=st.data())
@settings(max_examples=60, deadline=None)
def test_proofs_of_consistency_are_as_defined_and_are_accepted(size: int, where: st.DataObject) -> None:
    old = where.draw(st.integers(0, size))
    proof = merkle.resolve(merkle.consistency_parts(old, size), stored(size).__getitem__)
    if old > 0:
        assert proof == defined_subproof(old, data(size))
    merkle.require_consistency(
        old_size=old, old_root=defined_root(data(old)), size=size, root=defined_root(data(size)), proof=proof
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33])
def test_another_program_proves_inclusion_by_the_same_hashes(size: int) -> None:
    other = InmemoryTree(algorithm="sha256")
    for each in data(size):
        other.append_entry(each)
    for index in range(size):
        proof = merkle.resolve(merkle.inclusion_parts(index, size), stored(size).__getitem__)
        theirs = {bytes.fromhex(each) for each in other.prove_inclusion(index + 1, size).serialize()["path"]}
        assert theirs == {*proof, hash_leaf(data(size)[index])}


@given(size=st.integers(2, 80), where=st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_with_anything_changed_is_refused(size: int, where: st.DataObject) -> None:
    index = where.draw(st.integers(0, size - 1))
    root, leaf = defined_root(data(size)), hash_leaf(data(size)[index])
    proof = merkle.resolve(merkle.inclusion_parts(index, size), stored(size).__getitem__)
    changed = where.draw(st.integers(0, len(proof) - 1))
    broken = [bytes(32) if n == changed else each for n, each in enumerate(proof)]
    for leaf_, index_, proof_, root_ in (
        (leaf, index, broken, root), (leaf, index, proof[:-1], root), (leaf, index, [*proof, root], root),
        (hash_leaf(b"other"), index, proof, root), (leaf, index, proof, bytes(32)), (leaf, size, proof, root),
    ):  # fmt: skip
        with pytest.raises(WrongProof):
            merkle.require_inclusion(leaf=leaf_, index=index_, size=size, proof=proof_, root=root_)


@given(size=st.integers(2, 80), where=st.data())
@settings(max_examples=60, deadline=None)
def test_a_tree_that_does_not_begin_like_the_older_one_is_refused(size: int, where: st.DataObject) -> None:
    old = where.draw(st.integers(1, size - 1))
    root, old_root = defined_root(data(size)), defined_root(data(old))
    proof = merkle.resolve(merkle.consistency_parts(old, size), stored(size).__getitem__)
    changed = where.draw(st.integers(0, len(proof) - 1))
    broken = [bytes(32) if n == changed else each for n, each in enumerate(proof)]
    for old_root_, proof_, root_ in (
        (old_root, broken, root), (old_root, proof[:-1], root), (old_root, [*proof, root], root),
        (bytes(32), proof, root), (old_root, proof, bytes(32)),
    ):  # fmt: skip
        with pytest.raises(WrongProof):
            merkle.require_consistency(old_size=old, old_root=old_root_, size=size, root=root_, proof=proof_)
    with pytest.raises(WrongProof):
        merkle.require_consistency(old_size=size + 1, old_root=root, size=size, root=root, proof=[])
    with pytest.raises(WrongProof):
        merkle.require_consistency(old_size=0, old_root=root, size=size, root=root, proof=[])


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_tree_grown_in_batches_is_the_one_grown_at_once_and_asks_for_its_peaks_only(
    parts: list[int],
) -> None:
    grown: dict[merkle.Place, bytes] = {}
    size = 0
    for part in parts:
        standing = {place: grown[place] for place in merkle.peaks(size)}
        leaves = [hash_leaf(each) for each in data(size + part)[size:]]
        new = merkle.grow(size, leaves, standing.__getitem__)
        assert not new.keys() & grown.keys()
        grown |= new
        size += part
    assert grown == stored(size)
    assert merkle.join([grown[place] for place in merkle.peaks(size)]) == defined_root(data(size))


def test_a_proof_in_a_tree_of_a_million_needs_few_stored_hashes() -> None:
    for index in (0, 524_287, 999_999):
        parts = merkle.inclusion_parts(index, 1_000_000)
        assert len(parts) <= 20
        assert sum(len(part) for part in parts) <= 40
