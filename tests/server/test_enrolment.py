"""A ticket makes one device a member of its commune, once; a lost reply does no harm."""

from dataclasses import replace

import msgspec
import pytest

from app.changes import lease
from app.changes.lease import Lease
from app.changes.trust import Purpose, fingerprint, verify_certificate
from server.ticketing import DAY_MS, issue
from sync.protocol import ticket
from sync.protocol.messages import EnrolReply
from tests.server.conftest import LOWER, UPPER, District
from tests.server.desk import Desk, refusal
from tests.support.changes import Author


def leases_of(desk: Desk, reply: EnrolReply) -> list[Lease]:
    return [lease.verify(data, desk.server_key) for data in reply.leases]


def test_a_ticket_names_the_server_and_its_root(district: District) -> None:
    read = ticket.read(district.ticket())
    assert read.address == district.server.settings.address
    assert read.root_fingerprint == fingerprint(district.server.authority.root)
    assert read.commune == UPPER.code


def test_a_desk_gets_its_certificate_and_leases(district: District) -> None:
    desk = Desk(district.address)
    reply = desk.enrol(district.ticket())
    certificate = verify_certificate(reply.certificate, desk.server_key, Purpose.DEVICE)
    assert (certificate.subject, certificate.commune) == (desk.author.public_key, UPPER.code)
    first, spare = leases_of(desk, reply)
    assert [(each.first, each.last, each.is_spare) for each in (first, spare)] == [
        (1, 500, False),
        (501, 1000, True),
    ]
    assert (reply.commune_name, reply.server_name) == (UPPER.name, "Máy chủ cấp trên")


def test_no_two_desks_ever_share_a_number(district: District) -> None:
    ranges = []
    for name in (b"desk-one", b"desk-two"):
        desk = Desk(district.address, Author(origin=name))
        ranges += [(each.first, each.last) for each in leases_of(desk, desk.enrol(district.ticket()))]
    assert ranges == [(1, 500), (501, 1000), (1001, 1500), (1501, 2000)]


def test_the_same_desk_may_ask_again_when_the_reply_was_lost(district: District) -> None:
    desk = Desk(district.address)
    text = district.ticket()
    first, again = desk.enrol(text), desk.enrol(text)
    assert (again.certificate, again.leases) == (first.certificate, first.leases)
    desk.sync()


def test_a_ticket_serves_one_device(district: District) -> None:
    text = district.ticket()
    Desk(district.address).enrol(text)
    other = Desk(district.address, Author(origin=b"desk-two"))
    assert refusal(other.post("/s1/enrol", other.enrolment(text))).code == "ticket_used"


def test_a_ticket_is_for_its_commune(district: District) -> None:
    desk = Desk(district.address)
    asked = desk.enrolment(district.ticket(), commune=LOWER.code)
    assert refusal(desk.post("/s1/enrol", asked)).code == "unknown_ticket"


def test_an_old_ticket_is_refused(district: District) -> None:
    class Later:
        def now_ms(self) -> int:
            return district.server.clock.now_ms() - 8 * DAY_MS

    text = issue(replace(district.server, clock=Later()), UPPER.code, 7, "test").text
    desk = Desk(district.address)
    assert refusal(desk.post("/s1/enrol", desk.enrolment(text))).code == "ticket_expired"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret": bytes(10)}, "unknown_ticket"),
        ({"commune": "\x00"}, "unknown_ticket"),
        ({"secret": b"short"}, "malformed"),
        ({"origin": bytes(8)}, "malformed"),
        ({"device_name": "a\x00b"}, "malformed"),
        ({"device_name": "a" * 121}, "malformed"),
        ({"protocol": 2}, "unknown_version"),
    ],
)
def test_requests_that_cannot_be_are_refused(
    district: District, changed: dict[str, object], code: str
) -> None:
    desk = Desk(district.address)
    response = desk.post("/s1/enrol", desk.enrolment(district.ticket(), **changed))
    assert 400 <= response.status_code < 500
    assert refusal(response).code == code


def test_the_key_must_prove_itself(district: District) -> None:
    desk = Desk(district.address)
    asked = msgspec.structs.replace(desk.enrolment(district.ticket()), proof=bytes(64))
    response = desk.post("/s1/enrol", asked)
    assert (response.status_code, refusal(response).code) == (401, "bad_signature")


def test_a_desk_put_back_to_before_its_enrolment_returns_with_a_new_ticket(district: District) -> None:
    desk = Desk(district.address)
    first = desk.enrol(district.ticket())
    text = district.ticket()
    again = desk.enrol(text)
    assert (again.certificate, again.leases) == (first.certificate, first.leases)
    desk.sync()
    other = Desk(district.address)
    assert refusal(other.post("/s1/enrol", other.enrolment(text))).code == "ticket_used"


def test_a_key_belongs_to_one_commune(district: District) -> None:
    desk = district.desk(b"desk-one")
    response = desk.post("/s1/enrol", desk.enrolment(district.ticket(LOWER.code)))
    assert refusal(response).code == "device_known"


def test_a_desk_does_not_return_under_a_log_that_is_not_its_own(district: District) -> None:
    desk = district.desk(b"desk-one")
    response = desk.post("/s1/enrol", desk.enrolment(district.ticket(), origin=b"desk-two"))
    assert refusal(response).code == "origin_taken"


def test_an_origin_is_not_enrolled_twice(district: District) -> None:
    district.desk(b"desk-one")
    other = Desk(district.address, Author(origin=b"desk-one"))
    assert refusal(other.post("/s1/enrol", other.enrolment(district.ticket()))).code == "origin_taken"
