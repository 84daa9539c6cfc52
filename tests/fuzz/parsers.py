"""Everything that reads bytes from outside: how it is called, what it may raise, and one true example.

Whatever the bytes, only the declared errors may come out. The table serves ``test_parsers.py`` (hypothesis)
and ``by_coverage.py`` (atheris, by hand).
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import zstandard
from nacl.signing import SigningKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile, Targets

from app.catalogue.errors import CatalogueError
from app.catalogue.incoming import parse_any
from app.catalogue.signed_file import open_pack, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import trust_everyone
from app.changes import (
    changeset,
    checkpoint_parts,
    columns,
    lease,
    receipt,
    revocation,
    segment,
    sidecar,
    trust,
)
from app.changes.chain import first_head, next_head
from app.changes.changeset import Changeset
from app.changes.errors import BadChange
from app.changes.run import read_run
from app.changes.segment import MAX_BODY_BYTES, Segment
from app.releases import manifest as manifests
from app.releases import offer as offers
from app.releases.anchor import make_anchor, open_anchor
from app.releases.content import content_in
from app.releases.errors import ReleaseError
from app.releases.manifest import File, Manifest
from app.releases.packing import apply_delta, pack_bytes, pack_delta, unpack
from server.bodies import open_message
from server.errors import Refused, ServerError
from server.facts import Unfit, deps_of, facts_of
from server.requests import check_request
from server.updates.repository import read as read_metadata
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError
from sync.bundle.reader import open_bundle
from sync.protocol import codec
from sync.protocol import ticket as tickets
from sync.protocol.codec import BadMessage
from sync.protocol.messages import EnrolReply, EnrolRequest, Refusal, SyncReply, SyncRequest
from sync.protocol.ticket import BadTicket
from tests.app.catalogue.portal import a_list, a_record
from tests.golden.make import SERVER
from tests.support.changes import Author

GOLDEN = Path(__file__).parents[1] / "golden" / "v1"
KEY = SigningKey(b"k" * 32)
ORIGIN = b"hostile!"
CONTENT = b"what a file of the program holds " * 30


class Parser(NamedTuple):
    """One reader of foreign bytes."""

    read: Callable[[bytes], object]
    declared: tuple[type[Exception], ...]
    example: bytes


def golden(name: str) -> bytes:
    """The bytes of a golden file."""
    return (GOLDEN / name).read_bytes()


def resealed(body: bytes) -> object:
    """A segment of a device that may write, whose body is whatever it likes: a hostile member's."""
    header = segment.SegmentHeader(
        1, ORIGIN, 1, 3, first_head(ORIGIN), bytes(32), 0, max(1, min(len(body), MAX_BODY_BYTES // 2))
    )
    header_bytes = msgspec.msgpack.encode(header)
    signature = KEY.sign(segment.CONTEXT + header_bytes).signature
    packed = zstandard.ZstdCompressor().compress(body)
    return segment.open_body(Segment(header, header_bytes, signature, packed))


def applied_by_the_district(payload: bytes) -> object:
    """A changeset that verifies, with whatever payload."""
    author = Author(KEY, ORIGIN)
    author.commit(4, [], payload=payload)
    [(change, _head)] = segment.open_body(segment.read(author.seal()[0]))
    return deps_of(change.header, ORIGIN), facts_of(change, 1)


def _with_header(header_bytes: bytes) -> object:
    header = changeset.decode_header(header_bytes)
    change = Changeset(ORIGIN, header, header_bytes, b"\x90", sha256(b"\x90").digest())
    next_head(first_head(ORIGIN), header_bytes, change.payload_digest)
    return deps_of(header, ORIGIN)


def _bundle(data: bytes) -> object:
    with TemporaryDirectory() as folder:
        (Path(folder) / "TH-AAAAAAAA.v01").write_bytes(data)
        found, _unread = sticks.find(Path(folder))
        return [list(open_bundle(each, SERVER).frames) for each in found]


def _request(data: bytes) -> object:
    asked = open_message(data, "", SyncRequest)
    check_request(asked)
    return asked


def _message(kind: type[msgspec.Struct]) -> Callable[[bytes], object]:
    return lambda data: codec.decode(data, kind)


def _raw_body(name: str) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(segment.read(golden(name)).body)


def _example_payload() -> bytes:
    change, _head = segment.open_body(segment.read(golden("segment.bin")))[-1]
    return change.payload or b"\x90"


def _example_header() -> bytes:
    return segment.open_body(segment.read(golden("segment.bin")))[-1][0].header_bytes


def _pack() -> bytes:
    return seal_pack(starter_pack(), KEY)


def _list_of_procedures() -> bytes:
    return msgspec.json.encode(a_list(a_record()))


def _signed(verify: Callable[[bytes, bytes], Any]) -> Callable[[bytes], object]:
    return lambda data: verify(data, bytes(SERVER.verify_key))


def _unpacked(data: bytes) -> object:
    """A content as an updates folder may claim to hold it."""
    with TemporaryDirectory() as folder:
        packed, target = Path(folder, "packed"), Path(folder, "plain")
        packed.write_bytes(data)
        unpack(packed, target, content_in(CONTENT))
        return target.read_bytes()


def _patched(data: bytes) -> object:
    """A way from an old content to a new one, likewise."""
    with TemporaryDirectory() as folder:
        old, packed, target = (Path(folder, name) for name in ("old", "packed", "plain"))
        old.write_bytes(CONTENT[::-1])
        packed.write_bytes(data)
        apply_delta(old, packed, target, content_in(CONTENT))
        return target.read_bytes()


def _metadata(data: bytes) -> object:
    """Metadata of a draft that comes back from another machine."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "targets.json")
        path.write_bytes(data)
        return read_metadata(path, Targets)


def _release() -> tuple[bytes, bytes]:
    """A manifest and the offer of it."""
    file = File("_internal/app/errors.pyc", sha256(CONTENT).hexdigest(), len(CONTENT))
    manifest = Manifest(1, "0.1.1", "win-amd64", 1_764_000_000_000, (file,))
    data = manifests.encode(manifest)
    return data, offers.encode(offers.make_offer(manifest, content_in(data), "0.1.0", "Sửa lỗi."))


def _targets() -> bytes:
    target = TargetFile.from_data("releases/win-amd64/current.json", CONTENT, ["sha256"])
    metadata = Metadata(Targets(7, targets={target.path: target}))
    metadata.sign(CryptoSigner.generate_ed25519())
    return metadata.to_bytes()


def parsers() -> dict[str, Parser]:
    """All of them by name."""
    bad = (BadChange,)
    return {
        "segment": Parser(lambda data: segment.open_body(segment.read(data)), bad, golden("segment.bin")),
        "segment in columns": Parser(
            lambda data: segment.open_body(segment.read(data)), bad, golden("segment-columns.bin")
        ),
        "segment by the column": Parser(
            lambda data: read_run(segment.read(data)), bad, golden("segment-columns.bin")
        ),
        "segment body of a member": Parser(resealed, bad, _raw_body("segment.bin")),
        "columns": Parser(lambda data: columns.unfold(data, 1 << 20), bad, _raw_body("segment-columns.bin")),
        "changeset header": Parser(_with_header, (BadChange, Unfit), _example_header()),
        "changeset payload": Parser(changeset.decode_payload, bad, _example_payload()),
        "payload at the district": Parser(applied_by_the_district, (BadChange, Unfit), _example_payload()),
        "checkpoint part": Parser(checkpoint_parts.unpack, bad, msgspec.msgpack.encode([[], *[(0, [])] * 6])),
        "receipt": Parser(_signed(receipt.verify), bad, golden("receipt.bin")),
        "lease": Parser(_signed(lease.verify), bad, golden("lease.bin")),
        "revocations": Parser(_signed(revocation.verify), bad, golden("receipt.bin")),
        "certificate": Parser(
            lambda data: trust.verify_certificate(data, bytes(SERVER.verify_key), trust.Purpose.DEVICE),
            bad,
            golden("certificate.bin"),
        ),
        "authority": Parser(
            lambda data: trust.open_authority(codec.decode(data, trust.AuthorityBundle)),
            (BadChange, BadMessage),
            golden("authority.bin"),
        ),
        "sidecar": Parser(sidecar.decode, bad, golden("sidecar.bin")),
        "ticket": Parser(
            lambda data: tickets.read(data.decode("utf-8", "replace")), (BadTicket,), golden("ticket.txt")
        ),
        "sync request": Parser(_request, (Refused,), golden("sync-request.bin")),
        "enrol request": Parser(_message(EnrolRequest), (BadMessage,), golden("enrol-request.bin")),
        "enrol reply": Parser(_message(EnrolReply), (BadMessage,), golden("enrol-reply.bin")),
        "sync reply": Parser(_message(SyncReply), (BadMessage,), golden("sync-reply.bin")),
        "refusal": Parser(_message(Refusal), (BadMessage,), golden("refusal.bin")),
        "version": Parser(codec.version, (BadMessage,), golden("sync-request.bin")),
        "compressed": Parser(codec.inflate, (BadMessage,), zstandard.compress(golden("sync-request.bin"))),
        "bundle": Parser(_bundle, (BundleError,), golden("bundle.v01")),
        "catalogue pack": Parser(lambda data: open_pack(data, trust_everyone), (CatalogueError,), _pack()),
        "list of procedures": Parser(
            lambda data: parse_any(data, trust_everyone), (CatalogueError,), _list_of_procedures()
        ),
        "release manifest": Parser(manifests.read_manifest, (ReleaseError,), _release()[0]),
        "release offer": Parser(
            lambda data: offers.read_offer(data, "win-amd64"), (ReleaseError,), _release()[1]
        ),
        "updates anchor": Parser(
            lambda data: open_anchor(data, CONTENT, bytes(KEY.verify_key)),
            (ReleaseError,),
            make_anchor(CONTENT, "Huyện mẫu", 1, KEY),
        ),
        "packed content": Parser(_unpacked, (ReleaseError,), pack_bytes(CONTENT)),
        "delta": Parser(_patched, (ReleaseError,), pack_delta(CONTENT[::-1], CONTENT) or b""),
        "updates draft": Parser(_metadata, (ServerError,), _targets()),
    }
