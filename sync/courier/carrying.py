"""Bundles of other offices on the stick, sent by a desk that has a line and answered onto the same stick.

This desk can neither open nor change them. What the server answers is written as it came: only its own desk
can read it. The first volume of each, where its records are, goes ahead of all others: a thin line may take
hours for scans, and the answer to the records does not wait for them.
"""

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, TypeVar

from app.platform import uncached
from app.progress import Progress, Report, unheard
from app.storage import device
from app.storage.unit_of_work import Snapshot, Store
from sync.bundle import folder as sticks
from sync.bundle.errors import StickLies
from sync.bundle.folder import (
    PARTIAL,
    Found,
    drop,
    opened,
    put_in_place,
    reading_errors,
    settle,
    writing_errors,
)
from sync.bundle.format import NAME, key_id
from sync.courier import ledger
from sync.errors import LineCut, NotEnrolled, ServerTrouble
from sync.protocol.courier import PIECE_BYTES, Carried, CarryReply, Parcel

SENDING = "Đang gửi hộ gói của nơi khác"
FETCHING = "Đang ghi gói trả lời ra USB"
TRIES = 4  # a cut line goes on where it stopped


Answer = TypeVar("Answer")


class Way(Protocol):
    """The few things carrying needs of a line."""

    def send(self, name: str, offset: int, piece: bytes) -> int:
        """A piece of a file; how much of it the server holds now."""

    def carry(self, names: list[str]) -> CarryReply:
        """Have what was sent taken in."""

    def fetch(self, name: str, offset: int) -> bytes:
        """A piece of an answer; b"" at its end."""


class CarriedAll(NamedTuple):
    """What came of each bundle, and the answers that lie on the stick now."""

    bundles: list[Carried]
    answers: list[Path]


def foreign_bundles(snapshot: Snapshot, folder: Path) -> list[Found]:
    """Other desks' bundles for our server that this desk has not carried yet; raises a StickError."""
    member = device.membership(snapshot)
    if member is None:
        raise NotEnrolled
    ours = {trip.bundle_id for trip in ledger.trips(snapshot)} | ledger.carried(snapshot)
    server = key_id(member.server_key)
    return [
        found
        for found in sticks.find(folder)[0]
        if found.header.receiver_id == server and found.header.bundle_id not in ours
    ]


def carry(store: Store, folder: Path, way: Way, report: Report = unheard) -> CarriedAll:
    """Send every foreign bundle and write the answers; raises a SyncError or StickError; may be repeated."""
    with store.read() as snapshot:
        found = foreign_bundles(snapshot, folder)
    if not found:
        return CarriedAll([], [])
    single = [each for each in found if len(each.volumes) == 1]
    several = [each for each in found if each not in single]
    begun = _bring(way, folder, [each.volumes[0] for each in found], report)
    _note_carried(store, single)
    if not several:
        return begun
    rest = _bring(way, folder, [path for each in several for path in each.volumes], report)
    _note_carried(store, several)
    bundles = {each.name: each for each in (*begun.bundles, *rest.bundles)}
    return CarriedAll(list(bundles.values()), begun.answers + rest.answers)


def _bring(way: Way, folder: Path, volumes: list[Path], report: Report) -> CarriedAll:
    for path in volumes:
        _send(way, path, report)
    reply = _patiently(partial(way.carry, [path.name for path in volumes]))
    return CarriedAll(reply.bundles, list(_answers(way, folder, reply.answers, report)))


def _note_carried(store: Store, found: list[Found]) -> None:
    with store.write_local() as connection:
        ledger.note_carried(connection, [each.header.bundle_id for each in found])


def carried_words(carried: CarriedAll) -> str:
    """What an officer is told."""
    if not carried.bundles:
        return "Trên USB không có gói nào của nơi khác cần gửi hộ."
    refused = sum(bool(each.code) for each in carried.bundles)
    words = f"Đã gửi hộ {len(carried.bundles) - refused} gói, ghi {len(carried.answers)} gói trả lời ra USB."
    return f"{words} Cấp trên không nhận {refused} gói; tệp vẫn giữ nguyên." if refused else words


def _send(way: Way, path: Path, report: Report) -> None:
    with reading_errors(), opened(path) as file:
        size = path.stat().st_size
        held = _patiently(partial(way.send, path.name, 0, b""))
        while held < size:
            report(Progress(SENDING, held, size))
            file.seek(held)
            piece = file.read(PIECE_BYTES)
            before, held = held, _patiently(partial(way.send, path.name, held, piece))
            if held == before:
                raise ServerTrouble("piece_not_taken")


def _answers(way: Way, folder: Path, parcels: list[Parcel], report: Report) -> Iterator[Path]:
    for parcel in sorted(parcels, key=_volume):
        if not NAME.fullmatch(parcel.name):
            raise ServerTrouble("bad_name")
        yield _fetch(way, folder, parcel, report)


def _volume(parcel: Parcel) -> str:
    """Every answer's first volume goes ahead of the others."""
    return parcel.name[-2:]


def _fetch(way: Way, folder: Path, parcel: Parcel, report: Report) -> Path:
    """Written, read back, and only then in place."""
    unfinished = folder / (parcel.name + PARTIAL)
    with writing_errors():
        try:
            with unfinished.open("wb") as file:
                digest = _receive(way, parcel, file, report)
                settle(file)
            if _digest(unfinished) != digest:
                raise StickLies
            return put_in_place([unfinished])[0]
        except BaseException:
            drop([unfinished])
            raise


def _digest(path: Path) -> bytes:
    """Of what the stick really holds."""
    digest = sha256()
    with uncached.opened(path) as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.digest()


def _receive(way: Way, parcel: Parcel, file: BinaryIO, report: Report) -> bytes:
    """The digest of what came."""
    digest, done = sha256(), 0
    while done < parcel.size:
        report(Progress(FETCHING, done, parcel.size))
        piece = _patiently(partial(way.fetch, parcel.name, done))
        if not piece:
            raise ServerTrouble("answer_ended_early")
        file.write(piece)
        digest.update(piece)
        done += len(piece)
    return digest.digest()


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """The server knows how far it got, so what a cut line swallowed is simply asked again."""
    for left in reversed(range(TRIES)):
        try:
            return ask()
        except LineCut:
            if not left:
                raise
    raise LineCut
