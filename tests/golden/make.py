"""Makes the golden files of format 1: what a program of this format wrote, from fixed keys and a fixed clock.

    python -m tests.golden.make

Each was made once and is never made again: every later program must read these bytes, and must still write
them. A format 2 gets a folder of its own.
"""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from app.changes import lease as leases
from app.changes import receipt as receipts
from app.changes import registry, segment, sidecar, signed
from app.changes.blocks import blocks_of, list_of, reference
from app.changes.chain import first_head, next_head
from app.changes.changeset import Header, encode_header, encode_payload
from app.changes.lease import Lease
from app.changes.receipt import OriginReceipt, Quarantined, Receipt
from app.changes.registry import Command
from app.changes.scan_receipt import CONTEXT as SCANS_CONTEXT
from app.changes.scan_receipt import ScanReceipt
from app.changes.segment import Unsealed
from app.changes.sidecar import Sidecar
from app.changes.trust import CONTEXT as CERTIFICATE_CONTEXT
from app.changes.trust import AuthorityBundle, Certificate, Purpose, fingerprint
from app.progress import unheard
from sync.bundle.format import (
    VOLUME_BYTES,
    Block,
    BlockList,
    Direction,
    Frame,
    Kind,
    Part,
    PartsWanted,
    Span,
)
from sync.bundle.writer import Letter, new_seals, write_sealed
from sync.protocol import codec, ticket
from sync.protocol.messages import (
    Birth,
    CheckpointReply,
    EnrolReply,
    EnrolRequest,
    FeedItem,
    Fork,
    Refusal,
    SegmentRefusal,
    SyncReply,
    SyncRequest,
)
from sync.protocol.scans import ScanNeed, ScanOffer, ScansReply, ScansRequest
from sync.protocol.signing import proof_bytes, sign_request
from sync.protocol.ticket import Ticket

FOLDER = Path(__file__).parent / "v1"
NOW_MS = 1_795_395_600_000  # 23/11/2026 08:00 in Viet Nam
ROOT, SERVER, CATALOGUE, DEVICE, PEER = (SigningKey(bytes([n]) * 32) for n in range(1, 6))
ORIGIN, PEER_ORIGIN = b"desk-one", b"desk-two"
EPOCH, NONCE, SECRET = b"\xe0" * 16, b"\x11" * 16, b"\x22" * 10
COMMUNE = "00000"
BUNDLE = "bundle.v01"
SCANS_BUNDLE = ("bundle-scans.v01", "bundle-scans.v02")
ANSWER = "bundle-answer.v01"
REQUEST_FIELDS = 13  # of SyncRequest in format 1
SEGMENT = b"a segment as it was stored"


def public(key: SigningKey) -> bytes:
    return bytes(key.verify_key)


class Written(NamedTuple):
    """One changeset of the golden log: its header's fields and its operations, as they stand on the wire."""

    header: dict[str, Any]
    ops: list[Any]


def the_peers_log() -> list[Written]:
    """What the other desk wrote before; its clerk and its applicant are in the first desk's log."""
    alone = {"clerk": None, "origins": []}
    return [
        Written(alone | {"command": Command.BEGIN_INCARNATION}, [[1, 1, [[1, ["Bàn 2"]]]]]),
        Written(
            alone | {"command": Command.REGISTER_CLERK}, [[3, 2, [[1, ["Lò Văn Mẫu", "Công chức", "2", 1]]]]]
        ),
        Written(alone | {"command": Command.IMPORT}, [[4, 3, [[1, [0, "Giàng A Páo", "000000000002"]]]]]),
    ]


def the_log() -> list[Written]:
    """Every kind of row once; refs, stamps and deps to another device; a reason; a deletion."""
    return [
        Written({"command": Command.BEGIN_INCARNATION, "clerk": None, "role": 0}, [[1, 1, [[1, ["Bàn 1"]]]]]),
        Written(
            {"command": Command.SET_UP_OFFICE, "clerk": None},
            [[2, 0, [[1, ["Ủy ban nhân dân xã Mẫu", "", "", "Xã Mẫu", "H00.00.00"]], [2, ["Thôn Mẫu"]]]]],
        ),
        Written(
            {"command": Command.REGISTER_CLERK, "clerk": None},
            [[3, 2, [[1, ["Trần Thị Mẫu", "Công chức", "1,2", 1]]]]],
        ),
        Written(
            {"command": Command.RECEIVE_DOSSIER, "catalogue": "2026.1"},
            [
                [4, 3, [[1, [0, "Nguyễn Văn Mẫu", "000000000001", "1990-01-01"]], [2, ["0900000001"]]]],
                [5, 4, [[1, ["H00-261123-0001", 3, "1.000001", "Thủ tục mẫu", "Hộ tịch", "2026.1", "3wd",
                             NOW_MS, NOW_MS + 259_200_000, 1]], [2, ["Đề nghị mẫu"]]]],
                [6, [4, 1], [[1, ["Tờ khai", 1]], [2, [1, 1]]]],
                [7, 5, [[1, [4, None, 1, NOW_MS, 2, 1, 2]]]],
            ],
        ),
        Written(
            {"command": Command.HAND_OVER, "role": 2, "deps": [(0, 2)]},
            [[7, 6, [[1, [4, 5, 2, NOW_MS + 1000, 2, 2, [0, 2], "Bộ phận mẫu"]]]]],
        ),
        Written(
            {"command": Command.CORRECT_APPLICANT, "reason": "Công dân báo số mới", "deps": [(0, 3)]},
            [[4, [0, 3], [[2, ["0900000002"], [0, 3]]]], [4, 3, [[2, ["0900000003"], 4]]]],
        ),
        Written(
            {"command": Command.RECORD_PRINT, "trusted_age_s": 90, "wall_offset_ms": -5},
            [
                [8, 7, [[1, [4, "01", "2025", 1, 1, b"\x33" * 32, NOW_MS + 2000, 2]]]],
                [9, 8, [[1, [4, "Tờ khai.pdf", "application/pdf", b"\x44" * 32, 70_000, b"\x55" * 32]]]],
            ],
        ),
        Written({"command": Command.EDIT_DOSSIER}, [[6, [4, 1], None, 4]]),
    ]  # fmt: skip


def a_segment() -> bytes:
    """The log, sealed."""
    return sealed(the_log(), ORIGIN, DEVICE)


def the_peers_segment() -> bytes:
    """The other desk's log, sealed."""
    return sealed(the_peers_log(), PEER_ORIGIN, PEER)


def sealed(log: list[Written], origin: bytes, key: SigningKey) -> bytes:
    """A log's changesets as one segment."""
    head, run = first_head(origin), []
    for seq, written in enumerate(log, 1):
        header = encode_header(_header(seq, written))
        payload = encode_payload(written.ops)
        head = next_head(head, header, sha256(payload).digest())
        run.append(Unsealed(seq, header, payload, head))
    return segment.seal(origin, first_head(origin), run, key).to_bytes()


def _header(seq: int, written: Written) -> Header:
    usual = {
        "hlc": NOW_MS + seq << 16 | 1,
        "wall_offset_ms": 0,
        "trusted_age_s": None,
        "clerk": 2,
        "role": 1,
        "reason": None,
        "schema": 1,
        "catalogue": "",
        "deps": [],
        "origins": [PEER_ORIGIN],
    }
    return Header(seq=seq, **(usual | written.header))


def a_segment_in_columns() -> bytes:
    """The log four times over: long enough to be sealed in columns."""
    return sealed(the_log() * 4, ORIGIN, DEVICE)


def an_erased_segment() -> bytes:
    """The same segment after the citizen's data was erased by law."""
    return segment.erase(segment.read(a_segment()), {4, 6}).to_bytes()


def a_receipt() -> Receipt:
    vector = OriginReceipt(ORIGIN, 8, b"\x01" * 32, 7, b"\x02" * 32, 6, b"\x03" * 32)
    return Receipt(
        1, EPOCH, COMMUNE, 12, NOW_MS, [vector], [Quarantined(ORIGIN, 3, "malformed", "dossier.sets")]
    )


def a_lease() -> Lease:
    return Lease(1, 5, COMMUNE, ORIGIN, False, 1, 4999, "2026-11-23")


def a_certificate(subject: SigningKey, purpose: Purpose, issuer: SigningKey, name: str) -> Certificate:
    return Certificate(1, purpose, public(subject), COMMUNE, "desk", name, 9, NOW_MS, public(issuer))


def a_ticket() -> Ticket:
    return Ticket("https://huyen.example.vn:8443", fingerprint(public(ROOT)), COMMUNE, SECRET)


def an_enrol_request() -> EnrolRequest:
    unproved = EnrolRequest(1, COMMUNE, SECRET, public(DEVICE), ORIGIN, "Bàn 1")
    proof = DEVICE.sign(proof_bytes(unproved)).signature
    return EnrolRequest(1, COMMUNE, SECRET, public(DEVICE), ORIGIN, "Bàn 1", proof)


def certified(subject: SigningKey, purpose: Purpose, issuer: SigningKey, name: str) -> bytes:
    return signed.sign(a_certificate(subject, purpose, issuer, name), CERTIFICATE_CONTEXT, issuer)


def device_certificate() -> bytes:
    return certified(DEVICE, Purpose.DEVICE, SERVER, "Bàn 1")


def an_authority() -> AuthorityBundle:
    keys = ((SERVER, Purpose.SERVER, "Huyện Mẫu"), (CATALOGUE, Purpose.CATALOGUE, "Danh mục"))
    return AuthorityBundle(public(ROOT), [certified(key, purpose, ROOT, name) for key, purpose, name in keys])


def an_enrol_reply() -> EnrolReply:
    lease = signed.sign(a_lease(), leases.CONTEXT, SERVER)
    return EnrolReply(1, EPOCH, device_certificate(), [lease], NOW_MS, NONCE, "Xã Mẫu", "Huyện Mẫu", "2026.1")


def a_sync_request() -> SyncRequest:
    return SyncRequest(
        1,
        ORIGIN,
        EPOCH,
        77,
        [(ORIGIN, 8, b"\x01" * 32)],
        [SEGMENT],
        [Birth(ORIGIN, PEER_ORIGIN, 41, b"\x04" * 32)],
        "2026.1",
        "0.1.0",
        1 << 20,
        30,
        3,
        NOW_MS - 60_000,
    )


def request_bytes() -> bytes:
    """The request as the first version wrote it: later fields stand at its end and say nothing here."""
    fields: list[Any] = msgspec.msgpack.decode(codec.encode(a_sync_request()))
    return msgspec.msgpack.encode(fields[:REQUEST_FIELDS])


def a_sync_reply() -> SyncReply:
    receipt = signed.sign(a_receipt(), receipts.CONTEXT, SERVER)
    return SyncReply(
        1,
        EPOCH,
        receipt,
        [SegmentRefusal(1, "broken_chain", "sequence")],
        [Fork(ORIGIN, 8, b"\x05" * 32)],
        [FeedItem(78, NOW_MS, PEER_ORIGIN, 1, 41, SEGMENT), FeedItem(79, NOW_MS, ORIGIN, 1, 8, b"")],
        True,
        [device_certificate()],
        [signed.sign(a_lease(), leases.CONTEXT, SERVER)],
        NOW_MS,
        "2026.2",
        60,
    )


def request_headers() -> bytes:
    """How a request is signed, one header a line."""
    body = request_bytes()
    headers = sign_request(DEVICE, "POST", "/s1/sync", body, EPOCH, NONCE)
    return "".join(f"{name}: {value}\n" for name, value in sorted(headers.items())).encode()


def registry_listing() -> bytes:
    """Every number and name that stored data depends on, one a line."""
    lines = [f"command {command.value} {command.name}" for command in registry.Command]
    for table in registry.TABLES:
        lines.append(f"table {table.number} {table.name} {table.key.value} {table.parent or '-'}")
        for group in table.groups:
            lines.append(f"  group {group.number} {group.name}")
            lines += [f"    {field.name} {field.empty!r} {field.refers_to or '-'}" for field in group.fields]
    return ("\n".join(lines) + "\n").encode()


def a_bundle() -> bytes:
    """The request above on a stick; padding makes it a whole chunk."""
    seals = new_seals(public(SERVER), b"\x44" * 16, PrivateKey(b"\x33" * 32))
    letter = Letter(
        key=DEVICE,
        receiver=public(SERVER),
        direction=Direction.UP,
        commune=COMMUNE,
        epoch=EPOCH,
        created_ms=NOW_MS,
        cursor=a_sync_request().cursor,
        spans=[Span(ORIGIN, 1, 8)],
        previous=[b"\x55" * 16],
    )
    frames = [Frame(Kind.REQUEST, request_bytes())]
    with TemporaryDirectory() as folder:
        written = write_sealed(Path(folder), letter, frames, unheard, VOLUME_BYTES, seals)
        return written.volumes[0].read_bytes()


def a_bundle_with_scans() -> list[bytes]:
    """A request, and of two files that go with it all blocks, in a volume of their own."""
    large, small = bytes(range(256)) * 260, b"a preview of page one"
    refs = [reference(small), reference(large)]
    asked = ScansRequest(1, [ScanOffer(*ref) for ref in refs], [b"\x66" * 32], [b"\x01"])
    frames = [
        Frame(Kind.PARTS, codec.encode(PartsWanted(77, 2))),
        Frame(Kind.SCANS, codec.encode(asked)),
        Frame(Kind.REQUEST, request_bytes()),
    ]
    blocks = [(refs[0], 0, small), *((refs[1], place, each) for place, each in enumerate(blocks_of(large)))]
    aside = [Frame(Kind.BLOCK, codec.encode(Block(ref.sha256, *rest))) for ref, *rest in blocks]
    aside.insert(1, Frame(Kind.BLOCK_LIST, codec.encode(BlockList(refs[1].sha256, list_of(large)))))
    return _volumes(b"\x45" * 16, Direction.UP, DEVICE, SERVER, frames, aside)


def an_answer_with_a_beginning() -> bytes:
    """The server's word on these scans, and a checkpoint of one part."""
    receipt = signed.sign(ScanReceipt(1, EPOCH, COMMUNE, NOW_MS, [b"\x66" * 32]), SCANS_CONTEXT, SERVER)
    needs = [ScanNeed(b"\x67" * 32, has_list=True, blocks=b"\x05", begun=[(1, 4000)])]
    frames = [
        Frame(Kind.CHECKPOINT, codec.encode(CheckpointReply(1, b"a signed checkpoint", []))),
        Frame(Kind.PART, codec.encode(Part(77, 0, b"a part"))),
        Frame(Kind.SCANS_SAID, codec.encode(ScansReply(1, EPOCH, receipt, needs, [b"\x66" * 32]))),
    ]
    (volume,) = _volumes(b"\x46" * 16, Direction.DOWN, SERVER, DEVICE, frames, [])
    return volume


def _volumes(
    bundle_id: bytes,
    direction: Direction,
    sender: SigningKey,
    receiver: SigningKey,
    frames: list[Frame],
    aside: list[Frame],
) -> list[bytes]:
    seals = new_seals(public(receiver), bundle_id, PrivateKey(bundle_id * 2))
    letter = Letter(sender, public(receiver), direction, COMMUNE, EPOCH, NOW_MS, 77, [], [])
    with TemporaryDirectory() as folder:
        written = write_sealed(Path(folder), letter, frames, unheard, VOLUME_BYTES, seals, aside)
        return [path.read_bytes() for path in written.volumes]


def files() -> dict[str, bytes]:
    """Every golden file by its name."""
    return {
        "segment.bin": a_segment(),
        "segment-peer.bin": the_peers_segment(),
        "segment-erased.bin": an_erased_segment(),
        "segment-columns.bin": a_segment_in_columns(),
        "receipt.bin": signed.sign(a_receipt(), receipts.CONTEXT, SERVER),
        "lease.bin": signed.sign(a_lease(), leases.CONTEXT, SERVER),
        "certificate.bin": device_certificate(),
        "authority.bin": codec.encode(an_authority()),
        "ticket.txt": ticket.write(a_ticket()).encode(),
        "sidecar.bin": sidecar.encode(Sidecar(sidecar.FORMAT, ORIGIN, 8, b"\x01" * 32, "H00-261123-0001")),
        "enrol-request.bin": codec.encode(an_enrol_request()),
        "enrol-reply.bin": codec.encode(an_enrol_reply()),
        "sync-request.bin": codec.encode(a_sync_request()),
        "sync-reply.bin": codec.encode(a_sync_reply()),
        "refusal.bin": codec.encode(Refusal("bad_nonce", "The nonce was used before.")),
        "request-headers.txt": request_headers(),
        "registry.txt": registry_listing(),
        BUNDLE: a_bundle(),
        **dict(zip(SCANS_BUNDLE, a_bundle_with_scans(), strict=True)),
        ANSWER: an_answer_with_a_beginning(),
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, data in files().items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
