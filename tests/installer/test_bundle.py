"""What goes into the frozen program, what stays out, and what is told about it."""

import re
import shutil
import struct
import subprocess
import tomllib
from pathlib import Path

import pytest

from installer import facts, sbom
from installer.icon import DRAWING, SIZES, icon_of
from installer.parts import EXCLUDED, is_needed
from installer.provenance import strangers
from installer.windows_python import Unbelievable, _keep_what_is_signed

ROOT = Path(__file__).resolve().parents[2]
QT_MODULE = re.compile(r"(?:from|import) PySide6\.(Qt\w+)")
PYTHON = "3.11.9"


def test_every_part_of_qt_that_we_import_stays_in_the_bundle():
    used = {
        name for path in (ROOT / "ui").rglob("*.py") for name in QT_MODULE.findall(path.read_text("utf-8"))
    }
    assert used == {"QtCore", "QtGui", "QtNetwork", "QtPrintSupport", "QtSvg", "QtWidgets"}
    libraries = [f"PySide6/{name.replace('Qt', 'Qt6', 1)}.dll" for name in used]
    modules = [f"PySide6/{name}.pyd" for name in used]
    assert all(map(is_needed, [*libraries, *modules]))


@pytest.mark.parametrize(
    "needed",
    [
        r"PySide6\plugins\platforms\qwindows.dll",
        r"PySide6\plugins\imageformats\qjpeg.dll",
        r"PySide6\plugins\imageformats\qsvg.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "resources/icons/soxa.svg",
        "libcrypto-3.dll",
    ],
)
def test_what_the_program_loads_at_run_time_is_kept(needed):
    assert is_needed(needed)


@pytest.mark.parametrize(
    "unused",
    [
        r"PySide6\opengl32sw.dll",
        r"PySide6\Qt6Quick.dll",
        "PySide6/qml/QtQuick/Controls/qmldir",
        "PySide6/translations/qt_de.qm",
        r"PySide6\plugins\tls\qopensslbackend.dll",
        "libgtk-3.so.0",
    ],
)
def test_what_it_cannot_load_is_dropped(unused):
    assert not is_needed(unused)


def test_the_server_and_the_tests_are_not_in_the_desktop():
    assert {"server", "tests", "benchmarks", "installer"} <= set(EXCLUDED)


def test_a_library_from_the_building_machine_is_named(tmp_path):
    locked, bundle = tmp_path / "locked", tmp_path / "bundle" / "_internal"
    for folder in (locked, bundle):
        folder.mkdir(parents=True)
        (folder / "Qt6Core.dll").write_bytes(b"the same")
    (bundle / "ucrtbase.dll").write_bytes(b"Wine builtin DLL")
    (bundle / "Qt6Gui.DLL").write_bytes(b"another")
    assert [path.name for path in strangers(tmp_path / "bundle", [locked])] == ["Qt6Gui.DLL", "ucrtbase.dll"]


def test_the_windows_lock_is_wheels_of_the_very_versions_that_the_desktop_is_tested_with():
    """The same packages as the desktop's lock holds for Windows, each pinned and hashed."""
    text = (ROOT / "requirements" / "windows.txt").read_text("utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    assert len(pinned) == len(re.findall(r"^\w", text, re.MULTILINE))
    astray = {
        name: (pin, pinned.get(name)) for name, pin in sbom.locked("win32", PYTHON) if pinned.get(name) != pin
    }
    assert astray == {}


def test_the_windows_lock_resolves_to_wheels_alone():
    """As uv resolves it, hashes and all, from what it fetched before: a test does not wait for a network."""
    if not (ROOT / "build" / "lock" / "cache").exists():
        pytest.skip("no wheels for Windows were fetched on this machine: make installer does")
    system = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11"]
    words = [*system, "--only-binary", ":all:", "--require-hashes", "--target", ROOT / "build" / "wheels"]
    done = subprocess.run(
        [
            ROOT / "installer" / "uv.sh",
            "pip",
            "install",
            "--dry-run",
            "--offline",
            *words,
            "-r",
            ROOT / "requirements" / "windows.txt",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_version_is_the_projects_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert facts.version() == project
    for template in facts.WRITTEN.values():
        text = facts.filled(template, "3.14.15")
        assert "3, 14, 15, 0" in text
        assert '"3.14.15"' in text
        assert "Sổ Xã" in text


def test_the_icon_holds_every_size_that_windows_asks_for(qapp):
    data = icon_of(DRAWING)
    kind, count = struct.unpack_from("<HH", data, 2)
    entries = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * place) for place in range(count)]
    assert (kind, [entry[0] or 256 for entry in entries]) == (1, list(SIZES))
    for *_, length, offset in entries:
        assert data[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert len(data) >= offset + length


class FakePackage:
    """A package as it lies in a folder of packages."""

    def __init__(self, folder: Path, name: str, version: str, licence: str) -> None:
        told = folder / f"{name.replace('-', '_')}-{version}.dist-info"
        told.mkdir(parents=True)
        (told / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nLicense-Expression: {licence}\n",
            "utf-8",
        )


def test_the_parts_list_names_each_package_with_its_licence_and_is_the_same_each_time(tmp_path):
    for name, version in sbom.locked("win32", PYTHON):
        FakePackage(tmp_path, name, version, "MIT")
    bom = sbom.bom_of(tmp_path, PYTHON, 1_700_000_000)
    named = {component.name: component for component in bom.components}
    assert {"pyside6-essentials", "sqlcipher3", "pywin32-ctypes", "cpython"} <= set(named)
    assert {"secretstorage", "jeepney", "pyinstaller"} & set(named) == set()
    assert str(next(iter(named["requests"].licenses)).id) == "MIT"
    assert bom.serial_number == sbom.bom_of(tmp_path, PYTHON, 1_700_000_000).serial_number


def test_a_package_of_another_version_than_locked_stops_the_parts_list(tmp_path):
    for name, version in sbom.locked("win32", PYTHON):
        FakePackage(tmp_path, name, "0.0.1" if name == "requests" else version, "MIT")
    with pytest.raises(SystemExit, match="requests"):
        sbom.bom_of(tmp_path, PYTHON, 0)


def test_an_unsigned_program_in_the_fetched_python_is_refused(tmp_path):
    if shutil.which("osslsigncode") is None:
        pytest.skip("osslsigncode is not installed")
    (tmp_path / "DLLs").mkdir()
    (tmp_path / "DLLs" / "python_lib.cat").write_bytes(b"no catalogue")
    with pytest.raises(Unbelievable, match="python_lib"):
        _keep_what_is_signed(tmp_path)
