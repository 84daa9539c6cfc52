"""The sentences of scans on a stick."""

from collections.abc import Iterator

from sync.courier.leaving import Exported
from sync.courier.returning import Imported

UNITS = ("B", "KB", "MB", "GB", "TB")


def size_words(count: int) -> str:
    """``3,2 GB``."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {UNITS[unit]}".replace(".", ",") if unit else f"{count} B"


def scans_sentence(exported: Exported) -> str:
    """What scans went along, and what waits for the next stick."""
    if not exported.scans_left:
        return f"Kèm {size_words(exported.scans_bytes)} bản quét."
    return (
        f"Kèm {size_words(exported.scans_bytes)} bản quét; còn {size_words(exported.scans_left)} "
        "vẫn giữ trên máy này, đi chuyến USB sau."
    )


def scans_sentences(imported: Imported) -> Iterator[str]:
    """What a stick brought of scans."""
    if imported.scans_received:
        yield f"Cấp trên đã nhận đủ {imported.scans_received} tệp quét."
    if imported.scans_here:
        yield f"Đã nhận {imported.scans_here} tệp quét của bàn khác."
