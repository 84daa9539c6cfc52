"""The bundle for whoever helps: a ZIP with what broke and on what, and nothing about anybody.

DOC-TRUOC.txt    what this is, in Vietnamese        log.txt     the end of the log, without values
facts.json       versions and sizes                 crash-*     the reports of crashes
self-test.json   what the self-test found
"""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from app.crash.facts import facts
from app.crash.reports import Reports
from app.errors import AppError
from ui.help.log_tail import tail
from ui.selftest.result import Result

UNFINISHED = ".part"
README = (
    "Gói trợ giúp của Sổ Xã, để gửi người quản trị khi có trục trặc.\r\n"
    "Trong gói có: kết quả kiểm tra máy, phần cuối nhật ký, phiên bản, các lần chương trình gặp lỗi.\r\n"
    "Trong gói không có: họ tên, số định danh, số điện thoại, địa chỉ, nội dung hồ sơ, khóa của sổ.\r\n"
)


class BundleNotWritten(AppError):
    """The place that was chosen does not take the file."""

    def __init__(self) -> None:
        super().__init__("Không ghi được gói trợ giúp vào chỗ đã chọn. Sổ vẫn nguyên. Xin chọn thư mục khác.")


def suggested_name(now: datetime) -> str:
    """A name that says what and when, never of whom."""
    return f"SoXa-tro-giup-{now:%Y%m%d-%H%M}.zip"


def write_bundle(path: Path, log_folder: Path, result: Result | None, screen: Mapping[str, str]) -> Path:
    """Write the bundle, whole or not at all; raises BundleNotWritten."""
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in _contents(log_folder, result, screen):
                bundle.writestr(name, text.encode())
        os.replace(unfinished, path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise BundleNotWritten from error
    return path


def _contents(
    log_folder: Path, result: Result | None, screen: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield "DOC-TRUOC.txt", README
    yield "facts.json", json.dumps(facts() | dict(screen), indent=1)
    if result is not None:
        yield "self-test.json", msgspec.json.encode(result).decode()
    yield "log.txt", tail(log_folder)
    for report in Reports(log_folder).all():
        yield report.path.name, report.text()
