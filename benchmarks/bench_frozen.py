"""From starting the frozen program of Linux to its window on a screen, and what it keeps in memory.

``make installer-linux`` runs it, as it needs that build; it needs Xvfb and xdotool. On a machine that is busy
with other things: ``chrt -r 5 python -m benchmarks.bench_frozen``, which runs ahead of them.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from app.domain.dossier import Role
from app.platform.secrets import FileSecrets
from app.platform.system_clock import SystemClock
from app.services import officers
from app.storage.clerks import OfficeRecord
from app.storage.profile import ProfileKind, create_profile
from benchmarks.figures import Figure, keep, median
from installer.facts import ROOT, version
from installer.wine.screen import Screen, a_screen, resident_mib
from ui.bootstrap import desk_of

BUILD = ROOT / "dist" / f"SoXa-{version()}-linux-amd64"
LAUNCHER = ROOT / "installer" / "launcher" / "launcher.c"
TITLE = "Sổ Xã"
ROUNDS = 5
SETTLED_S = 3.0


class Start(NamedTuple):
    """What one start took."""

    seconds: float
    work_s: float
    mib: float


def main() -> None:
    """Measure and keep; the first start warms the disk's cache and is not counted."""
    with tempfile.TemporaryDirectory() as folder, a_screen() as screen:
        root = _installed(Path(folder) / "root")
        profile = _office(Path(folder) / "profile")
        starts = [_start(root, profile, screen) for _ in range(ROUNDS + 1)][1:]
    size = sum(path.stat().st_size for path in BUILD.rglob("*") if path.is_file())
    keep(
        "frozen",
        [
            Figure("start_to_window", median([start.seconds for start in starts]), "s", 2.0),
            Figure("work_to_window", median([start.work_s for start in starts]), "s", None),
            Figure("resident_memory", median([start.mib for start in starts]), "MiB", 250),
            Figure("on_disk", size / 1024**2, "MiB", None),
        ],
        f"Linux, frozen, through the launcher; an office with one clerk; median of {ROUNDS} warm starts "
        f"until a window is on the screen of an X server; work is the processor's time of the program until "
        f"then, the figure to go by on a busy machine; memory {SETTLED_S:.0f} s after",
    )


def _installed(root: Path) -> Path:
    """As the setup program lays it out."""
    (root / "versions").mkdir(parents=True)
    (root / "versions" / version()).symlink_to(BUILD)
    (root / "current").write_text(f"{version()}\n", encoding="ascii")
    subprocess.run(["gcc", "-std=gnu11", "-O2", str(LAUNCHER), "-o", str(root / "SoXa")], check=True)
    return root


def _office(folder: Path) -> Path:
    """A profile that asks for a PIN."""
    key = FileSecrets(folder.with_name("key"))
    profile, _ = create_profile(folder, ProfileKind.TEST, "Bàn 1", key, SystemClock())
    desk = desk_of(profile, SystemClock())
    office = OfficeRecord("Ủy ban nhân dân xã Mẫu", place_name="Xã Mẫu", agency_code="000.00.00")
    officers.set_up_office(desk, office)
    officers.register_clerk(desk, "Cán Bộ Mẫu", "Công chức", (Role.RECEPTION,), "2468")
    profile.close()
    return folder


def _start(root: Path, profile: Path, screen: Screen) -> Start:
    environment = {**os.environ, **screen.environment, "QT_QPA_PLATFORM": "xcb"}
    environment |= {"SOXA_KEY_FILES": str(profile.with_name("key")), "HOME": str(root.parent)}
    began = time.monotonic()
    program = subprocess.Popen([root / "SoXa", "--profile", profile], env=environment)
    try:
        screen.await_window(TITLE, 60)
        seconds, work_s = time.monotonic() - began, _work_s(program.pid)
        time.sleep(SETTLED_S)
        return Start(seconds, work_s, resident_mib("/SoXa"))
    finally:
        program.terminate()
        program.wait()
        shutil.rmtree(root.parent / ".cache", ignore_errors=True)


def _work_s(process: int) -> float:
    """Its processor time, in its own code and in the kernel's; the launcher became the program."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
