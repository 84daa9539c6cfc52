"""The desk of people by keyboard: found, shown, joined with another and parted again."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.applicant import Applicant
from app.errors import AppError
from app.services import applicants_book, likely_people
from app.services.applicants_book import PersonRow
from app.services.likely_people import Proposal
from tests.support.office import SAME_DAY
from tests.ui.reception.conftest import Office, open_office  # noqa: F401
from ui.applicants.desk import ApplicantsDesk
from ui.applicants.join_dialog import JoinDialog
from ui.applicants.likely_view import BROKEN
from ui.applicants.part_dialog import PartDialog
from ui.main_window import APPLICANTS, BOARD, DOSSIERS
from ui.reception.correction import CorrectionDialog

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
ONE = Applicant("Nguyễn Thị Mẫu", id_number="000194013412", birth_date="1994-08-12", phone="0900000412")
OTHER = Applicant("Nguyen Thi Mau", birth_date="1994-08-12", phone="0900000777")


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:  # noqa: F811
    """Two records of one woman and somebody else, and the desk of people in front."""
    made = open_office(desks=(BOARD, DOSSIERS, APPLICANTS))
    for person in (ONE, OTHER, Applicant("Lò Văn Mẫu", id_number="000085002217")):
        made.counter.receive(applicant=person)
    made.counter.receive(applicant=ONE, procedure_code=SAME_DAY)
    made.hands.press(Key.Key_4, CTRL)
    made.wait(lambda: len(names(made)) == 3)
    return made


def desk(office: Office) -> ApplicantsDesk:
    found = office.window.desks[APPLICANTS]
    assert isinstance(found, ApplicantsDesk)
    return found


def names(office: Office) -> list[str]:
    model = desk(office).list.model
    rows = (model.row_at(line) for line in range(model.rowCount()))
    return [row.applicant.full_name for row in rows if isinstance(row, PersonRow)]


def dialog(office: Office, kind: type) -> object:
    office.wait(lambda: any(each.isVisible() for each in desk(office).findChildren(kind)))
    found = next(each for each in desk(office).findChildren(kind) if each.isVisible())
    found.activateWindow()
    office.wait(found.isActiveWindow)
    return found


def texts(office: Office) -> list[str]:
    """What the list shows of the person who is chosen."""
    model, line = desk(office).list.model, desk(office).list.table.currentIndex().row()
    return [model.index(line, column).data() for column in range(model.columnCount())]


def shown_facts(office: Office) -> str:
    from ui.widgets.text import Text

    return " ".join(each.text() for each in desk(office).page.side.findChildren(Text))


def join(office: Office) -> None:
    ids = [applicants_book.find_people(office.counter.desk, who.phone)[0] for who in (ONE, OTHER)]
    applicants_book.join(office.counter.desk, office.counter.officer, *ids, "Quên thẻ")
    office.window.workplace.books_changed.emit()
    office.wait(lambda: len(names(office)) == 2)


def test_people_are_listed_with_masked_numbers_and_found_by_three_letters(office: Office) -> None:
    tester = QAbstractItemModelTester(
        desk(office).list.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert names(office) == ["Lò Văn Mẫu", "Nguyen Thi Mau", "Nguyễn Thị Mẫu"]
    office.hands.press(Key.Key_F3)
    office.hands.type("0900000412")
    office.wait(lambda: names(office) == ["Nguyễn Thị Mẫu"])
    assert texts(office)[:3] == ["Nguyễn Thị Mẫu", "000*****3412", "12/08/1994"]
    assert texts(office)[5:] == ["2", "23/11/2026"]
    office.hands.press(Key.Key_Escape)
    office.wait(lambda: len(names(office)) == 3)
    assert tester.model() is desk(office).list.model


def test_a_number_is_shown_for_a_while_and_noted_each_time(office: Office) -> None:
    desk(office).show_person(applicants_book.find_people(office.counter.desk, ONE.id_number)[0])
    office.wait(lambda: "000*****3412" in shown_facts(office))
    office.hands.press(Key.Key_H, ALT)
    office.wait(lambda: "000 194 013412" in shown_facts(office))
    notes = office.counter.device.rows("SELECT detail FROM act_log WHERE kind = 'id_shown'")
    assert len(notes) == 1
    assert notes[0][0].startswith("applicant ")
    assert ONE.id_number not in notes[0][0]
    office.hands.press(Key.Key_H, ALT)
    office.wait(lambda: "000 194 013412" not in shown_facts(office))


def test_enter_opens_a_person_with_all_dossiers_and_enter_one_of_them(office: Office) -> None:
    join(office)
    office.hands.press(Key.Key_Down)
    office.hands.press(Key.Key_Return)
    page = desk(office).page
    office.wait(lambda: page.isVisible() and page.model.rowCount() == 4)
    assert page.subject.text() == "2 bản ghi là một người, 3 hồ sơ"
    office.settle()
    office.hands.press(Key.Key_Return)
    office.wait(lambda: office.window.desks[DOSSIERS].page.isVisible())


def test_two_are_joined_by_alt_g_on_each_and_parted_by_alt_z(office: Office) -> None:
    office.hands.press(Key.Key_Down)
    office.hands.press(Key.Key_G, ALT)
    assert desk(office).list.state.text() == "Đang gộp Nguyen Thi Mau. Tìm người thứ hai rồi nhấn Alt+G."
    office.hands.press(Key.Key_Down)
    office.hands.press(Key.Key_G, ALT)
    asked = dialog(office, JoinDialog)
    office.hands.press(Key.Key_F9)
    office.wait(lambda: asked.error.text() == "Xin ghi lý do. Chưa ghi gì vào sổ.")
    asked.keep.choose(True)
    asked.reason.setText("Lần trước quên thẻ")
    asked.save.click()
    office.wait(lambda: names(office) == ["Lò Văn Mẫu", "Nguyễn Thị Mẫu"])
    assert not desk(office).list.state.isVisible()
    desk(office).show_person(applicants_book.find_people(office.counter.desk, ONE.id_number)[0])
    office.wait(lambda: desk(office).page.records.count() == 1)
    office.take_keyboard()
    office.hands.press(Key.Key_Z, ALT)
    parting = dialog(office, PartDialog)
    parting.reason.setText("Hai người")
    parting.save.click()
    office.wait(lambda: desk(office).page.records.count() == 0)
    assert "tách 23/11/2026: Hai người" in desk(office).page.parted.text()


def test_likely_pairs_are_a_list_and_the_one_with_a_number_is_offered_to_stay(office: Office) -> None:
    office.hands.press(Key.Key_T, CTRL)
    likely = desk(office).likely
    office.wait(lambda: likely.model.rowCount() == 2)
    office.settle()
    assert likely.table.chosen_row().first.applicant == ONE
    office.hands.press(Key.Key_Return)
    asked = dialog(office, JoinDialog)
    asked.reason.setText("Cùng một người")
    asked.save.click()
    office.wait(lambda: likely.model.rowCount() == 0)


def test_a_search_for_pairs_that_fails_says_so_and_keeps_what_was_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [batch for batch in likely_people.proposals(office.counter.desk) if batch]

    def proposals(_desk: object) -> Iterator[Sequence[Proposal]]:
        yield found[0]
        raise AppError("Chưa đọc được sổ.")

    monkeypatch.setattr(likely_people, "proposals", proposals)
    office.hands.press(Key.Key_T, CTRL)
    office.wait(lambda: office.window.messages.shown() is not None)
    model = desk(office).likely.model
    assert office.window.messages.shown().sentence == "Chưa đọc được sổ."
    assert model.index(0, 0).data().endswith(f"1 cặp{BROKEN}")


def test_a_person_is_corrected_from_their_page(office: Office) -> None:
    id_ = applicants_book.find_people(office.counter.desk, ONE.id_number)[0]
    desk(office).show_person(id_)
    office.wait(lambda: desk(office).person.view is not None)
    office.hands.press(Key.Key_E, CTRL)
    asked = dialog(office, CorrectionDialog)
    asked.fields.full_name.setText("Nguyễn Thị Mẫu Hồng")
    asked.save.click()
    office.wait(lambda: desk(office).page.name.text() == "Nguyễn Thị Mẫu Hồng")
