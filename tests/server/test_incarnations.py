"""A restored backup is a new incarnation: registered once, with numbers nobody else ever had."""

from app.changes import lease
from app.domain.dossier import DossierState
from server.storage import console
from server.storage.engine import reading
from sync.protocol.messages import Birth, SyncReply
from tests.server.conftest import District
from tests.server.desk import Desk
from tests.support.changes import Author


def reborn(desk: Desk, name: bytes, seq: int, head: bytes) -> Birth:
    """The desk goes on under another origin after a restore to (seq, head)."""
    birth = Birth(name, desk.author.origin, seq, head)
    desk.author = Author(desk.author.key, name)
    return birth


def ranges(desk: Desk, reply: SyncReply) -> list[tuple[bytes, int, int, bool]]:
    read = (lease.verify(data, desk.server_key) for data in reply.leases)
    return [(each.origin, each.first, each.last, each.is_spare) for each in read]


def test_a_new_incarnation_writes_under_its_parents_spare_range(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    head = desk.author.head
    desk.sync()
    birth = reborn(desk, b"desk-1.2", 1, head)
    desk.author.receive_dossier("H56-991123-0501")  # before it ever spoke to the server again
    reply = desk.sync(births=[birth])
    assert not desk.receipt(reply).quarantined
    assert ranges(desk, reply) == [(b"desk-1.2", 501, 1000, False), (b"desk-1.2", 1001, 1500, True)]
    assert ranges(desk, desk.sync(births=[birth])) == ranges(desk, reply)
    with reading(district.server.engine) as connection:
        assert [(s.state, s.total) for s in console.states(connection, 0)] == [(DossierState.RECEIVED, 2)]


def test_a_second_restore_of_the_same_backup_gets_fresh_numbers(district: District) -> None:
    desk = district.desk()
    head = desk.author.head
    first = reborn(desk, b"desk-1.2", 0, head)
    desk.sync(births=[first])
    desk.author = Author(desk.author.key, b"desk-one")
    second = reborn(desk, b"desk-1.3", 0, head)
    reply = desk.sync(births=[second])
    own = [each for each in ranges(desk, reply) if each[0] == b"desk-1.3"]
    assert own == [(b"desk-1.3", 1501, 2000, False), (b"desk-1.3", 2001, 2500, True)]


def test_what_the_old_incarnation_had_not_sent_is_still_taken(district: District) -> None:
    desk = district.desk()
    old = desk.author
    old.receive_dossier("H56-991123-0001")
    unsent = old.seal()
    birth = reborn(desk, b"desk-1.2", 1, old.head)
    desk.author.receive_dossier("H56-991123-0501")
    reply = desk.sync([*unsent, *desk.author.seal()], births=[birth])
    assert reply.refused == []
    assert not desk.receipt(reply).quarantined


def test_nobody_is_born_from_anothers_log(district: District) -> None:
    desk, other = district.desk(b"desk-one"), district.desk(b"desk-two")
    birth = Birth(b"intruder", other.author.origin, 0, other.author.head)
    desk.author.receive_dossier("H56-991123-0001")
    response = desk.send(desk.request(births=[birth], origin=b"intruder"))
    assert response.status_code == 403


def test_a_birth_off_the_stored_chain_is_a_fork(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    reply = desk.sync([], births=[Birth(b"desk-1.2", b"desk-one", 1, bytes(32))])
    assert [fork.origin for fork in reply.forks] == [b"desk-one"]
