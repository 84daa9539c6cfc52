"""Sticks are told from fixed disks by what the system says of them, and nothing is run to find out."""

import ast
import inspect
from pathlib import Path

import pytest

from app.platform import drives, uncached
from app.platform.drives import drive_at, removable_drives


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A machine with a fixed disk, a stick, a USB disk that calls itself fixed, and a card."""
    mounts = {"sda1": "fixed", "sdb1": "USB\\040CUA\\040XA", "sdc1": "big", "mmcblk0p1": "card"}
    for path in ("fixed", "USB CUA XA", "big", "card"):
        (tmp_path / path).mkdir()
    table = tmp_path / "proc" / "self" / "mounts"
    table.parent.mkdir(parents=True)
    lines = [f"/dev/{device} {tmp_path}/{folder} vfat rw 0 0" for device, folder in mounts.items()]
    table.write_text(
        "\n".join(["proc /proc proc rw 0 0", *lines, f"/dev/sdb1 {tmp_path}/USB\\040CUA\\040XA x", "?"])
    )
    block = tmp_path / "block"
    block.mkdir()
    for disk, part, removable, bus in (
        ("sda", "sda1", 0, "ata1"),
        ("sdb", "sdb1", 1, "usb2"),
        ("sdc", "sdc1", 0, "usb3"),
        ("mmcblk0", "mmcblk0p1", 1, "mmc0"),
    ):
        real = tmp_path / "devices" / bus / disk
        (real / part).mkdir(parents=True)
        (real / "removable").write_text(f"{removable}\n")
        (block / disk).symlink_to(real)
    return tmp_path


def test_sticks_and_cards_are_found_and_fixed_disks_are_not(system: Path):
    found = removable_drives(system / "proc", system / "block")
    assert [drive.name for drive in found] == ["USB CUA XA", "big", "card"]
    assert all(0 < drive.free_bytes <= drive.total_bytes for drive in found)


def test_a_stick_pulled_meanwhile_is_left_out(system: Path):
    (system / "card").rmdir()
    assert "card" not in [drive.name for drive in removable_drives(system / "proc", system / "block")]
    assert drive_at(system / "card") is None


def test_a_machine_that_tells_nothing_has_none(tmp_path: Path):
    assert removable_drives(tmp_path, tmp_path) == []


def test_this_machine_is_asked_without_harm():
    assert all(drive.folder.is_dir() for drive in removable_drives())


@pytest.mark.parametrize("module", [drives, uncached])
def test_nothing_is_run(module):
    names = {node.id for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Name)}
    assert names.isdisjoint({"subprocess", "system", "popen"})


@pytest.mark.parametrize("size", [0, 1, 511, 4096, 65_615, (1 << 20) - 1, (1 << 20) + 5, 3_000_001])
def test_what_is_read_past_the_memory_is_what_is_on_the_disk(tmp_path: Path, size: int):
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    path = tmp_path / "file"
    path.write_bytes(data)
    with uncached.opened(path) as file:
        parts = [file.read(63)]
        while part := file.read(65_552):
            parts.append(part)
        assert file.read(1) == b""
    assert b"".join(parts) == data
    with uncached.opened(path) as file:
        assert file.read() == data


def test_a_link_or_a_folder_is_not_read(tmp_path: Path):
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder", "nothing"):
        with pytest.raises(OSError), uncached.opened(tmp_path / name):  # noqa: PT011 - any of the system's reasons
            pass
