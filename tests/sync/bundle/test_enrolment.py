"""A desk that never has a line becomes a full member by stick, on the same grounds as over a line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from app.changes import signed, trust
from app.changes.trust import AuthorityBundle, Certificate, Purpose
from app.progress import unheard
from app.storage import device, numbers
from server.inviting import invite
from sync import errors, joining
from sync.bundle import invitation
from sync.bundle.errors import DamagedInvitation, NewerBundle, NoInvitation, StickFull
from sync.bundle.format import Direction, Frame, Kind
from sync.bundle.invitation import Invitation
from sync.bundle.writer import Letter, write_bundle
from sync.courier.enrolling import ask_by_stick
from sync.protocol import codec
from sync.protocol import ticket as tickets
from sync.protocol.messages import EnrolReply
from tests.support.builders import a_dossier
from tests.support.disks import a_disk, fill
from tests.support.district import COMMUNE, DAY_OF_TESTS, OTHER, District, SyncedDesk
from tests.support.stick import arrive, come_back, leave, travel

STRANGER = SigningKey(b"s" * 32)


@pytest.fixture
def stranger(district: District) -> SyncedDesk:
    return district.stranger("Bàn xa")


@pytest.fixture
def prepared(district: District, stick: Path) -> Path:
    """A stick with an invitation and a ticket."""
    invite(district.server, stick, COMMUNE.code, 7, "test")
    return stick


def is_member(desk: SyncedDesk) -> bool:
    with desk.store.read() as connection:
        return device.membership(connection) is not None


def test_one_journey_makes_a_full_member(district: District, stranger: SyncedDesk, prepared: Path):
    """Certificate, numbers, receipt, catalogue and the other desks' work, all with the first answer."""
    two = district.desk("Bàn 2")
    a_dossier(two.store, code="000-261123-0002")
    two.sync()
    a_dossier(stranger.store, code="000-261123-0001")
    ask_by_stick(stranger.store, prepared)
    (answered,) = arrive(district, prepared).answered
    assert answered.is_new
    imported = come_back(stranger, prepared)
    assert imported.joined is not None
    assert (imported.joined.commune_name, imported.joined.server_key) == (
        COMMUNE.name,
        district.server.authority.server_public,
    )
    assert stranger.log() == (2, 2)
    assert stranger.codes() == {"000-261123-0001", "000-261123-0002"}
    with stranger.store.read() as connection:
        assert numbers.of_day(connection, DAY_OF_TESTS).left() > 100


def test_it_lives_on_by_stick_and_by_line_alike(district: District, stranger: SyncedDesk, prepared: Path):
    ask_by_stick(stranger.store, prepared)
    arrive(district, prepared)
    come_back(stranger, prepared)
    a_dossier(stranger.store, code="000-261123-0001")
    travel(district, prepared, stranger)
    assert stranger.log()[0] == stranger.log()[1]
    a_dossier(stranger.store, code="000-261123-0002")
    stranger.sync()
    assert stranger.log()[0] == stranger.log()[1]


def test_a_ticket_on_paper_and_the_authority_on_the_stick_do_as_well(
    district: District, stranger: SyncedDesk, stick: Path
):
    invite(district.server, stick, "", 7, "test")
    with pytest.raises(errors.TicketMistyped):
        ask_by_stick(stranger.store, stick)
    ask_by_stick(stranger.store, stick, f" {district.ticket().lower()}\n")
    arrive(district, stick)
    assert come_back(stranger, stick).joined is not None


def test_a_stick_that_names_another_root_than_the_ticket_is_told_nothing(
    district: District, stranger: SyncedDesk, stick: Path
):
    evil = AuthorityBundle(bytes(STRANGER.verify_key), _certificates(STRANGER))
    invitation.write(stick, Invitation(1, msgspec.msgpack.encode(evil)))
    with pytest.raises(errors.WrongServer):
        ask_by_stick(stranger.store, stick, district.ticket())
    assert [path.name for path in stick.iterdir()] == [invitation.NAME]
    true = msgspec.msgpack.decode(district.server.authority.bundle, type=AuthorityBundle)
    mixed = AuthorityBundle(true.root, _certificates(STRANGER))
    invitation.write(stick, Invitation(1, msgspec.msgpack.encode(mixed)))
    with pytest.raises(errors.WrongServer):
        ask_by_stick(stranger.store, stick, district.ticket())


def _certificates(key: SigningKey) -> list[bytes]:
    public = bytes(key.verify_key)
    return [
        signed.sign(Certificate(1, purpose, public, "", "", "x", 1, 1, public), trust.CONTEXT, key)
        for purpose in (Purpose.SERVER, Purpose.CATALOGUE)
    ]


def test_the_secret_of_the_ticket_never_lies_open_in_a_bundle(
    district: District, stranger: SyncedDesk, stick: Path
):
    invite(district.server, stick, "", 7, "test")
    ticket = district.ticket()
    (path,) = ask_by_stick(stranger.store, stick, ticket).paths
    assert tickets.read(ticket).secret not in path.read_bytes()


@pytest.mark.parametrize("spoil", ["expired", "used", "unknown"])
def test_a_desk_that_is_declined_hears_why_and_may_ask_again(
    district: District, stranger: SyncedDesk, stick: Path, spoil: str
):
    invite(district.server, stick, "", 7, "test")
    ticket = district.ticket()
    if spoil == "used":
        ask_by_stick(district.stranger("Bàn khác").store, stick, ticket)
        arrive(district, stick)
    if spoil == "unknown":
        ticket = tickets.write(msgspec.structs.replace(tickets.read(ticket), secret=b"0" * 10))
    ask_by_stick(stranger.store, stick, ticket)
    if spoil == "expired":
        district.clock.advance(days=8)
    refused = arrive(district, stick).refused
    assert refused[-1].answer is not None
    kinds = {"expired": errors.TicketExpired, "used": errors.TicketUsed, "unknown": errors.TicketUnknown}
    with pytest.raises(kinds[spoil]):
        come_back(stranger, stick)
    assert not is_member(stranger)
    ask_by_stick(stranger.store, stick, district.ticket())
    arrive(district, stick)
    assert come_back(stranger, stick).joined is not None


def test_an_answer_that_was_lost_is_given_again(
    district: District, stranger: SyncedDesk, prepared: Path, tmp_path: Path
):
    (path,) = ask_by_stick(stranger.store, prepared).paths
    (answered,) = arrive(district, prepared).answered
    assert answered.answer is not None
    answered.answer.unlink()
    path.unlink()
    with pytest.raises(errors.NoAnswerYet):
        come_back(stranger, prepared)
    second = tmp_path / "second"
    leave(stranger, second)
    arrive(district, second)
    assert come_back(stranger, second).joined is not None
    assert district.rows("SELECT count(*) FROM device") == [(1,)]


def test_an_answer_taken_in_twice_makes_no_second_member(
    district: District, stranger: SyncedDesk, prepared: Path
):
    ask_by_stick(stranger.store, prepared)
    arrive(district, prepared)
    come_back(stranger, prepared)
    again = come_back(stranger, prepared)
    assert (again.joined, again.outcome.problems, again.refused) == (None, [], [])


def test_a_desk_that_did_not_ask_takes_no_membership(
    district: District, stranger: SyncedDesk, prepared: Path
):
    asking = district.stranger("Bàn hỏi")
    ask_by_stick(asking.store, prepared)
    arrive(district, prepared)
    with pytest.raises(errors.NotEnrolled):
        come_back(stranger, prepared)
    assert come_back(asking, prepared).joined is not None


def replies(district: District) -> Iterator[tuple[str, EnrolReply]]:
    """What a server that is not ours, or not honest, might answer."""
    yield "no certificate", EnrolReply(1, b"e", b"", [], 1, b"", "x", "x", "")
    device_key, public = bytes(STRANGER.verify_key), district.server.authority.server_public
    other = Certificate(1, Purpose.DEVICE, device_key, COMMUNE.code, "desk", "x", 1, 1, public)
    yield (
        "another's",
        EnrolReply(
            1, b"e", district.server.authority.sign_as_server(other, trust.CONTEXT), [], 1, b"", "x", "x", ""
        ),
    )


def test_a_certificate_that_is_not_for_this_key_changes_nothing(
    district: District, stranger: SyncedDesk, prepared: Path
):
    ask_by_stick(stranger.store, prepared)
    for _name, reply in replies(district):
        letter = Letter(
            district.server.authority.server_key,
            bytes(stranger.device.key.verify_key),
            Direction.DOWN,
            COMMUNE.code,
            b"",
            1,
            0,
            [],
            [],
        )
        (path,) = write_bundle(prepared, letter, [Frame(Kind.ENROLLED, codec.encode(reply))], unheard).volumes
        with pytest.raises(errors.WrongServer):
            come_back(stranger, prepared)
        assert not is_member(stranger)
        path.unlink()


def test_an_answer_by_another_server_is_passed_over(district: District, stranger: SyncedDesk, prepared: Path):
    ask_by_stick(stranger.store, prepared)
    letter = Letter(
        STRANGER, bytes(stranger.device.key.verify_key), Direction.DOWN, COMMUNE.code, b"", 1, 0, [], []
    )
    write_bundle(prepared, letter, [Frame(Kind.ENROLLED, b"")], unheard)
    with pytest.raises(errors.NoAnswerYet):
        come_back(stranger, prepared)


def test_a_request_is_for_the_key_that_sends_it_and_its_commune(
    district: District, stranger: SyncedDesk, prepared: Path
):
    """A request copied out of nobody's bundle, or for another commune than its envelope's, is forged."""
    ticket = tickets.read(district.ticket(OTHER.code))
    request = joining.request_of(ticket, joining.applicant_of(stranger.store, ticket))
    public = district.server.authority.server_public
    for key, commune in ((STRANGER, OTHER.code), (stranger.device.key, COMMUNE.code)):
        letter = Letter(key, public, Direction.UP, commune, b"", 1, 0, [], [])
        write_bundle(prepared, letter, [Frame(Kind.ENROL, codec.encode(request))], unheard)
    imported = arrive(district, prepared)
    assert [each.code for each in imported.refused] == ["forged", "forged"]
    assert district.rows("SELECT count(*) FROM device") == [(0,)]


def test_a_member_of_another_commune_does_not_ask(district: District, one: SyncedDesk, stick: Path):
    invite(district.server, stick, OTHER.code, 7, "test")
    with pytest.raises(errors.AlreadyEnrolled):
        ask_by_stick(one.store, stick)


def test_an_unprepared_or_spoiled_stick_is_named(stranger: SyncedDesk, stick: Path, district: District):
    with pytest.raises(NoInvitation):
        ask_by_stick(stranger.store, stick)
    path = stick / invitation.NAME
    path.symlink_to("/etc/hostname")
    with pytest.raises(NoInvitation):
        ask_by_stick(stranger.store, stick)
    path.unlink()
    for data in (
        b"",
        b"MZ",
        b"SXMO",
        b"SXMO\xc1",
        b"SXMO" + b"\x93\x01\xc4\x00\xa0",
        b"SXMO" + bytes(70_000),
    ):
        path.write_bytes(data)
        with pytest.raises(DamagedInvitation):
            ask_by_stick(stranger.store, stick, district.ticket())
    path.write_bytes(b"SXMO" + msgspec.msgpack.encode([2, b"", ""]))
    with pytest.raises(NewerBundle):
        ask_by_stick(stranger.store, stick)


def test_a_full_stick_takes_no_invitation_and_keeps_what_it_had(district: District, tmp_path: Path):
    with a_disk(tmp_path / "full", 1) as stick:
        fill(stick)
        with pytest.raises(StickFull):
            invite(district.server, stick, COMMUNE.code, 7, "test")
        assert [path.name for path in stick.iterdir()] == ["filling"]
