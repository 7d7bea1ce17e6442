"""The Merkle tree of RFC 9162: its root and its proofs, from the stored hashes of complete subtrees.

A complete subtree is named (level, number): the `number`-th from the left among those of 2^level leaves. Any other
subtree of the tree is a row of complete ones, joined from the right.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

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
    """Return what each hash of the proof that leaf `index` is in the tree is joined from (RFC 9162 §2.1.3.1)."""
    parts: list[Part] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            parts.append(peaks(end - middle, start=middle))
            end = middle
        else:
            parts.append(peaks(middle - start, start=start))
            start = middle
    return parts[::-1]


def consistency_parts(old: int, size: int) -> list[Part]:
    """Return what each hash of the proof that the first `old` leaves begin the tree is joined from (§2.1.4.1)."""
    parts: list[Part] = []
    if not 0 < old < size:
        return parts
    start, end = 0, size
    while end != old:
        middle = start + _left_size(end - start)
        if old <= middle:
            parts.append(peaks(end - middle, start=middle))
            end = middle
        else:
            parts.append(peaks(middle - start, start=start))
            start = middle
    if start > 0:
        parts.append(peaks(end - start, start=start))
    return parts[::-1]


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
    """Raise WrongProof unless the proof shows that the leaf is in the tree at its place (§2.1.3.2)."""
    if not 0 <= index < size:
        raise WrongProof("there is no such leaf")
    place, last, made = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise WrongProof("the proof is too long")
        if place & 1 or place == last:
            made = hash_node(each, made)
            while not place & 1 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            made = hash_node(made, each)
        place, last = place >> 1, last >> 1
    if last != 0 or made != root:
        raise WrongProof("the proof leads to another root")


def require_consistency(
    *, old_size: int, old_root: Hash, size: int, root: Hash, proof: Sequence[Hash]
) -> None:
    """Raise WrongProof unless the proof shows that the older tree begins the newer one (§2.1.4.2)."""
    if old_size > size or old_size < 0:
        raise WrongProof("the older tree is larger")
    if old_size in {0, size}:
        expected = EMPTY_ROOT if old_size == 0 else root
        if proof or old_root != expected:
            raise WrongProof("the roots differ")
        return
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise WrongProof("the proof is empty")
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    made_old = made_new = path[0]
    for each in path[1:]:
        if last == 0:
            raise WrongProof("the proof is too long")
        if place & 1 or place == last:
            made_old, made_new = hash_node(each, made_old), hash_node(each, made_new)
            while not place & 1 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            made_new = hash_node(made_new, each)
        place, last = place >> 1, last >> 1
    if last != 0 or made_old != old_root or made_new != root:
        raise WrongProof("the proof leads to other roots")


def _left_size(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _nothing(place: Place) -> Hash:
    raise KeyError(place)
