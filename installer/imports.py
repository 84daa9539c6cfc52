"""Finds libraries that a Windows program needs, does not carry, and would not find on a fresh Windows.

python -m installer.imports BUNDLE
Wine brings Microsoft's runtime along; a Windows just installed does not, so no run under Wine shows that it
is missing.
What one library of the bundle may load lies beside it or at the top, where the program's own door looks;
Qt's parts find each other, since PySide6 names its two folders to the loader.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from installer.provenance import libraries

READER = "x86_64-w64-mingw32-objdump"
IMPORTED = re.compile(r"^\s*DLL Name: (\S+)$", re.MULTILINE)
TOP = "_internal"
QT = ("PySide6", "shiboken6")

# What every Windows 10 has; the api sets are its C runtime and kernel under other names.
WINDOWS_OWN = re.compile(
    r"(?:advapi32|authz|bcrypt|comctl32|comdlg32|crypt32|d3d11|d3d12|d3d9|dnsapi|dwmapi|dwrite|dxgi|gdi32|imm32|iphlpapi|kernel32|mpr"
    r"|netapi32|ole32|oleaut32|psapi|rpcrt4|secur32|setupapi|shell32|shlwapi|uiautomationcore|user32|userenv|uxtheme|version|winhttp|winmm|winspool|ws2_32|wtsapi32)[.]\w+"
)
API_SET = re.compile(r"(?:api|ext)-ms-win-")


def main() -> int:
    """Name each library that is missing; fail when there is one."""
    (bundle,) = map(Path, sys.argv[1:])
    found = sorted(missing(bundle))
    for line in found:
        print(f"would not be found on a fresh Windows: {line}", file=sys.stderr)
    return 1 if found else 0


def missing(bundle: Path) -> Iterator[str]:
    """``name, needed by path`` for every import that nothing answers."""
    for path in [*libraries(bundle), *bundle.glob("*.exe")]:
        found = _names_in(bundle, bundle / TOP, path.parent, *_homes(bundle / TOP, path))
        for name in _imports(path):
            if name not in found and not _is_windows_own(name):
                yield f"{name}, needed by {path.relative_to(bundle)}"


def _homes(top: Path, path: Path) -> list[Path]:
    """Where Qt's parts look besides; nobody else may count on Qt being there."""
    is_of_qt = any(path.is_relative_to(top / name) for name in QT)
    return [top / name for name in QT] if is_of_qt else []


def _names_in(*folders: Path) -> set[str]:
    return {path.name.lower() for folder in folders for path in folder.iterdir() if path.is_file()}


def _imports(path: Path) -> list[str]:
    listing = subprocess.run([READER, "-p", str(path)], capture_output=True, text=True, check=True).stdout
    return [name.lower() for name in IMPORTED.findall(listing)]


def _is_windows_own(name: str) -> bool:
    return bool(API_SET.match(name) or WINDOWS_OWN.fullmatch(name))


if __name__ == "__main__":
    raise SystemExit(main())
