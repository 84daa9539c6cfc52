"""The program frozen for Linux, once for the sources that it is made of.

python -m installer.frozen    prints its folder, and freezes it first if these sources were not frozen before
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from filelock import FileLock

from app.releases.manifest import RELEASE_FILE, write_manifest
from installer.facts import ROOT, version
from installer.parts import ROOMS

SPEC = ROOT / "installer" / "soxa.spec"
BESIDE = (
    "installer/soxa.spec",
    "installer/parts.py",
    "installer/entry.py",
    "requirements/dev.txt",
    "pyproject.toml",
)
LIMIT_S = 1800  # three quarters of a minute when nothing else runs
KEPT = ROOT / "build" / "frozen"
# No order of a hash, no time of day; what PyInstaller keeps for itself stays in the tree.
SAME_BYTES = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0"),
    "PYINSTALLER_CONFIG_DIR": str(KEPT / "pyinstaller"),
}


def main() -> int:
    """Say where it lies."""
    print(of_these_sources())
    return 0


def of_these_sources() -> Path:
    """The frozen program of the tree as it is; whoever comes second waits for the first."""
    KEPT.mkdir(parents=True, exist_ok=True)
    target = KEPT / digest()
    with FileLock(KEPT / "lock"):
        if not (target / "soxa" / RELEASE_FILE).exists():
            for other in KEPT.glob("[0-9a-f]" * 16):
                shutil.rmtree(other)
            freeze(target)
    return target / "soxa"


def digest() -> str:
    """A name for everything that decides what is frozen."""
    told = sha256(sys.version.encode())
    for name in sorted(_sources()):
        told.update(name.encode() + b"\0" + sha256((ROOT / name).read_bytes()).digest())
    return told.hexdigest()[:16]


def freeze(folder: Path) -> Path:
    """Freeze from nothing; the program's folder, with the list of its files in it."""
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", folder, "--workpath", folder / "work", SPEC]
    environment = {**os.environ, **SAME_BYTES}
    program = [sys.executable, "-m", "PyInstaller", *words]
    subprocess.run(program, check=True, cwd=ROOT, env=environment, timeout=LIMIT_S)
    shutil.rmtree(folder / "work")
    made_ms = int(SAME_BYTES["SOURCE_DATE_EPOCH"]) * 1000
    write_manifest(folder / "soxa", version(), "linux-amd64", made_ms)
    return folder / "soxa"


def differences(folder: Path, other: Path) -> list[str]:
    """The files that are not byte for byte in both."""
    ours, theirs = (dict(_files(each)) for each in (folder, other))
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                yield str(path.relative_to(folder)), file_digest(file, "sha256").hexdigest()


def _sources() -> Iterator[str]:
    yield from BESIDE
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield str(path.relative_to(ROOT))


if __name__ == "__main__":
    raise SystemExit(main())
