"""The register as a book, from the list of dossiers to a PDF."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt

from app.domain.register import Period
from tests.ui.dossier.frames import Frame
from tests.ui.printing.pdfs import text_of
from ui.dossiers.register_dialog import RegisterDialog, typed_day, usual_periods
from ui.printing.book_output import BookOnPdf

CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("Giàng A Mẫu", "Chử Văn Mẫu", "Bế Thị Mẫu")


@pytest.fixture
def dialog(frame: Frame) -> Iterator[RegisterDialog]:
    """Opened by its key on the list."""
    for name in NAMES:
        frame.counter.receive(name)
    frame.place.books_changed.emit()
    frame.press(Qt.Key.Key_3, CTRL)
    frame.press(Qt.Key.Key_P, CTRL)
    (opened,) = frame.desk.findChildren(RegisterDialog)
    frame.wait(opened.isVisible)
    yield opened
    opened.close()


def test_a_key_on_the_list_prints_the_years_book(
    frame: Frame, dialog: RegisterDialog, tmp_path: Path
) -> None:
    path = tmp_path / "so.pdf"
    path.write_bytes(b"older")
    dialog.begin(lambda: BookOnPdf(path))
    frame.wait(lambda: dialog.told.text().startswith("Đã in"))
    assert dialog.told.text() == "Đã in 3 hồ sơ, 1 trang và bìa."
    text = text_of(path.read_bytes())
    assert "Gồm3hồsơ,1trang" in text
    assert all(name.replace(" ", "") in text for name in NAMES)
    assert "Cộngdồn:3hồsơ" in text
    width, height = pdfium.PdfDocument(path)[0].get_size()
    assert width > height
    assert [each.name for each in tmp_path.glob("so.pdf*")] == ["so.pdf"]
    with frame.counter.desk.store.read() as connection:
        kept = connection.exec_driver_sql("SELECT detail FROM act_log WHERE kind = 'register_printed'")
        (detail,) = kept.scalar_one().splitlines()
    assert detail.endswith("lines 3 pages 1")


def test_a_stopped_book_leaves_nothing_and_the_older_file(
    frame: Frame, dialog: RegisterDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "so.pdf"
    path.write_bytes(b"older")
    start = dialog._start

    def start_and_stop(*given: object) -> None:
        start(*given)
        dialog.reject()  # a book of one page is done before anybody could look whether it has begun

    monkeypatch.setattr(dialog, "_start", start_and_stop)
    dialog.begin(lambda: BookOnPdf(path))
    frame.wait(lambda: dialog.told.text().startswith("Đã dừng"))
    assert path.read_bytes() == b"older"
    assert list(tmp_path.glob("*.part")) == []
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("01/01/2020", "31/01/2020", "chưa có hồ sơ nào"),
        ("02/01/2026", "01/01/2026", "Ngày cuối đứng trước ngày đầu"),
    ],
)
def test_a_period_without_a_book_is_said_in_plain_words(
    frame: Frame, dialog: RegisterDialog, tmp_path: Path, first: str, last: str, sentence: str
) -> None:
    dialog.first.fill(first)
    dialog.last.fill(last)
    dialog.begin(lambda: BookOnPdf(tmp_path / "so.pdf"))
    frame.wait(lambda: sentence in dialog.told.text())
    assert not list(tmp_path.glob("so.pdf*"))


def test_a_day_that_is_none_is_said_under_its_field(dialog: RegisterDialog) -> None:
    for wrong in ("31/02/2026", "31/12/9999"):
        dialog.last.fill(wrong)
        assert dialog.period() is None
        assert "ngày/tháng/năm" in dialog.last_row.error()


def test_offices_bind_by_year_quarter_and_month() -> None:
    periods = dict(usual_periods(date(2026, 11, 22)))
    assert periods["Cả năm 2026"] == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert periods["Quý 4 năm 2026"] == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert periods["Tháng 10/2026"] == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert typed_day(" 5/3/2027 ") == date(2027, 3, 5)
