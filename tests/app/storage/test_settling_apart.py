"""Desks that edit and settle apart, in any order, end with the same rows and the same open choices."""

from pathlib import Path
from random import Random

import pytest

from app.changes.registry import Command
from app.storage import open_choices
from app.storage.doctor import examine
from app.storage.journal import Act
from app.storage.open_choices import Clash
from tests.support.builders import a_dossier, edit
from tests.support.devices import Device, Feed, SettableClock, a_device, world


def open_at(device: Device) -> list[Clash]:
    with device.store.read() as connection:
        return open_choices.clashes(connection)


def settle(device: Device, choice: Clash, note: str) -> None:
    with device.store.write(Act(Command.SETTLE_CHOICE)) as unit:
        open_choices.settle(unit, choice, [note])


def seen(device: Device) -> list[tuple[str, str]]:
    """What stands and what is kept, as both are named everywhere."""
    return sorted((clash.present.cells[0], clash.kept.cells[0]) for clash in open_at(device))


@pytest.mark.parametrize("seed", range(8))
def test_whatever_order_edits_and_settlements_come_in_all_desks_end_alike(tmp_path: Path, seed: int):
    random, clock = Random(seed), SettableClock()
    feed = Feed(clock)
    desks = [a_device(tmp_path, f"Máy {n}", clock) for n in range(3)]
    a_dossier(desks[0].store)
    for desk in desks:
        feed.exchange(desk)
    for step in range(50):
        clock.advance(seconds=random.randint(1, 100))
        desk = random.choice(desks)
        choices = open_at(desk)
        match random.randrange(3):
            case 0:
                edit(desk.store, "dossier", desk.value("SELECT id FROM dossier"), note=f"{seed}-{step}")
            case 1 if choices:
                choice = random.choice(choices)
                sides = choice.present.cells[0], choice.kept.cells[0]
                settle(desk, choice, random.choice([*sides, f"{seed}-{step}, đã chọn"]))
            case _:
                feed.exchange(desk)
    for _ in range(3):
        for desk in desks:
            feed.exchange(desk)
    assert all(world(desk) == world(desks[0]) for desk in desks)
    assert all(seen(desk) == seen(desks[0]) for desk in desks)
    while open_at(desks[seed % 3]):
        settle(desks[seed % 3], open_at(desks[seed % 3])[0], "xong")
    for _ in range(2):
        for desk in desks:
            feed.exchange(desk)
    assert [seen(desk) for desk in desks] == [[], [], []]
    assert [desk.value("SELECT note FROM dossier") for desk in desks] == [
        desks[0].value("SELECT note FROM dossier")
    ] * 3
    assert all(check.is_sound for check in examine(desks[0].profile, thorough=True))
