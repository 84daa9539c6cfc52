"""One world: a district, its desks, and what their clerks have committed so far."""

import shutil
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.domain.clock import wall_of
from benchmarks.simulate import programs
from benchmarks.simulate.chance import dice_of, entropy_of
from benchmarks.simulate.deeds import Deed, Edit, Entered, Scanned, Turned
from benchmarks.simulate.disk import Disk
from benchmarks.simulate.line import Broken, Line, Network, Weather
from benchmarks.simulate.logs import texts_of_desk, texts_of_server
from benchmarks.simulate.office import COMMUNE, SERVER, Office, a_copy, engines_of
from benchmarks.simulate.pc import FIRST_BYTES, Desk
from server.applying import apply_everywhere
from server.retrying import try_again_everywhere
from server.storage import communes, origins
from server.storage.engine import writing
from server.ticketing import issue
from sync.enrolment import enrol
from sync.errors import LostDurable, NoLine, ServerBusy, SyncError
from tests.support.devices import Device, SettableClock

PREFIX = "000.00"


class World:
    """Everything follows from the seed; ``trace`` says what happened, the same each time."""

    def __init__(self, seed: int, office: Office, folder: Path) -> None:
        self.seed = seed
        self.office = office
        self.folder = folder
        self.dice = dice_of(seed)
        self.is_calm = False
        self.trace: list[str] = []
        self.edits: list[Edit] = []
        self.acts: list[Deed] = []
        self.codes: dict[str, Deed] = {}
        self.given_again: set[str] = (
            set()
        )  # numbers that a disk put back had forgotten: an older image may bring them
        self.pairs: dict[str, set[tuple[str, str]]] = {}
        self.opened: list[Deed] = []  # books
        self.entered: list[Entered] = []
        self.turned: list[Turned] = []
        self.voids: list[Deed] = []
        self.taken_over: set[str] = set()
        self.doubtful: set[str] = set()  # desks whose disk was copied or put back
        self.scans: list[Scanned] = []
        self.forger: Any = None
        self.sticks: list[Path] = []
        self.clock = SettableClock()
        self._members = self.dice.sample(office.members, len(office.members))
        self._spares = list(office.spares)
        office.copy_to(folder, SERVER)
        self.server_disk = Disk()
        self.server_reads = programs.NEWEST
        office.lead_to(folder)
        self.server = office.started(self.clock, entropy_of(seed, SERVER))
        self.server_disk.watch(*engines_of(self.server))
        self.network = Network(
            Weather(self.dice),
            lambda: self.server,
            self.server_disk,
            self.start_server,
            self._meanwhile,
            self.server_program,
        )
        self.desks: list[Desk] = []

    @property
    def weather(self) -> Weather:
        """What the lines suffer from."""
        return self.network.weather

    def close(self) -> None:
        """Let go of every file."""
        for desk in self.present:
            desk.device.profile.close()
        self.server_disk.leave(*engines_of(self.server))
        self.server.engine.dispose()

    def digest(self) -> str:
        """Of what happened and of every byte that passed: the same for the same seed."""
        said = sha256("\n".join(self.trace).encode()).digest()
        return sha256(said + self.network.digest.digest()).hexdigest()

    def pass_time(self) -> None:
        """Some minutes pass, for every clock, and not quite as many for each."""
        minutes = self.dice.randrange(1, 40)
        for clock in (self.clock, *(desk.device.clock for desk in self.desks)):
            clock.advance(minutes=minutes + self.dice.randrange(10))

    def calm(self) -> None:
        """No more faults; what happens now must heal everything."""
        self.is_calm = True
        self.weather.clear()
        for desk in self.desks:
            desk.line.was_rotten = False
        for desk in self.present:
            if desk.reads != programs.NEWEST:
                desk.reads = programs.NEWEST
                desk.open_again()
        if self.server_reads != programs.NEWEST:
            self.server_reads = programs.NEWEST
            self.start_server()

    # the server

    def start_server(self) -> None:
        """Start it again, as after a kill: what was stored and not applied is applied now."""
        self.server_disk.renew()
        self.server = self.office.started(self.clock, self.server.entropy)
        with self.server_program():
            try_again_everywhere(self.server)
            apply_everywhere(self.server)

    def server_program(self) -> AbstractContextManager[None]:
        """What runs inside is the server's program."""
        return programs.reading_up_to(self.server_reads, programs.AT_THE_SERVER)

    @property
    def server_image(self) -> Path:
        """The newest copy of the server's disk, if there is one."""
        return self.folder / "server.image"

    def back_up_server(self) -> None:
        """Copy the server's disk and look at the copy: what is on it is durable."""
        self.server.engine.dispose()
        shutil.rmtree(self.server_image, ignore_errors=True)
        shutil.copytree(self.folder / SERVER, self.server_image)
        self.start_server()
        with writing(self.server.engine) as connection:
            communes.lock_feed(connection, COMMUNE.code)
            stored = {log.origin: log.stored for log in origins.logs(connection, COMMUNE.code).values()}
            origins.set_durable(connection, COMMUNE.code, stored)

    # the desks

    def people(self, desks: int) -> None:
        """So many of the enrolled PCs are used."""
        for number in range(1, desks + 1):
            name = f"Bàn {number}"
            self.desks.append(self._desk(name, self._brought(name, self._members.pop())))

    def enrolled(self, name: str) -> Desk:
        """One of the PCs that stand ready becomes a desk."""
        made = self._desk(name, self._brought(name, self._spares.pop()))
        self._enrol(made)
        return made

    def _brought(self, name: str, folder: str) -> Device:
        self.office.copy_to(self.folder, folder)
        return self._device(name, folder)

    def cloned(self, original: Desk) -> Desk:
        """Another PC with a copy of a desk's disk."""
        name = f"{original.name}b{len(self.desks)}"
        original.device.profile.close()
        shutil.copytree(original.device.root.parent, self.folder / name)
        original.open_again()
        device = self._device(name, name)
        device.clock.set(wall_of(original.device.clock.now_ms()))
        return self._desk(name, device)

    def _device(self, name: str, folder: str) -> Device:
        entropy = entropy_of(self.seed, name)
        return a_copy(self.folder, folder, SettableClock(wall_of(self.clock.now_ms())), entropy)

    def _enrol(self, desk: Desk) -> None:
        ticket = issue(self.server, COMMUNE.code, 7, "test").text
        enrol(desk.device.store, ticket, lambda _address, _pin=b"", ca_file="": desk.line)

    def _desk(self, name: str, device: Device) -> Desk:
        disk = Disk()
        disk.watch(device.store.engine, device.store.readers)
        line = Line(self.network, device.key)
        return Desk(name, device, line, disk, pace_bytes=self.dice.choice(FIRST_BYTES))

    def exchange(self, desk: Desk) -> str:
        """An exchange in this weather; a failure that the weather does not explain is a defect."""
        try:
            desk.exchange()
        except (NoLine, ServerBusy, LostDurable) as error:
            return type(error).__name__  # what a restored server lacks, another desk will bring
        except SyncError as error:
            if desk.line.was_rotten:
                return f"{type(error).__name__}, refused what was rotten"
            raise Broken(f"{desk.name} cannot exchange: {error!r}") from error
        desk.is_blind = False
        return "done"

    def _meanwhile(self, line: Line) -> None:
        """While a request is under way somebody else is served: another desk, or this one's other window."""
        desk = self.dice.choice(self.present)
        line.is_overtaking = desk.line.is_overtaking = True
        try:
            said = self.exchange(desk)
        finally:
            line.is_overtaking = desk.line.is_overtaking = False
        self.trace.append(f"  meanwhile {desk.name}: {said}")

    def forget_numbers(self, desk: Desk) -> None:
        """A whole disk went back: the numbers on slips that were never sent are known to nobody."""
        for deed in self.codes.values():
            deed.is_forgotten |= deed.may_be_gone and deed.desk == desk.name

    @property
    def has_spare(self) -> bool:
        """Whether a PC stands ready to become a desk."""
        return bool(self._spares)

    def is_cloned(self, desk: Desk) -> bool:
        """Whether a copy of this desk is used beside it."""
        return sum(each.line.key == desk.line.key for each in self.desks) > 1

    def shares_log(self, desk: Desk) -> bool:
        """Whether a copy of this desk still writes the same log: nobody can keep their numbers apart yet."""
        origin = desk.log_end()[0]
        twins = [each for each in self.present if each is not desk and each.line.key == desk.line.key]
        return any(each.log_end()[0] == origin for each in twins)

    @property
    def present(self) -> list[Desk]:
        """The desks that work."""
        return [desk for desk in self.desks if not desk.is_gone]

    # what may be gone

    def give_up_what_is_nowhere(self) -> None:
        """After a disk went back in time: what no replica holds any more, nobody can demand."""
        held = "\0".join((*(texts_of_desk(d.device) for d in self.present), texts_of_server(self.server)))
        deeds = (*self.edits, *self.acts, *self.codes.values(), *self.opened, *self.entered, *self.voids)
        for each in (*deeds, *self.scans):
            each.may_be_gone |= each.text not in held
