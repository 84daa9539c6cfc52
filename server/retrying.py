"""Tries again what was set aside once the reason may be gone: after an upgrade, or when a dossier came."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from app.changes.changeset import Stamp
from app.changes.segment import open_body
from server.context import Server
from server.facts import Facts, Unfit, facts_of
from server.storage import communes, leases, projection, quarantine, segments
from server.storage.engine import reading, writing

MAY_PASS = (
    "newer_schema",
    "unknown_command",
    "unknown_table",
    "unknown_group",
    "unknown_dossier",
    "code_used",  # of servers that took two dossiers with one code for a fault
)


def try_again_everywhere(server: Server) -> None:
    """Once at every start."""
    with reading(server.engine) as connection:
        codes = [commune.code for commune in communes.every(connection)]
    for code in codes:
        while try_again(server, code):
            pass  # a dossier that now fits may be what another change was waiting for


def try_again(server: Server, commune: str) -> int:
    """Apply what now fits; how many changesets that were."""
    with writing(server.engine) as connection:
        communes.lock_appliers(connection, [commune])
        waiting = [
            Stamp(each.origin, each.seq) for each in quarantine.with_codes(connection, commune, MAY_PASS)
        ]
        said = list(_readable(connection, commune, waiting))
        books = projection.load(connection, {commune: said})
        ranges = leases.ranges(connection, commune)
        fitting = 0
        for facts in said:
            try:
                books[commune].enter(facts, ranges.get(facts.stamp.origin, ()))
            except Unfit:
                continue
            quarantine.release(connection, commune, facts.stamp)
            fitting += 1
        projection.save(connection, books)
        return fitting


def _readable(connection: Connection, commune: str, stamps: Sequence[Stamp]) -> Iterator[Facts]:
    """What the changesets say, as far as this program can read them; a segment is opened once."""
    wanted = set(stamps)
    for stamp in stamps:
        if stamp not in wanted:
            continue
        stored = segments.holding(connection, commune, stamp)
        for changeset, _head in open_body(stored.segment):
            if changeset.stamp in wanted:
                wanted.discard(changeset.stamp)
                try:
                    yield facts_of(changeset, stored.received_ms)
                except Unfit:
                    continue
