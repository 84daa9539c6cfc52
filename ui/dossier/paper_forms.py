"""Forms about papers: ask for some, take them in, ask for one that no list asks for."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.domain.deadline import Pause
from app.domain.dossier import EventKind
from app.domain.ids import ClerkId
from app.domain.time_words import moment_in_words
from app.printing.request_note import papers_and_reason, request_note
from app.services import extra_papers, processing
from app.services.approvals import Approval
from app.services.dossier import DossierView
from app.services.reception import HandedIn
from ui.dossier.act_form import Act, ActForm, NoteEdit, approver_choice
from ui.dossier.offers import Paper
from ui.dossier.paper_picker import PaperPicker
from ui.dossier.reading import Reading
from ui.widgets.inputs import FieldRow

AGAIN = "Từ lần 2, chỉ số tính hồ sơ này quá hạn. Cần ghi căn cứ và người duyệt."


class SupplementForm(ActForm):
    """Which papers, why, and for a second request on whose word."""

    title = "Yêu cầu bổ sung"
    save_words = "Ghi và in mẫu 02"
    meaning = "Đồng hồ dừng từ lúc ghi. Phiếu mẫu 02 in cho người đề nghị."
    prints = Paper.SUPPLEMENT

    def _fill(self) -> None:
        view = self.reading.view
        self.is_again = view.supplements_asked > 0
        if self.is_again:
            self.explanation.setText(AGAIN)
        self.papers = PaperPicker(self.look, "Giấy tờ cần bổ sung", view.components)
        if view.components:
            self.add_below("Giấy tờ cần bổ sung (phím cách để chọn)", self.papers)
        self.reason = NoteEdit(self.look)
        self.add_field("Lý do", self.reason)
        if self.is_again:
            self.basis = self.add_words("Căn cứ")
            self.approver = approver_choice(self)

    def first(self) -> QWidget:
        return self.papers if self.papers.count() else self.reason

    def missing(self) -> tuple[FieldRow, str] | None:
        if not self.reason.words():
            return self.row_of(self.reason), "Xin ghi lý do cần bổ sung."
        if self.is_again and not self.basis.words().strip():
            return self.row_of(self.basis), "Lần hai cần ghi căn cứ pháp lý."
        if self.is_again and self.approver.currentData() is None:
            return self.row_of(self.approver), "Lần hai cần chọn người duyệt."
        return None

    def act(self) -> Act:
        note = request_note([paper.title for paper in self.papers.chosen()], self.reason.words())
        approval = None
        if self.is_again:
            approval = Approval(self.basis.words().strip(), ClerkId(self.approver.currentData()))
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
            self.add_below("Giấy tờ vừa nhận (phím cách để chọn)", self.papers)
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


class ExtraPaperForm(ActForm):
    """A paper outside the catalogue, and why it is needed all the same."""

    title = "Hỏi giấy tờ ngoài danh mục"
    save_words = "Ghi giấy tờ và lý do"
    meaning = "Danh mục công bố không có giấy tờ này. Lý do được ghi lại và lãnh đạo xem được."

    def _fill(self) -> None:
        self.paper = self.add_words("Giấy tờ")
        self.reason = NoteEdit(self.look)
        self.add_field("Lý do", self.reason)

    def missing(self) -> tuple[FieldRow, str] | None:
        if not self.paper.words().strip():
            return self.row_of(self.paper), "Xin ghi tên giấy tờ."
        return None if self.reason.words() else (self.row_of(self.reason), "Xin ghi vì sao cần giấy tờ này.")

    def act(self) -> Act:
        paper, reason = self.paper.words().strip(), self.reason.words()
        return lambda desk, officer, id_: extra_papers.ask_extra_paper(desk, officer, id_, paper, reason)


def _asked_ordinals(view: DossierView) -> Iterator[int]:
    """The papers that the last request named."""
    request = view.last(EventKind.SUPPLEMENT_REQUESTED)
    asked, _ = papers_and_reason(request.note) if request else ((), "")
    return (paper.ordinal for paper in view.components if paper.title in asked)


def _new_promise(reading: Reading) -> str:
    """The promise that saving now would give."""
    view, letter = reading.view, reading.view.last(EventKind.EXTENDED)
    extended = (letter.at, letter.due) if letter and letter.due else None
    pauses = list(_pauses(view, reading.now))
    due = processing.resumed_due(reading.calendar, view.record, pauses, extended)
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
