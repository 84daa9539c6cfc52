"""Forms of the letters an office owes: refusal, apology with one new date, notice that handling stops."""

from app.domain.deadline import letter_by
from app.domain.ids import ClerkId
from app.domain.time_words import moment_in_words
from app.services import endings, extension, undoing
from ui.dossier.act_form import Act, ActForm, NoteEdit, approver_choice
from ui.dossier.handing_forms import day_choice
from ui.dossier.offers import Paper
from ui.widgets.inputs import FieldRow


class ReasonForm(ActForm):
    """An act that owes a written reason; a subclass may add the legal basis."""

    asks = "Xin ghi lý do."
    has_basis = False

    def _fill(self) -> None:
        self.reason = NoteEdit(self.look)
        self.add_field("Lý do", self.reason)
        self.basis = self.add_words("Căn cứ") if self.has_basis else None

    def missing(self) -> tuple[FieldRow, str] | None:
        return None if self.reason.words() else (self.row_of(self.reason), self.asks)

    def basis_words(self) -> str:
        return self.basis.words().strip() if self.basis else ""


class RefuseForm(ReasonForm):
    """Why a dossier that was received is turned down after all."""

    title = "Từ chối giải quyết"
    save_words = "Ghi và in mẫu 03"
    meaning = "Hồ sơ kết thúc. Quá hạn không phải là lý do để từ chối. Phiếu mẫu 03 in lý do này."
    asks = "Xin ghi lý do từ chối."
    has_basis = True
    prints = Paper.REFUSAL

    def act(self) -> Act:
        reason, basis = self.reason.words(), self.basis_words()
        return lambda desk, officer, id_: endings.refuse(desk, officer, id_, reason, basis)


class StopForm(ReasonForm):
    """Why the office handles it no further."""

    title = "Dừng giải quyết"
    save_words = "Ghi và in mẫu 05"
    meaning = "Hồ sơ kết thúc. Thông báo mẫu 05 in lý do này, lãnh đạo ký."
    asks = "Xin ghi lý do dừng giải quyết."
    has_basis = True
    prints = Paper.STOP

    def act(self) -> Act:
        reason, basis = self.reason.words(), self.basis_words()
        return lambda desk, officer, id_: endings.stop(desk, officer, id_, reason, basis)


class WithdrawForm(ReasonForm):
    """What the applicant said."""

    title = "Ghi rút hồ sơ"
    save_words = "Ghi và in mẫu 05"
    meaning = "Người đề nghị xin rút. Hồ sơ kết thúc, giấy tờ trả lại kèm thông báo mẫu 05."
    asks = "Xin ghi lý do người đề nghị rút hồ sơ."
    prints = Paper.STOP

    def act(self) -> Act:
        reason = self.reason.words()
        return lambda desk, officer, id_: endings.withdraw(desk, officer, id_, reason)


class ExtendForm(ReasonForm):
    """Why it is late, the one new day, and who approved it where this officer may not."""

    title = "Xin lỗi và hẹn lại"
    save_words = "Ghi và in mẫu 04"
    asks = "Xin ghi lý do chậm."
    prints = Paper.APOLOGY

    def _fill(self) -> None:
        due = self.reading.view.due
        if due is not None:
            by = letter_by(self.reading.calendar, due)
            when = "Thư lẽ ra gửi" if by < self.reading.now else "Thư cần gửi"
            self.explanation.setText(
                f"Chỉ hẹn lại một lần. Đã hẹn {moment_in_words(due)}. {when} trước {moment_in_words(by)}."
            )
        super()._fill()
        self.day = day_choice(self, "Hẹn lại", "Chọn ngày làm việc", after=due)
        may_approve = self.reading.officer.id in [clerk.id for clerk in self.reading.approvers]
        self.approver = None if may_approve else approver_choice(self)

    def missing(self) -> tuple[FieldRow, str] | None:
        if self.reason.words() and self.day.currentData() is None:
            return self.row_of(self.day), "Xin chọn ngày hẹn lại."
        if self.reason.words() and self.approver and self.approver.currentData() is None:
            return self.row_of(self.approver), "Hẹn lại cần người duyệt."
        return super().missing()

    def act(self) -> Act:
        reason, day = self.reason.words(), self.day.currentData()
        approver = ClerkId(self.approver.currentData()) if self.approver else None
        return lambda desk, officer, id_: extension.extend(desk, officer, id_, reason, day, approver)


class UndoForm(ActForm):
    """What was wrong, for whoever asks later."""

    title = "Hủy tiếp nhận nhầm"
    save_words = "Ghi hủy tiếp nhận"
    meaning = "Mã hồ sơ không dùng lại, việc hủy được ghi lại. Xin thu lại giấy đã in."

    def _fill(self) -> None:
        self.reason = self.add_words("Vì sao")

    def act(self) -> Act:
        reason = self.reason.words()
        return lambda desk, officer, id_: undoing.undo_reception(desk, officer, id_, reason)
