"""The Merkle tree of RFC 9162: its root and its proofs, from the stored hashes of complete subtrees.

A complete subtree is named (level, number): the `number`-th from the left among those of 2^level leaves. Any other
subtree of the tree is a row of complete ones, joined from the right.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Place = tuple[int, int]
Hash = bytes
# What one hash of a proof is joined from.
Part = list[Place]

EMPTY_ROOT = hashlib.sha256(b"").digest()


class WrongProof(ValueError):
    """The proof does not show what it should."""


def hash_leaf(data: bytes) -> Hash:
    """Return the hash of an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left: Hash, right: Hash) -> Hash:
    """Return the hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def peaks(size: int, *, start: int = 0) -> Part:
    """Return the complete subtrees, from left to right, that make up `size` leaves from `start`.

    `start` is a multiple of the largest power of two not above `size`, as it always is in this tree.
    """
    places = []
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def join(hashes: Sequence[Hash]) -> Hash:
    """Return the hash over a row of subtrees, joined from the right; the empty tree has a hash of its own."""
    if not hashes:
        return EMPTY_ROOT
    joined = hashes[-1]
    for left in reversed(hashes[:-1]):
        joined = hash_node(left, joined)
    return joined


def inclusion_parts(index: int, size: int) -> list[Part]:
    """Return what each hash of the proof that leaf `index` is in the tree is joined from (RFC 9162 §2.1.3)."""
    _start, siblings = _climb(index, size)
    return [peaks(each.end - each.start, start=each.start) for each in siblings]


def consistency_parts(old: int, size: int) -> list[Part]:
    """Return what each hash of the proof that the first `old` leaves begin the tree is joined from (§2.1.4)."""
    if not 0 < old < size:
        return []
    start, siblings = _climb(old - 1, size, to_end_of_subtree=True)
    parts = [peaks(each.end - each.start, start=each.start) for each in siblings]
    return parts if start == 0 else [peaks(old - start, start=start), *parts]


def resolve(parts: Iterable[Part], hash_of: Callable[[Place], Hash]) -> list[Hash]:
    """Return the hashes of a proof."""
    return [join([hash_of(place) for place in part]) for part in parts]


def grow(size: int, leaves: Sequence[Hash], hash_of: Callable[[Place], Hash]) -> dict[Place, Hash]:
    """Return the complete subtrees that come into being when leaves are appended to a tree of `size`.

    `hash_of` is asked for the peaks of the tree as it was, and for nothing else.
    """
    new: dict[Place, Hash] = {(0, size + offset): leaf for offset, leaf in enumerate(leaves)}
    before, after, level = size, size + len(leaves), 0
    while after > 1:
        for number in range(before >> 1, after >> 1):
            left, right = (level, 2 * number), (level, 2 * number + 1)
            new[level + 1, number] = hash_node(new[left] if left in new else hash_of(left), new[right])
        before, after, level = before >> 1, after >> 1, level + 1
    return new


def root_of(leaves: Sequence[Hash]) -> Hash:
    """Return the root over all the leaves, computed anew."""
    made = grow(0, leaves, _nothing)
    return join([made[place] for place in peaks(len(leaves))])


def require_inclusion(*, leaf: Hash, index: int, size: int, proof: Sequence[Hash], root: Hash) -> None:
    """Raise WrongProof unless the proof shows that the leaf is in the tree at its place."""
    if not 0 <= index < size:
        raise WrongProof("there is no such leaf")
    _start, siblings = _climb(index, size)
    if len(proof) != len(siblings):
        raise WrongProof("the proof has another length")
    made = leaf
    for sibling, each in zip(siblings, proof, strict=True):
        made = hash_node(each, made) if sibling.is_left else hash_node(made, each)
    if made != root:
        raise WrongProof("the proof leads to another root")


def require_consistency(
    *, old_size: int, old_root: Hash, size: int, root: Hash, proof: Sequence[Hash]
) -> None:
    """Raise WrongProof unless the proof shows that the older tree begins the newer one."""
    if not 0 <= old_size <= size:
        raise WrongProof("the older tree is larger")
    if old_size in {0, size}:
        if proof or old_root != (root if old_size == size else EMPTY_ROOT):
            raise WrongProof("the roots differ")
        return
    start, siblings = _climb(old_size - 1, size, to_end_of_subtree=True)
    path = list(proof) if start else [old_root, *proof]
    if len(path) != len(siblings) + 1:
        raise WrongProof("the proof has another length")
    made_old = made_new = path[0]
    for sibling, each in zip(siblings, path[1:], strict=True):
        made_new = hash_node(each, made_new) if sibling.is_left else hash_node(made_new, each)
        made_old = hash_node(each, made_old) if sibling.is_left else made_old
    if (made_old, made_new) != (old_root, root):
        raise WrongProof("the proof leads to other roots")


class _Sibling(NamedTuple):
    is_left: bool
    start: int
    end: int


def _climb(index: int, size: int, *, to_end_of_subtree: bool = False) -> tuple[int, list[_Sibling]]:
    """Return where the way up from a leaf begins, and the subtrees that are joined on it, from below.

    With `to_end_of_subtree` it begins at the largest subtree that ends with the leaf.
    """
    start, end = 0, size
    siblings = []
    while end - start > 1 and not (to_end_of_subtree and end == index + 1):
        middle = start + _left_size(end - start)
        if index < middle:
            siblings.append(_Sibling(is_left=False, start=middle, end=end))
            end = middle
        else:
            siblings.append(_Sibling(is_left=True, start=start, end=middle))
            start = middle
    return start, siblings[::-1]


def _left_size(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _nothing(place: Place) -> Hash:
    raise KeyError(place)
