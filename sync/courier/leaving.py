"""Writes what this desk has to say onto a stick; nothing counts as sent before a signed receipt returns."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from app.progress import Progress, Report, unheard
from app.storage import device, log_store
from app.storage.device import Membership
from app.storage.unit_of_work import Snapshot, Store
from sync import joining, outbox
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError
from sync.bundle.format import VOLUME_BYTES, Direction, Frame, Kind, Span
from sync.bundle.writer import Letter, write_bundle
from sync.courier import asked, ledger
from sync.courier.asked import Asked
from sync.courier.ledger import Trip
from sync.errors import NotEnrolled
from sync.outcome import Stage
from sync.protocol import codec

WRITTEN = "Đã ghi và đọc lại: rút được USB."


class _Addressee(NamedTuple):
    """For whom a bundle is: the server that made us a member, or the one that is to."""

    server_key: bytes
    commune: str
    first: list[Frame]


class Exported(NamedTuple):
    """A bundle that was read back from the stick; its receipt comes back on a stick or over a line."""

    paths: list[Path]
    changesets: int
    size: int
    sentence: str = WRITTEN


def export_bundle(
    store: Store,
    folder: Path,
    report: Report = unheard,
    *,
    program_version: str = "",
    volume_bytes: int = VOLUME_BYTES,
) -> Exported:
    """Write everything the server has not confirmed; raises NotEnrolled or a StickError.

    An enrolment that was asked for by stick and is not answered yet goes with it once more.
    An earlier bundle of ours in the same folder is removed: this one brings all that it brought.
    """
    with store.read() as snapshot:
        member, waiting = device.membership(snapshot), asked.waiting(snapshot)
        key = device.signing_key(snapshot)
    addressee = _applied_to(store, waiting) if waiting is not None else _own_server(member)
    report(Progress(Stage.SEAL.value))
    log_store.seal_pending(store, key)
    now_ms = store.clock.now_ms()
    with store.read() as snapshot:
        earlier = [trip.bundle_id for trip in ledger.trips(snapshot)]
        letter = _letter(snapshot, addressee, now_ms)
        frames = chain(addressee.first, _requests(snapshot, program_version))
        written = write_bundle(folder, letter, frames, report, volume_bytes, store.entropy)
    changesets = sum(span.last - span.first + 1 for span in letter.spans)
    with store.write_local() as connection:
        ledger.note_left(connection, Trip(written.bundle_id, now_ms, changesets))
    _tidy(folder, earlier)
    return Exported(written.volumes, changesets, written.size)


def _own_server(member: Membership | None) -> _Addressee:
    if member is None:
        raise NotEnrolled
    return _Addressee(member.server_key, member.commune, [])


def _applied_to(store: Store, waiting: Asked) -> _Addressee:
    ticket = waiting.read_ticket()
    request = joining.request_of(ticket, joining.applicant_of(store, ticket))
    return _Addressee(
        waiting.read_authority().server, ticket.commune, [Frame(Kind.ENROL, codec.encode(request))]
    )


def _letter(snapshot: Snapshot, addressee: _Addressee, now_ms: int) -> Letter:
    standing = device.standing(snapshot)
    return Letter(
        key=device.signing_key(snapshot),
        receiver=addressee.server_key,
        direction=Direction.UP,
        commune=addressee.commune,
        epoch=standing.epoch,
        created_ms=now_ms,
        cursor=standing.cursor,
        spans=[Span(*span) for span in log_store.unsent_spans(snapshot)],
        previous=[trip.bundle_id for trip in ledger.trips(snapshot) if not trip.answered_ms],
    )


def _requests(snapshot: Snapshot, program_version: str) -> Iterator[Frame]:
    for request in outbox.all_requests(snapshot, program_version):
        yield Frame(Kind.REQUEST, codec.encode(request))


def _tidy(folder: Path, earlier: list[bytes]) -> None:
    with suppress(BundleError):  # the new bundle is whole, whatever becomes of the old ones
        for found in sticks.find(folder)[0]:
            if found.header.bundle_id in earlier:
                sticks.drop(list(found.volumes))
