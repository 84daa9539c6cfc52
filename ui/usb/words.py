"""The sentences of the stick's page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.domain.clock import wall_of
from sync.courier.carrying import CarriedAll, carried_words
from sync.courier.leaving import Exported
from sync.courier.ledger import Trip
from sync.courier.returning import Imported
from ui.exchange.reading import moment
from ui.theme.marks import Mark
from ui.theme.measures import ICON_SMALL
from ui.usb.scan_words import scans_sentence, scans_sentences, size_words
from ui.usb.sticks import Stick, UsbReading
from ui.widgets.side_list import SideRow

DONE = Mark("check", "ok", size=ICON_SMALL)
LOOK_AT = Mark("circle-alert", "due", size=ICON_SMALL)
WRONG = Mark("circle-alert", "late", size=ICON_SMALL)
QUIET = Mark("usb", "text2", size=ICON_SMALL)

STOPPED = "Đã dừng. Trên USB không để lại gói ghi dở, sổ vẫn nguyên."
NOTHING_FOR_US = "Trên USB không có gói nào gửi cho máy này. Sổ không thay đổi."
NO_STICK = "Chưa thấy USB nào. Xin cắm USB vào, hoặc chọn một thư mục."
NOT_MEMBER = "Máy này chưa ghi danh. Vào Quản trị máy, mục Cấp trên, để ghi danh qua mạng hoặc từ USB."
ASKING = "Đã xin ghi danh bằng USB. USB từ cấp trên quay về thì cắm vào rồi bấm Nhận từ USB."
HINT = "Ghi xong máy đọc lại từng khối; chỉ khi hiện chữ rút ra được thì mới rút USB."


class Outcome(NamedTuple):
    """How an act on a stick ended: the stressed sentence and what else there is to know."""

    mark: Mark
    sentence: str
    details: Sequence[str] = ()


def stick_row(stick: Stick) -> SideRow:
    """A stick in the list."""
    return SideRow(stick.drive.name, contents_words(stick), _room(stick), stick)


def _room(stick: Stick) -> str:
    return f"trống {size_words(stick.drive.free_bytes)}"


def contents_words(stick: Stick) -> str:
    """What lies on it."""
    parts = [
        f"{count} {words}"
        for count, words in (
            (stick.home, "gói mới cho máy này"),
            (stick.own, "gói của máy này"),
            (stick.foreign, "gói của nơi khác"),
        )
        if count
    ]
    if stick.is_prepared:
        parts.append("lời mời ghi danh")
    return ", ".join(parts) or "Chưa có gói nào"


def trip_row(trip: Trip, now: datetime) -> SideRow:
    """A journey in the ledger."""
    left = f"Đi {moment(wall_of(trip.left_ms), now)} · {trip.changesets} thay đổi"
    if not trip.answered_ms:
        return SideRow(f"Gói {trip.name}", left, "Chưa về")
    return SideRow(f"Gói {trip.name}", left, f"Về {moment(wall_of(trip.answered_ms), now)}")


def standing(read: UsbReading) -> Outcome:
    """What is said before anything was done."""
    if read.is_asking and not read.is_member:
        return Outcome(QUIET, ASKING)
    if not read.is_member:
        return Outcome(QUIET, NOT_MEMBER)
    return Outcome(QUIET, HINT) if read.sticks else Outcome(QUIET, NO_STICK)


def written(exported: Exported) -> Outcome:
    """A bundle lies on the stick and was read back."""
    name = exported.paths[0].name
    detail = (
        f"Gói {name} ({size_words(exported.size)}) mang {exported.changesets} thay đổi chờ cấp trên nhận."
    )
    has_scans = exported.scans_bytes or exported.scans_left
    return Outcome(DONE, exported.sentence, (detail, scans_sentence(exported)) if has_scans else (detail,))


def taken_in(imported: Imported) -> Outcome:
    """What came back."""
    if not imported.taken and not imported.refused:
        return Outcome(QUIET, NOTHING_FOR_US)
    details = list(_details(imported))
    is_clean = not imported.refused and not imported.outcome.problems
    return Outcome(DONE if is_clean else LOOK_AT, _head(imported), details)


def _head(imported: Imported) -> str:
    if imported.joined is not None:
        return f"Đã ghi danh máy này cho {imported.joined.commune_name}."
    if imported.outcome.receipts:
        return "Đã nhận giấy biên nhận của cấp trên."
    return "Không có giấy biên nhận mới." if imported.taken else "Không nhận được gói nào."


def _details(imported: Imported) -> Iterator[str]:
    outcome = imported.outcome
    if outcome.applied:
        yield f"Ghi vào sổ {outcome.applied} thay đổi của bàn khác."
    if outcome.conflicts:
        yield f"Có {outcome.conflicts} chỗ hai bàn cùng sửa, cả hai bản đều được giữ. Xin chọn ở Đồng bộ."
    if outcome.catalogue_version:
        yield f"Đã nhận danh mục {outcome.catalogue_version}."
    yield from scans_sentences(imported)
    if outcome.is_reborn:
        yield "Sổ này đã được phục hồi nên ghi tiếp dưới sổ mới. Xin ghi gói mới ra USB."
    for each in imported.refused:
        yield f"{each.name}: {each.problem}"
    yield from outcome.problems


def carried(result: CarriedAll) -> Outcome:
    """What was sent for others."""
    has_refused = any(each.code for each in result.bundles)
    return Outcome(LOOK_AT if has_refused else DONE, carried_words(result))


def plugged_words(sticks: Sequence[Stick]) -> str:
    """For the status bar; empty while none is there."""
    return ", ".join(stick.drive.name for stick in sticks)


def home_offer(stick: Stick) -> str:
    """Something came back for this desk."""
    return f"{stick.drive.name} có {stick.home} gói mới gửi cho máy này."


def foreign_offer(stick: Stick) -> str:
    """Something may be sent for others."""
    return f"{stick.drive.name} có {stick.foreign} gói của nơi khác. Máy này có mạng, gửi hộ được."


def folder_name(folder: Path) -> str:
    """A folder as it is chosen."""
    return folder.name or str(folder)
