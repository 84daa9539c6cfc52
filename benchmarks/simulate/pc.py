"""A desk of a world: a PC with our program, its line, its disk and the images of it that lie about."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from app.services.catalogue import Catalogue
from app.services.desk import Desk as CounterDesk
from benchmarks.simulate import programs
from benchmarks.simulate.disk import Disk
from benchmarks.simulate.line import Line
from benchmarks.simulate.office import standing_still
from sync.pace import Pace
from sync.session import run_exchange
from sync.terms import Terms
from tests.support.devices import Device

FIRST_BYTES = (1, 4096, 256 * 1024)  # a line that carries one segment a request, or some, or all


@dataclass
class Desk:
    """A desk of the world, and the images of its disk that lie about."""

    name: str
    device: Device
    line: Line
    disk: Disk
    images: list[Path] = field(default_factory=list)
    is_blind: bool = False
    """Its whole disk was put back, or copied: only the server can know, so it prints nothing yet."""
    is_gone: bool = False
    """The PC was stolen, and the device is revoked."""
    pace_bytes: int = FIRST_BYTES[-1]
    reads: int = programs.NEWEST
    """The registry that its program knows."""

    @property
    def knows_books(self) -> bool:
        """Whether its program writes in books."""
        return self.reads == programs.NEWEST

    def open_again(self) -> None:
        """As a restart of the program, or of the PC after its power went."""
        self.device.reopen()
        self.disk.watch(self.device.store.engine, self.device.store.readers)

    def exchange(self) -> int:
        """One exchange; how many requests it took. Raises a SyncError."""
        before = self.line.traffic.requests
        self.line.was_rotten = False
        pace = Pace(self.pace_bytes, self.pace_bytes)
        with self.program():
            run_exchange(self.device.store, self.line, pace=pace, terms=Terms(monotonic=standing_still))
        return self.line.traffic.requests - before

    def program(self) -> AbstractContextManager[None]:
        """What runs inside is this desk's program."""
        return programs.reading_up_to(self.reads, programs.AT_A_DESK)

    def place(self, catalogue: Catalogue) -> CounterDesk:
        """What the acts of a clerk stand on."""
        profile = self.device.profile
        return CounterDesk(profile.store, self.device.clock, profile.drafts, profile.blobs, catalogue)

    def log_end(self) -> tuple[object, ...]:
        """Its last changeset: an idle exchange must not move it."""
        return self.device.rows(
            "SELECT o.origin, o.seq, o.head FROM log_state s JOIN origin o ON o.no = s.origin_no"
        )[0]
