"""A device that lost its trust is told so by stick, and what it writes later is refused by every desk."""

from pathlib import Path

import pytest

from app.changes import revocation, signed
from app.changes.revocation import LogEnd, RevocationList, Revoked
from app.storage import device, revocations
from server.receiving import Received
from server.revoking import revocation_list
from server.storage import devices
from server.storage.engine import reading, writing
from sync import errors
from sync.inbox import verified_revocations
from sync.protocol.messages import SyncReply
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, District, SyncedDesk
from tests.support.stick import arrive, come_back, leave, travel

REASON = "revoked"


def revoke(district: District, desk: SyncedDesk) -> None:
    key = bytes(desk.device.key.verify_key)
    with writing(district.server.engine) as connection:
        assert devices.revoke(connection, COMMUNE.code, key, district.clock.now_ms())


def trust_again(district: District) -> None:
    """What a server does that was put back to before the revocation, or that is no longer ours."""
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET revoked_ms = NULL")


def test_what_was_written_before_stays_and_what_comes_later_is_refused_by_other_desks(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    a_dossier(two.store, code="000-261123-0001")
    travel(district, stick, two)
    revoke(district, two)
    travel(district, stick, one)
    assert one.codes() == {"000-261123-0001"}
    trust_again(district)
    a_dossier(two.store, code="000-261123-0002")
    travel(district, stick, two)
    (imported,) = travel(district, stick, one)
    assert imported.outcome.problems == [str(errors.UnverifiedFeed(REASON))]
    assert one.codes() == {"000-261123-0001"}
    assert one.device.rows("SELECT reason FROM waiting") == [(REASON,)]


def test_the_list_comes_by_line_too(district: District, one: SyncedDesk, two: SyncedDesk):
    revoke(district, two)
    one.sync()
    trust_again(district)
    a_dossier(two.store, code="000-261123-0002")
    two.sync()
    with pytest.raises(errors.UnverifiedFeed) as caught:
        one.sync()
    assert caught.value.code == REASON


def test_a_list_that_is_withheld_takes_nothing_back(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    revoke(district, two)
    travel(district, stick, one)
    trust_again(district)
    travel(district, stick, one)
    with one.store.read() as snapshot:
        assert revocations.known(snapshot).keys() == {bytes(two.device.key.verify_key)}


def test_a_revoked_device_hears_of_it_on_its_own_stick(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    revoke(district, two)
    leave(two, stick)
    (refused,) = arrive(district, stick).refused
    assert (refused.code, refused.answer is not None) == (REASON, True)
    assert come_back(two, stick).outcome.problems == [errors.DeviceRevoked.sentence]


def test_a_list_is_believed_from_this_server_for_this_commune_alone(district: District, one: SyncedDesk):
    with one.store.read() as snapshot:
        member, key = device.membership(snapshot), device.signing_key(snapshot)
    assert member is not None
    listed = RevocationList(1, "27283", 1, [])
    wrong_commune = district.server.authority.sign_as_server(listed, revocation.CONTEXT)
    wrong_key = signed.sign(RevocationList(1, COMMUNE.code, 1, []), revocation.CONTEXT, key)
    for data in (wrong_commune, wrong_key, b"x"):
        reply = SyncReply(1, b"", b"", [], [], [], False, [], [], 0, revoked=data)
        with pytest.raises(errors.ForgedReceipt):
            verified_revocations(reply, member)


def test_the_list_names_how_far_each_log_counts(district: District, one: SyncedDesk, two: SyncedDesk):
    a_dossier(two.store)
    two.sync()
    revoke(district, two)
    with reading(district.server.engine) as connection:
        data = revocation_list(district.server, connection, COMMUNE.code)
    told = revocation.verify(data, district.server.authority.server_public)
    key = bytes(two.device.key.verify_key)
    assert told.devices == [Revoked(key, district.clock.now_ms(), [LogEnd(two.device.origin, 2)])]
    assert (told.devices[0].last_of(two.device.origin), told.devices[0].last_of(b"stranger")) == (2, 0)


def test_while_all_are_trusted_nothing_travels(district: District, one: SyncedDesk):
    with reading(district.server.engine) as connection:
        assert revocation_list(district.server, connection, COMMUNE.code) == b""
    assert Received().refused == []


def test_of_two_words_about_a_device_the_later_counts():
    key, early, late = b"k" * 32, LogEnd(b"desk-one", 3), LogEnd(b"desk-one", 9)
    known = [Revoked(key, 1, [early]), Revoked(b"o" * 32, 1, [])]
    told = RevocationList(1, "x", 10, [Revoked(key, 5, [late])])
    assert {each.device_key: each.ends for each in revocation.merged(known, told, 7)}[key] == [late]
    assert {each.device_key: each.ends for each in revocation.merged(known, told, 11)}[key] == [early]
    assert len(revocation.merged(known, told, 7)) == 2
