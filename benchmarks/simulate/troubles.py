"""What goes wrong with machines: power, disks, clocks, backups, copies, thieves."""

import shutil
from pathlib import Path

from app.storage.errors import StorageError
from benchmarks.simulate import clerks, sticks
from benchmarks.simulate.disk import Killed
from benchmarks.simulate.office import COMMUNE, SERVER
from benchmarks.simulate.world import Desk, World
from server.lost import give_up
from server.setup import new_epoch
from server.storage import communes
from server.storage.engine import writing

YEARS = 10
LEASES_TO_SKIP, SERIALS_TO_SKIP = 20, 1000
LATEST = 8  # commits after which a fuse has burnt down at the latest
AT_WORK = (clerks.receive, clerks.edit_one, clerks.act, sticks.leave)
UNDER_WAY = (*AT_WORK, *(clerks.exchange for _ in AT_WORK))


def power_cut(world: World, desk: Desk) -> str:
    """The desk's process ends at some transaction of whatever it is doing."""
    doing = world.dice.choice(UNDER_WAY)
    desk.disk.fuse = world.dice.randrange(1, LATEST)
    try:
        said = doing(world, desk)
    except Killed as killed:
        said = "killed"
        if killed.disk is not desk.disk:
            raise
    desk.open_again()
    return f"{doing.__name__}: {said}"


def server_killed(world: World, desk: Desk) -> str:
    """The server's process ends at some transaction of an exchange: before, in or after what it commits."""
    world.server_disk.fuse = world.dice.randrange(1, LATEST)
    said = clerks.exchange(world, desk)
    world.server_disk.fuse = 0
    return said


def disk_full(world: World, desk: Desk) -> str:
    """Writing fails for want of room; what was saved stays, and work goes on once there is room."""
    doing = world.dice.choice(UNDER_WAY)
    desk.disk.room = world.dice.randrange(1, 4)
    try:
        said = doing(world, desk)
    except StorageError as error:
        said = type(error).__name__
    finally:
        desk.disk.room = 0
    return f"{doing.__name__}: {said}"


def server_disk_full(world: World, desk: Desk) -> str:
    """The same at the server."""
    world.server_disk.room = 1
    said = clerks.exchange(world, desk)
    world.server_disk.room = 0
    return said


def clock_jump(world: World, desk: Desk) -> str:
    """The PC's clock is wrong from now on; numbers go on by its day."""
    days = world.dice.choice((-365 * YEARS, -1, 1, 365 * YEARS))
    desk.device.clock.advance(days=days)
    desk.open_again()
    return f"{days} days"


def image(world: World, desk: Desk) -> str:
    """A copy of the disk, as an imaging program or a careless backup makes it."""
    copy = world.folder / f"{desk.name}-{len(desk.images)}.image"
    desk.device.profile.close()
    shutil.copytree(desk.device.root, copy)
    desk.images.append(copy)
    desk.open_again()
    return copy.name


def put_back(world: World, _desk: Desk) -> str:
    """The disk as it was; what nobody else has of what came after is gone with it."""
    imaged = [each for each in world.present if each.images]
    if not imaged:
        return "no image"
    desk = world.dice.choice(imaged)
    copy = world.dice.choice(desk.images)
    has_sidecar = world.dice.random() < 0.5
    newer = desk.device.folder.sidecar.read_bytes()
    world.doubtful.add(desk.name)
    desk.device.profile.close()
    _replace(desk.device.root, copy)
    desk.is_blind |= has_sidecar or world.is_cloned(desk)
    if not has_sidecar:
        desk.device.folder.sidecar.write_bytes(newer)
    desk.open_again()
    world.give_up_what_is_nowhere()
    if has_sidecar:
        world.forget_numbers(desk)
    sidecar = "its own" if has_sidecar else "the newer"
    return f"{desk.name} to {copy.name}, {sidecar} sidecar; the next citizen: {clerks.receive(world, desk)}"


def clone(world: World, desk: Desk) -> str:
    """The disk is copied to a second PC, and both are used."""
    copy = world.cloned(desk)
    world.desks.append(copy)
    desk.is_blind = copy.is_blind = True
    world.doubtful |= {desk.name, copy.name}
    return f"{copy.name} beside {desk.name}"


def replace(world: World, desk: Desk) -> str:
    """The PC is stolen: the administrator gives it up as of now, and another one takes its place."""
    if not world.has_spare or sum(not each.is_gone for each in world.desks) < 2 or world.is_cloned(desk):
        return "no"
    give_up(world.server, COMMUNE.code, bytes(desk.line.key.verify_key), world.clock.now_ms())
    desk.is_gone = True
    desk.device.profile.close()
    world.give_up_what_is_nowhere()
    fresh = world.enrolled(f"{desk.name} mới")
    world.desks.append(fresh)
    return f"{fresh.name} instead"


def restore_server(world: World, _desk: Desk) -> str:
    """An older copy of the server's database under a new epoch, as its restore command makes it."""
    if not world.server_image.exists() or world.dice.random() < 0.5:
        world.back_up_server()
        return "copied"
    world.server.engine.dispose()
    _replace(world.folder / SERVER, world.server_image)
    world.start_server()
    with writing(world.server.engine) as connection:
        new_epoch(connection, world.server.entropy)
        communes.leave_gap(connection, LEASES_TO_SKIP, SERIALS_TO_SKIP)
    world.start_server()
    world.give_up_what_is_nowhere()
    return "put back"


def _replace(place: Path, copy: Path) -> None:
    shutil.rmtree(place)
    shutil.copytree(copy, place)
