"""Two machines under one key are noticed at their second contact; one that was put back never is."""

from collections.abc import Callable

import pytest

from app.domain.twin import Twin
from server import twins
from server.errors import ServerError
from sync.protocol.messages import Birth
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import Desk
from tests.support.changes import Author

A, B, C = b"desk-one", b"desk-1.2", b"desk-1.3"


class Machine:
    """One machine of a device: whatever life it is in, and what it is told there."""

    def __init__(self, desk: Desk, author: Author | None = None) -> None:
        self.desk = desk
        self.author = author or desk.author
        self.told = Twin.NONE

    def works(self) -> "Machine":
        self.author.now_ms += 60_000
        self.author.commit(14, [])
        return self

    def sync(self, *births: Birth) -> Twin:
        self.desk.author = self.author
        self.told = Twin(self.desk.sync(births=list(births)).twin)
        return self.told

    def reborn(self, name: bytes) -> "Machine":
        """The same machine, or a copy of it, goes on in a new life that begins where this one stands."""
        birth = Birth(name, self.author.origin, self.author.sealed_seq, self.author.sealed_head)
        other = Machine(self.desk, Author(self.author.key, name))
        other.works().sync(birth)
        return other


@pytest.fixture
def first(district: District) -> Machine:
    machine = Machine(district.desk(A))
    machine.works().sync()
    return machine


def decide(district: District, keep: Machine) -> None:
    twins.decide(district.server, UPPER.code, keep.author.origin)


@BOTH_ENGINES
def test_a_clone_is_noticed_at_its_second_contact_and_the_later_life_is_frozen(
    district: District, first: Machine
) -> None:
    clone = first.reborn(B)
    assert first.works().sync() is Twin.NONE, "one machine put back may come like this"
    assert clone.works().sync() is Twin.FROZEN
    assert first.sync() is Twin.SEEN
    assert clone.sync() is Twin.FROZEN, "told until the administrator has decided"


def test_nothing_either_wrote_is_lost(district: District, first: Machine) -> None:
    clone = first.reborn(B)
    for machine in (first, clone, first, clone):
        machine.works().sync()
    stored = {log.origin: log.stored.seq for log in logs(district).values()}
    assert stored == {A: first.author.sealed_seq, B: clone.author.sealed_seq}


def logs(district: District):
    from server.storage import origins
    from server.storage.engine import reading

    with reading(district.server.engine) as connection:
        return origins.logs(connection, UPPER.code)


def test_idle_machines_are_noticed_too(first: Machine) -> None:
    clone = first.reborn(B)
    first.sync()
    assert clone.sync() is Twin.FROZEN


@pytest.mark.parametrize("keeps_first", [True, False])
def test_the_administrator_says_which_goes_on(district: District, first: Machine, keeps_first: bool) -> None:
    clone = first.reborn(B)
    first.sync()
    clone.sync()
    kept, other = (first, clone) if keeps_first else (clone, first)
    decide(district, kept)
    for _ in range(3):
        assert kept.works().sync() is Twin.NONE
        assert other.sync() is Twin.RETIRED


def test_what_a_frozen_life_becomes_when_it_is_put_back_is_frozen_too(first: Machine) -> None:
    clone = first.reborn(B)
    first.sync()
    clone.sync()
    again = clone.reborn(C)
    assert again.told is Twin.FROZEN


def test_only_a_pair_that_waits_can_be_decided(district: District, first: Machine) -> None:
    with pytest.raises(ServerError):
        decide(district, first)


def put_back_to_a_shorter_life(first: Machine) -> Machine:
    """An image of the first life, older than what the server has of it."""
    image = Author(first.author.key, A, first.author.now_ms)
    image.sealed_seq, image.sealed_head = 0, image.head
    return Machine(first.desk, image)


def restored_again_and_again(first: Machine) -> Machine:
    machine = first
    for name in (B, C, b"desk-1.4", b"desk-1.5"):
        machine = machine.reborn(name).works()
        machine.sync()
    return machine


def back_and_forth(first: Machine) -> Machine:
    later = first.reborn(B)
    older = put_back_to_a_shorter_life(first)
    older.sync()
    later.sync()
    older.sync()
    return later


@pytest.mark.parametrize("story", [restored_again_and_again, back_and_forth])
def test_one_machine_that_is_put_back_heals_without_anybody(
    first: Machine, story: Callable[[Machine], Machine]
) -> None:
    last = story(first)
    assert last.works().sync() is Twin.NONE
    assert last.works().sync() is Twin.NONE


def test_a_late_stick_of_a_former_life_proves_nothing(district: District, first: Machine) -> None:
    from server.receiving import Received
    from server.storage import devices
    from server.storage.engine import writing

    first.works()
    left = first.desk.request(first.author.seal())
    later = first.reborn(B)
    with writing(district.server.engine) as connection:
        device = devices.find(connection, first.author.public_key)
        assert device is not None
        for _ in range(3):
            told = twins.note(connection, device, left, Received(), is_live=False)
            assert told is Twin.NONE
    assert later.sync() is Twin.NONE
