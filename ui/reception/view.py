"""The reception form: three columns of fields and the keys that work on them; it asks no service itself."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.identifiers import digits_of, mask_id
from app.domain.procedure import Component
from app.services.drafts import FormText
from app.services.queue import QueueStanding
from app.services.reception import HandedIn
from ui.reception.applicant_panel import ApplicantPanel
from ui.reception.checklist import ChecklistPanel
from ui.reception.duplicate_bar import DuplicateBar
from ui.reception.procedure_panel import CHOOSE_ONE, ProcedurePanel
from ui.reception.promise_panel import PromisePanel
from ui.reception.sections import FormSections, Part
from ui.theme.marks import Mark
from ui.theme.measures import ICON_SMALL, Room, TextSize
from ui.widgets.desk import Desk
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import FooterBar, TopBar
from ui.widgets.shortcuts import hear
from ui.widgets.text import ShapeLabel
from ui.workplace import Workplace

AT_THE_COUNTER = "Trực tiếp tại quầy"
SAVED_MARK = Mark("hard-drive", "text2", size=ICON_SMALL)
RECEIVED_MARK = Mark("check", "ok", size=ICON_SMALL)
PARKED_MARK = Mark("shape-bars", "pause")
QUEUE_MARK = Mark("ticket", "text2", size=ICON_SMALL)
MISSING_MARK = Mark("shape-triangle", "due")
MOST_NAMED = 1
MISSING_WIDE, MISSING_NARROW = 460, 200


class ReceptionView(Desk):
    """Says what the clerk did; the presenter answers with what to show."""

    edited = Signal()
    save_asked = Signal()
    park_asked = Signal()
    guide_asked = Signal()
    refuse_asked = Signal()
    undo_asked = Signal()
    leave_asked = Signal()
    preview_asked = Signal()
    correct_asked = Signal()
    entered = Signal()
    group_asked = Signal()
    card_photo_asked = Signal()

    def __init__(self, workplace: Workplace) -> None:
        top = TopBar(workplace.look)
        super().__init__(workplace.look, "Tiếp nhận hồ sơ", top)
        look = self.look
        self._left_at: QWidget | None = None
        self.applicant = ApplicantPanel(workplace)
        self.procedure = ProcedurePanel(workplace)
        self.papers = ChecklistPanel(look)
        self.promise = PromisePanel(look)
        self.sections = FormSections(look, self.applicant, self.procedure, self.papers, self.promise)
        self.duplicates = DuplicateBar(look)
        self.received = ShapeLabel(look)
        self.saved = ShapeLabel(look, size=TextSize.HINT)
        self.queue = ShapeLabel(look)
        self.queue.hide()
        self.missing = ShapeLabel(look)
        self.park = KeyButton(look, "F6", "Gác lại, tiếp người sau")
        self.guide = KeyButton(look, "F4", "Hướng dẫn bổ sung")
        self.refuse = KeyButton(look, "Shift+F4", "Từ chối")
        self.leave = KeyButton(look, "Esc", "Về bàn làm việc", kind=Kind.FLAT)
        self.save = KeyButton(look, "F9", "Lưu và in 2 liên", kind=Kind.PRIMARY, is_tall=True)
        self.correct = KeyButton(look, "Ctrl+E", "Sửa người nộp")
        self.reprint = KeyButton(look, "Ctrl+P", "In lại", hears_key=False)
        self.undo = KeyButton(look, "Alt+Z", "Hủy tiếp nhận")
        self.group = KeyButton(look, "Shift+F2", "Nhận theo nhóm", kind=Kind.FLAT)
        self._fill_top(top)
        self._lay_out()
        self._connect()

    def _fill_top(self, top: TopBar) -> None:
        top.add_title(self.title)
        self.subject = top.add_subject(AT_THE_COUNTER)
        top.add(self.received, gap=4)
        top.add(self.reprint, gap=8)
        top.add(self.correct)
        top.add(self.undo)
        top.add_stretch()
        top.add(self.queue)
        top.add(self.saved)
        top.add(self.group)
        self.hide_received()

    def _lay_out(self) -> None:
        self.footer = FooterBar(self.look)
        self.footer.add(self.park)
        self.footer.add(self.guide)
        self.footer.add(self.refuse)
        self.footer.add(self.leave)
        self.footer.add_stretch()
        self.footer.add(self.missing)
        self.footer.add(self.save, gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sections, 1)
        column.addWidget(self.duplicates)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        for panel in (self.applicant, self.procedure, self.papers, self.promise):
            panel.edited.connect(self.edited)
        self.procedure.chosen.connect(self._show_papers)
        self.sections.opened.connect(self._open)
        self.save.clicked.connect(self.save_asked)
        self.park.clicked.connect(self.park_asked)
        self.guide.clicked.connect(self.guide_asked)
        self.refuse.clicked.connect(self.refuse_asked)
        self.undo.clicked.connect(self.undo_asked)
        self.leave.clicked.connect(self.leave_asked)
        self.group.clicked.connect(self.group_asked)
        self.correct.clicked.connect(self.correct_asked)
        self.reprint.clicked.connect(self.preview_asked)
        self.promise.preview_asked.connect(self.preview_asked)
        self.applicant.card_photo.clicked.connect(self.card_photo_asked)
        hear("Ctrl+O", "Ảnh thẻ", self, self.card_photo_asked.emit)  # also where the panel is folded
        hear("Ctrl+P", "In lại, xem trước giấy tiếp nhận", self, self.preview_asked.emit)

    # what the form holds

    def form(self) -> FormText:
        """Everything as it was typed."""
        papers = self.papers.checklist.papers.handed_in()
        return FormText(
            **self.applicant.texts(),
            **self.procedure.texts(),
            papers=tuple((n, given.originals, given.copies) for n, given in sorted(papers.items())),
            fee_paid=self.promise.paid.words(),
        )

    def show_form(self, form: FormText) -> None:
        """Put a draft back, or clear the form."""
        self.applicant.show_form(form)
        self.procedure.show_form(form)
        self.promise.paid.fill(form.fee_paid)
        handed_in = {number: HandedIn(originals, copies) for number, originals, copies in form.papers}
        self.papers.show_procedure(self.procedure.procedure.chosen, handed_in)

    def _show_papers(self) -> None:
        """Another procedure has other papers."""
        self.papers.show_procedure(self.procedure.procedure.chosen, {})

    # where the keyboard goes

    def start(self) -> None:
        """A new form is typed from its first field."""
        self._go_to(Part.APPLICANT, self.applicant.person.id_number)

    def go_to_name(self, sentence: str) -> None:
        self._complain(Part.APPLICANT, self.applicant.person.name_row, sentence)

    def go_to_birth(self, sentence: str) -> None:
        self._complain(Part.APPLICANT, self.applicant.person.birth_row, sentence)

    def go_to_procedure(self) -> None:
        self._go_to(Part.PROCEDURE, self.procedure.procedure)

    def complain_of_procedure(self, sentence: str = CHOOSE_ONE) -> None:
        self._complain(Part.PROCEDURE, self.procedure.procedure_row, sentence)

    def go_to_paper(self, component: Component) -> None:
        self.sections.open(Part.PAPERS)
        self.papers.checklist.go_to(component.number)

    def _complain(self, part: Part, row: FieldRow, sentence: str) -> None:
        self._go_to(part, row.field)
        row.set_error(sentence)

    def _go_to(self, part: Part, field: QWidget) -> None:
        self.sections.open(part)
        field.setFocus()

    def _open(self, part: int) -> None:
        firsts = (self.applicant.person.id_number, self.procedure.procedure, self.papers.checklist)
        self._go_to(Part(part), firsts[part])

    # what the presenter tells

    def set_busy(self, is_busy: bool) -> None:
        """While a dossier is being saved, nothing of its form may change."""
        if is_busy:
            self._left_at = self.sections.focusWidget()
        for part in (self.sections, self.park, self.guide, self.refuse, self.save):
            part.setEnabled(not is_busy)
        if not is_busy and self._left_at is not None:
            self._left_at.setFocus()

    def show_saved(self, at: datetime | None) -> None:
        """Say when the draft was last put on disk; None for an empty form, which has no draft."""
        self.saved.setVisible(at is not None and not self.sections.is_folded)
        words = f"Nháp đã lưu trên máy này lúc {at:%H:%M:%S}" if at else ""
        self.saved.show_state(SAVED_MARK, words)
        self.promise.show_saved(SAVED_MARK, f"Nháp đã lưu lúc {at:%H:%M:%S}" if at else "Chưa có nháp")

    def show_queue(self, standing: QueueStanding) -> None:
        """Say whom this clerk serves and how many wait; nothing where no tickets are given out today."""
        self.queue.setVisible(bool(standing.current or standing.waiting))
        serving = f"Số {standing.current.shown}" if standing.current else "F7 gọi số"
        self.queue.show_state(QUEUE_MARK, f"{serving} · {len(standing.waiting)} chờ")

    def show_received(self, sentence: str) -> None:
        """Say what was just received, and offer what may still be done with it."""
        self.received.show_state(RECEIVED_MARK, sentence)
        self.subject.hide()
        for part in (self.received, self.reprint, self.correct, self.undo):
            part.show()

    def show_parked(self, sentence: str) -> None:
        """Say what was put aside."""
        self._say(PARKED_MARK, sentence)

    def show_noted(self, sentence: str) -> None:
        """Say what was put on record without a reception."""
        self._say(RECEIVED_MARK, sentence)

    def _say(self, mark: Mark, sentence: str) -> None:
        self.hide_received()
        self.received.show_state(mark, sentence)
        self.received.show()
        self.subject.hide()

    def hide_received(self) -> None:
        """The next person's form has begun."""
        self.subject.show()
        for part in (self.received, self.reprint, self.correct, self.undo):
            part.hide()

    def show_missing(self, components: Sequence[Component]) -> None:
        """Name what F9 would jump to."""
        self.missing.setVisible(bool(components))
        if components:
            more = f" và {len(components) - 1} giấy tờ" if len(components) > MOST_NAMED else ""
            room = self.look.px(MISSING_NARROW if self.sections.is_folded else MISSING_WIDE)
            metrics = QFontMetrics(self.look.font())
            words = f"Còn thiếu {components[0].title}"
            cut = metrics.elidedText(
                words, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(more)
            )
            self.missing.show_state(MISSING_MARK, cut + more)

    def describe_sections(self, form: FormText, missing: Sequence[Component]) -> None:
        """Say in the folded lines what each section holds."""
        facts = (form.full_name, form.sex, form.birth_date, _masked(form.id_number), form.phone)
        person = " · ".join(fact for fact in facts if fact)
        self._describe(Part.APPLICANT, person, is_done=bool(form.full_name.strip()))
        chosen = self.procedure.procedure.chosen
        words = f"{chosen.code} {chosen.name}" if chosen else form.procedure_typed
        content = f" · {form.content}" if form.content else ""
        self._describe(Part.PROCEDURE, words + content, is_done=chosen is not None)
        count = self.papers.checklist.papers.paper_count()
        papers = f"{len(form.papers)} trong {count} giấy tờ" if count else "chưa có thủ tục"
        self._describe(Part.PAPERS, papers, is_done=chosen is not None and not missing)

    def _describe(self, part: Part, content: str, *, is_done: bool) -> None:
        drawing, tone = ("shape-tick", "ok") if is_done else ("shape-triangle", "due")
        self.sections.describe(part, content, drawing, tone)  # type: ignore[arg-type]

    # what the window asks

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.footer.fit(room)
        self.sections.fold(room.is_narrow)
        self.park.say("Gác lại" if room.is_narrow else "Gác lại, tiếp người sau")
        self.guide.say("Hướng dẫn" if room.is_narrow else "Hướng dẫn bổ sung")
        self.group.say("Nhóm" if room.is_narrow else "Nhận theo nhóm")
        self.leave.say("Về bàn" if room.is_narrow else "Về bàn làm việc")
        self.saved.setVisible(not room.is_narrow and bool(self.saved.text()))

    def enter(self) -> None:
        """Go on where the clerk was, or begin with the first field."""
        self.entered.emit()
        last = self.sections.focusWidget()
        if last is None or self.form().is_blank:
            self.start()
        else:
            last.setFocus()


def _masked(id_number: str) -> str:
    number = digits_of(id_number)
    return mask_id(number) if number else ""
