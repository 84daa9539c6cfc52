"""A restored server takes back whom it has forgotten, by certificates and lists that it signed itself."""

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import delete

from app.changes import revocation, signed, trust
from app.changes.revocation import RevocationList, Revoked
from app.changes.trust import DeviceCertificate
from server import readmission
from server.storage import communes, devices, leases
from server.storage.engine import reading, writing
from server.storage.schema import device, lease, origin, quarantine, segment
from sync.protocol import codec
from sync.protocol.messages import PROTOCOL, EnrolReply, EnrolRequest
from sync.protocol.signing import proof_bytes
from tests.server.conftest import LOWER, UPPER, District
from tests.server.desk import Desk, refusal
from tests.support.changes import Author


class Late(msgspec.Struct):
    """A desk that was enrolled after the backup, its certificate, and what it had sent."""

    desk: Desk
    certificate: bytes
    sent: list[bytes]

    @property
    def author(self) -> Author:
        return self.desk.author

    def comes_back(self, **changed: object) -> EnrolRequest:
        """What it asks of a server that has forgotten it."""
        author = self.author
        request = EnrolRequest(PROTOCOL, UPPER.code, b"", author.public_key, author.origin, "")
        request = msgspec.structs.replace(request, **{"certificate": self.certificate} | changed)
        proof = author.key.sign(proof_bytes(request)).signature
        return msgspec.structs.replace(request, proof=proof)


@pytest.fixture
def third(district: District) -> Desk:
    """A desk of the commune that the server still knows."""
    return district.desk(b"desk-one")


@pytest.fixture
def late(district: District, third: Desk) -> Late:
    """The desk that the server, put back to before, knows nothing of."""
    desk = Desk(district.address, Author(origin=b"desk-two"))
    reply = desk.enrol(district.ticket())
    desk.author.receive_dossier("H56-991123-0001")
    sent = desk.author.seal()
    desk.sync(sent)
    put_back(district, desk.author)
    return Late(desk, reply.certificate, sent)


def put_back(district: District, author: Author) -> None:
    """As a backup from before this device was enrolled."""
    with writing(district.server.engine) as connection:
        of_log = (each.c.origin == author.origin for each in (segment, quarantine, lease))
        for table, condition in zip((segment, quarantine, lease), of_log, strict=True):
            connection.execute(delete(table).where(condition))
        connection.execute(delete(origin).where(origin.c.device_key == author.public_key))
        connection.execute(delete(device).where(device.c.public_key == author.public_key))


def brought_by(third: Desk, late: Late, **said: object) -> list[str]:
    """A third desk names the log, shows the certificate, and sends what is here of the log."""
    reply = third.sync(late.sent, certificates=[late.certificate], **said)
    return [each.code for each in reply.refused]


def is_trusted(district: District, late: Late) -> bool:
    with reading(district.server.engine) as connection:
        found = devices.find(connection, late.author.public_key)
    return found is not None and not found.is_revoked


def test_its_certificate_is_as_good_as_a_ticket(district: District, late: Late) -> None:
    assert refusal(late.desk.send(late.desk.request([]))).code == "unknown_device"
    reply = codec.decode(late.desk.post("/s1/enrol", late.comes_back()).content, EnrolReply)
    assert reply.certificate == late.certificate
    assert reply.leases
    late.desk.epoch, late.desk.nonce = reply.epoch, reply.nonce
    assert late.desk.sync(late.sent).refused == []


@pytest.mark.parametrize("commune", ["99999", "2\x007280", LOWER.code])
def test_a_stranger_is_introduced_to_its_own_commune_alone(
    district: District, late: Late, commune: str
) -> None:
    readmission.introduce(district.server, commune, [late.certificate, b"no certificate"])
    assert not is_trusted(district, late)


def test_a_third_desk_brings_its_log_with_its_certificate(
    district: District, third: Desk, late: Late
) -> None:
    assert [each.code for each in third.sync(late.sent).refused] == ["out_of_scope"]
    assert brought_by(third, late) == []
    assert is_trusted(district, late)


@pytest.mark.parametrize(
    "changed",
    [
        {"commune": LOWER.code},
        {"subject": bytes(SigningKey(b"x" * 32).verify_key)},
        {"role": "server"},
        {"purpose": int(trust.Purpose.SERVER)},
        {"origin": b""},
    ],
)
def test_only_a_devices_own_certificate_for_its_commune_counts(
    district: District, late: Late, changed: dict[str, object]
) -> None:
    said = signed.peek(late.certificate, DeviceCertificate)
    other = district.server.authority.sign_as_server(msgspec.structs.replace(said, **changed), trust.CONTEXT)
    response = late.desk.post("/s1/enrol", late.comes_back(certificate=other))
    assert refusal(response).code == "unknown_device"
    assert not is_trusted(district, late)


def test_a_certificate_of_another_key_is_nobodys(district: District, third: Desk, late: Late) -> None:
    said = signed.peek(late.certificate, DeviceCertificate)
    key = SigningKey(b"f" * 32)
    forged = msgspec.structs.replace(said, issuer=bytes(key.verify_key))
    late.certificate = signed.sign(forged, trust.CONTEXT, key)
    assert refusal(late.desk.post("/s1/enrol", late.comes_back())).code == "unknown_device"
    assert brought_by(third, late) == ["out_of_scope"]


def test_what_is_no_certificate_of_ours_makes_nobody_wait(
    district: District, third: Desk, late: Late, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may show anything: it is looked at before the commune is locked."""

    def locking(*_: object) -> None:
        pytest.fail("the commune was locked")

    forged = late.certificate[:-1] + bytes([late.certificate[-1] ^ 1])
    with reading(district.server.engine) as connection:
        shows = devices.find(connection, third.author.public_key)
    assert shows is not None
    monkeypatch.setattr(communes, "lock_feed", locking)
    readmission.introduce(district.server, UPPER.code, [forged])
    readmission.take_in(district.server, shows, third.request([], certificates=[forged], revoked=forged))
    assert refusal(late.desk.post("/s1/enrol", late.comes_back(certificate=forged))).code == "unknown_device"


def test_a_desk_of_another_commune_does_not_come_back_to_this_one(district: District, late: Late) -> None:
    other = district.desk(b"desk-far", LOWER.code)
    said = signed.peek(late.certificate, DeviceCertificate)
    elsewhere = msgspec.structs.replace(said, subject=other.author.public_key, origin=other.author.origin)
    late.certificate = district.server.authority.sign_as_server(elsewhere, trust.CONTEXT)
    late.desk = other
    assert refusal(other.post("/s1/enrol", late.comes_back())).code == "unknown_device"


def test_nobody_takes_a_forgotten_desks_log_for_its_own(district: District, third: Desk, late: Late) -> None:
    """Its certificate names the log it began with: another device's seal begins nothing there."""
    forged = Author(third.author.key, late.author.origin)
    forged.receive_dossier("H56-991123-0002")
    reply = third.sync(forged.seal(), certificates=[late.certificate])
    assert [each.code for each in reply.refused] == ["bad_signature"]
    assert brought_by(third, late) == []


def revoked_then_put_back(district: District, third: Desk) -> tuple[Late, bytes]:
    """It was revoked after the backup; the list that said so lies with the other desks."""
    desk = Desk(district.address, Author(origin=b"desk-two"))
    certificate = desk.enrol(district.ticket()).certificate
    desk.author.receive_dossier("H56-991123-0001")
    sent = desk.author.seal()
    desk.sync(sent)
    with writing(district.server.engine) as connection:
        devices.revoke(connection, UPPER.code, desk.author.public_key, 1)
    told = third.sync([]).revoked
    put_back(district, desk.author)
    return Late(desk, certificate, sent), told


@pytest.mark.parametrize("shows_certificate", [True, False])
def test_who_was_revoked_since_comes_back_as_revoked(
    district: District, third: Desk, shows_certificate: bool
) -> None:
    late, told = revoked_then_put_back(district, third)
    shown = [late.certificate] if shows_certificate else []
    third.sync([], revoked=told, certificates=shown)
    assert refusal(late.desk.post("/s1/enrol", late.comes_back())).code == "revoked"
    assert not is_trusted(district, late)


def test_what_counted_of_a_revoked_log_is_taken_and_nothing_more(district: District, third: Desk) -> None:
    late, told = revoked_then_put_back(district, third)
    late.author.receive_dossier("H56-991123-0002")
    more = late.author.seal()
    assert brought_by(third, late, revoked=told) == []
    assert [each.code for each in third.sync(more).refused] == ["revoked"]


def test_a_list_may_come_before_the_certificate(district: District, third: Desk) -> None:
    """Then its log is numbered all the same, and it is shown by its name; it stays revoked."""
    late, told = revoked_then_put_back(district, third)
    third.sync([], revoked=told)
    assert brought_by(third, late) == []
    with reading(district.server.engine) as connection:
        found = devices.find(connection, late.author.public_key)
        names = {each.name for each in devices.every(connection) if each.is_revoked}
        numbers = leases.ranges(connection, UPPER.code)
    assert found is not None
    assert (found.certificate, found.is_revoked) == (late.certificate, True)
    assert names == {"Bàn 1"}
    assert numbers[late.author.origin]


def test_a_later_list_tells_of_more_that_counts(district: District, third: Desk) -> None:
    late, told = revoked_then_put_back(district, third)
    late.author.receive_dossier("H56-991123-0002")
    late.author.receive_dossier("H56-991123-0003")
    more = late.author.seal()
    assert brought_by(third, late, revoked=told) == []
    for end in (3, 2):
        named = [Revoked(late.author.public_key, 1, [revocation.LogEnd(late.author.origin, end)])]
        later = RevocationList(revocation.FORMAT, UPPER.code, 2**40, named)
        third.sync([], revoked=district.server.authority.sign_as_server(later, revocation.CONTEXT))
    assert third.sync(more).refused == []


def test_a_list_that_another_key_signed_revokes_nobody(district: District, third: Desk, late: Late) -> None:
    third.sync([], certificates=[late.certificate])
    named = [Revoked(late.author.public_key, 1, [])]
    told = RevocationList(revocation.FORMAT, UPPER.code, 2**40, named)
    third.sync([], revoked=signed.sign(told, revocation.CONTEXT, SigningKey(b"f" * 32)))
    assert is_trusted(district, late)


def test_who_shows_a_list_that_names_itself_is_served_no_more(
    district: District, third: Desk, late: Late
) -> None:
    third.sync([], certificates=[late.certificate])
    named = [Revoked(late.author.public_key, 1, [])]
    told = RevocationList(revocation.FORMAT, UPPER.code, 2**40, named)
    statement = district.server.authority.sign_as_server(told, revocation.CONTEXT)
    assert refusal(late.desk.send(late.desk.request([], revoked=statement))).code == "revoked"
    assert not is_trusted(district, late)
