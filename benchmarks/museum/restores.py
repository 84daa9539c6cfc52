"""Bugs of lives: clients and servers that were put back, copied, emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from app.storage import feed_store, incarnations
from app.storage.sidecar_file import SidecarFile
from benchmarks.simulate import troubles
from server import births, receiving
from server.admission import Verdict, judge
from server.storage import feed
from server.storage.feed import FeedPart
from sync import intake

KEPT = 5


@contextmanager
def numbers_used_twice() -> Iterator[None]:
    """A restored client goes on under the numbers it had; the server takes what it hears for known."""

    def believing(*known: Any) -> Verdict:
        verdict = judge(*known)
        return Verdict.KNOWN if verdict is Verdict.FORK else verdict

    with (
        patch.object(incarnations, "was_put_back", lambda *_: False),
        patch.object(births, "is_on", lambda *_: True),
        patch.object(receiving, "judge", believing),
        patch.object(intake, "forked_logs", lambda *_: []),
    ):
        yield


@contextmanager
def restored_server_says_nothing() -> Iterator[None]:
    """A server is put back and goes on under its old name: nobody offers again what it forgot."""
    with patch.object(troubles, "new_epoch", lambda *_: None):
        yield


@contextmanager
def state_only_in_the_database() -> Iterator[None]:
    """What says how far a client had come lies inside what is put back, and goes back with it."""
    with patch.object(SidecarFile, "read", lambda _self: None):
        yield


@contextmanager
def wiped_at_the_switch() -> Iterator[None]:
    """A server that lives anew is taken for the whole truth; what it does not have is dropped here."""
    start_over = feed_store.start_over

    def wiping(connection: Any) -> None:
        start_over(connection)
        own = "(SELECT no FROM origin WHERE is_own = 1)"
        connection.exec_driver_sql(f"DELETE FROM changeset WHERE origin_no IN {own}")
        connection.exec_driver_sql(f"DELETE FROM segment WHERE origin_no IN {own}")
        connection.exec_driver_sql("UPDATE origin SET stored_seq = seq, sealed_seq = seq WHERE is_own = 1")

    with patch.object(feed_store, "start_over", wiping):
        yield


@contextmanager
def old_log_pruned() -> Iterator[None]:
    """The server keeps the newest of its log; a desk that comes late finds no way to join what it has."""
    read_feed = feed.read_feed

    def pruned(connection: Any, commune: str, cursor: int, *rest: Any, **named: Any) -> FeedPart:
        newest = feed.extent(connection, commune, 0).until
        return read_feed(connection, commune, max(cursor, newest - KEPT), *rest, **named)

    with patch.object(feed, "read_feed", pruned):
        yield
