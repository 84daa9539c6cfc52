"""A dossier's scans in words: what each is, and how far it is on its way."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.clock import wall_of
from app.domain.scan import Purpose
from app.services.attachments import AttachmentState, AttachmentView
from app.services.extra_papers import is_extra
from ui.dossier.sheet_model import Entries, Entry, SheetColumn
from ui.dossier.timeline import moment_entry
from ui.theme.marks import Mark
from ui.theme.measures import ICON

COLUMNS = (
    SheetColumn("Bản quét", 220, stretch=1),
    SheetColumn("Thời gian", 116, is_right=True, folds=True),
    SheetColumn("Tình trạng", 186),
)
EMPTY = "Chưa có bản quét nào. Nhấn Ctrl+O để thêm tệp."
KINDS: Mapping[str, str] = {
    "application/pdf": "PDF",
    "image/jpeg": "Ảnh JPEG",
    "image/png": "Ảnh PNG",
    "image/tiff": "Ảnh TIFF",
}
MARKS: Mapping[AttachmentState, Mark] = {
    AttachmentState.HERE: Mark("monitor", "text2", size=ICON),
    AttachmentState.SENDING: Mark("package", "text2", size=ICON),
    AttachmentState.RECEIVED: Mark("check", "ok", size=ICON),
    AttachmentState.AWAY: Mark("inbox", "text2", size=ICON),
    AttachmentState.COMING: Mark("inbox", "text2", size=ICON),
}
KILO, MEGA = 1000, 1_000_000


def rows(found: Sequence[AttachmentView], now: datetime) -> Sequence[Entries]:
    """One row a scan."""
    return [
        (
            Entry(each.record.name, _about(each)),
            moment_entry(wall_of(each.record.at_ms), now),
            Entry(state_words(each), _remark(each), mark=MARKS[each.state]),
        )
        for each in found
    ]


def state_words(each: AttachmentView) -> str:
    """How far a scan is; "đã nhận" stands for the district's signature and nothing less."""
    match each.state:
        case AttachmentState.SENDING:
            return f"Đang gửi {each.done}/{each.total}"
        case AttachmentState.RECEIVED:
            return "Cấp trên đã nhận"
        case AttachmentState.COMING if each.done:
            return f"Đang về {each.done}/{each.total}"
        case AttachmentState.COMING:
            return "Bản quét đang về"
        case AttachmentState.AWAY:  # whole scans come when somebody asks for them
            return "Chưa tải về"
        case _:
            return "Máy này"


def _remark(each: AttachmentView) -> str:
    if each.state is AttachmentState.AWAY:
        return "Nhấn Enter để tải."
    return ""


def _about(each: AttachmentView) -> str:
    kind = KINDS.get(each.record.media_type, "Tệp")
    parts = (_place(each), kind, size_words(each.record.ref.size), each.record.clerk_name)
    return ", ".join(part for part in parts if part)


def _place(each: AttachmentView) -> str:
    """Which of the dossier's papers it is of; nothing to say of the whole."""
    match each.record.place.purpose:
        case Purpose.PAPER:
            component = each.record.place.component or 0
            return f"Giấy tờ {component}" if component and not is_extra(component) else "Giấy tờ"
        case Purpose.RESULT:
            return "Kết quả"
        case _:
            return ""


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < MEGA:
        return f"{max(1, round(size / KILO))} KB"
    return f"{size / MEGA:.1f} MB".replace(".", ",")
