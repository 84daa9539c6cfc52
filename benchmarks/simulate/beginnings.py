"""Desks that begin with a checkpoint of what was there before, and logs whose beginning is dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from app.changes import checkpoint_order
from app.storage import compaction
from benchmarks.simulate.line import Broken
from benchmarks.simulate.world import Desk, World
from server import checkpoints
from sync import bootstrap, durable
from sync.errors import LostDurable, NoLine, ServerBusy, SyncError

FIRST_DOSSIERS, LATER_DOSSIERS = 2, 3


@contextmanager
def any_commune_is_large() -> Iterator[None]:
    """Checkpoints pay from the first dossier on, and come in small parts."""
    with (
        patch.object(checkpoints, "WORTH_BYTES", 1),
        patch.object(bootstrap, "WORTH_BYTES", 1),
        patch.object(checkpoint_order, "FIRST_DOSSIERS", FIRST_DOSSIERS),
        patch.object(checkpoint_order, "LATER_DOSSIERS", LATER_DOSSIERS),
    ):
        yield


def join(world: World, _desk: Desk) -> str:
    """One more PC comes to the counter."""
    if not world.has_spare:
        return "no PC left"
    fresh = world.enrolled(f"Bàn {len(world.desks) + 1} thêm")
    world.desks.append(fresh)
    return f"{fresh.name}: {world.exchange(fresh)}"


def back_up(world: World, _desk: Desk) -> str:
    """The server's backup runs: what it holds is durable from then on."""
    world.back_up_server()
    return "copied"


def drop_old(world: World, desk: Desk) -> str:
    """A desk drops what the server holds durably, other desks' logs too."""
    try:
        durable.ask(desk.device.store, desk.line)
    except (NoLine, ServerBusy, LostDurable) as error:
        return type(error).__name__
    except SyncError as error:
        if not desk.line.was_rotten:
            raise Broken(f"{desk.name} cannot ask what is durable: {error!r}") from error
    return f"{compaction.compact(desk.device.store, kept_ms=0).segments} segments dropped"
