"""Blocks, lists and roots: what vouches for what."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes.blocks import (
    BLOCK_BYTES,
    BadBlock,
    Bitmap,
    BlobRef,
    BlockSeal,
    blocks_of,
    check_block,
    implied_list,
    is_list_of,
    list_of,
    reference,
    sealed_span,
    small_reference,
)

DATA = bytes(n % 253 for n in range(2 * BLOCK_BYTES + 9))
REF, LIST = reference(DATA), list_of(DATA)


def test_the_root_vouches_for_the_list_and_for_no_other() -> None:
    assert is_list_of(REF, LIST)
    assert not is_list_of(REF, LIST[:-1])
    assert not is_list_of(REF, LIST[32:] + LIST[:32])
    assert not is_list_of(REF._replace(size=REF.size + BLOCK_BYTES), LIST)


def test_the_list_vouches_for_each_block_in_its_place() -> None:
    blocks = list(blocks_of(DATA))
    for number, block in enumerate(blocks):
        check_block(REF, LIST, number, block)
        for bad in (block[:-1], block + b"\0", bytes([block[0] ^ 1]) + block[1:], b""):
            with pytest.raises(BadBlock):
                check_block(REF, LIST, number, bad)
    with pytest.raises(BadBlock):
        check_block(REF, LIST, 0, blocks[1])


def test_a_file_of_one_block_is_its_own_list() -> None:
    small = b"a small file"
    ref = reference(small)
    assert ref == small_reference(sha256(small).digest(), len(small))
    assert is_list_of(ref, implied_list(ref))
    assert implied_list(REF) == b""


@given(st.integers(1, 300), st.sets(st.integers(0, 299)))
def test_a_bitmap_keeps_what_was_added(blocks: int, numbers: set[int]) -> None:
    there = {number for number in numbers if number < blocks}
    bitmap = Bitmap(blocks)
    bitmap.update(there)
    again = Bitmap(blocks, bytes(bitmap))
    assert set(range(blocks)) - set(again.missing()) == there
    assert len(again) == len(there)
    assert again.is_full == (len(there) == blocks)


def test_a_bitmap_of_another_length_says_nothing_of_blocks_that_are_not() -> None:
    assert len(Bitmap(3, b"\xff\xff\xff")) == 3
    assert len(Bitmap(20, b"\xff")) == 8
    assert 25 not in Bitmap(3, b"\xff" * 9)


def test_a_sealed_block_opens_in_its_own_place_and_nowhere_else() -> None:
    seal = BlockSeal(b"\x07" * 32)
    sealed = seal.seal(REF, 1, b"block")
    assert seal.open(REF, 1, sealed) == b"block"
    assert sealed == seal.seal(REF, 1, b"block")
    other = BlobRef(bytes(32), REF.size, REF.block_root)
    for ref, number, key, data in (
        (REF, 0, b"\x07" * 32, sealed),
        (other, 1, b"\x07" * 32, sealed),
        (REF, 1, b"\x08" * 32, sealed),
        (REF, 1, b"\x07" * 32, sealed[:-1]),
        (REF, 1, b"\x07" * 32, b""),
    ):
        with pytest.raises(BadBlock):
            BlockSeal(key).open(ref, number, data)


def test_sealed_blocks_lie_one_after_the_other() -> None:
    ends = [sum(sealed_span(REF, number)) for number in range(REF.blocks)]
    starts = [sealed_span(REF, number)[0] for number in range(REF.blocks)]
    assert starts == [0, *ends[:-1]]
