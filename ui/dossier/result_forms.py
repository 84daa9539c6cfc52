"""Forms of a result: signed, handed over to who asked or to a proxy, or left at the counter."""

from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from app.domain.citizen_card import CitizenCard
from app.domain.identifiers import digits_of, grouped_id
from app.services import processing, results
from app.services.results import Collector
from ui.dossier.act_form import Act, ActForm, only_leader
from ui.dossier.letter_forms import ReasonForm
from ui.theme.look import Look
from ui.widgets.inputs import FieldRow
from ui.widgets.words_edit import tidy_words


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
    """Who fetched the result; a scanned card fills in who stands at the counter."""

    title = "Trả kết quả"
    save_words = "Ghi đã trả"
    meaning = "Xin đối chiếu giấy tờ tùy thân; quét thẻ cũng được. Người nhận ký vào sổ hoặc giấy ký nhận."

    def _fill(self) -> None:
        self.collector = _CollectorChoice(self.look)
        self.add_field("Người nhận", self.collector)
        proxy = self.reading.view.representative
        self.name = self.add_words("Họ tên", proxy.name)
        self.id_number = self.add_words("Số định danh", grouped_id(proxy.id_number))
        self.relation = self.add_words("Quan hệ")
        self.authority = self.add_words("Giấy ủy quyền", proxy.authority)
        self.collector.proxy.toggled.connect(self._show_proxy)
        self._show_proxy(False)

    def first(self) -> QWidget:
        return self.collector.applicant

    def missing(self) -> tuple[FieldRow, str] | None:
        if not self.collector.is_proxy():
            return None
        for field, sentence in (
            (self.name, "Xin ghi họ tên người nhận thay."),
            (self.id_number, "Xin ghi số định danh người nhận thay."),
            (self.authority, "Xin ghi giấy ủy quyền hoặc giấy tờ quan hệ."),
        ):
            if not field.words().strip():
                return self.row_of(field), sentence
        return None

    def take_card(self, card: CitizenCard) -> bool:
        """The card of the applicant, or of whoever came instead."""
        if card.id_number == self.reading.view.applicant.id_number:
            self.collector.applicant.setChecked(True)
            return True
        self.collector.proxy.setChecked(True)
        self.name.fill(tidy_words(card.name))
        self.id_number.fill(grouped_id(card.id_number))
        self.relation.setFocus()
        return True

    def act(self) -> Act:
        person = self.reading.view.applicant
        collector = Collector(person.full_name, person.id_number)
        if self.collector.is_proxy():
            collector = Collector(
                self.name.words().strip(),
                digits_of(self.id_number.words()),
                self.relation.words().strip(),
                self.authority.words().strip(),
                is_proxy=True,
            )
        return lambda desk, officer, id_: results.return_result(desk, officer, id_, collector)

    def _show_proxy(self, is_proxy: bool) -> None:
        for edit in (self.name, self.id_number, self.relation, self.authority):
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


class NotCollectedForm(ReasonForm):
    """Why the result stays at the counter."""

    title = "Ghi không nhận kết quả"
    save_words = "Ghi lý do"
    meaning = "Kết quả vẫn giữ tại quầy. Người đề nghị đến sau vẫn trả được."
    asks = "Xin ghi vì sao kết quả không được nhận."

    def act(self) -> Act:
        reason = self.reason.words()
        return lambda desk, officer, id_: results.note_not_collected(desk, officer, id_, reason)
