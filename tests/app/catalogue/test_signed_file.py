import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256

import msgspec
import pytest
import zstandard

from app.catalogue.errors import (
    CatalogueError,
    NotAPack,
    PackDamaged,
    PackTooLarge,
    PackTooNew,
    UnknownSigner,
)
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import (
    FORMAT,
    MAGIC,
    MAX_CONTENT_BYTES,
    PackHeader,
    is_pack,
    open_pack,
    read_header,
    seal_pack,
)
from app.catalogue.trust import any_of, certified_by, trust_everyone, trust_keys
from app.changes import signed
from app.changes.trust import CONTEXT, Certificate, Purpose
from tests.app.catalogue.packs import PACK, PUBLISHER_KEY, STRANGER_KEY, a_pack

PUBLISHER = bytes(PUBLISHER_KEY.verify_key)
TRUSTED = trust_keys(PUBLISHER)


def forged(content: bytes, **changes: object) -> bytes:
    """A pack rightly signed by the publisher over whatever header and content a case asks for."""
    header = PackHeader(
        FORMAT, PACK.version, PACK.effective_from, "", "", sha256(content).digest(), 1000, PUBLISHER, b""
    )
    encoded = msgspec.msgpack.encode(msgspec.structs.replace(header, **changes))
    start = MAGIC + len(encoded).to_bytes(4, "big") + encoded
    return start + PUBLISHER_KEY.sign(start).signature + content


def test_a_pack_comes_out_as_it_went_in():
    assert open_pack(seal_pack(PACK, PUBLISHER_KEY), TRUSTED) == PACK


def test_the_same_pack_always_gives_the_same_bytes():
    assert seal_pack(PACK, PUBLISHER_KEY) == seal_pack(PACK, PUBLISHER_KEY)


def test_the_header_says_what_the_pack_is_before_it_is_opened():
    header = read_header(seal_pack(PACK, PUBLISHER_KEY, b"certificate"))
    assert (header.version, header.effective_from) == ("2026.12", date(2026, 12, 1))
    assert (header.decision, header.publisher) == ("12/QĐ-UBND", "UBND tỉnh")
    assert (header.signer, header.certificate) == (PUBLISHER, b"certificate")
    assert header.fingerprint == sha256(PUBLISHER).hexdigest()[:16]


def test_the_bytes_lie_where_the_format_says():
    data = seal_pack(PACK, PUBLISHER_KEY)
    length = int.from_bytes(data[5:9], "big")
    header, signature, content = data[9 : 9 + length], data[9 + length : 73 + length], data[73 + length :]
    PUBLISHER_KEY.verify_key.verify(data[: 9 + length], signature)
    row = msgspec.msgpack.decode(header)
    assert row[:5] == [1, "2026.12", "2026-12-01", "12/QĐ-UBND", "UBND tỉnh"]
    assert row[5] == sha256(content).digest()
    plain = zstandard.ZstdDecompressor().decompress(content)
    assert row[6] == len(plain)
    assert set(msgspec.msgpack.decode(plain)) == {field.name for field in fields(CataloguePack)}


def test_every_changed_byte_is_refused():
    data = seal_pack(PACK, PUBLISHER_KEY)
    for place in range(len(data)):
        for flip in (0x01, 0x80):
            changed = data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]
            with pytest.raises(CatalogueError):
                open_pack(changed, TRUSTED)


def test_every_truncation_and_every_addition_is_refused():
    data = seal_pack(PACK, PUBLISHER_KEY)
    for length in range(len(data)):
        with pytest.raises(CatalogueError):
            open_pack(data[:length], TRUSTED)
    with pytest.raises(PackDamaged):
        open_pack(data + b"\x00", TRUSTED)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b'{"procedures": []}'])
def test_other_files_are_no_packs(data: bytes):
    assert not is_pack(data)
    with pytest.raises(NotAPack):
        open_pack(data, TRUSTED)


def test_a_pack_of_an_unknown_signer_is_refused_by_name():
    with pytest.raises(UnknownSigner, match="UBND tỉnh") as refused:
        open_pack(seal_pack(PACK, STRANGER_KEY), TRUSTED)
    assert refused.value.fingerprint == sha256(bytes(STRANGER_KEY.verify_key)).hexdigest()[:16]


def test_a_signer_is_trusted_by_the_certificate_of_the_root():
    certificate = Certificate(
        1, Purpose.CATALOGUE, PUBLISHER, "", "", "UBND tỉnh", 1, 0, bytes(STRANGER_KEY.verify_key)
    )
    by_root = signed.sign(certificate, CONTEXT, STRANGER_KEY)
    trusted = any_of(trust_keys(b"another"), certified_by(bytes(STRANGER_KEY.verify_key)))
    assert open_pack(seal_pack(PACK, PUBLISHER_KEY, by_root), trusted) == PACK
    for wrong in (
        b"",
        b"not a certificate",
        signed.sign(certificate, CONTEXT, PUBLISHER_KEY),
        signed.sign(msgspec.structs.replace(certificate, purpose=Purpose.DEVICE), CONTEXT, STRANGER_KEY),
        signed.sign(msgspec.structs.replace(certificate, subject=b"x" * 32), CONTEXT, STRANGER_KEY),
    ):
        with pytest.raises(UnknownSigner):
            open_pack(seal_pack(PACK, PUBLISHER_KEY, wrong), trusted)


def test_a_pack_of_a_later_program_asks_for_an_update():
    content = zstandard.compress(msgspec.msgpack.encode(PACK))
    with pytest.raises(PackTooNew):
        open_pack(forged(content, format=FORMAT + 1), TRUSTED)
    with pytest.raises(PackTooNew):
        open_pack(b"SXDM\x02" + b"whatever a later program writes", TRUSTED)


def test_fields_appended_by_a_later_program_are_passed_over():
    grown = {**msgspec.msgpack.decode(msgspec.msgpack.encode(PACK)), "later": 1}
    plain = msgspec.msgpack.encode(grown)
    assert open_pack(forged(zstandard.compress(plain), content_length=len(plain)), TRUSTED) == PACK


def test_header_and_content_must_agree():
    plain = msgspec.msgpack.encode(a_pack(version="2027.01"))
    with pytest.raises(PackDamaged):
        open_pack(forged(zstandard.compress(plain), content_length=len(plain)), TRUSTED)


@pytest.mark.parametrize("plain", [b"", b"\xc1", msgspec.msgpack.encode({"version": 1}), b"\x91" * 100_000])
def test_rightly_signed_nonsense_is_refused(plain: bytes):
    with pytest.raises(CatalogueError):
        open_pack(forged(zstandard.compress(plain), content_length=len(plain)), TRUSTED)


@pytest.mark.parametrize("length", [0, -1, MAX_CONTENT_BYTES + 1])
def test_a_length_no_honest_pack_has_is_refused_unread(length: int):
    with pytest.raises(PackTooLarge):
        open_pack(forged(b"", content_length=length), TRUSTED)


def test_more_content_than_the_header_says_is_refused():
    with pytest.raises(PackTooLarge):
        open_pack(forged(zstandard.compress(bytes(2_000_000))), TRUSTED)


def test_less_content_than_the_header_says_is_refused():
    plain = msgspec.msgpack.encode(PACK)
    with pytest.raises(PackDamaged):
        open_pack(forged(zstandard.compress(plain), content_length=len(plain) + 1), TRUSTED)


def test_a_frame_that_asks_for_a_huge_window_is_refused():
    plain = msgspec.msgpack.encode(PACK)
    wide = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    content = compressor.compress(plain) + compressor.flush()
    with pytest.raises(PackDamaged):
        open_pack(forged(content, content_length=len(plain)), TRUSTED)


BOMB = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
import zstandard
from app.catalogue.errors import PackTooLarge
from app.catalogue.signed_file import MAX_CONTENT_BYTES, open_pack
from tests.app.catalogue.test_signed_file import TRUSTED, forged
compressor = zstandard.ZstdCompressor(level=3).compressobj()
zeros = bytes(2**20)
content = b"".join(compressor.compress(zeros) for _ in range(4096)) + compressor.flush()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_pack(forged(content, content_length=MAX_CONTENT_BYTES), TRUSTED)
except PackTooLarge:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="address space is limited through the resource module")
def test_a_frame_of_four_gigabytes_is_refused_within_bounded_memory():
    ran = subprocess.run([sys.executable, "-c", BOMB], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 200


def test_sealing_more_than_the_limit_is_refused():
    huge = replace(PACK, source_note="x" * (MAX_CONTENT_BYTES + 1))
    with pytest.raises(PackTooLarge):
        seal_pack(huge, PUBLISHER_KEY)


def test_whoever_only_looks_needs_no_trust():
    assert open_pack(seal_pack(PACK, STRANGER_KEY), trust_everyone) == PACK
