"""A stick's whole journey: export with reading back, import and answer, the receipt taken in; and replays.

Records whose texts do not compress, so that the bundle is as large as it says. What the medium itself takes
for the same bytes (written, flushed, read past the memory) is measured beside it and taken off.
"""

import os
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from app.changes.registry import Command
from app.domain.clock import ms_of
from app.platform import uncached
from app.platform.secrets import FileSecrets
from app.storage import device, log_store, scans
from app.storage.journal import Act
from app.storage.profile import Profile, ProfileKind, create_profile
from benchmarks.figures import Figure, keep
from benchmarks.profiles import StandingClock
from server.asgi import open_server
from server.bundles import Imported, finish, import_folder
from server.context import Server
from server.inviting import invite
from server.settings import Settings
from server.setup import initialise
from server.storage.communes import Commune
from sync.bundle.folder import settle
from sync.courier.enrolling import ask_by_stick
from sync.courier.leaving import Exported, export_bundle
from sync.courier.returning import Imported as Returned
from sync.courier.returning import import_bundles
from tests.support.builders import written_dossier

ROOT = Path("build/bench/usb")
COMMUNE = Commune("00100", "Xã Mẫu")
NOW = datetime(2026, 11, 23, 8)
MEGABYTES = int(os.environ.get("SOXA_USB_MB", "1000"))
REPLAYED_MB = 100
SCANS_MB, SCAN_MB = 200, 4
TEXT_BYTES = 192_000  # of hexadecimal noise: half of it is left after compression
DOSSIERS_AN_ACT = 1
PIECE = 1 << 20

Result = TypeVar("Result")


def main() -> None:
    """Measure and keep."""
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    settings = Settings(ROOT / "server", address="http://127.0.0.1:1", port=1, plain=True)
    initialise(settings, [COMMUNE], StandingClock(NOW))
    server = open_server(settings, StandingClock(NOW))
    replay = _replays(server)
    whole = _journey(server, "large", MEGABYTES)
    scans = _scans(server)
    keep(
        "usb",
        [*replay, *whole, *scans],
        f"{MEGABYTES} MB of sealed records on one stick (a folder on this disk), the district's embedded "
        "engine; the receipt says stored, and applied as far as a minute's applying before the answer goes; "
        "medium: the same bytes written, flushed and read past the memory; scans: as many as are named, "
        "with their records, until the signed word on each is back at the desk",
    )


def _replays(server: Server) -> list[Figure]:
    """A bundle that comes again to the server, and an answer that comes again to a desk."""
    there, back, again = (ROOT / name for name in ("there", "back", "again"))
    sender, receiver = _desk(server, "sender", there), _desk(server, "receiver", back)
    _fill(sender, REPLAYED_MB)
    exported = export_bundle(sender.store, there)
    finish(server, import_folder(server, there))
    export_bundle(receiver.store, back)
    import_folder(server, back)
    import_bundles(receiver.store, back)
    again.mkdir()
    for path in exported.paths:
        shutil.copy(path, again)
    up_s, _ = _timed(lambda: import_folder(server, again))
    down_s, _ = _timed(lambda: import_bundles(receiver.store, back))
    for profile in (sender, receiver):
        profile.close()
    per_100 = 100e6 / exported.size
    return [
        Figure("replayed_at_server_per_100MB", up_s * per_100, "s", 1.0),
        Figure("replayed_at_desk_per_100MB", down_s * per_100, "s", 1.0),
    ]


def _journey(server: Server, name: str, megabytes: int) -> list[Figure]:
    stick = ROOT / name
    desk = _desk(server, f"{name} desk", stick)
    _fill(desk, megabytes)
    start_cpu = process_time()
    export_s, exported = _timed(lambda: export_bundle(desk.store, stick))
    import_s, imported = _timed(lambda: import_folder(server, stick))
    receipt_s, returned = _timed(lambda: import_bundles(desk.store, stick))
    rest_s, _ = _timed(lambda: finish(server, imported))
    cpu_s = process_time() - start_cpu
    medium_s = _medium(stick, exported)
    _check(desk, imported, returned.outcome.receipts)
    desk.close()
    total = export_s + import_s + receipt_s
    beyond = (total - medium_s) * 1e9 / exported.size
    return [
        Figure("bundle", exported.size / 1e6, "MB", None),
        Figure("export_and_verify", export_s, "s", None),
        Figure("import_and_answer", import_s, "s", None),
        Figure("receipt", receipt_s, "s", None),
        Figure("applied_after_the_answer", rest_s, "s", None),
        Figure("processor_time", cpu_s, "s", None),
        Figure("medium", medium_s, "s", None),
        Figure("beyond_the_medium_per_GB", beyond, "s", 180.0),
    ]


def _scans(server: Server) -> list[Figure]:
    """Scans behind their records, there and back."""
    stick = ROOT / "scans"
    desk = _desk(server, "scanning desk", stick)
    chance = random.Random(SCANS_MB)
    for number in range(SCANS_MB // SCAN_MB):
        ref = desk.blobs.put(chance.randbytes(SCAN_MB * 1_000_000))
        with desk.store.write(Act(Command.ATTACH)) as unit:
            code = f"H99.45.18-{number:06d}"
            dossier = written_dossier(unit, "Nguyễn Văn Mẫu", code, (), received_ms=ms_of(NOW))
            scans.add(unit, dossier, "Tờ khai.pdf", "application/pdf", ref, None, None)
    seconds, returned = _timed(lambda: _there_and_back(server, desk, stick))
    assert returned.scans_received == SCANS_MB // SCAN_MB, returned
    desk.close()
    return [Figure(f"scans_of_{SCANS_MB}_MB_signed_for", seconds, "s", None)]


def _there_and_back(server: Server, desk: Profile, stick: Path) -> Returned:
    export_bundle(desk.store, stick, blobs=desk.blobs)
    import_folder(server, stick)
    return import_bundles(desk.store, stick, blobs=desk.blobs)


def _desk(server: Server, name: str, stick: Path) -> Profile:
    """A member that has never had a line."""
    stick.mkdir(exist_ok=True)
    clock = StandingClock(NOW)
    profile, _ = create_profile(ROOT / name, ProfileKind.TEST, name, FileSecrets(ROOT / f"{name}.key"), clock)
    invite(server, stick, COMMUNE.code, 7, "bench")
    ask_by_stick(profile.store, stick)
    import_folder(server, stick)
    joined = import_bundles(profile.store, stick)
    assert joined.joined is not None
    return profile


def _fill(profile: Profile, megabytes: int) -> None:
    """So many megabytes of sealed segments."""
    chance, store = random.Random(megabytes), profile.store
    acts = megabytes * 1_000_000 // (DOSSIERS_AN_ACT * TEXT_BYTES // 2)
    day = ms_of(NOW + timedelta(days=1))
    for act in range(acts):
        with store.write(Act(Command.IMPORT)) as unit:
            for number in range(DOSSIERS_AN_ACT):
                text = chance.randbytes(TEXT_BYTES // 2).hex()
                code = f"H99.45.17-{act:06d}-{number:04d}"
                written_dossier(
                    unit, "Nguyễn Văn Mẫu", code, (), representative_authority=text, received_ms=day
                )
    with store.read() as snapshot:
        key = device.signing_key(snapshot)
    log_store.seal_pending(store, key)


def _medium(stick: Path, exported: Exported) -> float:
    """What writing and reading back so many bytes takes without us."""
    path = stick / "medium"
    piece = os.urandom(PIECE)

    def copy() -> None:
        with path.open("wb") as file:
            for _ in range(exported.size // PIECE):
                file.write(piece)
            settle(file)
        for _ in range(2):  # back here, and at the other end
            with uncached.opened(path) as file:
                while file.read(PIECE):
                    pass

    seconds, _ = _timed(copy)
    path.unlink()
    return seconds


def _check(desk: Profile, imported: Imported, receipts: int) -> None:
    with desk.store.read() as connection:
        written, stored = connection.exec_driver_sql(
            "SELECT sum(seq), sum(min(seq, stored_seq)) FROM origin WHERE is_own = 1"
        ).one()
    assert written == stored, f"{written - stored} changesets were not received"
    assert receipts >= 1
    assert not imported.refused


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


if __name__ == "__main__":
    main()
