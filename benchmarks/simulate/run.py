"""Runs one world to its end and says what it broke."""

import shutil
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from app.errors import AppError
from app.storage.errors import MachineFrozen
from benchmarks.simulate import (
    beginnings,
    books,
    clerks,
    forger,
    oracles,
    scans,
    sticks,
    troubles,
    versions,
)
from benchmarks.simulate.line import Broken
from benchmarks.simulate.office import Office
from benchmarks.simulate.world import Desk, World

MEMORY = Path("/dev/shm")
STEPS = 30
MOST_DESKS = 3

Happening = Callable[[World, Desk], str]

WORK: dict[Happening, int] = {
    clerks.receive: 18,
    clerks.edit_one: 26,
    clerks.settle: 6,
    clerks.act: 12,
    clerks.decide: 6,
    clerks.exchange: 36,
    clerks.restart: 1,
    clerks.upgrade: 1,
}
BOOKS: dict[Happening, int] = {
    books.open_book: 6,
    books.enter: 24,
    books.void: 4,
    books.offer: 8,
    books.answer: 12,
    books.take_over: 8,
    books.close: 1,
}
TROUBLES: dict[str, dict[Happening, int]] = {
    "power": {troubles.power_cut: 9, troubles.server_killed: 5},
    "full disks": {troubles.disk_full: 4, troubles.server_disk_full: 2},
    "sticks": {sticks.leave: 5, sticks.arrive: 5, sticks.back: 6, sticks.swap: 3, sticks.harm: 2},
    "clocks": {troubles.clock_jump: 3},
    "disks put back": {troubles.image: 8, troubles.put_back: 8},
    "clones": {troubles.clone: 2},
    "thieves": {troubles.replace: 2},
    "server restored": {troubles.restore_server: 10},
    "forger": {forger.forge: 8},
    "two ways": {clerks.both_act: 20, clerks.decide: 20},
    "books": BOOKS,
    "checkpoints": {beginnings.join: 5, beginnings.back_up: 6, beginnings.drop_old: 10},
    "scans": {scans.attach: 12, scans.carry: 16, scans.ask_for: 4},
    "versions": {versions.change_desk: 8, versions.change_server: 3} | BOOKS,
}
MOST_TROUBLES = 6


class Ran(NamedTuple):
    """What happened in a world, which rule it broke ("" for none), and the digest of it all."""

    trace: Sequence[str]
    problem: str
    digest: str


def simulate(
    seed: int, office: Office, steps: int = STEPS, most_desks: int = MOST_DESKS, only: Sequence[str] = ()
) -> Ran:
    """One seed, one world; ``only`` names its troubles instead of chance."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    world = None
    try:
        world = World(seed, office, folder)
        with beginnings.any_commune_is_large():
            return _lived(world, steps, most_desks, only)
    finally:
        if world is not None:
            world.close()
        shutil.rmtree(folder)


def _lived(world: World, steps: int, most_desks: int, only: Sequence[str]) -> Ran:
    try:
        world.people(world.dice.randrange(2, most_desks + 1))
        happenings = _happenings(world, only)
        for desk in world.desks:
            clerks.receive(world, desk)
        _weather(world)
        for _ in range(steps):
            _step(world, happenings)
        oracles.check(world)
    except Broken as broken:
        return Ran(world.trace, str(broken), world.digest())
    except Exception:
        return Ran(world.trace, traceback.format_exc(limit=-6), world.digest())
    return Ran(world.trace, "", world.digest())


def _happenings(world: World, only: Sequence[str]) -> dict[Happening, int]:
    names = list(only) or world.dice.sample(list(TROUBLES), world.dice.randrange(MOST_TROUBLES + 1))
    world.trace.append(f"{len(world.desks)} desks; {', '.join(names) or 'no trouble'}")
    return WORK | {each: often for name in names for each, often in TROUBLES[name].items()}


def _weather(world: World) -> None:
    dice, weather = world.dice, world.weather
    weather.lost = dice.choice((0.0, 0.1, 0.2))
    weather.unanswered = dice.choice((0.0, 0.1, 0.2))
    weather.cut = dice.choice((0.0, 0.05, 0.1))
    weather.repeated = dice.choice((0.0, 0.2))
    weather.doubled = dice.choice((0.0, 0.2))
    weather.overtaken = dice.choice((0.0, 0.1))
    weather.rotten = dice.choice((0.0, 0.0, 0.1))
    weather.left_for_later = dice.choice((0.0, 0.5))


def _step(world: World, happenings: dict[Happening, int]) -> None:
    desk = world.dice.choice(world.present)
    world.pass_time()
    (happening,) = world.dice.choices(list(happenings), list(happenings.values()))
    try:
        said = happening(world, desk)
    except MachineFrozen:
        said = "frozen until somebody chooses between it and its copy"
    except AppError as error:
        raise Broken(f"{desk.name} {happening.__name__}: {error!r}") from error
    world.trace.append(f"{desk.name} {happening.__name__}: {said}")
