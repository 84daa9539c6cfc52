"""The machine: its log folder, disk, clock, printers and removable drives. It is left as it was."""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from PySide6.QtPrintSupport import QPrinterInfo

from app import paths
from app.catalogue.starter import starter_pack
from app.domain.clock import wall_of
from app.platform.drives import removable_drives
from app.storage.doctor.files import LOW_BYTES
from ui.selftest.check import Bench, Failed, Skipped, insist

GIGABYTE = 1_000_000_000
WORDS = b"soxa"
# Nothing of ours is used longer; a battery that ran out starts at the other end.
LONGEST_LIFE = timedelta(days=20 * 365)
TOLERATED = timedelta(days=1)


def look_at_log(_bench: Bench) -> str:
    """Whether the log folder can be written to."""
    folder = paths.log_folder()
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_and_read(folder / f"selftest-{token_hex(4)}")
    except OSError as error:
        raise Failed("Không ghi được vào thư mục nhật ký.") from error
    finally:
        with suppress(OSError):  # the window has begun to write there meanwhile
            for each in missing:
                each.rmdir()
    return "Ghi và đọc lại được."


def _write_and_read(probe: Path) -> None:
    try:
        probe.write_bytes(WORDS)
        insist(probe.read_bytes() == WORDS, "Ghi vào thư mục nhật ký rồi đọc lại không đúng.")
    finally:
        probe.unlink(missing_ok=True)


def look_at_disk(bench: Bench) -> str:
    """Whether the disks of the profile and of this test will hold the next days' work."""
    places = (_nearest(paths.default_profile()), bench.scratch.root)
    free = min(shutil.disk_usage(place).free for place in places)
    insist(free >= LOW_BYTES, f"Ổ đĩa chỉ còn {free // 1_000_000} MB trống.")
    return f"Còn trống {free // GIGABYTE} GB."


def _nearest(folder: Path) -> Path:
    """The folder, or the first one above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def look_at_clock(bench: Bench) -> str:
    """Whether the PC's clock can be right: not before what the program knows, nor before its last run."""
    now = wall_of(bench.scratch.clock.now_ms())
    known = starter_pack().effective_from
    shown = f"{now:%H:%M %d/%m/%Y}"
    insist(now.date() >= known, f"Đồng hồ đang chỉ {shown}, trước ngày chương trình ra đời.")
    insist(now.date() <= known + LONGEST_LIFE, f"Đồng hồ đang chỉ {shown}, quá xa về sau.")
    last = wall_of(_last_run_ms())
    insist(now >= last - TOLERATED, f"Đồng hồ đang chỉ {shown}, trước lần chạy gần nhất.")
    return f"Đang chỉ {shown}."


def _last_run_ms() -> int:
    """When the log was last written to; 0 for never."""
    times = (each.stat().st_mtime for each in paths.log_folder().glob("soxa.log*"))
    return int(max(times, default=0) * 1000)


def look_at_printers(_bench: Bench) -> str:
    """Whether the PC lists a printer; which one is nobody's business but its own."""
    count = len(QPrinterInfo.availablePrinterNames())
    if not count:
        raise Skipped("Máy chưa cài máy in nào, nên chưa thử được.")
    has_usual = not QPrinterInfo.defaultPrinter().isNull()
    return f"Thấy {count} máy in, {'có' if has_usual else 'chưa có'} máy in mặc định."


def look_at_drives(_bench: Bench) -> str:
    """Whether a stick that is plugged in is seen."""
    drives = removable_drives()
    if not drives:
        raise Skipped("Chưa cắm USB nào, nên chưa thử được.")
    return f"Thấy {len(drives)} ổ USB."
