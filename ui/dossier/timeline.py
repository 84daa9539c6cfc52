"""A dossier's acts in the words of its timeline, newest first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.identifiers import mask_id
from app.domain.sync_state import SyncState
from app.domain.time_limit import TimeLimit
from app.domain.time_words import moment_in_words
from app.services.choices import SETTLED
from app.services.dossier import DossierView, TimelineRow
from ui.dossier.reading import Reading
from ui.dossier.sheet_model import Entries, Entry, SheetColumn
from ui.terms import SYNC_MARKS, SYNC_WORDS_SHORT
from ui.theme.marks import Mark

COLUMNS = (
    SheetColumn("Thời gian", 116, is_right=True),
    SheetColumn("", 22),
    SheetColumn("Việc đã làm", 240, stretch=1),
    SheetColumn("Người làm", 158, folds=True),
    SheetColumn("Đồng bộ", 128),
)

# What stopped and started the clock stands out; everything else is a dot.
SHAPES: Mapping[EventKind, Mark] = {
    EventKind.SUPPLEMENT_REQUESTED: Mark("shape-bars", "text2"),
    EventKind.SUPPLEMENT_TAKEN_IN: Mark("shape-play", "text2"),
}
PROMISING = (EventKind.SUPPLEMENT_TAKEN_IN, EventKind.EXTENDED)
DOT = Mark("shape-dot", "text2")
PLAIN: Mapping[EventKind, str] = {
    EventKind.RECEIVED: "Tiếp nhận tại quầy",
    EventKind.SUPPLEMENT_TAKEN_IN: "Nhận giấy tờ bổ sung, đồng hồ chạy tiếp",
    EventKind.TAKEN_BACK: "Nhận lại hồ sơ từ cấp trên",
    EventKind.DECIDED: "Quyết định bước nào được tính",
    EventKind.GUIDED: "Hướng dẫn tại quầy (mẫu 02), chưa tiếp nhận",
    EventKind.UNDONE: "Hủy tiếp nhận nhầm, mã không dùng lại",
    EventKind.ACCEPTED: "Nhận hồ sơ được giao",
    EventKind.STOPPED: "Dừng giải quyết (mẫu 05)",
    EventKind.WITHDRAWN: "Người đề nghị rút hồ sơ (mẫu 05)",
    EventKind.NOT_COLLECTED: "Kết quả không được nhận",
}
ID_IN_CORRECTION = re.compile(r"(số định danh: “)(\d*)(” → “)(\d*)(”)")


def timeline_rows(reading: Reading, is_narrow: bool = False) -> Sequence[Entries]:
    """Every act: when, what with its note, by whom (in the note where that column is folded), how far."""
    view = reading.view
    return [
        (
            moment_entry(row.at, reading.now),
            Entry("", mark=SHAPES.get(row.kind, DOT)),
            Entry(
                act_words(view, place),
                " · ".join(part for part in (row.clerk_name * is_narrow, note_words(view, row)) if part),
                is_bold=row.kind in SHAPES,
            ),
            Entry(row.clerk_name, tone="text2"),
            sync_entry(row.sync_state),
        )
        for place, row in enumerate(view.timeline)
    ]


def moment_entry(at: datetime, now: datetime) -> Entry:
    """A day and time; another year is named under it."""
    return Entry(f"{at:%d/%m %H:%M}", "" if at.year == now.year else f"{at:%Y}", tone="text2")


def sync_entry(state: SyncState) -> Entry:
    """How far an act is on its way to the district."""
    return Entry(SYNC_WORDS_SHORT[state], mark=SYNC_MARKS[state])


def act_words(view: DossierView, place: int) -> str:
    """What was done, in a few words."""
    row = view.timeline[place]
    if row.kind in PLAIN:
        return PLAIN[row.kind]
    if row.kind is EventKind.SUPPLEMENT_REQUESTED:
        return f"Yêu cầu bổ sung lần {_ordinal(view, place)} (mẫu 02), đồng hồ dừng"
    if row.kind is EventKind.EXTENDED:
        return f"Xin lỗi và hẹn lại một lần (mẫu 04){_late_words(view, row)}"
    if row.kind is EventKind.REFUSED:
        return f"Từ chối {'giải quyết' if view.is_received else 'tại quầy'} (mẫu 03)"
    return _named(row)


def _named(row: TimelineRow) -> str:
    """What is told by a name in it."""
    match row.kind:
        case EventKind.HANDED_OVER:
            return f"Bàn giao cho {row.holder_name or 'người khác'}"
        case EventKind.TRANSFERRED_UP:
            return f"Chuyển lên {row.unit}"
        case EventKind.FINISHED:
            return f"Có kết quả, {row.signer} ký"
        case EventKind.RETURNED:
            return f"Trả kết quả cho {row.person_name}"
        case EventKind.EXTRA_PAPER_ASKED:
            return f"Hỏi giấy tờ ngoài danh mục: {row.paper}"
    if row.note.startswith(SETTLED):
        return "Chọn giữa hai bản"
    return f"Sửa thông tin người đề nghị{' (ghi ở hồ sơ khác)' if row.is_elsewhere else ''}"


def _late_words(view: DossierView, letter: TimelineRow) -> str:
    """A letter that went out after the day it speaks of."""
    return ", gửi sau hạn" if view.promised is not None and letter.at > view.promised else ""


def note_words(view: DossierView, row: TimelineRow) -> str:
    """What belongs to the act: its note, and what it means for the promise."""
    return ". ".join(part for part in _notes(view, row) if part)


def masked(note: str) -> str:
    """A correction's note without the id numbers it names."""
    return ID_IN_CORRECTION.sub(
        lambda found: f"{found[1]}{mask_id(found[2])}{found[3]}{mask_id(found[4])}{found[5]}", note
    )


def _notes(view: DossierView, row: TimelineRow) -> Iterator[str]:
    yield masked(row.note)
    yield from _grounds(row)
    if row.kind is EventKind.RECEIVED:
        yield _first_promise(view)
    elif row.kind in PROMISING and row.due is not None:
        yield f"Hẹn trả mới: {moment_in_words(row.due)}"
    elif row.kind is EventKind.FINISHED and row.document_number:
        yield f"Văn bản số {row.document_number}"
    elif row.kind is EventKind.REFUSED:
        yield row.paper
    elif row.kind is EventKind.RETURNED and row.person_name != view.applicant.full_name:
        yield "Người khác nhận thay"
        yield f"Giấy tờ: {row.paper}" if row.paper else ""


def _grounds(row: TimelineRow) -> Iterator[str]:
    """What an act stands on: who was stood in for, law, who approved it, what another agency calls it."""
    if row.on_behalf:
        yield row.on_behalf
    if row.legal_basis:
        approved = f", {row.approver_name} duyệt" if row.approver_name else ""
        yield f"Căn cứ {row.legal_basis}{approved}"
    elif row.approver_name != row.clerk_name:
        yield f"{row.approver_name} duyệt" if row.approver_name else ""
    if row.outside_code:
        yield f"Số bên đó: {row.outside_code}"
    if row.step_due is not None:
        yield f"Cấp trên hẹn trả về {moment_in_words(row.step_due)}"


def _first_promise(view: DossierView) -> str:
    record = view.record
    if record.promised_ms is None:
        return "Không hẹn ngày trả"
    promised = moment_in_words(wall_of(record.promised_ms))
    limit = f" ({TimeLimit.parse(record.limit_text).in_words()})" if record.limit_text else ""
    return f"Hẹn trả: {promised}{limit}"


def _ordinal(view: DossierView, place: int) -> int:
    """The number of a request for papers among those of the dossier."""
    earlier = view.timeline[place + 1 :]
    return 1 + sum(row.kind is EventKind.SUPPLEMENT_REQUESTED for row in earlier)
