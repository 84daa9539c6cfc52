"""A patch release over line L: real server, real keys, the frozen program as it is installed.

The patch is what ours are: three of our modules differ by a few statements, and both programs carry another
version number. It wants a frozen program under ``build/installer`` (``make installer-linux`` or ``make
installer``), and packing its hundred megabytes takes minutes, so ``make bench`` leaves it out.
"""

import importlib.util
import marshal
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from app.installation import marks
from app.installation.folder import Installation, Running
from app.releases.manifest import RELEASE_FILE, write_manifest
from app.releases.packing import pack_bytes
from app.releases.version import Version
from benchmarks.figures import Figure, keep
from benchmarks.shaped_line import ShapedLine, shaped_line
from server.updates.adding import add_release
from server.updates.ceremony import read_district_root
from server.updates.repository import repository_of
from sync.http.client import HttpTransport
from sync.http.trust import Trust
from sync.http.updates import LineSource
from sync.updates.looking import look
from sync.updates.outcome import State
from sync.updates.trust import TrustKeeper
from tests.server.updates.ceremony import Ceremony
from tests.support.devices import Device, cheap_recovery_codes
from tests.support.district import District, a_district

ROOT = Path("build/bench/update")
FROZEN = Path("build/installer")
PLATFORMS = {"windows": "win-amd64", "linux": "linux-amd64"}
CHANGED = ("ui/exchange/words", "app/domain/dossier", "sync/schedule")
PATCH = "\n\ndef _patched(value: int) -> str:\n    return f'a few statements more: {value + 1}'\n"
OLD, NEXT = Version(0, 1, 0), Version(0, 1, 1)
MADE_MS = 1_764_000_000_000
ROOMS = ("app", "ui", "sync")


class Look(NamedTuple):
    """What one look cost."""

    state: State
    seconds: float
    bytes_up: int
    bytes_down: int
    pieces_bytes: int


def main() -> None:
    """Measure and keep."""
    name = next((name for name in PLATFORMS if (FROZEN / name / "soxa").is_dir()), None)
    if name is None:
        print("update: skipped, there is no frozen program (make installer-linux)", file=sys.stderr)
        return
    build, platform = FROZEN / name / "soxa", PLATFORMS[name]
    shutil.rmtree(ROOT, ignore_errors=True)
    running = installed(build, platform)
    changed = patched(build, ROOT / "next", platform)
    with cheap_recovery_codes(), a_district(ROOT / "district") as district:
        offer(district, running, ROOT / "next")
        figures = list(measured(district, running, platform))
    line = "line L: 64 kbit/s, 800 ms there and back, cut each 60 s"
    keep("update", figures, f"{platform}, {changed} files of the build differ; {line}")


def installed(build: Path, platform: str) -> Running:
    """The frozen program as version 0.1.0 in an installation."""
    installation = Installation(ROOT / "SoXa")
    folder = installation.folder(OLD)
    shutil.copytree(build, folder)
    compile_into(folder, "")  # the frozen one may be of another day than the source
    (folder / RELEASE_FILE).unlink(missing_ok=True)
    write_manifest(folder, str(OLD), platform, MADE_MS)
    marks.put_current(installation, OLD)
    return Running(installation, OLD)


def patched(build: Path, target: Path, platform: str) -> int:
    """The same as version 0.1.1 with a small patch; how many files differ."""
    shutil.copytree(build, target)
    (target / RELEASE_FILE).unlink(missing_ok=True)
    programs = [path for path in target.iterdir() if path.is_file()]
    for program in programs:
        program.write_bytes(renumbered(program.read_bytes()))
    compile_into(target, PATCH)
    write_manifest(target, str(NEXT), platform, MADE_MS + 1)
    return len(programs) + len(CHANGED)


def renumbered(data: bytes) -> bytes:
    """A program with another version number in its resources; one without any differs at its end."""
    for encoding in ("ascii", "utf-16-le"):
        data = data.replace(str(OLD).encode(encoding), str(NEXT).encode(encoding))
    return data + bytes(8)


def compile_into(build: Path, addition: str) -> None:
    """Put the modules that change in their place, named by hash and unchecked."""
    for module in CHANGED:
        (build / "_internal" / f"{module}.pyc").write_bytes(compiled(Path(f"{module}.py"), addition))


def compiled(source: Path, addition: str = "") -> bytes:
    """A module as the freezer compiles it."""
    text = source.read_text("utf-8") + addition
    code = compile(text, str(source), "exec", dont_inherit=True, optimize=0)
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)


def every_module_bytes() -> int:
    """What would travel if every module of ours were new: no patch can cost more in modules."""
    sources = (path for room in ROOMS for path in Path(room).rglob("*.py"))
    return sum(len(pack_bytes(compiled(source))) for source in sources)


def offer(district: District, running: Running, build: Path) -> None:
    """Both versions published, so that there are differences between them."""
    root = read_district_root(district.settings.authority_path / "root.key")
    ceremony = Ceremony(ROOT / "keys", repository_of(district.settings), root, district.clock.now_ms)
    ceremony.begin()
    for each in (running.installation.folder(OLD), build):
        add_release(ceremony.repository, each, "Sửa lỗi in sổ.", district.clock.now_ms())
        ceremony.publish()


def measured(district: District, running: Running, platform: str) -> Iterator[Figure]:
    """The look that fetches, then one that finds nothing new."""
    device = district.desk("Bàn 1").device
    with shaped_line(district.port) as line:
        fetching = one_look(device, running, platform, line)
        district.clock.advance(days=1)
        idle = one_look(device, running._replace(version=NEXT), platform, line)
    if (fetching.state, idle.state) != (State.STAGED, State.NOTHING_NEW):
        raise SystemExit(f"not what was to be measured: {fetching.state}, {idle.state}")
    yield Figure("patch_bytes_both_ways", (fetching.bytes_up + fetching.bytes_down) / 1e6, "MB", 2)
    yield Figure("patch_seconds", fetching.seconds, "s", None)
    yield Figure("patch_pieces", fetching.pieces_bytes / 1e3, "kB", None)
    yield Figure("every_module_of_ours", every_module_bytes() / 1e6, "MB", None)
    yield Figure("nothing_new_bytes", idle.bytes_up + idle.bytes_down, "bytes", None)
    yield Figure("nothing_new_seconds", idle.seconds, "s", None)


def one_look(device: Device, running: Running, platform: str, line: ShapedLine) -> Look:
    """Ask, believe, fetch, and put the version together."""
    way = HttpTransport(f"http://127.0.0.1:{line.port}", Trust())
    keeper = TrustKeeper(device.store, device.root)
    before, began = line.carried, perf_counter()
    fetched = look(device.store, keeper, running, LineSource(way), device.clock.now_ms(), platform=platform)
    seconds = perf_counter() - began
    way.close()
    (up, down), (up_before, down_before) = line.carried, before
    return Look(fetched.state, seconds, up - up_before, down - down_before, fetched.fetched_bytes)


if __name__ == "__main__":
    main()
