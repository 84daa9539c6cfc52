"""Random worlds: a checkpoint anywhere in the feed, and what comes after it, are a whole replay."""

from pathlib import Path
from random import Random

import pytest

from app.changes import checkpoint as checkpoints
from app.changes.checkpoint import Checkpoint
from app.changes.checkpoint_books import Books
from app.changes.registry import Command
from app.domain.dossier import EventKind
from app.storage import checkpoint_store, open_choices
from app.storage.applier import apply_pending
from app.storage.doctor import examine
from app.storage.journal import Act
from app.storage.log_store import Incoming, keep_incoming
from tests.support.builders import a_dossier, an_event, edit
from tests.support.devices import Device, Feed, SettableClock, a_device
from tests.support.worlds import everything

STEPS = 60
KINDS = (EventKind.HANDED_OVER, EventKind.FINISHED, EventKind.RETURNED, EventKind.CORRECTED)
WORDS = ("note", "content", "fee_receipt", "return_place")


@pytest.mark.parametrize("seed", range(8))
def test_a_checkpoint_and_its_tail_are_a_whole_replay(seed: int, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 2)
    monkeypatch.setattr("app.changes.checkpoint_order.LATER_DOSSIERS", 3)
    dice = Random(seed)
    feed = a_world(dice, tmp_path)
    replayed = a_device(tmp_path, "Đọc hết")
    take(replayed, feed, 0)
    for cut in sorted(dice.sample(range(1, len(feed)), 2)):
        begun = a_device(tmp_path, f"Từ {cut}")
        begin(begun, feed[:cut], cut)
        take(begun, feed, cut)
        assert without_own(everything(begun), begun) == without_own(everything(replayed), replayed)
        assert all(checked.is_sound for checked in examine(begun.profile, thorough=True))
        begun.profile.close()
    replayed.profile.close()


@pytest.mark.parametrize("seed", range(4))
def test_books_go_on_from_any_checkpoint_to_the_same_bytes(seed: int, tmp_path: Path):
    """What the server does: from one checkpoint to the next, instead of from the beginning."""
    dice = Random(seed)
    feed = a_world(dice, tmp_path)
    cut = dice.randrange(1, len(feed))
    packed, parts = checkpoints.pack(books_of(feed[:cut]), {})
    again = checkpoints.books_of(packed, [part.data for part in parts])
    for item in feed[cut:]:
        again.take(item.cseq, item.received_ms, item.data or b"")
    assert checkpoints.pack(again, {}) == checkpoints.pack(books_of(feed), {})


def a_world(dice: Random, folder: Path) -> list[Incoming]:
    """What a server's feed holds after some desks have worked, apart and together."""
    clock = SettableClock()
    desks = [a_device(folder, f"Bàn {number}", SettableClock()) for number in range(3)]
    feed = Feed(clock)
    for step in range(STEPS):
        desk = dice.choice(desks)
        for each in (clock, *(desk.clock for desk in desks)):
            each.advance(seconds=dice.randrange(1, 600))
        dice.choices((receive, change, act, settle, exchange), (4, 9, 3, 3, 6))[0](desk, dice, step, feed)
    for desk in desks * 2:
        feed.exchange(desk)
    for desk in desks:
        desk.profile.close()
    return feed._items


def receive(desk: Device, _dice: Random, step: int, _feed: Feed) -> None:
    a_dossier(desk.store, code=f"000.00-261123-{step:04d}")


def change(desk: Device, dice: Random, step: int, _feed: Feed) -> None:
    if ids := desk.rows("SELECT id FROM dossier"):
        edit(desk.store, "dossier", dice.choice(ids)[0], **{dice.choice(WORDS): f"lần {step % 7}"})


def act(desk: Device, dice: Random, step: int, _feed: Feed) -> None:
    if ids := desk.rows("SELECT id FROM dossier"):
        kind = dice.choice(
            (EventKind.HANDED_OVER, EventKind.FINISHED, EventKind.RETURNED, EventKind.CORRECTED)
        )
        an_event(desk.store, dice.choice(ids)[0], kind, note=f"bước {step}")


def settle(desk: Device, dice: Random, _step: int, _feed: Feed) -> None:
    with desk.store.read() as snapshot:
        choices = open_choices.clashes(snapshot)
    if choices:
        choice = dice.choice(choices)
        with desk.store.write(Act(Command.SETTLE_CHOICE)) as unit:
            open_choices.settle(unit, choice, dice.choice(choice.sides).cells)


def exchange(desk: Device, _dice: Random, _step: int, feed: Feed) -> None:
    feed.exchange(desk)


def books_of(feed: list[Incoming]) -> Books:
    books = Books()
    for item in feed:
        books.take(item.cseq, item.received_ms, item.data or b"")
    return books


def begin(desk: Device, feed: list[Incoming], cut: int) -> None:
    packed, parts = checkpoints.pack(books_of(feed), {})
    statement = Checkpoint(
        1, b"", "", cut, 0, packed.schema, packed.made_under, packed.hlc, packed.logs, packed.parts
    )
    for number, (card, sent) in enumerate(zip(packed.parts, parts, strict=True)):
        part = checkpoints.open_part(card, sent.data)
        with desk.store.write_local() as connection:
            if number:
                checkpoint_store.go_on(connection, statement, number, part, 1)
            else:
                checkpoint_store.begin(connection, statement, b"", part, 1)


def take(desk: Device, feed: list[Incoming], cut: int) -> None:
    with desk.store.write_local() as connection:
        keep_incoming(connection, feed[cut:], len(feed))
    apply_pending(desk.store)


def without_own(held: dict[str, list[tuple]], desk: Device) -> dict[str, list[tuple]]:
    """A desk that only listens has written its own birth, which the others have not heard of."""
    own = desk.origin.hex()
    return {name: [row for row in rows if own not in str(row)] for name, rows in held.items()}
