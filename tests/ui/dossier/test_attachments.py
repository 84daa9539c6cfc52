"""The tab of scans: adding, looking, and what is said of each."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from app.changes.blocks import reference
from app.changes.registry import Command
from app.domain.ids import DossierId
from app.services import attachments
from app.services.attachments import AttachmentState
from app.storage import scans
from app.storage.journal import Act
from tests.support.papers import a_letter, a_page, as_bytes
from tests.ui.dossier.frames import Frame
from ui.dossier import attachment_words
from ui.dossier.attachment_files import PREFIX, PrivateFiles

CTRL = Qt.KeyboardModifier.ControlModifier
TAB = 4
PDF = b"%PDF-1.7 a sample" + bytes(70_000)


@pytest.fixture
def opened(frame: Frame) -> DossierId:
    """A dossier with its tab of scans in front."""
    id_ = frame.counter.receive("Chử Văn Mẫu", id_number="000068005530").dossier_id
    frame.open(id_)
    frame.page.tabs.setCurrentIndex(TAB)
    return id_


@pytest.fixture
def shown_elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to another program."""
    paths: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not paths.append(Path(url.toLocalFile())))
    return paths


def add(frame: Frame, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    rows = frame.page.attachments.model.rowCount()
    frame.desk.dossier.attachments.add([path])
    keep(frame)
    frame.wait(lambda: frame.page.attachments.model.rowCount() == rows + 1)
    frame.settle()


def keep(frame: Frame) -> None:
    """F9 in the dialog, once its pages are there."""
    dialog = frame.desk.dossier.attachments.intake.dialog
    assert dialog is not None
    frame.wait(dialog.save.isEnabled)
    frame.settle()
    dialog.save.click()
    frame.wait(lambda: frame.desk.dossier.attachments.intake.dialog is None)
    frame.window.activateWindow()  # a window manager does it when a dialog closes
    frame.wait(frame.window.isActiveWindow)


def words(frame: Frame, row: int) -> list[str]:
    model = frame.page.attachments.model
    return [model.index(row, column).data() for column in (0, 2)]


def test_ctrl_o_asks_for_a_file_and_adds_it_with_its_first_page(
    frame: Frame, opened: DossierId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tester = QAbstractItemModelTester(
        frame.page.attachments.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    path = tmp_path / "Tờ khai.jpg"
    path.write_bytes(as_bytes(a_page()))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    frame.press(Qt.Key.Key_O, CTRL)
    keep(frame)
    frame.wait(lambda: frame.page.attachments.model.rowCount() == 1)
    frame.wait(frame.page.attachments.picture.has_page)
    assert words(frame, 0) == ["Tờ khai.pdf", "Máy này"]
    assert frame.page.tabs.tabText(TAB) == "Bản quét 1"
    assert frame.page.attachments.said.text().startswith("Đã thêm 1")
    assert tester is not None


def test_what_is_no_scan_is_said_in_the_dialog(frame: Frame, opened: DossierId, tmp_path: Path) -> None:
    path = tmp_path / "Tờ khai.pdf"
    path.write_bytes(b"MZ not a scan")
    frame.desk.dossier.attachments.add([path])
    dialog = frame.desk.dossier.attachments.intake.dialog
    assert dialog is not None
    frame.wait(lambda: "không phải ảnh, PDF" in dialog.error.text())
    assert not dialog.save.isEnabled()
    dialog.reject()
    assert frame.page.attachments.model.rowCount() == 0


def test_enter_opens_a_private_copy_that_goes_when_the_desk_is_locked(
    frame: Frame, opened: DossierId, tmp_path: Path, shown_elsewhere: list[Path]
) -> None:
    add(frame, tmp_path / "../x.pdf", a_letter())
    frame.page.attachments.sheet.setFocus()
    frame.press(Qt.Key.Key_Return)
    frame.wait(lambda: bool(shown_elsewhere))
    (path,) = shown_elsewhere
    assert path.name == "ban-quet-1.pdf"
    assert path.read_bytes() == a_letter()
    assert path.parent.name.startswith(PREFIX)
    assert path.parent.stat().st_mode & 0o077 == 0
    frame.place.seat(None)
    assert not path.exists()


def test_a_scan_that_is_not_here_is_on_its_way_and_enter_asks_for_it(
    frame: Frame, opened: DossierId, shown_elsewhere: list[Path]
) -> None:
    store = frame.counter.desk.store
    ref = reference(bytes(200_000))
    with store.write(Act(Command.ATTACH)) as unit:
        scans.add(unit, opened, "Trích lục.pdf", "application/pdf", ref, None, None)
    frame.desk.dossier.attachments.refresh()
    frame.wait(lambda: frame.page.attachments.model.rowCount() == 1)
    assert words(frame, 0) == ["Trích lục.pdf", "Chưa tải về"]
    frame.page.attachments.sheet.setFocus()
    with frame.qtbot.waitSignal(frame.place.books_changed):  # the window exchanges soon after
        frame.press(Qt.Key.Key_Return)
    with store.read() as connection:
        assert scans.way(connection, ref).is_wanted
    assert shown_elsewhere == []


def test_the_scans_of_another_dossier_take_the_place_of_the_first_ones(
    frame: Frame, opened: DossierId, tmp_path: Path
) -> None:
    add(frame, tmp_path / "a.jpg", as_bytes(a_page()))
    other = frame.counter.receive("Lò Thị Mẫu", id_number="000068005531").dossier_id
    frame.open(other)
    frame.settle()
    assert frame.page.attachments.model.rowCount() == 0
    assert not frame.page.attachments.picture.has_page()
    assert frame.page.tabs.tabText(TAB) == "Bản quét 0"


def test_a_pdf_that_came_without_a_picture_is_drawn_here(frame: Frame, opened: DossierId) -> None:
    desk, officer = frame.counter.desk, frame.counter.officer
    for name, data in (("Hỏng.pdf", PDF), ("Văn bản.pdf", a_letter())):
        attachments.attach_scan(desk, officer, opened, name, data)
    frame.desk.dossier.attachments.refresh()
    frame.wait(lambda: frame.page.attachments.model.rowCount() == 2)
    assert not frame.page.attachments.picture.has_page()
    frame.page.attachments.sheet.setCurrentIndex(frame.page.attachments.model.index(1, 0))
    frame.wait(frame.page.attachments.picture.has_page)


@pytest.mark.parametrize(
    ("state", "done", "said"),
    [
        (AttachmentState.HERE, 0, "Máy này"),
        (AttachmentState.SENDING, 3, "Đang gửi 3/9"),
        (AttachmentState.RECEIVED, 9, "Cấp trên đã nhận"),
        (AttachmentState.AWAY, 0, "Chưa tải về"),
        (AttachmentState.COMING, 0, "Bản quét đang về"),
        (AttachmentState.COMING, 4, "Đang về 4/9"),
    ],
)
def test_each_state_has_its_words(state: AttachmentState, done: int, said: str) -> None:
    view = attachments.AttachmentView(None, state, done, 9, False, False)  # type: ignore[arg-type]
    assert attachment_words.state_words(view) == said


@pytest.fixture
def left_behind(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / f"{PREFIX}crashed"
    folder.mkdir()
    (folder / "ban-quet-1.pdf").write_bytes(PDF)
    return folder


def test_what_a_crash_left_behind_goes_at_the_next_start(tmp_path: Path, left_behind: Path) -> None:
    files = PrivateFiles(tmp_path)
    assert not left_behind.exists()
    path = files.put(PDF, ".pdf")
    assert path.read_bytes() == PDF
    files.clear()
    assert not path.parent.exists()
    assert files.put(PDF, ".pdf").exists()


def test_another_window_leaves_alone_what_is_being_looked_at(tmp_path: Path, left_behind: Path) -> None:
    """A second profile, or a second person on the same machine, starts while a scan is open here."""
    ours = PrivateFiles(tmp_path)
    shown = ours.put(PDF, ".pdf")
    second = PrivateFiles(tmp_path)
    theirs = second.put(PDF, ".pdf")
    assert shown.read_bytes() == PDF
    assert theirs.parent != shown.parent
    ours.clear()
    assert theirs.exists()
    second.clear()
    assert list(tmp_path.iterdir()) == [], "neither folders nor locks are left"


def test_a_window_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    """Its lock went with it."""
    work = (
        "import os, sys; from pathlib import Path; from ui.dossier.attachment_files import PrivateFiles;"
        "PrivateFiles(Path(sys.argv[1])).put(b'%PDF', '.pdf'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", work, str(tmp_path)], check=False)
    assert list(tmp_path.glob("*/ban-quet-1.pdf"))
    PrivateFiles(tmp_path)
    assert list(tmp_path.iterdir()) == []
