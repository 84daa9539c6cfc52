"""One world: a district, its desks, what their clerks do, and what goes wrong."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from app.changes.registry import Command
from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.dossier_code import NoNumbersLeft
from app.storage import device as device_row
from app.storage import numbers, open_choices
from app.storage.incarnations import own_origins
from app.storage.journal import Act
from benchmarks.simulate.line import Line, Weather
from server.asgi import open_server
from server.settings import Settings
from server.setup import initialise, new_epoch
from server.storage import communes, origins, segments
from server.storage.communes import Commune
from server.storage.engine import reading, writing
from server.ticketing import issue
from sync.enrolment import enrol
from sync.errors import SyncError
from sync.pace import Pace
from sync.session import run_exchange
from tests.support.builders import a_dossier, an_event, edit
from tests.support.devices import Device, SettableClock, a_device

COMMUNE = Commune("00100", "Xã Mẫu")
PREFIX = "000.00"
WORDS = ("note", "content")
YEARS = 10


class Stamp(NamedTuple):
    """A changeset: its log, its number there, and the chain's head after it, which no other one has."""

    origin: bytes
    seq: int
    head: bytes


@dataclass
class Edit:
    """One value a clerk wrote, what stood there for the clerk, and the changeset that carries it."""

    desk: str
    code: str
    word: str
    value: str
    saw: tuple[str, ...]
    stamp: "Stamp"
    may_be_gone: bool = False


@dataclass
class Desk:
    """A desk of the world, and the images of its disk that lie about."""

    name: str
    device: Device
    line: Line
    images: list[Path] = field(default_factory=list)
    is_blind: bool = False  # its whole disk was put back: only the server can know, so it prints nothing yet

    def exchange(self) -> int:
        """One exchange; how many requests it took. Raises a SyncError."""
        before = self.line.traffic.requests
        run_exchange(self.device.store, self.line, pace=Pace())
        return self.line.traffic.requests - before

    def stamp(self) -> Stamp:
        """The last changeset this desk has written."""
        with self.device.store.read() as connection:
            life = own_origins(connection)[-1]
        return Stamp(life.origin, life.seq, life.head)


class GivenTwice(Exception):
    """A number that stands on a printed slip was given again."""


class World:
    """Everything follows from the seed but the keys; ``trace`` says what happened, the same each time."""

    def __init__(self, seed: int, folder: Path, desks: int) -> None:
        self.dice = Random(seed)
        self.folder = folder
        self.trace: list[str] = []
        self.edits: list[Edit] = []
        self.codes: dict[str, Stamp] = {}
        self.codes_maybe_gone: set[str] = set()
        self.given_by: dict[str, str] = {}
        self.weather = Weather(self.dice)
        self._clock = SettableClock()
        self._settings = Settings(folder / "server", address="http://127.0.0.1:9", port=9, plain=True)
        initialise(self._settings, [COMMUNE], self._clock)
        self.server = open_server(self._settings, self._clock)
        self.desks = [self._enrolled(f"Bàn {number}") for number in range(1, desks + 1)]
        self._happenings = WORK | self.dice.choice(DISASTERS)
        self._clocks_differ = "_restore_server" not in self._happenings
        self.weather.lost = self.dice.choice((0.0, 0.1, 0.3))
        self.weather.unanswered = self.dice.choice((0.0, 0.1, 0.3))
        self.weather.repeated = self.dice.choice((0.0, 0.2))

    def close(self) -> None:
        for desk in self.desks:
            desk.device.profile.close()
        self.server.engine.dispose()

    def step(self) -> None:
        """Something happens somewhere."""
        desk = self.dice.choice(self.desks)
        minutes = self.dice.randrange(1, 40)
        for clock in (self._clock, *(each.device.clock for each in self.desks)):
            clock.advance(minutes=minutes + (self.dice.randrange(10) if self._clocks_differ else 0))
        happening = self.dice.choices(list(self._happenings), list(self._happenings.values()))[0]
        said = getattr(self, happening)(desk)
        self.trace.append(f"{desk.name} {happening.lstrip('_')}: {said}")

    def calm(self) -> None:
        """No more faults; what happens now must heal everything."""
        self.weather.clear()

    # what clerks do

    def _receive(self, desk: Desk) -> str:
        store = desk.device.store
        day = wall_of(store.clock.now_ms()).date()
        if desk.is_blind:
            return "closed until the next exchange"
        try:
            with store.write_local() as connection:
                number = numbers.take(connection, day)
        except NoNumbersLeft:
            return "no numbers left"
        code = f"{PREFIX}-{day:%y%m%d}-{number:04d}"
        if self.codes.keys() - self.codes_maybe_gone >= {code}:
            raise GivenTwice(code)
        a_dossier(store, code=code)
        self.codes[code], self.given_by[code] = desk.stamp(), desk.name
        self.codes_maybe_gone.discard(code)
        return code

    def _edit(self, desk: Desk) -> str:
        rows = desk.device.rows("SELECT code, id, note, content FROM dossier ORDER BY code")
        if not rows:
            return "nothing to edit"
        code, id_, *shown = self.dice.choice(rows)
        place = self.dice.randrange(len(WORDS))
        value = f"lần {len(self.edits) + 1}"
        edit(desk.device.store, "dossier", id_, **{WORDS[place]: value})
        self.edits.append(Edit(desk.name, code, WORDS[place], value, (shown[place],), desk.stamp()))
        return f"{code} {WORDS[place]} {value}"

    def _settle(self, desk: Desk) -> str:
        """A clerk takes one side of an open choice, or writes a third value."""
        store = desk.device.store
        with store.read() as connection:
            found = [
                each for each in open_choices.clashes(connection) if each.differing in ((w,) for w in WORDS)
            ]
        if not found:
            return "nothing to choose"
        choice = self.dice.choice(sorted(found, key=lambda each: (each.code, each.differing)))
        (word,) = choice.differing
        sides = [choice.cell(side, word) for side in choice.sides]
        value = self.dice.choice([*sorted(sides), f"chọn {len(self.edits) + 1}"])
        cells = [
            value if each.name == word else choice.cell(choice.present, each.name)
            for each in choice.group.fields
        ]
        try:
            with store.write(Act(Command.SETTLE_CHOICE)) as unit:
                open_choices.settle(unit, choice, cells)
        except open_choices.ChoiceClosed:
            return "closed meanwhile"
        self.edits.append(Edit(desk.name, choice.code, word, value, tuple(sides), desk.stamp()))
        return f"{choice.code} {word} {value}"

    def _act(self, desk: Desk) -> str:
        rows = desk.device.rows("SELECT code, id FROM dossier ORDER BY code")
        if not rows:
            return "nothing to do"
        code, id_ = self.dice.choice(rows)
        an_event(desk.device.store, id_, EventKind.CORRECTED, note="mẫu")
        return code

    def _exchange(self, desk: Desk) -> str:
        try:
            desk.exchange()
        except SyncError as error:
            return type(error).__name__
        desk.is_blind = False
        return "done"

    # what goes wrong

    def _restart(self, desk: Desk) -> str:
        desk.device.reopen()
        return "again"

    def _jump(self, desk: Desk) -> str:
        """The PC's clock is wrong from now on; numbers go on by its day."""
        days = self.dice.choice((-365 * YEARS, -1, 1, 365 * YEARS))
        desk.device.clock.advance(days=days)
        desk.device.reopen()
        return f"{days} days"

    def _image(self, desk: Desk) -> str:
        """A copy of the disk, as an imaging program or a careless backup makes it."""
        image = self.folder / f"{desk.name}-{len(desk.images)}.image"
        desk.device.profile.close()
        shutil.copytree(desk.device.root, image)
        desk.images.append(image)
        desk.device.reopen()
        return image.name

    def _put_back(self, desk: Desk) -> str:
        """The disk as it was; what the server never got of what came after is gone with it."""
        if not desk.images:
            return "no image"
        image = self.dice.choice(desk.images)
        has_sidecar = self.dice.random() < 0.5
        newer = desk.device.folder.sidecar.read_bytes()
        desk.device.profile.close()
        self._give_up_unsent(desk)
        shutil.rmtree(desk.device.root)
        shutil.copytree(image, desk.device.root)
        desk.is_blind |= has_sidecar
        if not has_sidecar:
            desk.device.folder.sidecar.write_bytes(newer)
        desk.device.reopen()
        return f"{image.name}, {'its own' if has_sidecar else 'the newer'} sidecar"

    def _restore_server(self, _desk: Desk) -> str:
        """An older copy of the server's database under a new epoch, as its restore command makes it."""
        image = self.folder / "server.image"
        if not image.exists() or self.dice.random() < 0.5:
            self.server.engine.dispose()
            shutil.rmtree(image, ignore_errors=True)
            shutil.copytree(self._settings.data, image)
            said = "copied"
        else:
            self.server.engine.dispose()
            shutil.rmtree(self._settings.data)
            shutil.copytree(image, self._settings.data)
            self._begin_epoch()
            said = "put back"
        self.server = open_server(self._settings, self._clock)
        return said

    def _begin_epoch(self) -> None:
        server = open_server(self._settings, self._clock)
        with writing(server.engine) as connection:
            new_epoch(connection)
            communes.leave_gap(connection, 20, 1000)
        server.engine.dispose()

    def _give_up_unsent(self, desk: Desk) -> None:
        """A clerk of another desk may have it all the same; nobody may demand it."""
        with reading(self.server.engine) as connection:
            stored = {name: log.stored.seq for name, log in origins.logs(connection, COMMUNE.code).items()}

            def is_stored(stamp: Stamp) -> bool:
                return stamp.seq <= stored.get(stamp.origin, 0) and stamp.head == segments.head_at(
                    connection, COMMUNE.code, stamp.origin, stamp.seq
                )

            for each in self.edits:
                each.may_be_gone |= each.desk == desk.name and not is_stored(each.stamp)
            self.codes_maybe_gone |= {
                code
                for code, stamp in self.codes.items()
                if self.given_by[code] == desk.name and not is_stored(stamp)
            }

    def _enrolled(self, name: str) -> Desk:
        device = a_device(self.folder, name, SettableClock(wall_of(self._clock.now_ms())))
        with device.store.read() as connection:
            key = bytes(device_row.signing_key(connection).verify_key)
        line = Line(lambda: self.server, key, self.weather)
        enrol(device.store, issue(self.server, COMMUNE.code, 7, "test").text, _always(line))
        return Desk(name, device, line)


def _always(line: Line) -> Any:
    return lambda _address, _pin=b"", ca_file="": line


# How often each thing happens, compared with the others.
WORK = {"_receive": 20, "_edit": 24, "_settle": 6, "_act": 8, "_exchange": 34, "_restart": 2}
# A world has one kind of disaster. Together they break two rules still: what a lost disk and a restored
# server both forgot lies with a third desk alone, which does not offer other desks' logs; and a restored
# server receives anew, so that a clock ahead of its own is held to another moment than before.
DISASTERS = ({"_image": 3, "_put_back": 3, "_jump": 2}, {"_restore_server": 4}, {"_jump": 3})
