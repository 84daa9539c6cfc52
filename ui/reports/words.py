"""The tabs, columns and sentences of the figures."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import Qt

from app.domain.form_06a import DENOMINATOR_WORDS, Form06a, FormRow
from app.domain.reporting import Figures
from app.printing.report_06a import percent_in_words
from app.services.reports import IndexReport, Report, ReportLine
from app.storage.index_rows import Lateness
from app.storage.report_rows import By, Kind
from ui.reports.charts import Bar, Part, whole
from ui.reports.figure_grid import GridRow, text_column
from ui.widgets.figures import Figure
from ui.widgets.paged_model import Column

Pattern = Qt.BrushStyle


class Tab(Enum):
    """What the page shows."""

    FIELD = "Theo lĩnh vực"
    PROCEDURE = "Theo thủ tục"
    DESK = "Theo bàn"
    HOUR = "Theo giờ nhận"
    FORM = "Biểu II.06a"
    INDEX = "Chỉ số 766"


BY_OF_TAB: Mapping[Tab, By] = {
    Tab.FIELD: By.FIELD,
    Tab.PROCEDURE: By.PROCEDURE,
    Tab.DESK: By.DESK,
    Tab.HOUR: By.HOUR,
}
GROUP_WORDS: Mapping[By, str] = {
    By.FIELD: "Lĩnh vực",
    By.PROCEDURE: "Thủ tục",
    By.DESK: "Bàn nhận",
    By.HOUR: "Giờ nhận",
}

PARTS = (
    Part("Xong trước hạn", "ok", "ok"),
    Part("Xong đúng hạn", "ok", "ok_bg", Pattern.BDiagPattern, "ok"),
    Part("Xong quá hạn", "late", "late", Pattern.VerPattern),
    Part("Đang giải quyết, trong hạn", "pause", "pause_bg"),
    Part("Đang giải quyết, quá hạn", "late", "late_bg", Pattern.DiagCrossPattern, "late"),
)
RECEIVED_PART = (Part("Nhận trong kỳ", "accent", "accent"),)
OFFICE_HOURS = range(7, 18)


class Counted(NamedTuple):
    """A figure of a group: its head, which dossiers it counts, and its number."""

    title: str
    kind: Kind
    number: Callable[[Figures], int]


GROUP_FIGURES: Sequence[Counted] = (
    Counted("Đã nhận", Kind.RECEIVED, lambda f: f.received_total),
    Counted("Trực tuyến", Kind.ONLINE, lambda f: f.received_online),
    Counted("Trước hạn", Kind.EARLY, lambda f: f.settled_early),
    Counted("Đúng hạn", Kind.ON_TIME, lambda f: f.settled_on_time),
    Counted("Quá hạn", Kind.LATE, lambda f: f.settled_late),
    Counted("Còn trong hạn", Kind.PENDING_IN_TIME, lambda f: f.pending_in_time),
    Counted("Còn quá hạn", Kind.PENDING_LATE, lambda f: f.pending_late),
    Counted("Chờ bổ sung", Kind.WAITING, lambda f: f.waiting),
)


class FormFigure(NamedTuple):
    """A column of the form; the dossiers it counts where what is set aside is on time, and where not."""

    title: str
    plain: Kind
    wide: Kind


FORM_FIGURES = (
    FormFigure("(3) Đã nhận", Kind.RECEIVED, Kind.RECEIVED),
    FormFigure("(4) Trực tuyến", Kind.ONLINE, Kind.ONLINE),
    FormFigure("(5) Trực tiếp", Kind.DIRECT, Kind.DIRECT),
    FormFigure("(6) Kỳ trước", Kind.CARRIED, Kind.CARRIED),
    FormFigure("(7) Đã xong", Kind.SETTLED, Kind.SETTLED_OR_ASIDE),
    FormFigure("(8) Trước hạn", Kind.EARLY, Kind.EARLY_WITH_RESULT),
    FormFigure("(9) Đúng hạn", Kind.ON_TIME, Kind.ON_TIME_OR_ASIDE),
    FormFigure("(10) Quá hạn", Kind.LATE, Kind.LATE_WITH_RESULT),
    FormFigure("(11) Đang làm", Kind.PENDING, Kind.RUNNING),
    FormFigure("(12) Trong hạn", Kind.PENDING_IN_TIME, Kind.RUNNING_IN_TIME),
    FormFigure("(13) Quá hạn", Kind.PENDING_LATE, Kind.RUNNING_LATE),
)


def group_columns(by: By) -> Sequence[Column[GridRow]]:
    """The table behind a chart."""
    first = text_column(GROUP_WORDS[by], 0, 170, stretch=4)
    return (first, *_number_columns([figure.title for figure in GROUP_FIGURES], 74))


def form_columns() -> Sequence[Column[GridRow]]:
    """The form's columns, numbered as on paper."""
    first = text_column("(2) Lĩnh vực", 0, 150, stretch=3)
    return (first, *_number_columns([figure.title for figure in FORM_FIGURES], 62))


def index_columns() -> Sequence[Column[GridRow]]:
    """The figures of the index with what each is made of."""
    return (
        text_column("Chỉ số", 0, 240, stretch=2),
        text_column("Kết quả", 1, 96, is_right=True),
        text_column("Tử số", 2, 76, is_right=True),
        text_column("Mẫu số", 3, 76, is_right=True),
        text_column("Cách tính", 4, 260, stretch=3, tone="text2"),
    )


def _number_columns(titles: Sequence[str], width: int) -> list[Column[GridRow]]:
    return [text_column(title, place, width, 1, is_right=True) for place, title in enumerate(titles, 1)]


def group_rows(shown: Report) -> Sequence[GridRow]:
    """A line for each group, and the total first: it is what is looked for."""
    lines = [_group_row(shown.total, is_total=True)] if shown.lines else []
    return [*lines, *(_group_row(line) for line in shown.lines)]


def _group_row(line: ReportLine, *, is_total: bool = False) -> GridRow:
    numbers = (whole(figure.number(line.figures)) for figure in GROUP_FIGURES)
    return GridRow((line.words, *numbers), line, is_total)


def form_rows(form: Form06a, lines: Mapping[str, ReportLine], total: ReportLine) -> Sequence[GridRow]:
    """The form's lines, each with the group of the report that it counts."""
    if not form.rows:
        return ()
    rows = [_form_row(row, lines[row.field]) for row in form.rows]
    return [*rows, _form_row(form.total, total, is_total=True)]


def _form_row(row: FormRow, line: ReportLine, *, is_total: bool = False) -> GridRow:
    return GridRow((row.field, *map(whole, row.numbers)), line, is_total)


def index_rows(found: IndexReport) -> Sequence[GridRow]:
    """The shares, the mean times of the most frequent procedures, and both kinds of lateness."""
    shares = [
        GridRow(
            (
                f"{figure.number}  {figure.name}",
                figure.text,
                whole(figure.numerator),
                whole(figure.denominator),
                f"{_large(figure.numerator_words)} / {figure.denominator_words}",
            )
        )
        for figure in found.figures
    ]
    means = [
        GridRow(
            (
                f"2.2  {mean.procedure_name}",
                mean.text,
                "",
                whole(mean.settled),
                "Từ lúc nhận đến khi xong, trừ thời gian chờ bổ sung / đã có kết quả",
            )
        )
        for mean in found.mean_times
    ]
    return [*_late_rows(found.lateness), *shares, *means]


def _late_rows(late: Lateness) -> Sequence[GridRow]:
    return [
        GridRow(
            (
                "Làm chậm",
                whole(late.handled_late),
                "",
                whole(late.ended),
                "Sổ của bàn ghi xong sau giờ hẹn: chậm thật, cần xin lỗi người dân",
            )
        ),
        GridRow(
            (
                "Chỉ gửi chậm",
                whole(late.synced_late),
                "",
                whole(late.ended),
                "Xong kịp giờ hẹn, nhưng cấp trên nhận tin sau giờ hẹn nên thấy là chậm",
            )
        ),
    ]


def bars_of(shown: Report) -> Sequence[Bar]:
    """A bar for each group; of hours only what was received in them, the office's hours always."""
    if shown.by is not By.HOUR:
        return [Bar(line.words, _parts_of(line.figures)) for line in shown.lines]
    found = {int(line.key or 0): line.figures.received_new for line in shown.lines}
    hours = sorted({*found, *OFFICE_HOURS})
    return [Bar(f"{hour}h", (found.get(hour, 0),)) for hour in hours]


def _parts_of(figures: Figures) -> tuple[int, ...]:
    return (
        figures.settled_early,
        figures.settled_on_time,
        figures.settled_late,
        figures.pending_in_time,
        figures.pending_late,
    )


def head_figures(figures: Figures) -> Sequence[Figure]:
    """The period in one strip."""
    in_time = figures.settled_early + figures.settled_on_time
    shown = [
        Figure(whole(figures.received_total), "đã nhận"),
        Figure(whole(figures.settled_total), "đã giải quyết"),
        Figure(whole(figures.settled_late), "xong quá hạn"),
        Figure(whole(figures.pending_total), "đang giải quyết"),
        Figure(whole(figures.pending_late), "đang quá hạn"),
        Figure(whole(figures.waiting), "chờ bổ sung"),
    ]
    if figures.settled_total:
        rate = percent_in_words(100 * in_time / figures.settled_total)
        shown.insert(2, Figure(rate, "đúng hạn / đã giải quyết"))
    return shown


def rate_sentence(form: Form06a) -> str:
    """The on-time rate with its denominator."""
    over = DENOMINATOR_WORDS[form.denominator]
    return f"Đúng hạn {percent_in_words(form.on_time_percent())}, tính trên {over}."


def late_sentence(late: Lateness) -> str:
    """Both kinds of lateness in one line."""
    return (
        f"{whole(late.handled_late)} hồ sơ làm chậm, {whole(late.synced_late)} hồ sơ làm kịp nhưng gửi chậm."
    )


KIND_WORDS: Mapping[Kind, str] = {
    Kind.RECEIVED: "đã nhận",
    Kind.NEW: "nhận trong kỳ",
    Kind.ONLINE: "nhận trực tuyến",
    Kind.DIRECT: "nhận trực tiếp, bưu chính",
    Kind.CARRIED: "từ kỳ trước",
    Kind.SETTLED: "đã giải quyết",
    Kind.EARLY: "xong trước hạn",
    Kind.ON_TIME: "xong đúng hạn",
    Kind.LATE: "xong quá hạn",
    Kind.ASIDE: "trả lại, dừng, rút",
    Kind.PENDING: "đang giải quyết",
    Kind.PENDING_IN_TIME: "đang giải quyết, trong hạn",
    Kind.PENDING_LATE: "đang giải quyết, quá hạn",
    Kind.WAITING: "chờ bổ sung",
    Kind.SETTLED_OR_ASIDE: "đã giải quyết, gồm chờ bổ sung",
    Kind.EARLY_WITH_RESULT: "xong trước hạn",
    Kind.ON_TIME_OR_ASIDE: "đúng hạn, gồm chờ bổ sung, trả lại, rút",
    Kind.LATE_WITH_RESULT: "xong quá hạn",
    Kind.RUNNING: "đang giải quyết",
    Kind.RUNNING_IN_TIME: "đang giải quyết, trong hạn",
    Kind.RUNNING_LATE: "đang giải quyết, quá hạn",
}


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]
