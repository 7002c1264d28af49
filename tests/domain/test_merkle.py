"""The tree is that of RFC 6962, and its proofs prove exactly what they say."""

import hashlib

import pytest

from app.domain.merkle import (
    EMPTY_ROOT,
    TILE,
    Tree,
    consistency_proof,
    inclusion_proof,
    inclusion_proof_by_tiles,
    leaf,
    root,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves by which implementations of RFC 6962 compare themselves.
PUBLISHED = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LARGEST = 64
LEAVES = [leaf(bytes([number])) for number in range(LARGEST)]


def test_the_published_tree_of_eight_leaves_has_its_published_root() -> None:
    assert (
        root(leaf(each) for each in PUBLISHED).hex()
        == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )
    assert EMPTY_ROOT == hashlib.sha256(b"").digest() == root([])


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_each_leaf_is_proven_to_be_in_its_tree_and_nowhere_else(size: int) -> None:
    leaves, whole = LEAVES[:size], root(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert verify_inclusion(leaves[index], index, size, proof, whole)
        assert not verify_inclusion(leaf(b"another"), index, size, proof, whole)
        assert not verify_inclusion(leaves[index], (index + 1) % (size + 1), size, proof, whole)
        assert not verify_inclusion(leaves[index], index, size, [*proof, whole], whole)
        if proof:
            assert not verify_inclusion(leaves[index], index, size, proof[:-1], whole)


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_a_tree_is_proven_to_have_grown_out_of_each_smaller_one(size: int) -> None:
    leaves, whole = LEAVES[:size], root(LEAVES[:size])
    for earlier in range(1, size + 1):
        before, proof = root(LEAVES[:earlier]), consistency_proof(leaves, earlier)
        assert verify_consistency(earlier, size, before, whole, proof)
        assert not verify_consistency(earlier, size, leaf(b"another"), whole, proof)
        if earlier < size:
            assert not verify_consistency(earlier, size, before, leaf(b"another"), proof)
            assert not verify_consistency(earlier, size, before, whole, [*proof, whole])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 513, 900, 1025])
def test_a_proof_is_the_same_from_the_roots_of_tiles(size: int) -> None:
    leaves = [leaf(number.to_bytes(2)) for number in range(size)]
    tiles = [root(leaves[place : place + TILE]) for place in range(0, size, TILE)]
    for index in {0, size // 2, size - 1}:
        first = index // TILE * TILE
        proof = inclusion_proof_by_tiles(leaves[first : first + TILE], tiles, index)
        assert proof == inclusion_proof(leaves, index)


@pytest.mark.parametrize("size", range(LARGEST))
def test_a_tree_that_was_left_goes_on_to_the_same_root(size: int) -> None:
    left = Tree(LEAVES[:size])
    gone_on = Tree(LEAVES[size:], size=left.size, peaks=left.peaks)
    assert (gone_on.size, gone_on.root) == (LARGEST, root(LEAVES))


@pytest.mark.parametrize(("size", "index"), [(0, 0), (4, 4), (4, -1)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(size: int, index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:size], index)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:size], 0)
