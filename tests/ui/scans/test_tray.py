"""The scanner's folder: what comes is said once, looked at, filed, and cleared."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.scan import RESULT, paper
from app.platform import wia
from app.services import attachments, scan_folder
from tests.support.papers import a_locked_pdf, a_page, a_photo, a_scan, as_bytes
from tests.ui.reception.conftest import CARD, Office
from ui.scans.dialog import ScanDialog
from ui.settings.scans_page import ScansPage

TOPIC_WORDS = "Thư mục máy quét có"


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """The folder is chosen on its page, and looked at when a test says so."""
    made = tmp_path / "quet"
    made.mkdir()
    page = ScansPage(office.window.workplace)
    page.choose_folder(made)
    office.settle()
    office.wait(lambda: office.window.tray.watch._folder == made)
    office.window.tray.watch._clock.stop()
    office.wait(lambda: not office.window.tray.watch._is_asking)  # it may have looked by itself meanwhile
    page.deleteLater()
    return made


def said(office: Office) -> str:
    shown = office.window.messages.shown()
    return shown.sentence if shown else ""


def look_twice(office: Office) -> None:
    watch = office.window.tray.watch
    for _ in range(2):
        watch.look()
        office.wait(lambda: not watch._is_asking)


def opened(office: Office, stacks: int) -> ScanDialog:
    """Alt+Q: the dialog, once its stacks are there and their dossiers known."""
    office.window.workplace.message_acted.emit("scan-tray")
    dialog = office.window.tray.intake.dialog
    assert dialog is not None
    office.wait(lambda: dialog.stacks.rowCount() == stacks)
    office.settle()
    return dialog


def rows(dialog: ScanDialog) -> list[tuple[str, str]]:
    return [tuple(entry.text for entry in dialog.stacks.entries(n)) for n in range(dialog.stacks.rowCount())]


def test_a_pile_with_slips_goes_to_their_dossiers_and_leaves_the_folder(office: Office, folder: Path) -> None:
    first, second = (office.counter.receive(name) for name in ("Chử Văn Mẫu", "Lò Thị Mẫu"))
    (folder / "Tập sáng.pdf").write_bytes(a_scan([first.code, "", second.code]))
    look_twice(office)
    assert said(office).startswith(f"{TOPIC_WORDS} 1 tệp")
    dialog = opened(office, stacks=2)
    assert [code for _, code in rows(dialog)] == [first.code[-11:], second.code[-11:]]
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_1)
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_Down)
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_K)
    dialog.save.click()
    office.wait(lambda: office.window.tray.intake.dialog is None)
    office.settle()
    desk = office.counter.desk
    assert [view.record.place for view in attachments.of_dossier(desk, first.dossier_id)] == [paper(1)]
    assert [view.record.place for view in attachments.of_dossier(desk, second.dossier_id)] == [RESULT]
    office.wait(lambda: list(folder.iterdir()) == [])


def test_only_what_was_added_leaves_and_not_the_next_pile_under_its_name(
    office: Office, folder: Path
) -> None:
    """a.pdf is added, of b.pdf every page is left out, and the scanner writes c.pdf anew meanwhile."""
    receipt = office.counter.receive("Chử Văn Mẫu")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (folder / name).write_bytes(a_scan([receipt.code]))
    look_twice(office)
    dialog = opened(office, stacks=3)
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_Down)
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_Delete)
    unseen = a_scan([receipt.code, ""])
    (folder / "c.pdf").write_bytes(unseen)
    dialog.save.click()
    office.wait(lambda: office.window.tray.intake.dialog is None)
    office.wait(lambda: not (folder / "a.pdf").exists())
    assert sorted(path.name for path in folder.iterdir()) == ["b.pdf", "c.pdf"]
    assert (folder / "c.pdf").read_bytes() == unseen
    look_twice(office)
    assert said(office).startswith(f"{TOPIC_WORDS} 1 tệp")


def test_what_is_not_added_stays_in_the_folder(office: Office, folder: Path) -> None:
    """Pages without a slip ask for their dossier; Esc leaves everything as it was."""
    (folder / "a.pdf").write_bytes(a_scan(["", ""]))
    look_twice(office)
    dialog = opened(office, stacks=1)
    assert rows(dialog) == [("2 trang, đen trắng", "Chưa rõ hồ sơ")]
    dialog.save.click()
    assert "chưa rõ của hồ sơ nào" in dialog.error.text()
    dialog.code.setText("H99.45.17-200101-0001")
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    office.wait(lambda: "Chưa có hồ sơ" in dialog.error.text())
    dialog.reject()
    assert (folder / "a.pdf").exists()
    look_twice(office)
    assert said(office) == "", "a file is told of once"


def test_a_typed_code_files_a_pile_that_was_parted_and_thinned_by_hand(office: Office, folder: Path) -> None:
    receipt = office.counter.receive("Chử Văn Mẫu")
    (folder / "a.tif").write_bytes(a_scan(["", "", ""], "TIFF"))
    look_twice(office)
    dialog = opened(office, stacks=1)
    dialog.code.setText(receipt.code.lower())
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    office.wait(lambda: rows(dialog)[0][1] != "Chưa rõ hồ sơ")
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_PageDown)
    dialog.part.click()
    dialog.tone.click()
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_PageDown)
    QTest.keyClick(dialog.stack_sheet, Qt.Key.Key_Delete)
    assert [words for words, _ in rows(dialog)] == ["1 trang, đen trắng", "1 trong 2 trang, xám"]
    assert dialog.page_words.text().startswith("Trang 2/2, sẽ bỏ")
    dialog.save.click()
    office.wait(lambda: office.window.tray.intake.dialog is None)
    office.settle()
    names = [view.record.name for view in attachments.of_dossier(office.counter.desk, receipt.dossier_id)]
    assert names == ["a, trang 1.pdf", "a, trang 2.pdf"]


def test_a_file_that_is_still_being_written_waits(office: Office, folder: Path) -> None:
    watch, path = office.window.tray.watch, folder / "a.pdf"
    for size in (1, 2, 3):
        path.write_bytes(b"%" * size)
        watch.look()
        office.wait(lambda: not watch._is_asking)
    assert said(office) == ""


def test_a_photo_of_a_card_fills_the_form_in_front_and_stays_in_the_folder(
    office: Office, folder: Path
) -> None:
    (folder / "the.jpg").write_bytes(as_bytes(a_photo(CARD)))
    look_twice(office)
    office.wait(lambda: office.form.form().full_name == "Nguyễn Thị Hồng Nhung")
    assert (folder / "the.jpg").exists()


def test_a_card_is_kept_in_grey_and_a_locked_file_is_one_sentence(office: Office, folder: Path) -> None:
    card = a_page(size=(1000, 700))
    card.paste(a_photo(CARD, 3, (400, 400)).convert("RGB"), (300, 100))
    (folder / "a.jpg").write_bytes(as_bytes(card))
    (folder / "b.pdf").write_bytes(a_locked_pdf())
    look_twice(office)
    dialog = opened(office, stacks=1)
    office.wait(lambda: "mật khẩu" in dialog.error.text())
    assert rows(dialog)[0][0] == "1 trang, xám"
    dialog.reject()


def test_nobody_is_told_of_scans_behind_the_lock(office: Office, folder: Path) -> None:
    office.window.lock()
    (folder / "a.pdf").write_bytes(a_scan([""]))
    look_twice(office)
    assert said(office) == ""


def test_a_folder_that_is_gone_is_empty_and_only_its_own_files_are_cleared(tmp_path: Path) -> None:
    assert scan_folder.look(tmp_path / "gone") == {}
    (tmp_path / "tray").mkdir()
    own, other = tmp_path / "tray" / "a.pdf", tmp_path / "b.pdf"
    for path in (own, other):
        path.write_bytes(b"%")
    lying = [found for path in (own, other) if (found := scan_folder.lying(path))]
    gone = scan_folder.Lying(tmp_path / "tray" / "gone.pdf", (1, 1))
    scan_folder.use_up(tmp_path / "tray", [*lying, gone])
    assert (own.exists(), other.exists()) == (False, True)
    assert scan_folder.lying(gone.path) is None


@pytest.mark.parametrize("answer", [b"", b"\x89PNG page"])
def test_what_the_scanner_gives_is_a_page_or_nothing(answer: bytes) -> None:
    assert wia.scanned_page(lambda *_words: answer) == answer


def test_a_scanner_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(wia.NoScanner):
        wia.scanned_page(lambda *_words: None)
