"""A desk with an installed program, a district that it believes, and what that district offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nacl.signing import SigningKey

from app.installation.folder import Running
from app.storage import device as device_row
from app.storage.device import Membership, Standing
from sync.http.client import HttpTransport
from sync.http.trust import Trust
from sync.http.updates import LineSource
from sync.updates.looking import look
from sync.updates.outcome import Fetched
from sync.updates.source import Source
from sync.updates.stick import StickSource
from sync.updates.trust import TrustKeeper
from tests.support.devices import Device, a_device
from tests.support.static_server import StaticServer
from tests.support.updates import Repo
from tests.support.versions import NEXT, OLD, PLATFORM, a_build, an_installation, some_files

DISTRICT = SigningKey(b"district root of".ljust(32, b"."))


@dataclass
class UpdatingDesk:
    """What a test of updates has in its hands."""

    folder: Path
    device: Device
    running: Running
    repo: Repo

    @property
    def keeper(self) -> TrustKeeper:
        return TrustKeeper(self.device.store, self.device.root)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.device.clock.now_ms() / 1000, UTC)

    def stick(self) -> StickSource:
        return StickSource(self.repo.folder)

    def line(self, server: StaticServer, left_s: Callable[[], float] = lambda: float("inf")) -> LineSource:
        return LineSource(HttpTransport(server.address, Trust()), left_s)

    def look(self, source: Source | None = None, **options: object) -> Fetched:
        """One look for a newer version, from the folder unless told otherwise."""
        return look(
            self.device.store,
            self.keeper,
            self.running,
            source or self.stick(),
            self.device.clock.now_ms(),
            platform=PLATFORM,
            **options,  # type: ignore[arg-type]
        )


def an_updating_desk(folder: Path, changed: int = 2) -> UpdatingDesk:
    """Version 0.1.0 is installed; 0.1.1, in which a few files differ, is offered."""
    device = a_device(folder, "Bàn 1")
    join(device, bytes(DISTRICT.verify_key))
    running = an_installation(folder / "Chương trình", OLD)
    now = datetime.fromtimestamp(device.clock.now_ms() / 1000, UTC)
    repo = Repo(folder / "updates", DISTRICT, now)
    desk = UpdatingDesk(folder, device, running, repo)
    offer_next(desk, changed=changed)
    return desk


def offer_next(desk: UpdatingDesk, changed: int = 2, version: object = NEXT, **build: str) -> Path:
    """Publish a later version; the folder of its build."""
    made = desk.folder / "builds" / str(version)
    a_build(made, version, some_files(changed), **build)  # type: ignore[arg-type]
    desk.repo.release(made, before=desk.running.installation.folder(desk.running.version))
    desk.repo.publish()
    return made


def join(device: Device, district_root: bytes) -> None:
    """Become a member of a district of which only the root key matters."""
    member = Membership(
        "http://127.0.0.1:9", "27280", "Xã Mẫu", "Huyện Mẫu", district_root, bytes(32), bytes(32), b"", b"x"
    )
    with device.store.write_local() as connection:
        device_row.join(connection, member, Standing(bytes(16), b"", 0))
