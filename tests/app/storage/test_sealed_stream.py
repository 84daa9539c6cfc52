"""The sealed stream: any portions in, any portions out, and every block in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage.sealed_stream import BLOCK_BYTES, BrokenStream, OpeningReader, SealingWriter

KEY, BOUND = b"\x05" * 32, b"the clear header"
HEADER, SEALED_BLOCK = 24, BLOCK_BYTES + 17
SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES]


def sealed(data: bytes, portion: int = 10_000) -> bytes:
    written: list[bytes] = []
    writer = SealingWriter(written.append, KEY, BOUND)
    for start in range(0, len(data), portion):
        writer.write(data[start : start + portion])
    writer.finish()
    return b"".join(written)


def opened(stream: bytes, size: int, key: bytes = KEY, bound: bytes = BOUND) -> bytes:
    position = 0

    def read(count: int) -> bytes:
        nonlocal position
        position += count
        return stream[position - count : position]

    reader = OpeningReader(read, key, bound)
    data = reader.read(size)
    reader.finish()
    return data


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size):
    data = bytes(n % 251 for n in range(size))
    assert opened(sealed(data), size) == data


@given(portions=st.lists(st.binary(max_size=400), max_size=20), step=st.integers(1, 500))
@settings(max_examples=50)
def test_portions_do_not_matter(portions, step):
    data = b"".join(portions)
    assert opened(sealed(data, step), len(data)) == data


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_without_its_last_block_is_refused(size):
    stream = sealed(bytes(size + BLOCK_BYTES))
    blocks = (len(stream) - HEADER - 1) // SEALED_BLOCK
    with pytest.raises(BrokenStream):
        opened(stream[: HEADER + blocks * SEALED_BLOCK], blocks * BLOCK_BYTES)


@pytest.mark.parametrize("size", SIZES)
def test_bytes_after_the_last_block_are_refused(size):
    with pytest.raises(BrokenStream):
        opened(sealed(bytes(size)) + b"\0", size)
    with pytest.raises(BrokenStream):
        opened(sealed(bytes(size)) + sealed(b"more")[HEADER:], size)


def test_a_reader_that_stops_early_does_not_take_it_for_whole():
    with pytest.raises(BrokenStream):
        opened(sealed(bytes(100)), 99)
    with pytest.raises(BrokenStream):
        opened(sealed(bytes(3 * BLOCK_BYTES)), 2 * BLOCK_BYTES)


def test_more_than_was_sealed_cannot_be_read():
    with pytest.raises(BrokenStream):
        opened(sealed(bytes(100)), 101)


def test_blocks_that_were_dropped_or_swapped_are_refused():
    data = bytes(range(256)) * (4 * BLOCK_BYTES // 256)
    stream = sealed(data)
    head, blocks = stream[:HEADER], [stream[HEADER + n * SEALED_BLOCK :][:SEALED_BLOCK] for n in range(4)]
    for order in ([0, 2, 3], [1, 0, 2, 3], [0, 1, 1, 2, 3], [0, 1, 3], [3]):
        with pytest.raises(BrokenStream):
            opened(head + b"".join(blocks[n] for n in order), len(order) * BLOCK_BYTES)


def test_another_key_or_another_header_opens_nothing():
    stream = sealed(b"data")
    with pytest.raises(BrokenStream):
        opened(stream, 4, key=b"\x06" * 32)
    with pytest.raises(BrokenStream):
        opened(stream, 4, bound=b"another header")


@pytest.mark.parametrize("stream", [b"", b"short", bytes(24)])
def test_what_is_no_stream_is_refused(stream):
    with pytest.raises(BrokenStream):
        opened(stream, 1)


def test_equal_data_is_never_sealed_alike():
    assert sealed(b"the same") != sealed(b"the same")
