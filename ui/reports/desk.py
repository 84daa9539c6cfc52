"""The desk of figures: reads what the page asks for, prints and exports it, and opens what is behind."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.form_06a import Denominator, Form06a
from app.domain.ids import DossierId
from app.domain.reporting import Period
from app.export.sheet import Sheet
from app.services import exports, reports
from app.services.board import BoardRow
from app.services.exports import Outgoing
from app.services.reports import IndexReport, Report, ReportChoices, ReportLine
from app.storage.report_rows import By, Chosen
from ui.dossiers.tops import Tops
from ui.main_window import REPORTS
from ui.reports.behind import BehindList
from ui.reports.report_print import report_job
from ui.reports.sheets import form_sheet, index_sheet, period_words, report_sheet
from ui.reports.view import ReportView
from ui.reports.words import (
    BY_OF_TAB,
    FORM_FIGURES,
    GROUP_FIGURES,
    KIND_WORDS,
    Tab,
    form_columns,
    form_rows,
    head_figures,
    index_columns,
    index_rows,
    late_sentence,
    rate_sentence,
)
from ui.saving import ListSaver
from ui.theme.measures import Room
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

Answer = TypeVar("Answer")

PRINTED = "report_printed"
HINT = "Mũi tên để chọn con số, Enter để xem hồ sơ của nó."
FULL_FORM = "Đã thử 3=4+5+6, 7=8+9+10, 11=12+13, 3=7+11."


class Asked(NamedTuple):
    """What a question was about; it stays beside its answer, whatever is chosen meanwhile."""

    tab: Tab
    period: Period
    choices: ReportChoices


class ReportsDesk(Desk):
    """Answers of a period that was left meanwhile are not shown."""

    def __init__(self, workplace: Workplace) -> None:
        self.view = ReportView(workplace.look)
        self.behind = BehindList(workplace.look, workplace.runner)
        self._tops = Tops(workplace.look, self.view.head, self.behind.head)
        super().__init__(workplace.look, "Báo cáo", self._tops)
        self._place = workplace
        self.saver = ListSaver(workplace, self)
        self._asked = 0
        self._has_entered = False
        self._offered_on: date | None = None
        self._choices = ReportChoices()
        self._sheet: Sheet | None = None
        self._report: Report | None = None
        self._shown: Asked | None = None
        self._printable: tuple[Form06a, Asked] | None = None
        self._chosen: Chosen | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.behind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._connect()

    def _connect(self) -> None:
        view, behind = self.view, self.behind
        view.period.chosen.connect(lambda _period: self.refresh())
        view.tab_chosen.connect(lambda _tab: self.refresh())
        view.choices_changed.connect(self._keep_choices)
        view.opened.connect(self._open_figure)
        view.print_asked.connect(self._print)
        view.export_asked.connect(self._export_figures)
        behind.left.connect(self._show_figures)
        behind.opened.connect(self._open_dossier)
        behind.export_asked.connect(self._export_list)
        behind.model.failed.connect(self._place.tell_failure)
        self._place.books_changed.connect(self._refresh_if_seen)

    # the figures

    def refresh(self) -> None:
        """Read what the page shows."""
        self._offer_periods()
        period, tab, desk = self.view.period.period(), self.view.tab(), self._place.desk
        if period is None:
            return
        choices = self._choices
        asked = Asked(tab, period, choices)
        if tab is Tab.INDEX:
            self._ask(asked, lambda: reports.index_report(desk, period), self._take_index)
        elif tab is Tab.FORM:
            self._ask(
                asked,
                lambda: (reports.form(desk, period, choices), reports.report(desk, period, By.FIELD)),
                self._take_form,
            )
        else:
            by = BY_OF_TAB[tab]
            self._ask(asked, lambda: reports.report(desk, period, by), self._take_report)

    def _offer_periods(self) -> None:
        """Those of today; a window that stays open overnight is offered them anew."""
        today = self._place.desk.today()
        if self._offered_on != today:
            self._offered_on = today
            self.view.period.offer(reports.periods(self._place.desk))

    def _ask(
        self, asked: Asked, question: Callable[[], Answer], take: Callable[[Answer, Asked], None]
    ) -> None:
        self._asked += 1
        self._printable = None
        number = self._asked

        def answered(answer: Answer) -> None:
            if number == self._asked:
                self._shown = asked
                take(answer, asked)

        self._place.ask(question, answered)

    def _take_report(self, shown: Report, _asked: Asked) -> None:
        self._report, self._sheet = shown, report_sheet(shown)
        self.view.remark.setText(HINT)
        self.view.show_report(shown)

    def _take_form(self, answer: tuple[Form06a, Report], asked: Asked) -> None:
        form, self._report = answer
        self._printable = form, asked
        self._sheet = form_sheet(form, asked.period)
        lines = {line.words: line for line in self._report.lines}
        self.view.figures.show_figures(head_figures(self._report.total.figures))
        self.view.remark.setText(f"{rate_sentence(form)} {FULL_FORM}")
        self.view.remark.setToolTip(self.view.remark.text())
        rows = form_rows(form, lines, self._report.total)
        self.view.show_table(form_columns(), rows, can_open=True)

    def _take_index(self, found: IndexReport, asked: Asked) -> None:
        self._sheet = index_sheet(found, asked.period)
        self.view.remark.setText(late_sentence(found.lateness))
        self.view.show_table(index_columns(), index_rows(found), can_open=False)

    def _keep_choices(self) -> None:
        over = Denominator.RECEIVED if self.view.over.isChecked() else Denominator.SETTLED
        self._choices = ReportChoices(over, self.view.aside.isChecked())
        choices, desk = self._choices, self._place.desk
        self._place.ask(lambda: reports.keep_choices(desk, choices), lambda _done: self.refresh())

    def _take_choices(self, choices: ReportChoices) -> None:
        self._choices = choices
        self.view.aside.setChecked(choices.aside_is_on_time)
        self.view.over.setChecked(choices.denominator is Denominator.RECEIVED)
        self.refresh()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    # what is behind a figure

    def _open_figure(self, line: object, column: int) -> None:
        shown = self._shown
        if not isinstance(line, ReportLine) or self._report is None or shown is None or column < 1:
            return
        if shown.tab is Tab.FORM:
            figure = FORM_FIGURES[column - 1]
            kind = figure.wide if shown.choices.aside_is_on_time else figure.plain
        else:
            kind = GROUP_FIGURES[column - 1].kind
        desk = self._place.desk
        wanted = reports.chosen(desk, self._report, line, kind)
        words = f"{line.words}: {KIND_WORDS[kind]}, {period_words(self._report.period)}"
        self._place.ask(
            lambda: reports.count_chosen(desk, wanted), lambda count: self._show_behind(wanted, words, count)
        )

    def _show_behind(self, wanted: Chosen, words: str, count: int) -> None:
        desk = self._place.desk
        self._chosen = wanted

        def fetch(offset: int, limit: int) -> Sequence[BoardRow]:
            return reports.chosen_page(desk, wanted, offset, limit)

        self.behind.show_list(words, count, fetch)
        self._pages.setCurrentWidget(self.behind)
        self._tops.show_bar(self.behind.head)
        self._come_to_front()

    def _show_figures(self) -> None:
        self._pages.setCurrentWidget(self.view)
        self._tops.show_bar(self.view.head)
        self._come_to_front()

    def _open_dossier(self, row: BoardRow) -> None:
        self._place.dossier_wanted.emit(DossierId(row.dossier_id))

    def _come_to_front(self) -> None:
        """The window measures its top strip when a desk comes to the front."""
        self._place.desk_wanted.emit(REPORTS)

    # on paper and as a file

    def _print(self) -> None:
        """The form as it is shown; while another is asked for there is none."""
        if self._printable is None:
            return
        (form, asked), place = self._printable, self._place
        officer = place.officer
        place.print(
            lambda: report_job(place.desk, officer, asked.period, form, asked.choices),
            lambda _reprint_no: place.tell(Message(PRINTED, "Đã in biểu II.06a.", "ok")),
        )

    def _export_figures(self) -> None:
        if self._sheet is not None and self._shown is not None:
            sheet, what = self._sheet, self._shown.tab.name
            rows = list(sheet.rows)
            self.saver.ask_and_save(f"bao-cao-{what.lower()}", what, lambda: Outgoing(sheet, len(rows)))

    def _export_list(self) -> None:
        if self._chosen is None:
            return
        wanted, words, desk = self._chosen, self.behind.words, self._place.desk

        def gather() -> Outgoing:
            ids = reports.every_chosen(desk, wanted, exports.MOST_ROWS + 1)
            return exports.outgoing_dossiers(desk, words, ids)

        self.saver.ask_and_save("ho-so", "dossiers", gather)

    # what the window asks

    def fit(self, room: Room) -> None:
        self.view.fit(room)
        self.behind.fit(room)
        super().fit(room)

    def enter(self) -> None:
        """The first time the periods of today are offered; after that what was chosen stays."""
        if not self._has_entered:
            self._has_entered = True
            desk = self._place.desk
            self._offer_periods()
            self._place.ask(lambda: reports.read_choices(desk), self._take_choices)
        elif self._pages.currentWidget() is self.view:
            self.refresh()
        page = self.view if self._pages.currentWidget() is self.view else self.behind
        page.enter()
