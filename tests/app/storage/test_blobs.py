"""Scans on disk: encrypted, named so that nobody can ask for a known one, and whole or refused."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage.blobs import BLOCK_BYTES, BlobRef, BlobStore, DamagedBlob, reference
from app.storage.errors import DiskFull, ReadOnlyFolder
from tests.support.damage import flip
from tests.support.disks import a_disk, fill, make_read_only

KEY = b"\x05" * 32
SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES]


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(tmp_path / "blobs", KEY)


@pytest.fixture
def file_of(tmp_path):
    return lambda: next(path for path in (tmp_path / "blobs").glob("*/*"))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_put_comes_back(blobs, size):
    data = bytes(n % 251 for n in range(size))
    assert blobs.get(blobs.put(data)) == data


def test_a_reference_is_hash_size_and_the_root_of_the_blocks_hashes():
    data = b"x" * (BLOCK_BYTES + 5)
    blocks = sha256(data[:BLOCK_BYTES]).digest() + sha256(data[BLOCK_BYTES:]).digest()
    assert reference(data) == BlobRef(sha256(data).digest(), len(data), sha256(blocks).digest())


def test_the_same_content_is_kept_once(blobs, tmp_path):
    assert blobs.put(b"a scan") == blobs.put(b"a scan")
    assert len(list((tmp_path / "blobs").glob("*/*"))) == 1


def test_the_files_name_does_not_confirm_a_known_document(blobs, file_of):
    ref = blobs.put(b"a known form")
    path = file_of()
    assert ref.sha256.hex() not in path.parent.name + path.name
    assert b"known" not in path.read_bytes()


def test_another_key_names_and_reads_nothing(blobs, tmp_path):
    ref = blobs.put(b"a scan")
    other = BlobStore(tmp_path / "blobs", b"\x06" * 32)
    assert not other.has(ref)
    with pytest.raises(DamagedBlob):
        other.get(ref)


def test_every_flipped_bit_of_a_small_scan_is_noticed(blobs, file_of):
    ref = blobs.put(b"a small scan")
    path = file_of()
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole)
        flip(path, at, bit=at % 8)
        with pytest.raises(DamagedBlob):
            blobs.get(ref)


def test_every_cut_is_noticed(blobs, file_of):
    ref = blobs.put(bytes(BLOCK_BYTES + 10))
    path = file_of()
    whole = path.read_bytes()
    for length in [*range(60), BLOCK_BYTES, BLOCK_BYTES + 17 + 24, len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedBlob):
            blobs.get(ref)
    path.write_bytes(whole + b"\0")
    with pytest.raises(DamagedBlob):
        blobs.get(ref)


@given(data=st.binary(max_size=3000))
@settings(max_examples=25, deadline=None)
def test_any_bytes_keep(tmp_path_factory, data):
    blobs = BlobStore(tmp_path_factory.mktemp("blobs"), KEY)
    assert blobs.get(blobs.put(data)) == data


def test_a_scan_that_is_not_here_is_said_so(blobs):
    assert not blobs.has(reference(b"never put"))
    with pytest.raises(DamagedBlob):
        blobs.get(reference(b"never put"))


def test_a_full_disk_keeps_no_half_scan(tmp_path):
    with a_disk(tmp_path / "pc", 1) as pc:
        blobs = BlobStore(pc / "blobs", KEY)
        blobs.put(b"first")
        fill(pc, spare_bytes=20_000)
        with pytest.raises(DiskFull):
            blobs.put(bytes(200_000))
        assert len(list((pc / "blobs").glob("*/*"))) == 1
        assert blobs.get(reference(b"first")) == b"first"


def test_a_write_protected_disk_is_said_so(tmp_path):
    with a_disk(tmp_path / "pc", 1) as pc:
        make_read_only(pc)
        with pytest.raises(ReadOnlyFolder):
            BlobStore(pc / "blobs", KEY).put(b"a scan")
