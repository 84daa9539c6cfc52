"""Finds libraries in a frozen program that came from the machine itself, and not from what was locked.

python -m installer.provenance BUNDLE SOURCE...
Under Wine a library that PyInstaller finds nowhere else would be taken from Wine's own, or from our shims.
"""

import sys
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

LIBRARIES = {".dll", ".pyd", ".drv", ".sys"}


def main() -> int:
    """Name every stranger; fail when there is one."""
    bundle, *sources = map(Path, sys.argv[1:])
    found = strangers(bundle, sources)
    for path in found:
        print(f"not from what was locked: {path.relative_to(bundle)}", file=sys.stderr)
    return 1 if found else 0


def strangers(bundle: Path, sources: Iterable[Path]) -> list[Path]:
    """The bundle's libraries that are in none of the sources, byte for byte."""
    known = {_digest(path) for source in sources for path in libraries(source)}
    return [path for path in libraries(bundle) if _digest(path) not in known]


def libraries(folder: Path) -> list[Path]:
    """What a folder holds of libraries, at any depth."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in LIBRARIES and path.is_file())


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


if __name__ == "__main__":
    raise SystemExit(main())
