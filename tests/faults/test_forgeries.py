"""Every reader refuses every forgery: a desk from the line and from a stick, the district likewise."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.changes import segment
from app.errors import AppError
from app.progress import unheard
from server.bundles import import_folder
from server.storage import devices, dump
from server.storage.engine import reading, writing
from sync.bundle.format import Direction, Frame, Kind, RefusedSegments, Span
from sync.bundle.writer import Letter, write_bundle
from sync.http.lines import line_of
from sync.protocol import codec
from sync.protocol.messages import SyncReply, SyncRequest
from tests.faults.forgeries import (
    LETTERS,
    PASSED_OVER,
    REPLIES,
    REQUESTS,
    SEGMENTS,
    World,
    honest_request,
    with_item,
)
from tests.support.builders import a_dossier
from tests.support.devices import world as rows_of
from tests.support.district import COMMUNE, OTHER, SyncedDesk, a_district, converge
from tests.support.memory_transport import Interposed
from tests.support.stick import come_back

VOLATILE = ("device", "commune", "nonce", "meta")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A commune at work; every case must leave it as it was."""
    with a_district(tmp_path_factory.mktemp("forgeries")) as district:
        one, two, mallory, gone = (district.desk(name) for name in ("Bàn 1", "Bàn 2", "Bàn 3", "Bàn 4"))
        other = district.desk("Xã khác", commune=OTHER.code)
        for number, desk in enumerate((one, two, mallory, gone, other), 1):
            a_dossier(desk.store, code=f"000-261123-000{number}")
        converge(one, two, mallory, gone, other)
        converge(one, two, mallory, gone)
        with writing(district.server.engine) as connection:
            devices.revoke(connection, COMMUNE.code, bytes(gone.device.key.verify_key), 1)
        kept: list[SyncReply] = []
        two.sync(through=lambda line: Interposed(line, lambda _, reply: kept.append(reply) or reply))
        for number in (1, 2):
            a_dossier(one.store, code=f"000-261123-010{number}")
        a_dossier(two.store, code="000-261123-0201")
        earlier, honest = (segment.read(data) for data in one.device.seal()[-2:])
        yield World(district, one, two, mallory, gone, other, honest, earlier, kept[-1])


# the readers


class Told:
    """A line that answers whatever it is asked with one reply."""

    nonce = b""

    def __init__(self, line: Any, reply: SyncReply) -> None:
        self.traffic = line.traffic
        self._reply = reply

    def exchange(self, _request: SyncRequest, *_: object) -> SyncReply:
        return self._reply

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"nobody was to ask for {name}")


def desk_by_line(world: World, reply: SyncReply, _folder: Path) -> str:
    """What the desk says to a reply; "" when it finds nothing wrong."""
    try:
        outcome = world.two.sync(through=lambda line: Told(line, reply))
    except AppError as refusal:
        return str(refusal)
    return " ".join(outcome.problems)


def desk_by_stick(world: World, reply: SyncReply, folder: Path) -> str:
    """The same with the reply in a bundle of the server."""
    frames = [
        Frame(Kind.REFUSED, codec.encode(RefusedSegments([]))),
        Frame(Kind.REPLY, codec.encode(reply)),
    ]
    write_bundle(folder, letter_down(world), frames, unheard)
    imported = come_back(world.two, folder)
    return " ".join([*imported.outcome.problems, *(str(each.problem) for each in imported.refused)])


def letter_down(world: World) -> Letter:
    """A bundle of the server for the desk."""
    return Letter(
        key=world.server_key,
        receiver=bytes(world.two.device.key.verify_key),
        direction=Direction.DOWN,
        commune=COMMUNE.code,
        epoch=world.district.server.epoch,
        created_ms=1,
        cursor=world.next_cseq - 1,
        spans=[],
        previous=[],
    )


def letter_up(world: World, sender: SyncedDesk, commune: str = COMMUNE.code) -> Letter:
    """A bundle of a desk for the server; it says what it brings, else nothing of it would be looked at."""
    header = world.honest.header
    return Letter(
        key=sender.device.key,
        receiver=world.district.server.authority.server_public,
        direction=Direction.UP,
        commune=commune,
        epoch=world.district.server.epoch,
        created_ms=1,
        cursor=0,
        spans=[Span(header.origin, header.first_seq, header.last_seq)],
        previous=[],
    )


def server_by_line(world: World, request: SyncRequest, sender: SyncedDesk, _folder: Path) -> str:
    """What the server says to a request."""
    line = line_of(sender.store)
    try:
        reply = line.exchange(request)
    except AppError as refusal:
        return str(refusal)
    finally:
        line.close()
    return " ".join([*(each.code for each in reply.refused), *("fork" for _ in reply.forks)])


def server_by_stick(world: World, request: SyncRequest, sender: SyncedDesk, folder: Path) -> str:
    """The same with the request in a bundle."""
    commune = OTHER.code if sender is world.other else COMMUNE.code
    return taken_in(world, letter_up(world, sender, commune), request, folder)


def taken_in(world: World, letter: Letter, request: SyncRequest, folder: Path) -> str:
    """What the server says to a bundle."""
    write_bundle(folder, letter, [Frame(Kind.REQUEST, codec.encode(request))], unheard)
    imported = import_folder(world.district.server, folder)
    codes = [each.code for each in imported.refused]
    is_taken = any(each.segments for each in imported.answered)
    return " ".join(codes) or ("" if is_taken else "nothing was taken in")


# what may not change


def standing_of_the_desk(world: World) -> object:
    """Everything a reply can reach in the books of the desk that reads it."""
    device = world.two.device
    return (
        rows_of(device),
        world.two.log(),
        device.rows("SELECT serial, origin, first, last FROM lease"),
        device.rows("SELECT epoch, cursor FROM device"),
    )


def standing_of_the_server(world: World) -> object:
    """Everything a request can reach at the district."""
    with reading(world.district.server.engine) as connection:
        return [part for part in dump.read_all(connection) if part.table not in VOLATILE]


def is_refused_by_the_desk(world: World, reply: SyncReply, folder: Path, *, says_so: bool = True) -> None:
    before = standing_of_the_desk(world)
    for reader in (desk_by_line, desk_by_stick):
        said = reader(world, reply, folder)
        assert standing_of_the_desk(world) == before, reader.__name__
        assert said or not says_so, reader.__name__


def is_refused_by_the_server(world: World, request: SyncRequest, sender: SyncedDesk, folder: Path) -> None:
    before = standing_of_the_server(world)
    for reader in (server_by_line, server_by_stick):
        said = reader(world, request, sender, folder)
        assert standing_of_the_server(world) == before, reader.__name__
        assert said or request.births, reader.__name__


# the cases


def test_there_are_more_than_fifty_of_them():
    assert len(SEGMENTS) + len(REPLIES) + len(REQUESTS) + len(LETTERS) > 50


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_forged_segment_is_refused_by_every_reader(name: str, world: World, tmp_path: Path):
    data = SEGMENTS[name](world)
    is_refused_by_the_desk(world, with_item(world, world.reply, data), tmp_path)
    request = honest_request(world, world.mallory, segments=[data])
    is_refused_by_the_server(world, request, world.mallory, tmp_path)


@pytest.mark.parametrize("name", REPLIES)
def test_a_forged_reply_is_refused_by_every_desk(name: str, world: World, tmp_path: Path):
    is_refused_by_the_desk(world, REPLIES[name](world), tmp_path, says_so=name not in PASSED_OVER)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_forged_request_is_refused_by_the_district(name: str, world: World, tmp_path: Path):
    is_refused_by_the_server(world, *REQUESTS[name](world), tmp_path)


@pytest.mark.parametrize("name", LETTERS)
def test_a_forged_bundle_is_refused_by_the_district(name: str, world: World, tmp_path: Path):
    before = standing_of_the_server(world)
    letter = LETTERS[name](world, letter_up(world, world.one))
    request = honest_request(world, world.one, segments=[world.honest.to_bytes()])
    assert taken_in(world, letter, request, tmp_path)
    assert standing_of_the_server(world) == before


@pytest.mark.parametrize("name", LETTERS)
def test_a_forged_bundle_is_refused_by_the_desk(name: str, world: World, tmp_path: Path):
    before = standing_of_the_desk(world)
    letter = LETTERS[name](world, letter_down(world))
    reply = with_item(world, world.reply, world.honest.to_bytes())
    write_bundle(tmp_path, letter, [Frame(Kind.REPLY, codec.encode(reply))], unheard)
    imported = come_back(world.two, tmp_path)
    assert [each.problem.code for each in imported.refused] == ["forged"]
    assert standing_of_the_desk(world) == before


def test_what_is_true_is_taken_by_every_reader(world: World, tmp_path: Path):
    """Last, for it changes the world: the cases above were refused for what was forged in them."""
    before = standing_of_the_desk(world), standing_of_the_server(world)
    with_both = msgspec.structs.replace(
        with_item(world, world.reply, world.earlier.to_bytes()),
        feed=[
            each
            for number, true in enumerate((world.earlier, world.honest))
            for each in with_item(
                world,
                world.reply,
                true.to_bytes(),
                cseq=world.next_cseq + number,
                first_seq=true.header.first_seq,
                last_seq=true.header.last_seq,
            ).feed
        ],
    )
    assert desk_by_stick(world, with_both, tmp_path) == ""
    assert standing_of_the_desk(world) != before[0]
    request = honest_request(
        world, world.mallory, segments=[world.earlier.to_bytes(), world.honest.to_bytes()]
    )
    with suppress(FileNotFoundError):
        assert server_by_line(world, request, world.mallory, tmp_path) == ""
    assert standing_of_the_server(world) != before[1]
