"""No change, cut, swap or repetition of a bundle gets past its reader, wherever it is made."""

import itertools
import os
from pathlib import Path

from nacl.public import PrivateKey

from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError, DamagedBundle
from sync.bundle.format import HEADER_BYTES, LENGTH_BYTES, SEALED_BYTES, Header, read_header
from sync.bundle.reader import open_bundle
from sync.bundle.seal import key_of, open_chunk
from sync.bundle.writer import manifest_of, new_seals
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.stick import arrive, leave
from tests.sync.bundle.test_stick import RECEIVER, a_bundle, a_letter, code, contents

STRIDE = int(os.environ.get("SOXA_VALUE_STRIDE", "32"))  # make faults tries every value there is
REFUSED = {"not_a_bundle", "newer_format", "not_for_us", "damaged", "forged"}


class OneChunk:
    """A bundle of one chunk in memory: a changed byte either opens or does not."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        self.header: Header = read_header(data[:HEADER_BYTES])
        self.sealed = bytearray(data[HEADER_BYTES:])
        self.key = key_of(self.header, RECEIVER)

    def opens(self) -> bool:
        try:
            open_chunk(self.key, self.header, 0, bytes(self.sealed), is_last=True)
        except DamagedBundle:
            return False
        return True

    def opens_with(self, at: int, value: int) -> bool:
        was, self.sealed[at] = self.sealed[at], value
        found = self.opens()
        self.sealed[at] = was
        return found


def others(was: int, at: int) -> list[int]:
    """Values that a byte did not have: each of its bits turned, and some that differ from byte to byte."""
    return sorted({was ^ 1 << bit for bit in range(8)} | {*range(at % STRIDE, 256, STRIDE)} - {was})


def test_another_value_of_any_byte_of_the_header_is_refused(stick: Path):
    path = a_bundle(stick)
    whole = path.read_bytes()
    accepted = []
    with path.open("r+b", buffering=0) as file:
        for at in range(HEADER_BYTES):
            for value in others(whole[at], at):
                os.pwrite(file.fileno(), bytes([value]), at)
                accepted += [] if _code(stick) in REFUSED else [(at, value)]
            os.pwrite(file.fileno(), whole[at : at + 1], at)
    assert accepted == []
    assert contents(stick) == [b"end"]


def _code(stick: Path) -> str:
    found, unread = sticks.find(stick)
    if unread:
        return unread[0].problem.code
    try:
        open_bundle(found[0], RECEIVER)
    except BundleError as error:
        return error.code
    return ""


def test_another_value_of_any_byte_of_the_manifest_is_refused(stick: Path):
    chunk = OneChunk(a_bundle(stick))
    seals = new_seals(bytes(RECEIVER.verify_key), b"i" * 16, PrivateKey.generate())
    manifest_bytes = LENGTH_BYTES + len(manifest_of(a_letter(), seals.header).content) + 8
    assert chunk.opens()
    assert [
        (at, value)
        for at in range(manifest_bytes)
        for value in others(chunk.sealed[at], at)
        if chunk.opens_with(at, value)
    ] == []


def test_a_change_of_every_byte_behind_the_header_is_refused(stick: Path):
    """One bit of each, another bit of each next one; all eight of some."""
    chunk = OneChunk(a_bundle(stick))
    flips = [(at, 1 << at % 8) for at in range(SEALED_BYTES)]
    flips += [(at, 1 << bit) for at in range(0, SEALED_BYTES, 8 * STRIDE) for bit in range(8)]
    assert [at for at, flip in flips if chunk.opens_with(at, chunk.sealed[at] ^ flip)] == []


def test_every_length_but_the_whole_is_refused_or_called_cut(stick: Path):
    path = a_bundle(stick)
    whole = path.stat().st_size
    for size in [*range(whole - 1, whole - 40, -1), *range(whole - 40, 200, -64), *range(200, -1, -1)]:
        os.truncate(path, size)
        assert _code(stick) in REFUSED


def test_every_swap_repetition_and_gap_of_chunks_is_refused(stick: Path):
    path = a_bundle(stick, 400_000)
    data = path.read_bytes()
    head, body = data[:HEADER_BYTES], data[HEADER_BYTES:]
    chunks = [body[at : at + SEALED_BYTES] for at in range(0, len(body), SEALED_BYTES)]
    places = range(len(chunks))
    for first, second in itertools.combinations(places, 2):
        swapped = list(chunks)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        path.write_bytes(head + b"".join(swapped))
        assert code(stick) == "damaged"
    for place, what in itertools.product(range(len(chunks) + 1), places):
        path.write_bytes(head + b"".join([*chunks[:place], chunks[what], *chunks[place:]]))
        assert code(stick) == "damaged"
    for place in places[:-1]:
        path.write_bytes(head + b"".join([*chunks[:place], *chunks[place + 1 :]]))
        assert code(stick) == "damaged"


def test_what_is_altered_anywhere_reaches_no_row_of_the_server(
    district: District, one: SyncedDesk, stick: Path
):
    a_dossier(one.store)
    (path,) = leave(one, stick).paths
    whole = path.read_bytes()
    for at in [*range(0, HEADER_BYTES, 5), *range(HEADER_BYTES, len(whole), 1_999), len(whole) - 1]:
        changed = bytearray(whole)
        changed[at] ^= 0x10
        path.write_bytes(changed)
        imported = arrive(district, stick)
        assert imported.answered == []
    assert district.stored() == {}
    path.write_bytes(whole)
    arrive(district, stick)
    assert district.stored() == {one.device.origin: [1, 2]}


def test_a_bundle_brings_nothing_of_another(stick: Path, tmp_path: Path):
    """The chunks of one under the header of the other."""
    (tmp_path / "other").mkdir()
    first, second = a_bundle(stick), a_bundle(tmp_path / "other")
    first.write_bytes(first.read_bytes()[:HEADER_BYTES] + second.read_bytes()[HEADER_BYTES:])
    assert code(stick) == "damaged"
