"""Lays out the program for Windows from its parts, in seconds and without running anything of Windows.

python -m installer.assembled WINDOWS_PYTHON FOLDER

The stand-in for PyInstaller when the setup program is to be tried quickly (FAST=1): the same folders, the
same packages, the same loose modules of ours, the Python as its makers built it. What is released is frozen.
"""

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from installer.facts import ROOT
from installer.parts import ROOMS, UNCOMPILED, is_needed, runtime_of
from installer.sbom import locked

COMPILER = "x86_64-w64-mingw32-gcc"
SOURCE = ROOT / "installer" / "launcher" / "assembled.c"
PYTHON_VERSION = "3.11.9"
ENTRY = ROOT / "installer" / "entry.py"
AS_FROZEN = "import sys\n\nsys.frozen = True\n\n"
PLACES = "Lib\nDLLs\nsite-packages\n.\n"
# What wheels carry for those who develop with them, and parts of Qt that PyInstaller finds unused by itself.
DEVELOPMENT = re.compile(
    r"PySide6/(?:include|typesystems|glue|metatypes|scripts|doc|resources|support)/"
    r"|PySide6/\w+\.exe$|\.(?:pyi|lib|h|pyx|pxd)$|/tests?/"
    r"|(?:Qt6?|pyside6)(?:Designer|Help|Labs|UiTools|Test|Sql|Xml|Concurrent|SvgWidgets|DBus|qml)\w*\.(?:\w+\.)?(?:dll|pyd)$"
)
LIBRARY_UNUSED = ("ensurepip", "lib2to3", "pydoc_data", "site-packages", "distutils", "curses", "msilib")


def main() -> int:
    """Make the folder named on the command line."""
    python, target = map(Path, sys.argv[1:])
    shutil.rmtree(target, ignore_errors=True)
    inside = target / "_internal"
    _put_python(python, inside)
    _put_packages(python / "Lib" / "site-packages", inside / "site-packages")
    for room in ROOMS:
        _put_room(room, inside)
    _put_doors(target)
    return 0


def _put_python(python: Path, inside: Path) -> None:
    shutil.copytree(python / "Lib", inside / "Lib", ignore=shutil.ignore_patterns(*LIBRARY_UNUSED))
    shutil.copytree(python / "DLLs", inside / "DLLs")
    for name in ("python3.dll", "python311.dll"):
        shutil.copy2(python / name, inside)
    for runtime in runtime_of(python / "Lib" / "site-packages" / "shiboken6"):
        shutil.copy2(runtime, inside)
    (inside / "python311._pth").write_text(PLACES, encoding="ascii")
    (inside / "entry.py").write_text(AS_FROZEN + ENTRY.read_text("utf-8"), encoding="utf-8")
    _compile(inside / "Lib")


def _put_packages(site_packages: Path, target: Path) -> None:
    """What the lock names, by what each package says it installed, less what the program cannot load."""
    for name in _files_of(site_packages):
        is_carried = is_needed(name) and not DEVELOPMENT.search(name)
        if is_carried and (site_packages / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(site_packages / name, target / name)
    _compile(target)


def _files_of(site_packages: Path) -> Iterator[str]:
    wanted = {name for name, _ in locked("win32", PYTHON_VERSION)}
    for told in site_packages.glob("*.dist-info"):
        if canonicalize_name(told.name.split("-")[0]) in wanted:
            for line in (told / "RECORD").read_text(encoding="utf-8").splitlines():
                yield line.rsplit(",", 2)[0].strip('"')


def _put_room(room: str, inside: Path) -> None:
    for path in sorted((ROOT / room).rglob("*")):
        place = inside / path.relative_to(ROOT)
        if path.is_dir() or "__pycache__" in path.parts:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        is_compiled = path.suffix == ".py" and not path.is_relative_to(ROOT / UNCOMPILED)
        if is_compiled:
            _compile_one(path, place.with_suffix(".pyc"))
        else:
            shutil.copy2(path, place)


def _compile_one(path: Path, target: Path) -> None:
    shown = path.relative_to(ROOT).as_posix()
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(path), str(target), dfile=shown, doraise=True, invalidation_mode=mode)


def _compile(folder: Path) -> None:
    """Compiled beside the sources and the sources gone: what Python would write later must not appear."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(folder, quiet=2, legacy=True, stripdir=str(folder), invalidation_mode=mode)
    for source in folder.rglob("*.py"):
        if source.with_suffix(".pyc").exists():
            source.unlink()


def _put_doors(target: Path) -> None:
    resource = ROOT / "build" / "installer" / "launcher.res"
    for name, words in {"soxa.exe": ["-mwindows"], "soxa-cli.exe": ["-mconsole", "-DCONSOLE"]}.items():
        flags = ["-std=c11", "-Os", "-s", "-municode", "-DUNICODE", "-static", *words]
        subprocess.run(
            [COMPILER, *flags, str(SOURCE), str(resource), "-o", str(target / name)],
            check=True,
        )


if __name__ == "__main__":
    raise SystemExit(main())
