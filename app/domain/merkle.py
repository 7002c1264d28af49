"""A Merkle tree over a list that only grows: RFC 6962, section 2.1, on SHA-256.

Hashes are 32 bytes. An index counts from 0; a tree's size is the number of its leaves.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()

TILE = 256
"""Leaves of a tile: a full subtree whose root is kept, so that a proof need not read them all."""


def leaf(data: bytes) -> bytes:
    """The hash of a leaf. The leading zero keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a growing tree: enough for its root, whatever its size.

    ``peaks`` are the roots of the full subtrees from left to right, the largest first. With
    them, and the size that they belong to, a tree goes on from where it was left.
    """

    def __init__(
        self, leaves: Iterable[bytes] = (), *, size: int = 0, peaks: Iterable[bytes] = ()
    ) -> None:
        self.size = size
        self.peaks = list(peaks)
        for one in leaves:
            self.append(one)

    def append(self, leaf_hash: bytes) -> None:
        self.peaks.append(leaf_hash)
        self.size += 1
        complete = self.size
        while complete % 2 == 0:
            right = self.peaks.pop()
            self.peaks.append(node(self.peaks.pop(), right))
            complete //= 2

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The hash of the whole tree over these leaf hashes."""
    return Tree(leaves).root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the path from one leaf to the root, lowest first."""
    size = len(leaves)
    if not 0 <= index < size:
        raise IndexError(f"There is no leaf {index} in a tree of {size}.")
    if size == 1:
        return []
    split = _split(size)
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def inclusion_proof_by_tiles(
    beside: Sequence[bytes], tiles: Sequence[bytes], index: int
) -> list[bytes]:
    """The same from the leaves of the leaf's own tile, and the roots of all tiles in order.

    The last tile may be short: its root is that of the leaves that it has.
    """
    return [
        *inclusion_proof(beside, index % TILE),
        *inclusion_proof(tiles, index // TILE),
    ]


def inclusion_proofs(leaves: Sequence[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """The same for several leaves, each hash of the tree worked out once."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        odd = below[-1:] if len(below) % 2 else []
        levels.append([node(left, right) for left, right in pairs] + odd)
    proofs: dict[int, list[bytes]] = {}
    for index in indexes:
        if not 0 <= index < len(leaves):
            raise IndexError(f"There is no leaf {index} in a tree of {len(leaves)}.")
        proofs[index], place = [], index
        for level in levels[:-1]:
            beside = place ^ 1
            if beside < len(level):
                proofs[index].append(level[beside])
            place //= 2
    return proofs


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes
) -> bool:
    """Whether the leaf stands at that index in the tree of that size and root (RFC 9162, 2.1.3)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash
    for beside in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node(beside, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node(found, beside)
        place, last = place // 2, last // 2
    return last == 0 and found == root_hash


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """What shows that the tree grew out of its first ``earlier`` leaves and changed none."""
    if not 0 < earlier <= len(leaves):
        raise IndexError(f"A tree of {len(leaves)} did not grow out of one of {earlier}.")
    return _consistency(leaves, earlier, whole=True)


def verify_consistency(
    earlier: int, size: int, earlier_root: bytes, root_hash: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of ``size`` has the other as its beginning (RFC 9162, 2.1.4)."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root_hash
    path = [earlier_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = earlier - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node(beside, old), node(beside, new)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            new = node(new, beside)
        place, last = place // 2, last // 2
    return last == 0 and old == earlier_root and new == root_hash


def _consistency(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    size = len(leaves)
    if earlier == size:
        return [] if whole else [root(leaves)]
    split = _split(size)
    if earlier <= split:
        return [*_consistency(leaves[:split], earlier, whole=whole), root(leaves[split:])]
    return [
        *_consistency(leaves[split:], earlier - split, whole=False),
        root(leaves[:split]),
    ]


def _split(size: int) -> int:
    """The largest power of two below ``size``: how many leaves the left subtree has."""
    return 1 << ((size - 1).bit_length() - 1)
