"""A desk becomes a member with a ticket, once, wholly or not at all."""

from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey

from app.changes import lease, signed, trust
from app.changes.lease import Lease
from app.changes.trust import AuthorityBundle, Certificate, Purpose
from app.storage import device, numbers
from sync import errors
from sync.enrolment import OpenLine, enrol
from sync.http.client import HttpTransport
from sync.http.lines import open_line
from sync.http.trust import Trust
from sync.protocol import ticket as tickets
from sync.protocol.messages import EnrolReply, EnrolRequest
from tests.support.builders import a_dossier
from tests.support.damage import with_another_last_byte
from tests.support.district import DAY_OF_TESTS, OTHER, District, SyncedDesk

STRANGER = SigningKey(b"s" * 32)


@pytest.fixture
def stranger(district: District) -> SyncedDesk:
    return district.stranger("Bàn 1")


def is_untouched(desk: SyncedDesk) -> bool:
    row = desk.device.rows("SELECT address, commune, root, certificate, epoch, nonce FROM device")[0]
    return row == ("", "", None, None, None, None) and not desk.device.rows("SELECT * FROM lease")


def test_a_ticket_makes_a_member_with_numbers_to_give(district: District, stranger: SyncedDesk):
    member = enrol(stranger.store, district.ticket(), open_line)
    assert (member.commune, member.commune_name) == ("27280", "Xã Thạch Bình Hạ")
    assert member.server_key == district.server.authority.server_public
    with stranger.store.read() as connection:
        assert device.membership(connection) == member
        assert numbers.of_day(connection, DAY_OF_TESTS).left() > 100


def test_what_was_written_before_is_sent_with_the_first_exchange(district: District, stranger: SyncedDesk):
    a_dossier(stranger.store, code="000-261123-0001")
    enrol(stranger.store, district.ticket(), open_line)
    stranger.sync()
    assert stranger.log() == (2, 2)


@pytest.mark.parametrize("spoil", [str.lower, lambda text: text.replace("-", " "), lambda text: f" {text}\n"])
def test_a_ticket_may_be_typed_in_any_dress(spoil: Any, district: District, stranger: SyncedDesk):
    enrol(stranger.store, spoil(district.ticket()), open_line)


@pytest.mark.parametrize("at", [6, 20, -2, -1])
def test_one_wrong_letter_is_noticed_before_anything_is_asked(
    at: int, district: District, stranger: SyncedDesk
):
    letters = list(district.ticket())
    letters[at] = "B" if letters[at] != "B" else "C"
    with pytest.raises(errors.TicketMistyped):
        enrol(stranger.store, "".join(letters), open_line)
    assert is_untouched(stranger)


@pytest.mark.parametrize("text", ["", "SX1-", "xin chào", "0" * 500, "SX1-AAAAA"])
def test_what_is_no_ticket_is_called_mistyped(text: str, stranger: SyncedDesk):
    with pytest.raises(errors.TicketMistyped):
        enrol(stranger.store, text, open_line)


def changed(text: str, **fields: Any) -> str:
    return tickets.write(msgspec.structs.replace(tickets.read(text), **fields))


def test_a_secret_nobody_gave_is_unknown(district: District, stranger: SyncedDesk):
    with pytest.raises(errors.TicketUnknown):
        enrol(stranger.store, changed(district.ticket(), secret=b"0" * 10), open_line)
    assert is_untouched(stranger)


def test_a_ticket_is_good_for_its_commune_alone(district: District, stranger: SyncedDesk):
    with pytest.raises(errors.TicketUnknown):
        enrol(stranger.store, changed(district.ticket(), commune=OTHER.code), open_line)


def test_a_ticket_is_good_for_one_device(district: District, stranger: SyncedDesk):
    ticket = district.ticket()
    enrol(stranger.store, ticket, open_line)
    other = district.stranger("Bàn 2")
    with pytest.raises(errors.TicketUsed):
        enrol(other.store, ticket, open_line)
    assert is_untouched(other)


def test_a_ticket_is_good_for_its_days(district: District, stranger: SyncedDesk):
    ticket = district.ticket()
    district.clock.advance(days=8)
    with pytest.raises(errors.TicketExpired):
        enrol(stranger.store, ticket, open_line)


def test_the_same_ticket_again_gives_the_same_membership(district: District, stranger: SyncedDesk):
    ticket = district.ticket()
    first = enrol(stranger.store, ticket, open_line)
    stranger.sync()
    assert enrol(stranger.store, ticket, open_line) == first
    assert stranger.device.value("SELECT count(*) FROM lease") == 2
    stranger.sync()
    assert stranger.log() == (1, 1)


def test_a_member_of_one_commune_does_not_become_anothers(district: District, stranger: SyncedDesk):
    enrol(stranger.store, district.ticket(), open_line)
    with pytest.raises(errors.AlreadyEnrolled) as caught:
        enrol(stranger.store, district.ticket(OTHER.code), open_line)
    assert "Xã Thạch Bình Hạ" in str(caught.value)


def test_a_server_whose_root_is_not_the_tickets_gets_nothing(district: District, stranger: SyncedDesk):
    with pytest.raises(errors.WrongServer):
        enrol(stranger.store, changed(district.ticket(), root_fingerprint=b"f" * 16), open_line)
    assert is_untouched(stranger)
    assert not district.rows("SELECT * FROM device")


def test_an_address_in_the_clear_is_refused(district: District, stranger: SyncedDesk):
    with pytest.raises(errors.UnsafeAddress):
        enrol(stranger.store, changed(district.ticket(), address="http://10.0.0.1"), open_line)


class Lying(HttpTransport):
    """A server that answers enrolment with something else."""

    def authority(self) -> AuthorityBundle:
        return self.alter_bundle(super().authority())

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return self.alter(super().enrol(request), request)

    def alter(self, reply: EnrolReply, _request: EnrolRequest) -> EnrolReply:
        return reply

    def alter_bundle(self, bundle: AuthorityBundle) -> AuthorityBundle:
        return bundle


def opening(kind: type[Lying]) -> OpenLine:
    return lambda address, pin=b"", ca_file="": kind(address, Trust(pin, ca_file))


class SelfCertified(Lying):
    def alter(self, reply: EnrolReply, request: EnrolRequest) -> EnrolReply:
        issuer = bytes(STRANGER.verify_key)
        given = Certificate(1, Purpose.DEVICE, request.device_key, "27280", "desk", "", 1, 1, issuer)
        return msgspec.structs.replace(reply, certificate=signed.sign(given, trust.CONTEXT, STRANGER))


class SomebodyElses(Lying):
    def alter(self, reply: EnrolReply, request: EnrolRequest) -> EnrolReply:
        return msgspec.structs.replace(reply, certificate=with_another_last_byte(reply.certificate))


class ForgedNumbers(Lying):
    def alter(self, reply: EnrolReply, request: EnrolRequest) -> EnrolReply:
        given = Lease(1, 9, "27280", request.origin, False, 1, 10**6, "2026-01-01")
        return msgspec.structs.replace(reply, leases=[signed.sign(given, lease.CONTEXT, STRANGER)])


class NoCertificates(Lying):
    def alter_bundle(self, bundle: AuthorityBundle) -> AuthorityBundle:
        return msgspec.structs.replace(bundle, certificates=[])


class UnknownPurpose(Lying):
    def alter_bundle(self, bundle: AuthorityBundle) -> AuthorityBundle:
        issuer = bundle.root
        odd = Certificate(1, 77, issuer, "", "", "", 1, 1, issuer)
        return msgspec.structs.replace(bundle, certificates=[signed.sign(odd, trust.CONTEXT, STRANGER)])


@pytest.mark.parametrize(
    "kind", [SelfCertified, SomebodyElses, ForgedNumbers, NoCertificates, UnknownPurpose]
)
def test_an_answer_the_root_does_not_stand_behind_changes_nothing(
    kind: type[Lying], district: District, stranger: SyncedDesk
):
    with pytest.raises(errors.WrongServer):
        enrol(stranger.store, district.ticket(), opening(kind))
    assert is_untouched(stranger)


def test_a_colleagues_certificate_is_not_ours(district: District, stranger: SyncedDesk):
    colleague = enrol(district.stranger("Bàn 2").store, district.ticket(), open_line).certificate

    class Colleagues(Lying):
        def alter(self, reply: EnrolReply, _request: EnrolRequest) -> EnrolReply:
            return msgspec.structs.replace(reply, certificate=colleague)

    with pytest.raises(errors.WrongServer):
        enrol(stranger.store, district.ticket(), opening(Colleagues))
    assert is_untouched(stranger)


def test_a_revoked_device_is_told_so_and_keeps_its_data(district: District, stranger: SyncedDesk):
    enrol(stranger.store, district.ticket(), open_line)
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET revoked_ms = 1")
    a_dossier(stranger.store)
    with pytest.raises(errors.DeviceRevoked):
        stranger.sync()
    assert stranger.log() == (2, 0)


def test_a_device_the_server_has_forgotten_comes_back_and_sends_everything(
    district: District, stranger: SyncedDesk
):
    enrol(stranger.store, district.ticket(), open_line)
    a_dossier(stranger.store)
    stranger.sync()
    with district.server.engine.begin() as connection:
        for table in ("segment", "quarantine", "lease", "origin", "nonce", "device"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 1")
    stranger.sync()
    assert stranger.log() == (2, 2)
    assert district.stored() == {stranger.device.origin: [1, 2]}
