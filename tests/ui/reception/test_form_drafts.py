"""What is typed is on disk: after each key, after a power cut, put aside, found again."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services import drafts
from app.services.drafts import DraftState, FormText
from app.services.reception import receive_dossier
from app.storage.errors import DiskFull
from tests.support.office import a_counter
from tests.ui.reception import typing_program
from tests.ui.reception.conftest import CARD, Office
from tests.ui.reception.test_receiving import fill
from ui.main_window import BOARD
from ui.reception.draft_keeper import DraftKeeper

Key = Qt.Key
ROOT = Path(__file__).parents[3]
ENOUGH_LETTERS = 20


def kept(office: Office) -> list[FormText]:
    return [draft.form for draft in drafts.kept(office.counter.desk)]


def test_every_key_is_on_disk_before_the_next_one(office: Office) -> None:
    office.form.applicant.person.full_name.setFocus()
    typed = ""
    for letter in "Đỗ Thị Ảnh":
        office.hands.type(letter)
        typed += letter
        assert [form.full_name for form in kept(office)] == [typed]


def test_ticks_choices_and_counts_are_kept_too(office: Office) -> None:
    fill(office)
    office.hands.press(Key.Key_Right)
    office.hands.type("3")
    office.form.applicant.representative_box._box.click()
    office.hands.type("Trần Văn Mẫu")
    form = kept(office)[0]
    assert form.procedure_code == "1.001193"
    assert form.papers == ((1, 3, 0), (2, 1, 0), (3, 1, 0))
    assert form.has_representative
    assert form.representative_name == "Trần Văn Mẫu"


def test_an_emptied_form_leaves_no_draft(office: Office) -> None:
    office.hands.type("12")
    assert len(kept(office)) == 1
    for _ in range(2):
        office.hands.press(Key.Key_Backspace)
    assert kept(office) == []


def test_a_saved_dossier_leaves_no_draft(office: Office) -> None:
    fill(office)
    assert len(kept(office)) == 1
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert kept(office) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_killed_while_typing_nothing_typed_is_lost(tmp_path: Path) -> None:
    counter = a_counter(tmp_path, "Bàn 2")
    counter.device.profile.close()
    arguments = (counter.device.root, tmp_path / "Bàn 2" / "key", tmp_path / "prints")
    program = subprocess.Popen(
        [sys.executable, "-m", typing_program.__name__, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert program.stdout is not None
    seen = b""
    while len(seen.decode(errors="ignore")) < ENOUGH_LETTERS:
        seen += program.stdout.read(1)
    program.kill()
    seen += program.stdout.read()
    program.wait()
    counter.device.reopen()
    found = drafts.unfinished(counter.desk)
    assert found is not None
    typed = seen.decode(errors="ignore")
    # The last letter may have reached the disk and not the pipe.
    assert found.form.full_name[: len(typed)] == typed
    assert len(found.form.full_name) - len(typed) <= 1
    counter.device.profile.close()


def test_an_unfinished_draft_is_offered_at_the_start_and_f2_goes_on_with_it(
    open_office: Callable[..., Office], tmp_path: Path
) -> None:
    counter = a_counter(tmp_path, "Bàn 2")
    form = FormText(full_name="Lý Thị Mẫu", procedure_code="1.001193", papers=((1, 1, 0),))
    counter.clock.advance(hours=6, minutes=47)
    drafts.keep(counter.desk, "a", form)
    office = open_office(counter)
    shown = office.window.messages.shown()
    assert shown is not None
    assert shown.sentence == "Có nháp chưa lưu từ 14:47. Nhấn F2 để làm tiếp."
    office.begin_again()
    assert office.form.form().full_name == "Lý Thị Mẫu"
    assert office.form.form().papers == ((1, 1, 0),)
    assert office.window.messages.shown() is None


def test_a_draft_whose_dossier_was_committed_is_not_offered_again(
    open_office: Callable[..., Office], tmp_path: Path
) -> None:
    counter = a_counter(tmp_path, "Bàn 2")
    form = FormText(
        full_name="Lý Thị Mẫu", procedure_code="1.001193", papers=tuple((n, 1, 0) for n in (1, 2, 3))
    )
    drafts.keep(counter.desk, "a", form, DraftState.SAVING)
    counter.clock.advance(seconds=1)
    receive_dossier(counter.desk, counter.officer, drafts.reception_draft(form, counter.desk.today()))
    office = open_office(counter)
    assert office.window.messages.shown() is None
    assert kept(office) == []


def test_a_draft_killed_before_its_commit_is_offered(
    open_office: Callable[..., Office], tmp_path: Path
) -> None:
    counter = a_counter(tmp_path, "Bàn 2")
    form = FormText(full_name="Lý Thị Mẫu", procedure_code="1.001193", papers=((1, 1, 0),))
    drafts.keep(counter.desk, "a", form, DraftState.SAVING)
    office = open_office(counter)
    assert office.form.form() == form


def test_killed_between_the_commit_and_the_drafts_end_the_dossier_is_not_offered_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(office.counter.desk.drafts, "drop", lambda _id: None)
        fill(office)
        office.hands.press(Key.Key_F9)
        office.wait_for_print()
    assert len(kept(office)) == 1
    again = DraftKeeper(office.window.workplace, office.window)
    assert again.take_unfinished() is None
    assert kept(office) == []


def test_a_second_dossier_like_an_earlier_one_is_offered_if_it_was_not_committed(
    open_office: Callable[..., Office], tmp_path: Path
) -> None:
    counter = a_counter(tmp_path, "Bàn 2")
    papers = tuple((number, 1, 0) for number in (1, 2, 3))
    form = FormText(full_name="Lý Thị Mẫu", procedure_code="1.001193", papers=papers)
    receive_dossier(counter.desk, counter.officer, drafts.reception_draft(form, counter.desk.today()))
    counter.clock.advance(minutes=1)
    drafts.keep(counter.desk, "a", form, DraftState.SAVING)
    assert open_office(counter).form.form() == form


def test_f6_serves_the_next_person_and_the_list_brings_the_draft_back(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.press(Key.Key_F6)
    assert office.form.form().is_blank
    assert office.form.applicant.person.id_number.hasFocus()
    assert office.form.received.text() == "Đã gác nháp của Nguyễn Thị Hồng Nhung."
    office.form.applicant.earlier.setFocus()
    office.hands.press(Key.Key_Return)
    assert office.form.form().full_name == "Nguyễn Thị Hồng Nhung"
    assert office.form.applicant.earlier.count() == 0


def test_bringing_one_draft_back_puts_the_other_aside(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.press(Key.Key_F6)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Người Thứ Hai")
    parked = next(draft for draft in drafts.kept(office.counter.desk) if draft.state is DraftState.PARKED)
    office.form.resume(parked.id)
    assert office.form.form().full_name == "Nguyễn Thị Hồng Nhung"
    states = {draft.form.full_name: draft.state for draft in drafts.kept(office.counter.desk)}
    assert states == {"Nguyễn Thị Hồng Nhung": DraftState.OPEN, "Người Thứ Hai": DraftState.PARKED}


def test_delete_gives_a_parked_draft_up(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.press(Key.Key_F6)
    office.form.applicant.earlier.setFocus()
    office.hands.press(Key.Key_Delete)
    assert kept(office) == []
    assert office.form.applicant.earlier.count() == 0


def test_the_search_box_finds_a_parked_draft_by_name(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.press(Key.Key_F6)
    office.hands.press(Key.Key_Escape)
    board = office.window.desks[BOARD]
    board.search.edit.setFocus()
    office.hands.type("hong nhung")
    office.wait(lambda: board.table.chosen_row() is not None)
    row = board.table.chosen_row()
    assert (row.short_code, row.applicant_name) == ("Nháp", "Nguyễn Thị Hồng Nhung")
    board.table.setFocus()
    office.hands.press(Key.Key_Return)
    office.wait(lambda: office.form.form().full_name == "Nguyễn Thị Hồng Nhung")
    assert office.form.isVisible()


def test_a_full_disk_is_told_and_typing_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise DiskFull

    monkeypatch.setattr(office.counter.desk.drafts, "save", full)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("An")
    assert office.form.form().full_name == "An"
    shown = office.window.messages.shown()
    assert shown is not None
    assert shown.sentence.startswith("Ổ đĩa đã đầy")


def test_the_lock_keeps_what_is_typed(office: Office) -> None:
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Lý Thị Mẫu")
    office.window.lock()
    assert [form.full_name for form in kept(office)] == ["Lý Thị Mẫu"]
    office.window.workplace.seat(office.counter.officer)
    assert office.form.form().full_name == "Lý Thị Mẫu"
