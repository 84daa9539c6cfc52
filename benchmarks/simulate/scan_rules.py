"""What must hold of scans once everybody has heard everything and the lines are good."""

from collections.abc import Iterator

from app.storage import scans as stored_scans
from app.storage.blobs import DamagedBlob
from benchmarks.simulate import scans
from benchmarks.simulate.deeds import Scanned
from benchmarks.simulate.world import Desk, World

MOST_ROUNDS = 2  # what one desk brings, another may have asked for


def carry_all(world: World) -> None:
    """Everybody carries what waits."""
    for _ in range(MOST_ROUNDS if world.scans else 0):
        for desk in world.present:
            scans.carried(world, desk)


def _there(world: World) -> Iterator[str]:
    """A file that any desk has, the district has, whole; and every desk has its row."""
    for each in world.scans:
        held = any(_has(desk, each) for desk in world.present)
        if held and not scans.holds(world.server, each):
            yield f"{each.text} lies at a desk and not at the district"
        for desk in world.present:
            rows = desk.device.value("SELECT count(*) FROM attachment WHERE name = ?", each.text)
            if rows != 1 and not (each.may_be_gone and not rows):
                yield f"{desk.name}: the row of {each.text} stands {rows} times"


def _has(desk: Desk, scanned: Scanned) -> bool:
    """A row must name it: what a disk put back no longer knows is not offered."""
    rows = desk.device.value("SELECT count(*) FROM attachment WHERE sha256 = ?", scanned.ref.sha256)
    if not rows or not desk.device.profile.blobs.has(scanned.ref):
        return False
    try:
        return desk.device.profile.blobs.get(scanned.ref) == scanned.data
    except DamagedBlob:
        return False


def _fetched(world: World) -> Iterator[str]:
    """What a clerk asked for came, where the district has it."""
    for desk in world.present:
        for each in world.scans:
            with desk.device.store.read() as snapshot:
                way = stored_scans.way(snapshot, each.ref)
            if way.is_wanted and not way.is_here and scans.holds(world.server, each):
                yield f"{desk.name}: {each.text} was asked for and did not come"


RULES = (_there, _fetched)
