"""The bytes of a catalogue pack (`*.sxdm`).

    offset  bytes  what
    0       5      b"SXDM\\x01": the magic; the last byte is the framing's version
    5       4      H, the header's length, big-endian
    9       H      header, a MessagePack array:
                     0  format          int, of header and content; 1
                     1  version         str, as published: "2026.11"
                     2  effective_from  str, ISO date
                     3  decision        str, number of the publishing decision, or why there is none
                     4  publisher       str
                     5  content digest  bin 32, SHA-256 of the content as it lies in the file
                     6  content length  int, of the content once unpacked
                     7  signer          bin 32, Ed25519 public key
                     8  certificate     bin, what vouches for the signer; may be empty
    9+H     64     Ed25519 signature over everything before it
    73+H    rest   content: one zstd frame of MessagePack, a map of ``CataloguePack``'s fields by name

The signature covers the digest, so nothing is unpacked before every byte is known to be the signer's. Later
programs may append to the header and add fields to the content; whatever would mislead an older program
raises the format.
"""

from datetime import date
from hashlib import sha256

import msgspec
import zstandard
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.catalogue.errors import NotAPack, PackDamaged, PackTooLarge, PackTooNew, UnknownSigner
from app.catalogue.pack import CataloguePack
from app.catalogue.trust import Trust

KIND = b"SXDM"
MAGIC = KIND + b"\x01"
FORMAT = 1
LENGTH_BYTES = 4
SIGNATURE_BYTES = 64
MAX_HEADER_BYTES = 64 * 1024
MAX_CONTENT_BYTES = 64 * 1024 * 1024
MAX_WINDOW_BYTES = 8 * 1024 * 1024  # what level 19 needs; a frame may ask for 2 GiB
CHUNK_BYTES = 1024 * 1024
LEVEL = 19


class PackHeader(msgspec.Struct, array_like=True, frozen=True):
    """What a pack says of itself before anything is unpacked."""

    format: int
    version: str
    effective_from: date
    decision: str
    publisher: str
    content_digest: bytes
    content_length: int
    signer: bytes
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """The signer's key in short, to be read out over the telephone."""
        return sha256(self.signer).hexdigest()[:16]


def seal_pack(pack: CataloguePack, signing_key: SigningKey, certificate: bytes = b"") -> bytes:
    """The pack as one signed file; the same pack and key always give the same bytes."""
    plain = msgspec.msgpack.encode(pack)
    if len(plain) > MAX_CONTENT_BYTES:
        raise PackTooLarge
    content = zstandard.ZstdCompressor(level=LEVEL).compress(plain)
    header = PackHeader(
        format=FORMAT,
        version=pack.version,
        effective_from=pack.effective_from,
        decision=pack.decision_number,
        publisher=pack.publisher,
        content_digest=sha256(content).digest(),
        content_length=len(plain),
        signer=bytes(signing_key.verify_key),
        certificate=certificate,
    )
    signed = _frame(msgspec.msgpack.encode(header))
    return signed + signing_key.sign(signed).signature + content


def open_pack(data: bytes, trusted: Trust) -> CataloguePack:
    """The pack, if every byte of it is as a trusted signer left it."""
    header = read_header(data)
    if not trusted(header.signer, header.certificate):
        raise UnknownSigner(header.publisher, header.fingerprint)
    pack = _decoded(_unpacked(_verified_content(data, header), header.content_length))
    if (pack.version, pack.effective_from) != (header.version, header.effective_from):
        raise PackDamaged
    return pack


def is_pack(data: bytes) -> bool:
    """Whether the bytes claim to be a pack."""
    return data.startswith(KIND)


def read_header(data: bytes) -> PackHeader:
    """What the pack says of itself, not yet checked against its signature."""
    if not is_pack(data):
        raise NotAPack
    if not data.startswith(MAGIC):
        raise PackTooNew
    encoded = _header_bytes(data)
    try:
        (pack_format, *_rest) = msgspec.msgpack.decode(encoded, type=list[msgspec.Raw])
        if msgspec.msgpack.decode(pack_format, type=int) > FORMAT:
            raise PackTooNew
        return msgspec.msgpack.decode(encoded, type=PackHeader)
    except (msgspec.DecodeError, ValueError) as error:
        raise PackDamaged from error


def _frame(header: bytes) -> bytes:
    return MAGIC + len(header).to_bytes(LENGTH_BYTES, "big") + header


def _header_bytes(data: bytes) -> bytes:
    start = len(MAGIC) + LENGTH_BYTES
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    if length > MAX_HEADER_BYTES or len(data) < start + length + SIGNATURE_BYTES:
        raise PackDamaged
    return data[start : start + length]


def _verified_content(data: bytes, header: PackHeader) -> bytes:
    end = len(MAGIC) + LENGTH_BYTES + len(_header_bytes(data))
    content = data[end + SIGNATURE_BYTES :]
    try:
        VerifyKey(header.signer).verify(data[:end], data[end : end + SIGNATURE_BYTES])
    except (BadSignatureError, ValueError, TypeError) as error:
        raise PackDamaged from error
    if sha256(content).digest() != header.content_digest:
        raise PackDamaged
    return content


def _unpacked(content: bytes, length: int) -> bytes:
    """Bounded by our own limit and by what the header says: a frame may declare any size it likes."""
    if not 0 < length <= MAX_CONTENT_BYTES:
        raise PackTooLarge
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    plain = bytearray()
    try:
        with decompressor.stream_reader(content, read_size=CHUNK_BYTES) as reader:
            while len(plain) <= length and (chunk := reader.read(CHUNK_BYTES)):
                plain += chunk
    except zstandard.ZstdError as error:
        raise PackDamaged from error
    if len(plain) > length:
        raise PackTooLarge
    if len(plain) < length:
        raise PackDamaged
    return bytes(plain)


def _decoded(plain: bytes) -> CataloguePack:
    try:
        return msgspec.msgpack.decode(plain, type=CataloguePack)
    except (msgspec.DecodeError, RecursionError) as error:
        raise PackDamaged from error
