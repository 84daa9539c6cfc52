"""Sticks that travel between the desks and the server: lost, copied, cut, altered, late."""

import shutil
from pathlib import Path

from benchmarks.simulate.disk import Killed
from benchmarks.simulate.world import Desk, World
from server.bundles import import_folder
from server.storage.engine import UNAVAILABLE
from sync.courier.leaving import export_bundle
from sync.courier.returning import import_bundles

MOST_STICKS = 2


def leave(world: World, desk: Desk) -> str:
    """A desk writes its bundle."""
    stick = _a_stick(world)
    exported = export_bundle(desk.device.store, stick, blobs=desk.device.profile.blobs)
    return f"{exported.changesets} changesets on {stick.name}"


def arrive(world: World, _desk: Desk) -> str:
    """The server takes in what lies on a stick, and answers onto it; it may be killed at it."""
    stick = _a_stick(world)
    if world.dice.random() < world.weather.lost:
        world.server_disk.fuse = world.dice.randrange(1, 8)
    try:
        with world.server_program():
            came = import_folder(world.server, stick)
    except Killed:
        world.start_server()
        return f"{stick.name}: killed"
    except UNAVAILABLE:
        return f"{stick.name}: busy"
    finally:
        world.server_disk.fuse = 0
    answered = sum(each.answer is not None for each in came.answered)
    return f"{stick.name}: {answered} answered, refused {sorted(each.code for each in came.refused)}"


def back(world: World, desk: Desk) -> str:
    """A desk takes in what a stick brings it."""
    stick = _a_stick(world)
    with desk.program():
        came = import_bundles(desk.device.store, stick, blobs=desk.device.profile.blobs)
    if came.outcome.receipts:
        desk.is_blind = False
    problems = len(came.outcome.problems)
    return f"{stick.name}: {len(came.taken)} taken, {len(came.refused)} refused, {problems} problems"


def swap(world: World, _desk: Desk) -> str:
    """A copy of a stick, kept in a drawer, comes into use again; or the stick is lost."""
    stick = _a_stick(world)
    copy = stick.with_name(f"{stick.name}.copy")
    match world.dice.choice(("copy", "use", "lose")):
        case "copy":
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(stick, copy)
            return f"{stick.name} copied"
        case "use" if copy.exists():
            shutil.copytree(copy, stick, dirs_exist_ok=True)
            return f"{stick.name} as it was"
        case "lose":
            shutil.rmtree(stick)
            stick.mkdir()
            return f"{stick.name} lost"
    return "no copy"


def harm(world: World, _desk: Desk) -> str:
    """A file on a stick is cut short, or a bit of it flips, or a block of it is a hole."""
    stick = _a_stick(world)
    files = sorted(stick.iterdir())
    if not files:
        return "nothing there"
    path = world.dice.choice(files)
    data = bytearray(path.read_bytes())
    place = world.dice.randrange(len(data))
    match world.dice.choice(("cut", "flip", "hole")):
        case "cut":
            del data[place:]
        case "flip":
            data[place] ^= 1 << world.dice.randrange(8)
        case "hole":
            data[place : place + 512] = bytes(len(data[place : place + 512]))
    path.write_bytes(data)
    return f"{stick.name}, file {files.index(path)} at {place}"


def _a_stick(world: World) -> Path:
    if not world.sticks:
        world.sticks = [world.folder / f"usb-{number}" for number in range(1, MOST_STICKS + 1)]
        for stick in world.sticks:
            stick.mkdir()
    return world.dice.choice(world.sticks)
