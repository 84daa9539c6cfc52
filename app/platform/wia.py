"""A page from the scanner by Windows Image Acquisition, with the dialog that Windows itself shows.

PowerShell speaks to it, so that no further library is needed; the picture comes through a pipe and touches
no disk. Elsewhere there is no such thing. Only what becomes of the answer is tested: the command has never
run on a Windows machine with a scanner.
"""

import sys
from collections.abc import Callable, Sequence

from app.errors import AppError

# Starts a program, tells it something and answers what it said, None where it fell.
Run = Callable[[Sequence[str], bytes, float, int], bytes | None]

SCANNER, TEXT_IN_GREY, BEST_QUALITY = 1, 2, 0x20000
PNG = "{B96B3CAF-0728-11D3-9D7B-0000F81EF32E}"
WAITS_S = 900.0  # somebody lays a page on the glass meanwhile
MOST_BYTES = 200_000_000
SCRIPT = (
    "$ErrorActionPreference = 'Stop'; "
    "$dialog = New-Object -ComObject WIA.CommonDialog; "
    f"$page = $dialog.ShowAcquireImage({SCANNER}, {TEXT_IN_GREY}, {BEST_QUALITY}, '{PNG}', "
    "$false, $true, $false); "
    "if ($page) { $bytes = [byte[]]$page.FileData.BinaryData; "
    "$out = [Console]::OpenStandardOutput(); $out.Write($bytes, 0, $bytes.Length); $out.Flush() }"
)
WORDS = ("powershell.exe", "-NoProfile", "-NonInteractive", "-Sta", "-Command", SCRIPT)


class NoScanner(AppError):
    """Windows knows no scanner, or it did not answer."""

    def __init__(self) -> None:
        super().__init__(
            "Máy quét chưa sẵn sàng nên chưa quét được. Xin bật máy quét, kiểm tra dây, "
            "hoặc quét ra thư mục rồi chọn tệp."
        )


def is_there() -> bool:
    """Whether this system can ask a scanner."""
    return sys.platform == "win32"


def scanned_page(run: Run) -> bytes:
    """One page as PNG, b"" when the clerk closed the dialog; raises NoScanner."""
    page = run(WORDS, b"", WAITS_S, MOST_BYTES)
    if page is None:
        raise NoScanner
    return page
