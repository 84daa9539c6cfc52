"""What comes late: a file still being read, an answer for a closed dialog, a failure while writing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from app.scanning.errors import Unreadable
from app.services import attachments, scanning
from tests.support.papers import a_locked_pdf, a_scan
from tests.ui.reception.conftest import Office
from ui.scans import intake as scans_intake
from ui.scans.dialog import ScanDialog
from ui.scans.intake import ScanIntake


class Gate:
    """Holds the calls of a service until a test lets them go."""

    def __init__(self) -> None:
        self.is_open = Event()

    def before(self, work: Callable[..., object], holds: Callable[..., bool]) -> Callable[..., object]:
        def held(*args: object) -> object:
            if holds(*args):
                assert self.is_open.wait(20)
            return work(*args)

        return held


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.is_open.set()


@pytest.fixture
def intake(office: Office) -> ScanIntake:
    return office.window.tray.intake


@pytest.fixture
def code(office: Office) -> str:
    return office.counter.receive("Chử Văn Mẫu").code


def a_file(folder: Path, name: str, *codes: str) -> Path:
    path = folder / name
    path.write_bytes(a_scan(list(codes)))
    return path


def take(office: Office, intake: ScanIntake, paths: list[Path], stacks: int) -> ScanDialog:
    intake.take(paths, None)
    dialog = intake.dialog
    assert dialog is not None
    office.wait(lambda: dialog.stacks.rowCount() == stacks and not dialog._is_reading)
    return dialog


def scans_of(office: Office, code: str) -> int:
    target = scanning.target_of_code(office.counter.desk, code)
    assert target is not None
    return len(attachments.of_dossier(office.counter.desk, target.id))


def test_nothing_is_added_while_a_file_is_still_being_read(
    office: Office, intake: ScanIntake, code: str, tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = gate.before(scanning.look_through, lambda _reader, name, *_others: name == "b.pdf")
    monkeypatch.setattr(scanning, "look_through", slow)
    intake.take([a_file(tmp_path, name, code) for name in ("a.pdf", "b.pdf")], None)
    dialog = intake.dialog
    assert dialog is not None
    office.wait(lambda: dialog.stacks.rowCount() == 1)
    office.settle()
    assert (dialog.save.isEnabled(), dialog.save.text()) == (False, "Đang đọc…")
    dialog.save_asked.emit()
    office.settle()
    assert (intake.dialog, scans_of(office, code)) == (dialog, 0)
    gate.is_open.set()
    office.wait(dialog.save.isEnabled)
    dialog.save.click()
    office.wait(lambda: intake.dialog is None)
    assert scans_of(office, code) == 2


def test_an_answer_for_a_closed_dialog_reaches_no_other(
    office: Office, intake: ScanIntake, code: str, tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dossier of the first dialog would be the one of the second's pages, unseen."""
    asked = Event()

    def holds(*_args: object) -> bool:
        asked.set()
        return True

    home = scanning.target_of_code(office.counter.desk, code)
    assert home is not None
    monkeypatch.setattr(scanning, "target", gate.before(scanning.target, holds))
    locked = tmp_path / "khoa.pdf"
    locked.write_bytes(a_locked_pdf())
    intake.take([locked], home.id)
    office.wait(asked.is_set)
    assert intake.dialog is not None
    intake.dialog.reject()
    intake.take([a_file(tmp_path, "a.pdf", "")], None)
    dialog = intake.dialog
    gate.is_open.set()
    office.wait(lambda: dialog.stacks.rowCount() == 1)
    office.settle()
    assert dialog.stacks.entries(0)[1].text == "Chưa rõ hồ sơ"
    assert dialog.error.text() == ""
    dialog.reject()


def test_a_file_that_fails_while_another_is_written_frees_no_key_and_counts_for_nothing(
    office: Office, intake: ScanIntake, code: str, tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, good = tmp_path / "khoa.pdf", a_file(tmp_path, "a.pdf", code)
    locked.write_bytes(a_locked_pdf())
    most = max(locked.stat().st_size, good.stat().st_size)
    monkeypatch.setattr(scans_intake, "MOST_PILE_BYTES", most)
    dialog = take(office, intake, [locked, good], stacks=1)
    monkeypatch.setattr(scans_intake, "MOST_PILE_BYTES", 2 * most)
    monkeypatch.setattr(scanning, "attach_made", gate.before(scanning.attach_made, lambda *_args: True))
    dialog.save.click()
    assert dialog.error.text() == ""
    intake.take([locked], None)
    office.wait(lambda: "mật khẩu" in dialog.error.text())
    assert not dialog.save.isEnabled()
    assert not dialog.leave.isEnabled()
    dialog.reject()
    assert dialog.isVisible(), "Esc waits for what is being written"
    gate.is_open.set()
    office.wait(lambda: intake.dialog is None)
    assert scans_of(office, code) == 1


def test_what_was_added_before_a_failure_is_used_up_when_the_rest_is_left(
    office: Office, intake: ScanIntake, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the same pages would be offered once more, and added twice."""
    whole, used = scanning.attach_made, list[str]()

    def fails_on_b(desk, officer, kept, made):  # type: ignore[no-untyped-def]
        if kept.scan.name == "b.pdf":
            raise Unreadable
        return whole(desk, officer, kept, made)

    monkeypatch.setattr(scanning, "attach_made", fails_on_b)
    intake.consumed.connect(lambda files: used.extend(lying.path.name for lying in files))
    dialog = take(office, intake, [a_file(tmp_path, name, code) for name in ("a.pdf", "b.pdf")], stacks=2)
    dialog.save.click()
    office.wait(lambda: dialog.error.text() != "" and dialog.leave.isEnabled())
    dialog.reject()
    office.settle()
    assert (used, scans_of(office, code)) == (["a.pdf"], 1)
