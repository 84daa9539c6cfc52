"""The dossier's other tabs in words: its papers, what was printed, how far each act is on its way."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from app.domain.clock import wall_of
from app.domain.dossier import DossierState
from app.domain.paper_form import Form, form_of
from app.domain.sync_state import SyncState
from app.services.extra_papers import is_extra
from app.storage.dossiers import ComponentRecord
from app.storage.prints import PrintRecord
from ui.dossier.reading import Reading
from ui.dossier.sheet_model import Entries, Entry, SheetColumn
from ui.dossier.timeline import act_words, moment_entry, sync_entry
from ui.theme.marks import Mark
from ui.theme.measures import ICON

PAPER_COLUMNS = (
    SheetColumn("Giấy tờ", 240, stretch=1),
    SheetColumn("Bản chính", 96, is_right=True),
    SheetColumn("Bản sao", 88, is_right=True),
    SheetColumn("Tình trạng", 140),
)
PRINT_COLUMNS = (
    SheetColumn("Thời gian", 116, is_right=True),
    SheetColumn("Đã in", 240, stretch=1),
    SheetColumn("Người in", 178),
)
WAY_COLUMNS = (
    SheetColumn("Thời gian", 116, is_right=True),
    SheetColumn("Việc", 180, stretch=2),
    SheetColumn("Đồng bộ", 136),
    SheetColumn("Nghĩa là", 200, stretch=3, folds=True),
)

FORM_WORDS: Mapping[Form | str, str] = {
    Form.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)",
    Form.SUPPLEMENT_REQUEST: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)",
    Form.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03)",
    Form.APOLOGY: "Văn bản xin lỗi và hẹn lại (mẫu 04)",
    Form.STOP_NOTICE: "Thông báo dừng giải quyết hồ sơ (mẫu 05)",
    Form.CONTROL_SLIP: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "result-slip": "Giấy ký nhận kết quả",
    "two-codes": "Phiếu báo hồ sơ có thêm mã",
}
WAY_WORDS: Mapping[SyncState, str] = {
    SyncState.HERE: "Đã lưu chắc trên máy này, chờ lần gửi tới.",
    SyncState.PACKED: "Đã niêm phong, chờ đường gửi.",
    SyncState.RECEIVED: "Cấp trên đã ký giấy biên nhận.",
    SyncState.ANSWERED: "Cấp trên đã nhận và đã ghi vào sổ.",
    SyncState.TO_CHOOSE: "Hai bàn cùng ghi. Cả hai bản đều được giữ.",
}
PRESENT = Mark("check", "ok", size=ICON)


def paper_rows(reading: Reading) -> Sequence[Entries]:
    """The checklist, what is here first."""
    papers = sorted(reading.view.components, key=lambda each: not each.is_present)
    return [_paper(each) for each in papers]


def _paper(paper: ComponentRecord) -> Entries:
    tone, state = "text", Entry("Đã nộp", mark=PRESENT)
    if not paper.is_present:
        tone, state = "text2", Entry("Chưa nộp" if paper.is_mandatory else "Không nộp", tone="text3")
    note = "" if paper.is_mandatory else "Chỉ khi có trường hợp riêng"
    if is_extra(paper.ordinal):
        note = "Ngoài danh mục, lý do ở thẻ Diễn biến"
    counts = (str(paper.originals), str(paper.copies)) if paper.is_present else ("–", "–")
    return (
        Entry(paper.title, note, tone="text" if tone == "text" else "text2"),
        *(Entry(count, tone="text2") for count in counts),
        state,
    )


def print_rows(reading: Reading) -> Sequence[Entries]:
    """Every print job, newest first; a repeated one knows its number."""
    return list(_print_rows(reading))[::-1]


def _print_rows(reading: Reading) -> Iterator[Entries]:
    jobs: dict[str, int] = {}
    is_undone = reading.view.state is DossierState.UNDONE
    for (form, at_ms), found in groupby(reading.view.prints, key=lambda each: (each.form, each.at_ms)):
        sheets: list[PrintRecord] = list(found)
        repeat = jobs.get(form, 0)
        jobs[form] = repeat + 1
        manner = f"In lại lần {repeat}" if repeat else "In lần đầu"
        yield (
            moment_entry(wall_of(at_ms), reading.now),
            Entry(_form_words(sheets[0], is_undone), f"{manner}, {len(sheets)} bản"),
            Entry(sheets[0].clerk_name, tone="text2"),
        )


def _form_words(sheet: PrintRecord, is_undone: bool) -> str:
    """A paper's name; one of a reception that was undone stands for nothing any more."""
    paper = form_of(sheet.template_pack, sheet.form) or sheet.form
    words = FORM_WORDS.get(paper, f"Mẫu {sheet.form}")
    return f"{words}, đã hủy" if is_undone else words


def way_rows(reading: Reading) -> Sequence[Entries]:
    """Every act with its state and what the state means; what came back says why."""
    back = " ".join(reading.reasons) or "Cấp trên trả lại. Xin xem ở mục Đồng bộ."
    return [
        (
            moment_entry(row.at, reading.now),
            Entry(act_words(reading.view, place)),
            sync_entry(row.sync_state),
            Entry(WAY_WORDS.get(row.sync_state, back), tone="text2"),
        )
        for place, row in enumerate(reading.view.timeline)
    ]
