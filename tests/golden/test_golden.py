"""What format 1 wrote is read for ever, and what is written today is still format 1, byte for byte."""

from pathlib import Path

import msgspec
import pytest

from app.changes import lease, receipt, segment, sidecar, trust
from app.changes.changeset import Changeset
from app.changes.trust import AuthorityBundle, Purpose
from app.storage.applier import apply_pending
from app.storage.doctor import examine
from app.storage.log_store import Incoming, keep_incoming
from sync.protocol import codec, ticket
from sync.protocol.messages import EnrolReply, EnrolRequest, Refusal, SyncReply, SyncRequest
from sync.protocol.signing import is_signed_by, proof_bytes
from tests.golden import make
from tests.support.devices import a_device

MADE = make.files()
SEGMENTS = ("segment.bin", "segment-peer.bin", "segment-erased.bin", "segment-columns.bin")


REGISTRY = "registry.txt"
MESSAGES = ("enrol-reply.bin", "enrol-request.bin", "sync-reply.bin", "sync-request.bin")


def golden(name: str) -> bytes:
    return (make.FOLDER / name).read_bytes()


def opened(name: str) -> list[Changeset]:
    return [changeset for changeset, _ in segment.open_body(segment.read(golden(name)))]


def test_every_golden_file_is_known_here():
    assert {path.name for path in make.FOLDER.iterdir()} == MADE.keys()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_only_grows_at_its_end(name):
    then, today = (msgspec.msgpack.decode(data) for data in (golden(name), MADE[name]))
    assert today[: len(then)] == then


@pytest.mark.parametrize("name", sorted(MADE.keys() - {*SEGMENTS, *MESSAGES, REGISTRY}))
def test_known_facts_still_give_the_bytes_of_format_1(name):
    assert MADE[name] == golden(name)


def test_the_registry_only_grows():
    today = iter(MADE[REGISTRY].decode().splitlines())
    then = golden(REGISTRY).decode().splitlines()
    assert [line for line in then if line not in today] == []


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_known_log_still_seals_to_the_same_header_signature_and_changesets(name):
    """The compressed body may differ with the compressor's version; nothing that is signed may."""
    today, then = segment.read(MADE[name]), segment.read(golden(name))
    assert (today.header_bytes, today.signature) == (then.header_bytes, then.signature)
    assert segment.open_body(today) == segment.open_body(then)


@pytest.mark.parametrize(("name", "key"), [("segment.bin", make.DEVICE), ("segment-peer.bin", make.PEER)])
def test_a_golden_segment_verifies_and_says_what_was_written(name, key):
    read = segment.read(golden(name))
    segment.verify_signature(read, make.public(key))
    written = make.the_log() if name == "segment.bin" else make.the_peers_log()
    assert [msgspec.msgpack.decode(c.payload) for c in opened(name)] == [_plain(w.ops) for w in written]
    assert [c.header.command for c in opened(name)] == [w.header["command"] for w in written]


def test_a_golden_segment_in_columns_says_what_was_written():
    read = segment.read(golden("segment-columns.bin"))
    segment.verify_signature(read, make.public(make.DEVICE))
    assert read.header.format == segment.COLUMNS
    written = make.the_log() * 4
    assert [msgspec.msgpack.decode(c.payload) for c in opened("segment-columns.bin")] == [
        _plain(w.ops) for w in written
    ]


def _plain(ops: list[object]) -> object:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(ops))


def test_a_golden_header_keeps_every_field():
    correction = opened("segment.bin")[5]
    assert correction.header.reason == "Công dân báo số mới"
    assert correction.deps() == [(make.PEER_ORIGIN, 3)]
    printed = opened("segment.bin")[6].header
    assert (printed.trusted_age_s, printed.wall_offset_ms, printed.clerk, printed.role) == (90, -5, 2, 1)


def test_an_erasure_left_the_signature_and_took_the_payload():
    whole, erased = segment.read(golden("segment.bin")), segment.read(golden("segment-erased.bin"))
    segment.verify_signature(erased, make.public(make.DEVICE))
    assert erased.header_bytes == whole.header_bytes
    assert [c.header.seq for c in opened("segment-erased.bin") if c.payload is None] == [4, 6]
    assert "Nguyễn Văn Mẫu".encode() not in segment._decompress(erased.body, 1 << 20)


def test_golden_statements_verify_and_say_what_was_signed():
    server = make.public(make.SERVER)
    assert receipt.verify(golden("receipt.bin"), server) == make.a_receipt()
    assert lease.verify(golden("lease.bin"), server) == make.a_lease()
    certificate = trust.verify_certificate(golden("certificate.bin"), server, Purpose.DEVICE)
    assert certificate == make.a_certificate(make.DEVICE, Purpose.DEVICE, make.SERVER, "Bàn 1")
    authority = trust.open_authority(codec.decode(golden("authority.bin"), AuthorityBundle))
    assert authority == (make.public(make.ROOT), server, make.public(make.CATALOGUE), ())


def test_a_golden_ticket_is_read_as_typed_and_as_copied():
    text = golden("ticket.txt").decode()
    assert ticket.read(text) == make.a_ticket()
    assert ticket.read(text.lower().replace("-", " ")) == make.a_ticket()


def test_golden_messages_say_what_was_sent():
    assert codec.decode(golden("enrol-request.bin"), EnrolRequest) == make.an_enrol_request()
    assert codec.decode(golden("enrol-reply.bin"), EnrolReply) == make.an_enrol_reply()
    assert codec.decode(golden("sync-request.bin"), SyncRequest) == make.a_sync_request()
    assert codec.decode(golden("sync-reply.bin"), SyncReply) == make.a_sync_reply()
    assert codec.decode(golden("refusal.bin"), Refusal).code == "bad_nonce"


def test_a_golden_enrolment_is_proved_by_the_device():
    request = codec.decode(golden("enrol-request.bin"), EnrolRequest)
    assert is_signed_by(request.device_key, request.proof, proof_bytes(request))


def test_a_golden_sidecar_says_where_the_log_stood():
    assert sidecar.decode(golden("sidecar.bin")) == (
        sidecar.Sidecar(1, make.ORIGIN, 8, b"\x01" * 32, "H00-261123-0001")
    )


def test_golden_segments_replay_on_a_desk_of_today(tmp_path: Path):
    device = a_device(tmp_path)
    items = [
        Incoming(2, make.NOW_MS, make.ORIGIN, 1, 8, golden("segment.bin")),
        Incoming(1, make.NOW_MS, make.PEER_ORIGIN, 1, 3, golden("segment-peer.bin")),
    ]
    with device.store.write_local() as connection:
        keep_incoming(connection, items, 2)
    assert apply_pending(device.store) == (11, 0, 0)
    assert device.rows(
        "SELECT d.code, a.full_name, a.phone, d.sets, d.content, s.state FROM dossier d "
        "JOIN applicant a ON a.id = d.applicant_id JOIN dossier_state s ON s.dossier_id = d.id"
    ) == [("H00-261123-0001", "Nguyễn Văn Mẫu", "0900000003", 1, "Đề nghị mẫu", 4)]
    assert device.rows("SELECT phone FROM applicant WHERE full_name = 'Giàng A Páo'") == [("0900000002",)]
    assert device.rows("SELECT h.full_name FROM dossier_event e JOIN clerk h ON h.id = e.holder_id") == [
        ("Trần Thị Mẫu",),
        ("Lò Văn Mẫu",),
    ]
    assert device.value("SELECT count(*) FROM dossier_component") == 0
    assert (
        device.value("SELECT count(*) FROM print_act") == device.value("SELECT count(*) FROM attachment") == 1
    )
    assert {c.name for c in examine(device.profile, thorough=True) if not c.is_sound} == set()
