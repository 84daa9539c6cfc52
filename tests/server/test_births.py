"""A life that nobody announces begins with its own first segment, sealed by the device it belongs to."""

import pytest
from nacl.signing import SigningKey

from app.changes.registry import INCARNATION, Command
from server.storage import devices
from server.storage.engine import writing
from tests.server.conftest import UPPER, District
from tests.server.desk import Desk
from tests.support.changes import Author, write

LIFE = b"desk-1.2"


@pytest.fixture
def lost(district: District) -> Desk:
    """Its log is stored up to its first changeset; it went on in another life, of which it knows nothing."""
    desk = district.desk(b"desk-one")
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    return desk


@pytest.fixture
def third(district: District) -> Desk:
    """Another desk of the commune, which has heard of that life."""
    return district.desk(b"desk-two")


def life_of(parent: Author, key: SigningKey, **said: object) -> Author:
    """A life as its first changeset tells of it, and a dossier received in it."""
    life = Author(key, LIFE)
    born = {
        "born_from_origin": parent.origin,
        "born_from_seq": parent.seq,
        "born_from_head": parent.head,
    } | said
    life.commit(Command.BEGIN_INCARNATION, [write(INCARNATION, 1, device_name="Bàn 1", **born)])
    life.counter = 1
    life.receive_dossier("H56-991123-0501")
    return life


def refusals(third: Desk, segments: list[bytes]) -> list[str]:
    return [each.code for each in third.sync(segments).refused]


def test_a_third_desk_brings_a_life_that_its_device_has_lost(lost: Desk, third: Desk) -> None:
    life = life_of(lost.author, lost.author.key)
    reply = third.sync(life.seal(), heads=[(LIFE, life.seq, life.head)])
    assert reply.refused == []
    (vector,) = (each for each in third.receipt(reply).origins if each.origin == LIFE)
    assert (vector.stored_seq, vector.applied_seq) == (2, 2)
    assert not third.receipt(
        reply
    ).quarantined  # its number is of the spare range of the log it was born from


def test_what_no_device_of_the_commune_has_sealed_begins_no_life(lost: Desk, third: Desk) -> None:
    assert refusals(third, life_of(lost.author, SigningKey.generate()).seal()) == ["out_of_scope"]


def test_a_device_begins_no_life_in_anothers_log(lost: Desk, third: Desk) -> None:
    assert refusals(third, life_of(lost.author, third.author.key).seal()) == ["out_of_scope"]


def test_a_device_that_is_trusted_no_more_begins_no_life(district: District, lost: Desk, third: Desk) -> None:
    with writing(district.server.engine) as connection:
        devices.revoke(connection, UPPER.code, lost.author.public_key, 1)
    assert refusals(third, life_of(lost.author, lost.author.key).seal()) == ["out_of_scope"]


def test_a_life_is_not_begun_in_the_middle(lost: Desk, third: Desk) -> None:
    life = life_of(lost.author, lost.author.key)
    life.seal()
    life.receive_dossier("H56-991123-0502")
    assert refusals(third, life.seal()) == ["out_of_scope"]


@pytest.mark.parametrize(
    "said",
    [
        {"born_from_origin": None, "born_from_seq": None, "born_from_head": None},
        {"born_from_origin": b"short"},
        {"born_from_seq": -1},
        {"born_from_seq": 2**63},
        {"born_from_head": b""},
        {"born_from_head": bytes(32)},
        {"born_from_origin": 7},
    ],
    ids=["nothing", "no origin", "before the log", "beyond numbers", "no head", "another log", "a number"],
)
def test_who_does_not_say_where_it_was_born_begins_no_life(
    lost: Desk, third: Desk, said: dict[str, object]
) -> None:
    assert refusals(third, life_of(lost.author, lost.author.key, **said).seal()) == ["out_of_scope"]
