"""What the status bar says, in the order it always keeps."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.time_words import day_in_words
from ui.updates.words import next_version_words, next_version_words_short


@dataclass(frozen=True, slots=True)
class Network:
    """The way to the district: with no server set, up, or down since a time with a next try."""

    is_up: bool
    is_set_up: bool = True
    down_since: datetime | None = None
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The facts of the status bar; times are wall times; ``is_filling`` while older dossiers still come.

    ``update`` is the newer version that waits for the next start.
    """

    now: datetime
    saved_at: datetime | None
    waiting: int
    received_up_to: datetime | None
    network: Network
    usb: str
    catalogue: str
    is_filling: bool = False
    update: str = ""


def saved_words(line: StatusLine) -> str:
    if line.saved_at is None:
        return "Chưa có gì để lưu"
    return f"Đã lưu trên máy này {_moment(line.saved_at, line.now)}"


def waiting_words(line: StatusLine) -> str:
    return f"{line.waiting} chờ gửi" if line.waiting else "Không có gì chờ gửi"


def received_words(line: StatusLine) -> str:
    if line.is_filling:
        return "Đang tải nốt hồ sơ cũ"
    if line.received_up_to is None:
        return "Cấp trên chưa nhận gì"
    return f"Cấp trên đã nhận đến {_moment(line.received_up_to, line.now)}"


def network_words(line: StatusLine) -> str:
    """Offline says since when and when it is tried again; it is no error."""
    network = line.network
    if not network.is_set_up:
        return "Chưa khai báo máy chủ cấp trên"
    if network.is_up:
        return "Có mạng"
    words = "Chưa có mạng"
    if network.down_since is not None:
        words += f" từ {_moment(network.down_since, line.now)}"
    if network.next_try is not None:
        words += f", tự thử lại lúc {network.next_try:%H:%M}"
    return words


def network_words_short(line: StatusLine) -> str:
    if not line.network.is_set_up:
        return "Chưa khai báo máy chủ"
    return "Có mạng" if line.network.is_up else "Chưa có mạng"


def usb_words(line: StatusLine) -> str:
    return f"USB: {line.usb or 'chưa cắm'}"


def catalogue_words(line: StatusLine) -> str:
    return f"Danh mục {line.catalogue}" if line.catalogue else "Chưa có danh mục"


def update_words(line: StatusLine) -> str:
    return next_version_words(line.update)


def update_words_short(line: StatusLine) -> str:
    return next_version_words_short(line.update)


def clock_words(line: StatusLine) -> str:
    day = day_in_words(line.now)
    return f"{line.now:%H:%M} · {day[0].upper()}{day[1:]}"


def clock_words_short(line: StatusLine) -> str:
    return f"{line.now:%H:%M}"


def _moment(moment: datetime, now: datetime) -> str:
    """The time, with its day when that is not today."""
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{moment:%H:%M %d/%m}"
