"""Serves the plain pushes of a crowd in one transaction: a dozen statements and one commit for them all.

Each who is served gets what it would have got alone, and not before the commit. Whoever does not fit as it
comes (a used nonce, a gap, a fork, a desk far behind) is left untouched and served alone, and so is everybody
where the common transaction fails.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.changeset import Origin
from server.admission import Verified
from server.context import Server
from server.exchange import REST_SECONDS, leave_to_apply, reply_of, self_report, sends_on
from server.plain import Plain, Pushed, plain_ones
from server.receiving import DURABLE_ON_STORE, Received
from server.storage import communes, devices, origins, segments
from server.storage.communes import Counters
from server.storage.devices import Visit
from server.storage.engine import UNAVAILABLE, wait_no_longer_than, writing
from server.storage.origins import Log, LogEnd
from server.storage.segments import Row
from server.telling import Admitted, Stored, tell
from sync.protocol.limits import NONCE_BYTES
from sync.protocol.messages import SyncReply

LONGEST_LOCK_MS = 2000  # a device or a log that somebody holds longer must not hold up all the others
MOST_BEHIND = 32  # segments of the feed that are read for one desk among others
MOST_BEHIND_BYTES = 256 * 1024  # of these, its own among them

logger = logging.getLogger("server")


class Served(NamedTuple):
    """What came of a request: its reply, and in how many seconds to apply what is left (None: nothing is)."""

    admitted: Admitted
    reply: SyncReply
    apply_in_s: float | None


def serve(server: Server, pushed: Sequence[Pushed]) -> list[Served | None]:
    """Serve those that are plain and fit; None for each that is to be served alone."""
    served: list[Served | None] = [None] * len(pushed)
    try:
        plain = plain_ones(server, pushed)
        for each in _committed(server, plain) if plain else ():
            plain_one = each.admitted.plain
            served[plain_one.place] = each
            leave_to_apply(server, plain_one.commune, plain_one.asked, each.apply_in_s)
    except UNAVAILABLE:  # for whom it still is so when served alone says so there
        logger.info("a crowd is served one by one")
    except Exception:  # whoever brings it about meets it alone
        logger.exception("a crowd could not be served together")
    return served


def _committed(server: Server, plain: Sequence[Plain]) -> list[Served]:
    """Replies are made and signed before the commit, so that none can fail after it, and leave after it."""
    with writing(server.engine) as connection:
        wait_no_longer_than(connection, LONGEST_LOCK_MS)
        group = _Group(server, connection, plain)
        return list(_served(server, connection, group)) if group.admitted else []


def _served(server: Server, connection: Connection, group: "_Group") -> Iterator[Served]:
    told = tell(server, connection, group.stored())
    for each, words in zip(group.admitted, told, strict=True):
        received = group.received(each)
        yield Served(each, reply_of(server, received, words), _apply_in_s(each.plain, received))


def _apply_in_s(plain: Plain, received: Received) -> float | None:
    """As for whoever is served alone in a crowd."""
    if not received.behind:
        return None
    return REST_SECONDS if sends_on(plain.asked, received) else 0


class _Group:
    """What one transaction stores. Communes are locked first, then devices, as everywhere."""

    def __init__(self, server: Server, connection: Connection, plain: Sequence[Plain]) -> None:
        self._server = server
        self._connection = connection
        self._is_durable = server.settings.durable == DURABLE_ON_STORE
        self._reached = communes.lock_feeds(connection, sorted({each.commune for each in plain}))
        self._times = _times(connection, self._reached, server.clock.now_ms())
        self._logs = origins.logs_of(connection, sorted(self._reached))
        self._rows: list[Row] = []
        self._moved: defaultdict[str, dict[Origin, LogEnd]] = defaultdict(dict)
        near = self._near([each for each in plain if each.commune in self._reached])
        self.admitted = list(self._admit(near)) if near else []

    def stored(self) -> Stored:
        """Write what was admitted."""
        segments.store_numbered(self._connection, self._rows)
        origins.set_all_stored(self._connection, self._moved, self._is_durable)
        communes.move_on(self._connection, self._reached)
        visits = [self._visit(each) for each in self.admitted]
        devices.note_visits(self._connection, visits, self._server.limit.share, self._server.clock.now_ms())
        return Stored(self.admitted, self._rows, self._logs, self._reached)

    def received(self, admitted: Admitted) -> Received:
        """What came of a request's segments."""
        logs, heads = self._logs[admitted.plain.commune], admitted.plain.asked.heads
        behind = sum(log.stored.seq - log.applied.seq for log in logs.values())
        expects_more = any(seq > logs[name].stored.seq for name, seq, _head in heads if name in logs)
        return Received(behind=behind, expects_more=expects_more)

    def _near(self, plain: Sequence[Plain]) -> list[Plain]:
        """Those for whom little of the feed is left to read, and no more than they want."""
        left = {each.place: self._left(each) for each in plain}
        few = [each for each in plain if len(left[each.place]) < MOST_BEHIND]
        sizes = segments.sizes(
            self._connection, {(each.commune, cseq) for each in few for cseq in left[each.place]}
        )
        return [
            each
            for each in few
            if sum(sizes.get((each.commune, cseq), 0) for cseq in left[each.place])
            <= min(MOST_BEHIND_BYTES, each.asked.want_bytes)
        ]

    def _left(self, plain: Plain) -> range:
        """The numbers of the feed, which have no gaps, from a desk's cursor on."""
        return range(plain.asked.cursor + 1, self._reached[plain.commune].next_cseq)

    def _admit(self, plain: Sequence[Plain]) -> Iterator[Admitted]:
        given = [(each.commune, each.device.public_key, each.nonce) for each in plain]
        fresh = devices.hold_nonces(self._connection, given)
        for each in self._as_judged(plain):
            new = _new(each, self._logs[each.commune])
            if each.device.public_key in fresh and new is not None:
                yield Admitted(each, self._take(each.commune, new), self._server.entropy(NONCE_BYTES))

    def _as_judged(self, plain: Sequence[Plain]) -> Iterator[Plain]:
        """Those who are trusted, and in the life, that they were judged by before anything was locked."""
        now = devices.find_all(self._connection, [each.device.public_key for each in plain])
        guarded = devices.with_revoked(self._connection, self._reached)
        for each in plain:
            device = now.get(each.device.public_key)
            is_known = device is not None and not device.is_revoked and device.life == each.device.life
            if is_known and each.commune not in guarded:
                yield each

    def _take(self, commune: str, new: Iterable[Verified]) -> int:
        """The receipt's number; whoever follows finds the logs as they will stand."""
        next_cseq, receipts = self._reached[commune]
        for each in new:
            self._rows.append(segments.row_of(commune, next_cseq, self._times[commune], each))
            next_cseq += 1
            header = each.segment.header
            end, log = LogEnd(header.last_seq, header.head), self._logs[commune][header.origin]
            self._moved[commune][header.origin] = end
            durable = end if self._is_durable and end.seq > log.durable.seq else log.durable
            self._logs[commune][header.origin] = log._replace(stored=end, durable=durable)
        self._reached[commune] = Counters(next_cseq, receipts + 1)
        return receipts + 1

    def _visit(self, admitted: Admitted) -> Visit:
        plain = admitted.plain
        said = self_report(plain.asked, self._logs[plain.commune])
        return Visit(plain.device, plain.nonce, admitted.next_nonce, plain.asked.origin, said)


def _times(connection: Connection, reached: Mapping[str, Counters], now_ms: int) -> dict[str, int]:
    """When what comes now is received, by commune: never before what was received last."""
    last = segments.at(connection, [(code, each.next_cseq - 1) for code, each in reached.items()])
    return dict.fromkeys(reached, now_ms) | {row.commune: max(now_ms, row.received_ms) for row in last}


def _new(plain: Plain, logs: Mapping[Origin, Log]) -> list[Verified] | None:
    """The segments that are not here yet; None where one does not fit, or a head is not ours."""
    if not all(
        _agrees(logs[name].stored, seq, head) for name, seq, head in plain.asked.heads if name in logs
    ):
        return None
    ends = {name: log.stored for name, log in logs.items()}
    new: list[Verified] = []
    for each in plain.verified:
        header = each.segment.header
        end, last = ends[header.origin], LogEnd(header.last_seq, header.head)
        if end == last:
            continue
        if end != LogEnd(header.first_seq - 1, header.previous_head):
            return None
        ends[header.origin] = last
        new.append(each)
    return new


def _agrees(stored: LogEnd, seq: int, head: bytes) -> bool:
    """Whether a desk's end of a log is ours, or lies beyond it."""
    return seq > stored.seq or (seq, head) == stored
