"""Each rule of the worlds is seen to notice the bug that it is there for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from sqlalchemy import Connection

from app.changes.blocks import BlobRef
from app.changes.changeset import Header
from app.changes.errors import Malformed
from app.domain import books as rules
from app.services import books
from app.storage import checkpoint_store, compaction, scans, segment_applier
from app.storage.segment_applier import SegmentApplier
from benchmarks.simulate import world as worlds
from benchmarks.simulate.office import Office
from benchmarks.simulate.run import simulate
from sync.scans.carrier import Carrier

MOST_WORLDS = 12


class Bug(NamedTuple):
    """A bug, what a world that meets it says, its troubles, and where to begin looking for one."""

    patch: Callable[[], AbstractContextManager[Any]]
    said: str
    troubles: Sequence[str]
    seed: int = 1
    steps: int = 30


@contextmanager
def sent_once() -> Iterator[None]:
    """A scan that any life of the server signed for is never offered again."""
    to_send = scans.to_send

    def never_again(connection: Connection, **how: bool) -> list[BlobRef]:
        said = connection.exec_driver_sql("SELECT sha256 FROM scan WHERE received_epoch IS NOT NULL")
        signed_for = set(said.scalars())
        return [ref for ref in to_send(connection, **how) if ref.sha256 not in signed_for]

    with patch.object(scans, "to_send", never_again):
        yield


@contextmanager
def dropped_unasked() -> Iterator[None]:
    """Log is dropped as soon as it is applied, whatever the server promised."""
    own = "SELECT no, is_own, seq FROM origin WHERE seq > 0 ORDER BY no"

    def all_of_it(connection: Connection) -> list[Any]:
        rows = connection.exec_driver_sql(own)
        return [compaction._Log(no, bool(is_own), last) for no, is_own, last in rows]

    with patch.object(compaction, "_logs", all_of_it):
        yield


def passed_over() -> AbstractContextManager[Any]:
    """What a program cannot read it takes for nonsense, and reads on."""
    check_ready = SegmentApplier._check_ready

    def careless(applier: SegmentApplier, headers: Iterable[Header], own: bytes) -> None:
        headers = list(headers)
        if any(header.schema > segment_applier.SCHEMA for header in headers):
            raise Malformed("schema")
        check_ready(applier, headers, own)

    return patch.object(SegmentApplier, "_check_ready", careless)


BUGS = {
    "a number is given twice": Bug(
        lambda: patch.object(rules, "_highest", lambda _entries: {}), "was given 2 times", ["books"]
    ),
    "two papers of one number have no second name": Bug(
        lambda: patch.object(books, "aliases", lambda _entries: {}), "and nothing says so", ["books"], 1, 90
    ),
    "a gap has no reason": Bug(
        lambda: patch.object(rules, "_gap", lambda *_: []), "and no gap says why", ["books"], 6, 90
    ),
    "each desk ranks turns by its own numbers": Bug(
        lambda: patch.object(rules, "_precedence", lambda turn: turn.id),
        "read the books differently",
        ["books"],
        3,
    ),
    "scans go before records": Bug(
        lambda: patch.object(Carrier, "_let_rows_pass", lambda _self: None),
        "while a record waited",
        ["scans"],
        6,
    ),
    "a restored server is not sent its scans again": Bug(
        sent_once, "and not at the district", ["scans", "server restored"], 1, 60
    ),
    "log is dropped that nobody else holds": Bug(
        dropped_unasked, "still wait", ["checkpoints", "server restored"], 12, 60
    ),
    "a checkpoint leaves out open choices": Bug(
        lambda: patch.object(checkpoint_store, "keep_loser", lambda *_: None),
        "differ in their open choices",
        ["checkpoints"],
        8,
        60,
    ),
    "an older server never looks again": Bug(
        lambda: patch.object(worlds, "try_again_everywhere", lambda _server: None),
        "the server set aside",
        ["versions"],
        5,
    ),
    "an older program passes over what it cannot read": Bug(passed_over, "still wait", ["versions"], 3, 60),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_world_notices(name: str, office: Office) -> None:
    """Of a few: which world meets a bug changes whenever the engine asks its dice once more or less."""
    bug = BUGS[name]
    with bug.patch():
        seeds = range(bug.seed, bug.seed + MOST_WORLDS)
        problems = (simulate(seed, office, bug.steps, only=bug.troubles).problem for seed in seeds)
        assert any(bug.said in problem for problem in problems)
