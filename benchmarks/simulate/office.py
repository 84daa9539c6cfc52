"""A district with desks, made once and copied for every world: making them anew would cost more than living.

Keys and origins of the copies are the same in every world; which desks take part, and in which order, the
world's seed decides, and every later life draws from the world's own stream.
"""

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from app.catalogue.starter import starter_pack
from app.domain.clock import Clock
from app.domain.entropy import Entropy
from app.platform.secrets import FileSecrets
from app.services.catalogue import Catalogue
from app.storage.profile import open_profile
from benchmarks.simulate.chance import entropy_of
from benchmarks.simulate.disk import Disk
from benchmarks.simulate.line import Line, Network, Weather
from server.asgi import open_server
from server.blob_vault import open_vault
from server.context import Server
from server.rate import RateLimit
from server.settings import Settings
from server.setup import initialise
from server.storage import meta
from server.storage.communes import Commune
from server.storage.engine import READERS, reading
from server.ticketing import issue
from sync.enrolment import enrol
from tests.support.devices import Device, SettableClock, a_device

COMMUNE = Commune("00100", "Xã Mẫu")
SERVER = "server"
PRESENT = "present"
USUAL_DESKS = 5
SPARES = 3


def standing_still() -> float:
    """A monotonic clock under which everything takes no time."""
    return 0.0


@dataclass
class Office:
    """Where the originals lie, and the one server object that serves world after world.

    Its settings name a link that leads to the present world's folder: so what SQLAlchemy has compiled once
    stays compiled.
    """

    folder: Path
    desks: int
    original: Server

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the desks work by."""
        return Catalogue(starter_pack())

    @property
    def members(self) -> list[str]:
        """The PCs that are enrolled, as folders are called."""
        return [f"pc-{number}" for number in range(1, self.desks + 1)]

    @property
    def spares(self) -> list[str]:
        """The PCs that stand ready to take another's place."""
        return [f"spare-{number}" for number in range(1, SPARES + 1)]

    def copy_to(self, folder: Path, name: str) -> None:
        """The disk of one PC, or of the server."""
        shutil.copytree(self.folder / name, folder / name)

    def lead_to(self, folder: Path) -> None:
        """The server's disk is now the one in this folder."""
        link = self.folder / f"{PRESENT}.new"
        link.symlink_to(folder)
        link.replace(self.folder / PRESENT)

    def started(self, clock: Clock, entropy: Entropy) -> Server:
        """The server as a new process opens it."""
        self.original.engine.dispose()
        with reading(self.original.engine) as connection:
            epoch = meta.epoch(connection)
        return replace(
            self.original,
            vault=open_vault(self.original.settings),
            clock=clock,
            entropy=entropy,
            monotonic=standing_still,
            epoch=epoch,
        )


def an_office(folder: Path, desks: int = USUAL_DESKS) -> Office:
    """Make the originals."""
    clock = SettableClock()
    initialise(settings_of(folder), [COMMUNE], clock, entropy_of("office", SERVER))
    (folder / PRESENT).symlink_to(folder)
    server = open_server(settings_of(folder / PRESENT), clock, RateLimit(standing_still))
    server.engine.dispose()
    made = Office(folder, desks, server)
    for name in (*made.members, *made.spares):
        device = a_device(folder, name, SettableClock(), entropy=entropy_of("office", name))
        if name in made.members:
            join(replace(server, entropy=entropy_of("office", f"ticket of {name}")), device)
        device.profile.close()
    server.engine.dispose()
    return made


def join(server: Server, device: Device) -> None:
    """Enrol a desk, as before any trouble began."""
    line = Line(
        Network(Weather(Random(0)), lambda: server, Disk(), lambda: None, lambda _line: None), device.key
    )
    ticket = issue(server, COMMUNE.code, 7, "test").text
    enrol(device.store, ticket, lambda _address, _pin=b"", ca_file="": line)


def settings_of(folder: Path) -> Settings:
    """The server's settings, wherever its copy lies; no request ever goes over its port."""
    return Settings(folder / SERVER, address="http://127.0.0.1:9", port=9, plain=True, durable="backup")


def engines_of(server: Server) -> tuple[Engine, Engine]:
    """What the server writes and reads with."""
    return server.engine, server.engine.get_execution_options()[READERS]


def a_copy(folder: Path, name: str, clock: SettableClock, entropy: Entropy) -> Device:
    """Open a copied PC."""
    root, vault = folder / name / "profile", FileSecrets(folder / name / "key")
    return Device(root, vault, clock, open_profile(root, vault, clock, entropy), "", entropy)
