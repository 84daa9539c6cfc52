"""What this device has to say: its log's heads, its unsent segments, where it stands in the feed."""

from collections.abc import Iterator, Sequence

import msgspec

from app.domain.clock import wall_of
from app.storage import (
    act_log,
    catalogue_packs,
    device,
    known_logs,
    leases,
    log_store,
    numbers,
    offers,
    revocations,
)
from app.storage.incarnations import own_origins
from app.storage.log_store import Unsent
from app.storage.unit_of_work import Snapshot
from sync.pace import Plan
from sync.protocol.limits import MAX_HEADS
from sync.protocol.messages import NOBODY, PROTOCOL, Birth, SyncRequest

PAGE_BYTES = 64 * 1024  # what a copy that was cut short loses beyond the cut at most


def next_request(snapshot: Snapshot, plan: Plan, program_version: str) -> SyncRequest:
    """The next request; where the time is short, nothing that would not come back within it."""
    segments = log_store.unsent_segments(snapshot, plan.up_bytes)
    size = sum(len(each.data) for each in segments)
    if plan.room_bytes is None:
        want = plan.down_bytes
    elif size > plan.room_bytes:
        segments, want = [], min(plan.down_bytes, plan.room_bytes)
    else:
        want = min(plan.down_bytes, plan.room_bytes - size)
    request = _request(snapshot, segments, want, program_version)
    return msgspec.structs.replace(request, deadline_s=plan.deadline_s)


def all_requests(snapshot: Snapshot, program_version: str) -> Iterator[SyncRequest]:
    """Everything there is to say at once; the later requests bring segments alone.

    No reply tells a stick that a restored server has forgotten this desk: its certificate goes ahead.
    """
    request = _request(snapshot, [], 0, program_version)
    member = device.membership(snapshot)
    if member is not None:
        own = [member.certificate, *request.certificates]
        request = msgspec.structs.replace(request, certificates=list(dict.fromkeys(own))[:MAX_HEADS])
    page: list[Unsent] = []
    for each in log_store.each_unsent(snapshot):
        if page and sum(len(other.data) for other in page) + len(each.data) > PAGE_BYTES:
            yield _with(request, page)
            request, page = _without_words(request), []
        page.append(each)
    yield _with(request, page)


def _without_words(request: SyncRequest) -> SyncRequest:
    return msgspec.structs.replace(request, heads=[], births=[], certificates=[], revoked=b"")


def _with(request: SyncRequest, segments: Sequence[Unsent]) -> SyncRequest:
    received = [each.received_ms for each in segments]
    return msgspec.structs.replace(
        request, segments=[each.data for each in segments], received=received if any(received) else []
    )


def _request(
    snapshot: Snapshot, segments: Sequence[Unsent], want_bytes: int, program_version: str
) -> SyncRequest:
    standing = device.standing(snapshot)
    figures = log_store.figures(snapshot)
    packs = catalogue_packs.cards(snapshot)
    used_on = wall_of(act_log.last_written_ms(snapshot)).date()  # nothing was used since
    day = numbers.of_day(snapshot, used_on)
    heads = [*log_store.own_heads(snapshot)[-MAX_HEADS:], *offers.heads(snapshot)]
    request = SyncRequest(
        protocol=PROTOCOL,
        origin=own_origins(snapshot)[-1].origin,
        epoch=standing.epoch,
        cursor=standing.cursor,
        heads=heads[:MAX_HEADS],
        segments=[],
        births=[Birth(*birth) for birth in known_logs.unregistered_births(snapshot)],
        catalogue=packs[0].version if packs else "",
        program_version=program_version,
        want_bytes=want_bytes,
        backlog=figures.unsealed + figures.packed,
        oldest_unsent_ms=figures.oldest_waiting_ms,
        numbers_day=used_on.isoformat(),
        numbers_held=day.held(),
        numbers_left=day.left(),
        lease_known=leases.latest(snapshot),
        certificates=_certificates(snapshot),
        revoked=revocations.unheard(snapshot, standing.epoch),
    )
    return _with(request, segments)


def _certificates(snapshot: Snapshot) -> list[bytes]:
    """Of everybody known here, while there are logs of which the server may not know whose they are."""
    if not (offers.are_of_strangers(snapshot) or _has_former_log_untold(snapshot)):
        return []
    return list(known_logs.peer_certificates(snapshot).values())[:MAX_HEADS]


def _has_former_log_untold(snapshot: Snapshot) -> bool:
    """Whether all of an earlier log of ours is still to be sent: another key of ours may have sealed it."""
    former = {life.origin for life in own_origins(snapshot)[:-1]}
    return any(name in former and first == 1 for name, first, _ in log_store.unsent_spans(snapshot))


def feed_request(epoch: bytes, cursor: int, want_bytes: int) -> SyncRequest:
    """Asks for the feed alone, with every log's bytes."""
    return SyncRequest(PROTOCOL, NOBODY, epoch, cursor, [], [], want_bytes=want_bytes)
