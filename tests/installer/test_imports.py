"""What the program loads comes along or is every Windows' own; Wine has more than a fresh Windows."""

from pathlib import Path

import pytest

from installer import imports
from installer.parts import RUNTIME

PYTHON = ("vcruntime140.dll", "api-ms-win-crt-heap-l1-1-0.dll", "kernel32.dll")


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As PyInstaller lays it out; each library says in its own text what it imports."""
    monkeypatch.setattr(imports, "_imports", lambda path: path.read_text().split())
    for name, needed in {
        "soxa.exe": ("user32.dll",),
        "_internal/python311.dll": PYTHON,
        "_internal/shiboken6/msvcp140.dll": (),
        "_internal/shiboken6/vcruntime140.dll": (),
        "_internal/PySide6/qt6core.dll": (),
        "_internal/PySide6/plugins/platforms/qwindows.dll": ("qt6core.dll", "msvcp140.dll", "d3d11.dll"),
        "_internal/reader/reader.pyd": ("python311.dll", "msvcp140.dll"),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(" ".join(needed))
    return tmp_path


def test_a_runtime_in_a_package_of_others_serves_nobody_else(bundle: Path) -> None:
    assert sorted(line.split(",")[0] for line in imports.missing(bundle)) == [
        "msvcp140.dll",
        "vcruntime140.dll",
    ]


def test_with_the_runtime_beside_python_nothing_is_missing(bundle: Path) -> None:
    for name in RUNTIME:
        (bundle / "_internal" / name).write_text("")
    assert list(imports.missing(bundle)) == []
