"""The ending of a chosen file: added when it is missing, never at the cost of another file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from ui.widgets.save_path import with_ending


@pytest.mark.parametrize(
    ("typed", "name"),
    [("sổ.2026", "sổ.2026.xlsx"), ("sổ.XLSX", "sổ.XLSX"), ("sổ.csv", "sổ.xlsx"), ("sổ", "sổ.xlsx")],
)
def test_an_ending_is_added_only_where_it_is_missing(qapp, tmp_path: Path, typed: str, name: str):
    (tmp_path / "sổ.XLSX").touch()
    window = QWidget()
    assert with_ending(window, str(tmp_path / typed), ".xlsx", (".csv", ".xlsx")) == tmp_path / name
    window.deleteLater()


@pytest.mark.parametrize(("button", "is_replaced"), [("Thay", True), ("Giữ tệp cũ", False)])
def test_a_file_that_the_ending_leads_to_is_asked_about(qapp, tmp_path: Path, button: str, is_replaced: bool):
    (tmp_path / "sổ.pdf").touch()
    window = QWidget()

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "Đã có tệp sổ.pdf" in box.text()
        next(each for each in box.buttons() if each.text() == button).click()

    QTimer.singleShot(0, answer)
    path = with_ending(window, str(tmp_path / "sổ"), ".pdf")
    assert path == (tmp_path / "sổ.pdf" if is_replaced else None)
    window.deleteLater()
