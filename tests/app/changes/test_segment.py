"""A segment: signed once, every byte of it accounted for, and never trusted about its own size."""

from collections.abc import Callable

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from app.changes import segment as segments
from app.changes.chain import first_head
from app.changes.changeset import Changeset
from app.changes.errors import BadChange, BadSignature, BrokenChain, Malformed, UnknownFormat
from app.changes.segment import Segment, SegmentHeader, Unsealed
from tests.support.changes import Author

KEY = SigningKey(b"\x07" * 32)


def a_segment(dossiers: int = 2) -> bytes:
    author = Author(KEY)
    for number in range(dossiers):
        author.receive_dossier(f"H00-261123-{number:04d}")
    (data,) = author.seal()
    return data


def content(data: bytes) -> list[tuple[bytes, bytes | None]]:
    """What a reader takes from a segment after every check."""
    read = segments.read(data)
    segments.verify_signature(read, bytes(KEY.verify_key))
    return [(changeset.header_bytes, changeset.payload) for changeset, _ in segments.open_body(read)]


def test_every_flipped_bit_is_refused_or_changes_nothing():
    """A few bits of the compressor's frame mean nothing; no flip may ever change what is read."""
    data = a_segment(1)
    expected, unnoticed = content(data), 0
    for at in range(len(data)):
        for bit in range(8):
            damaged = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                assert content(damaged) == expected
                unnoticed += 1
            except BadChange:
                continue
    assert unnoticed < 20


def test_every_cut_is_refused():
    data = a_segment(1)
    for length in range(len(data)):
        with pytest.raises(BadChange):
            content(data[:length])


def test_another_device_cannot_have_sealed_it():
    with pytest.raises(BadSignature):
        segments.verify_signature(segments.read(a_segment()), bytes(SigningKey.generate().verify_key))


@pytest.mark.parametrize(
    "payload",
    [b"\x91\x93\x05\x01\x91\x92\x01\x91\xa1\x90", b"\x91\x94\x05" + b"\x91" * 5000],
    ids=["text", "depth"],
)
def test_text_that_is_none_and_arrays_without_end_are_refused_by_name(payload):
    author = Author(KEY)
    author.commit(1, [], payload=payload)
    ((changeset, _),) = segments.open_body(segments.read(author.seal()[0]))
    with pytest.raises(Malformed):
        changeset.ops()


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_by_name_and_never_by_accident(data):
    with pytest.raises(BadChange):
        content(data)


def resealed(data: bytes, change: Callable[[list[list[bytes | None]]], object]) -> bytes:
    """A segment whose body a malicious relay rewrote, under the header that the device signed."""
    read = segments.read(data)
    entries = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(read.body))
    change(entries)
    body = zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(entries))
    return read._replace(body=body).to_bytes()


def test_a_rewritten_body_does_not_lead_to_the_signed_head():
    for change in (
        lambda entries: entries.pop(),
        lambda entries: entries.reverse(),
        lambda entries: entries.append(entries[0]),
        lambda entries: entries.clear(),
        lambda entries: entries[0].__setitem__(1, entries[0][1] + b"\x00"),
        lambda entries: entries[1].__setitem__(0, entries[0][0]),
    ):
        with pytest.raises((BrokenChain, Malformed)):
            content(resealed(a_segment(), change))


def test_an_erased_payload_keeps_chain_and_signature():
    read = segments.read(a_segment(3))
    erased = segments.erase(read, {2})
    opened = segments.open_body(segments.read(erased.to_bytes()))
    segments.verify_signature(erased, bytes(KEY.verify_key))
    assert [changeset.payload is None for changeset, _ in opened] == [False, True, False]
    assert [head for _, head in opened] == [head for _, head in segments.open_body(read)]
    assert opened[1][0].ops() == []


def test_an_erasure_is_not_undone_by_a_second_one():
    erased = segments.erase(segments.erase(segments.read(a_segment(3)), {1}), {3})
    assert [c.header.seq for c, _ in segments.open_body(erased) if c.payload is None] == [1, 3]


def test_an_erased_payload_without_its_digest_is_refused():
    with pytest.raises(Malformed):
        content(resealed(a_segment(), lambda entries: entries[0].__setitem__(1, None)))


def test_a_payload_cannot_be_swapped_in_after_an_erasure():
    """The digest of the erased payload stays what the chain was made of."""

    def swap(entries: list[list[bytes | None]]) -> None:
        entries[0] = [entries[0][0], None, b"\x00" * 32]

    with pytest.raises(BrokenChain):
        content(resealed(a_segment(), swap))


@pytest.mark.parametrize("declared", [1, 10**6, 2**40])
def test_a_body_may_not_be_larger_than_the_signed_size(declared):
    read = segments.read(a_segment())
    bomb = zstandard.ZstdCompressor().compress(bytes(50_000_000))
    header = msgspec.structs.replace(read.header, body_bytes=declared)
    with pytest.raises(Malformed):
        segments.open_body(Segment(header, read.header_bytes, read.signature, bomb))


def test_a_segment_that_is_too_large_is_refused_unread():
    with pytest.raises(Malformed):
        segments.read(bytes(segments.MAX_SEGMENT_BYTES + 1))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"format": 3}, UnknownFormat),
        ({"dictionary": 1}, UnknownFormat),
        ({"origin": b"short"}, Malformed),
        ({"head": b""}, Malformed),
        ({"first_seq": 0}, Malformed),
        ({"first_seq": 3, "last_seq": 2}, Malformed),
        ({"previous_head": bytes(32)}, BrokenChain),
    ],
)
def test_a_header_that_cannot_be_is_refused(change, refusal):
    read = segments.read(a_segment())
    header = msgspec.msgpack.encode(msgspec.structs.replace(read.header, **change))
    with pytest.raises(refusal):
        segments.read(msgspec.msgpack.encode((header, read.signature, read.body)))


def test_a_first_segment_starts_at_its_origin():
    header = segments.read(a_segment()).header
    assert header.previous_head == first_head(header.origin)


def test_runs_are_cut_at_256_changesets_and_at_about_64_kib_sealed():
    small = [Unsealed(n, b"h", b"p", b"") for n in range(1, 600)]
    assert [len(run) for run in segments.runs(small)] == [256, 256, 87]
    large = [Unsealed(n, b"h", bytes(100_000), b"") for n in range(1, 11)]
    assert [len(run) for run in segments.runs(large)] == [3, 3, 3, 1]


def test_a_changeset_larger_than_a_segments_target_still_travels():
    huge = [Unsealed(1, b"h", bytes(1_000_000), b"")]
    assert [len(run) for run in segments.runs(huge)] == [1]


def test_a_later_versions_fields_are_kept_though_not_read():
    read = segments.read(a_segment())
    longer = msgspec.msgpack.encode([*msgspec.msgpack.decode(read.header_bytes), "new"])
    again = segments.read(msgspec.msgpack.encode((longer, read.signature, read.body)))
    assert again.header == read.header
    assert again.header_bytes == longer


def test_signing_is_per_segment_and_covers_the_head():
    author = Author(KEY)
    author.receive_dossier("H00-261123-0001")
    first = segments.read(author.seal()[0])
    author.receive_dossier("H00-261123-0002")
    second = segments.read(author.seal()[0])
    assert second.header.previous_head == first.header.head
    forged = Segment(first.header, second.header_bytes, first.signature, first.body)
    with pytest.raises(BadSignature):
        segments.verify_signature(forged, author.public_key)


def test_a_segments_changesets_know_their_names():
    changesets: list[Changeset] = [c for c, _ in segments.open_body(segments.read(a_segment()))]
    assert [c.stamp for c in changesets] == [(b"desk-one", 1), (b"desk-one", 2)]
    assert isinstance(segments.read(a_segment()).header, SegmentHeader)
