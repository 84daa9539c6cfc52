"""One form for each act on a dossier."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from app.domain.deadline import Pause, deadline
from app.domain.dossier import EventKind
from app.domain.identifiers import digits_of, grouped_id
from app.domain.ids import ClerkId
from app.domain.time_limit import TimeLimit
from app.domain.time_words import moment_in_words
from app.services import processing
from app.services.dossier import DossierView
from app.services.processing import Approval, Collector
from app.services.reception import HandedIn
from ui.dossier.act_form import Act, ActForm, NoteEdit, only_leader
from ui.dossier.offers import Paper
from ui.dossier.paper_picker import PaperPicker
from ui.dossier.reading import Reading
from ui.dossier.supplement_slip import papers_and_reason, request_note
from ui.theme.look import Look
from ui.widgets.inputs import ChoiceBox, FieldRow


class HandOverForm(ActForm):
    """To whom, and what they should know."""

    title = "Bàn giao hồ sơ"
    save_words = "Ghi bàn giao"
    meaning = "Người nhận thấy hồ sơ ở mục Đang ở. Ngày hẹn không đổi."

    def _fill(self) -> None:
        self.to = ChoiceBox()
        self.to.addItem("Chọn người nhận", None)
        for clerk in self.reading.clerks:
            if clerk.id != self.reading.view.holder_id:
                self.to.addItem(clerk.full_name, clerk.id)
        self.add_field("Giao cho", self.to)
        self.note = self.add_words("Ghi chú")

    def missing(self) -> tuple[FieldRow, str] | None:
        return (self.row_of(self.to), "Xin chọn người nhận hồ sơ.") if self.to.currentData() is None else None

    def act(self) -> Act:
        to, note = ClerkId(self.to.currentData()), self.note.words().strip()
        return lambda desk, officer, id_: processing.hand_over(desk, officer, id_, to, note)


class SupplementForm(ActForm):
    """Which papers, why, and for a second request on whose word."""

    title = "Yêu cầu bổ sung"
    save_words = "Ghi và in mẫu 02"
    meaning = "Đồng hồ dừng từ lúc ghi. Phiếu mẫu 02 in cho người đề nghị."
    prints = Paper.SUPPLEMENT

    def _fill(self) -> None:
        view = self.reading.view
        self.papers = PaperPicker(self.look, "Giấy tờ cần bổ sung", view.components)
        if view.components:
            self.add_below("Giấy tờ cần bổ sung (Space chọn)", self.papers)
        self.reason = NoteEdit(self.look)
        self.add_field("Lý do", self.reason)
        self.is_again = view.supplements_asked > 0
        if self.is_again:
            self.basis = self.add_words("Căn cứ")
            self.approver = self.add_words("Người duyệt", only_leader(self.reading))

    def first(self) -> QWidget:
        return self.papers if self.papers.count() else self.reason

    def missing(self) -> tuple[FieldRow, str] | None:
        if not self.reason.words():
            return self.row_of(self.reason), "Xin ghi lý do cần bổ sung."
        if self.is_again and not self.basis.words().strip():
            return self.row_of(self.basis), "Lần hai cần ghi căn cứ pháp lý."
        if self.is_again and not self.approver.words().strip():
            return self.row_of(self.approver), "Lần hai cần ghi người duyệt."
        return None

    def act(self) -> Act:
        note = request_note([paper.title for paper in self.papers.chosen()], self.reason.words())
        approval = None
        if self.is_again:
            approval = Approval(self.basis.words().strip(), self.approver.words().strip())
        return lambda desk, officer, id_: processing.request_supplement(desk, officer, id_, note, approval)


class TakeInForm(ActForm):
    """Which papers came, and the new promise before it is given."""

    title = "Nhận giấy tờ bổ sung"
    save_words = "Ghi đã nhận đủ"

    def _fill(self) -> None:
        view = self.reading.view
        self.explanation.setText(_new_promise(self.reading))
        self.papers = PaperPicker(self.look, "Giấy tờ vừa nhận", view.components)
        if view.components:
            self.add_below("Giấy tờ vừa nhận (Space chọn)", self.papers)
            self.papers.choose(_asked_ordinals(view))
        self.note = self.add_words("Ghi chú")

    def first(self) -> QWidget:
        return self.papers if self.papers.count() else self.note

    def act(self) -> Act:
        handed_in = {
            paper.ordinal: HandedIn(max(paper.originals, int(not paper.copies)), paper.copies)
            for paper in self.papers.chosen()
        }
        note = self.note.words().strip()
        return lambda desk, officer, id_: processing.take_in_supplement(desk, officer, id_, handed_in, note)


class TransferForm(ActForm):
    """Where to."""

    title = "Chuyển lên cấp trên"
    save_words = "Ghi đã chuyển"
    meaning = "Ngày hẹn với người dân giữ nguyên."

    def _fill(self) -> None:
        self.agency = self.add_words("Nơi nhận")
        self.note = self.add_words("Ghi chú")

    def missing(self) -> tuple[FieldRow, str] | None:
        if self.agency.words().strip():
            return None
        return self.row_of(self.agency), "Xin ghi cơ quan nhận hồ sơ."

    def act(self) -> Act:
        agency, note = self.agency.words().strip(), self.note.words().strip()
        return lambda desk, officer, id_: processing.transfer_up(desk, officer, id_, agency, note)


class TakeBackForm(ActForm):
    """What came with it."""

    title = "Nhận lại từ cấp trên"
    save_words = "Ghi đã nhận lại"
    meaning = "Hồ sơ trở lại bàn này để giải quyết tiếp."

    def _fill(self) -> None:
        self.note = self.add_words("Ghi chú")

    def act(self) -> Act:
        note = self.note.words().strip()
        return lambda desk, officer, id_: processing.take_back(desk, officer, id_, note)


class FinishForm(ActForm):
    """Who signed, and the number of what was signed."""

    title = "Ghi kết quả đã ký"
    save_words = "Ghi kết quả"
    meaning = "Thời gian giải quyết tính đến lúc ghi."

    def _fill(self) -> None:
        self.signer = self.add_words("Người ký", only_leader(self.reading))
        self.number = self.add_words("Số văn bản")

    def missing(self) -> tuple[FieldRow, str] | None:
        if self.signer.words().strip():
            return None
        return self.row_of(self.signer), "Xin ghi người ký kết quả."

    def act(self) -> Act:
        signer, number = self.signer.words().strip(), self.number.words().strip()
        return lambda desk, officer, id_: processing.finish(desk, officer, id_, signer, number)


class ReturnForm(ActForm):
    """Who fetched the result."""

    title = "Trả kết quả"
    save_words = "Ghi đã trả"
    meaning = "Hồ sơ kết thúc khi ghi. Người nhận ký vào sổ trả kết quả."

    def _fill(self) -> None:
        self.collector = _CollectorChoice(self.look)
        self.add_field("Người nhận", self.collector)
        proxy = self.reading.view.representative
        self.name = self.add_words("Họ tên", proxy.name)
        self.id_number = self.add_words("Số định danh", grouped_id(proxy.id_number))
        self.collector.proxy.toggled.connect(self._show_proxy)
        self._show_proxy(False)

    def first(self) -> QWidget:
        return self.collector.applicant

    def missing(self) -> tuple[FieldRow, str] | None:
        if not self.collector.is_proxy():
            return None
        if not self.name.words().strip():
            return self.row_of(self.name), "Xin ghi họ tên người nhận thay."
        if not digits_of(self.id_number.words()):
            return self.row_of(self.id_number), "Xin ghi số định danh người nhận thay."
        return None

    def act(self) -> Act:
        collector = Collector(self.reading.view.applicant.full_name)
        if self.collector.is_proxy():
            collector = Collector(self.name.words().strip(), digits_of(self.id_number.words()))
        return lambda desk, officer, id_: processing.return_result(desk, officer, id_, collector)

    def _show_proxy(self, is_proxy: bool) -> None:
        for edit in (self.name, self.id_number):
            self.row_of(edit).setVisible(is_proxy)


class _CollectorChoice(QWidget):
    """The applicant, or somebody sent."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.applicant = QRadioButton("Chính chủ")
        self.proxy = QRadioButton("Nhận thay")
        self.applicant.setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(2), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.applicant)
        column.addWidget(self.proxy)
        self.setFocusProxy(self.applicant)

    def is_proxy(self) -> bool:
        return self.proxy.isChecked()


FORMS: Mapping[EventKind, type[ActForm]] = {
    EventKind.HANDED_OVER: HandOverForm,
    EventKind.SUPPLEMENT_REQUESTED: SupplementForm,
    EventKind.SUPPLEMENT_TAKEN_IN: TakeInForm,
    EventKind.TRANSFERRED_UP: TransferForm,
    EventKind.TAKEN_BACK: TakeBackForm,
    EventKind.FINISHED: FinishForm,
    EventKind.RETURNED: ReturnForm,
}


def _asked_ordinals(view: DossierView) -> Iterator[int]:
    """The papers that the last request named."""
    notes = [row.note for row in view.timeline if row.kind is EventKind.SUPPLEMENT_REQUESTED]
    asked, _ = papers_and_reason(notes[0]) if notes else ((), "")
    return (paper.ordinal for paper in view.components if paper.title in asked)


def _new_promise(reading: Reading) -> str:
    """The promise that saving now would give."""
    view = reading.view
    if not view.record.limit_text:
        return "Đồng hồ chạy tiếp từ lúc ghi."
    limit = TimeLimit.parse(view.record.limit_text)
    due = deadline(view.received, limit, reading.calendar, list(_pauses(view, reading.now))).due
    if due is None:
        return "Đồng hồ chạy tiếp từ lúc ghi."
    if due < reading.now:
        return f"Đồng hồ chạy tiếp. Trước khi dừng, hồ sơ đã quá hẹn {moment_in_words(due)}."
    return f"Đồng hồ chạy tiếp. Ghi bây giờ thì hẹn trả {moment_in_words(due)}."


def _pauses(view: DossierView, now: datetime) -> Iterator[Pause]:
    """The stops so far, the last one ending now."""
    asked: datetime | None = None
    for row in reversed(view.timeline):
        if row.kind is EventKind.SUPPLEMENT_REQUESTED:
            asked = row.at
        elif row.kind is EventKind.SUPPLEMENT_TAKEN_IN and asked is not None:
            yield Pause(asked, row.at)
            asked = None
    if asked is not None:
        yield Pause(asked, now)
