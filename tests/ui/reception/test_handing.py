"""Slips scanned one after the other, where the board lists what waits for one's hand."""

from PySide6.QtCore import Qt

from app.domain.dossier import EventKind, Role
from app.services import dossier, officers, processing
from app.services.board import GroupKind
from tests.ui.reception.conftest import CARD, Office
from ui.board.filters import FILTERS
from ui.board.oversight import OversightDialog
from ui.board.view import BoardView
from ui.main_window import BOARD, DOSSIERS


def given_to_me(office: Office, count: int) -> list[str]:
    """Dossiers that a colleague received and handed over."""
    counter = office.counter
    me = counter.officer
    colleague = officers.register_clerk(counter.desk, "Bùi Thị Mẫu", "", (Role.RECEPTION,), "1357")
    counter.officer = colleague
    receipts = [counter.receive(f"Giàng A Mẫu {place}") for place in range(count)]
    counter.officer = me
    for receipt in receipts:
        processing.hand_over(counter.desk, colleague, receipt.dossier_id, me.id)
    office.window.workplace.books_changed.emit()
    return [receipt.code for receipt in receipts]


def waiting_list(office: Office) -> BoardView:
    office.window.show_desk(BOARD)
    board = office.window.desks[BOARD]
    assert isinstance(board, BoardView)
    place = FILTERS.index(GroupKind.TO_ACCEPT)
    office.wait(lambda: board.tabs.count() > place)  # its tabs come with the first reading
    board.tabs.setCurrentIndex(place)
    return board


def said(office: Office) -> str:
    shown = office.window.messages.shown()
    return shown.sentence if shown else ""


def test_slip_after_slip_is_taken_over_and_what_is_left_is_counted(office: Office) -> None:
    codes = given_to_me(office, 3)
    board = waiting_list(office)
    office.wait(lambda: board.tabs.tabText(5) == "Chờ tôi nhận 3")
    office.hands.scan(codes[1])
    office.wait(lambda: "Còn 2 hồ sơ" in said(office))
    office.hands.scan(codes[1])
    office.wait(lambda: "không chờ người này nhận" in said(office))
    board.search.setFocus()
    board.search.edit.setText(codes[0])
    office.hands.press(Qt.Key.Key_Return)
    office.wait(lambda: "Còn 1 hồ sơ" in said(office))
    board.table.setFocus()
    office.wait(lambda: board.tabs.tabText(5) == "Chờ tôi nhận 1")
    office.wait(lambda: "Giàng A Mẫu 2" in board.footer._title.text())
    office.wait(lambda: [each.isVisible() for each in board.footer._buttons] == [True, True])
    office.hands.press(Qt.Key.Key_F8)
    office.wait(lambda: "Đã nhận hết" in said(office))
    board.tabs.setCurrentIndex(0)
    assert said(office) == ""


def test_elsewhere_a_slip_opens_its_dossier_and_a_card_says_who_fetches_the_result(office: Office) -> None:
    (code,) = given_to_me(office, 1)
    office.window.show_desk(BOARD)
    office.hands.scan(code)
    page = office.window.desks[DOSSIERS].page
    reading = office.window.desks[DOSSIERS].dossier
    office.wait(lambda: reading.shown is not None)
    counter, id_ = office.counter, reading.shown.view.id
    assert EventKind.ACCEPTED in dossier.view(counter.desk, counter.officer, id_).acts
    processing.finish(counter.desk, counter.officer, id_, "Lãnh Đạo Mẫu")
    office.window.workplace.books_changed.emit()
    office.wait(lambda: EventKind.RETURNED in reading.shown.view.acts)
    office.hands.press(Qt.Key.Key_F8)
    office.wait(lambda: page.side.form() is not None)
    office.hands.scan(CARD)
    form = page.side.form()
    office.wait(lambda: form.collector.is_proxy())
    assert form.id_number.text() == "000 194 013412"


def test_whoever_answers_for_the_office_opens_the_list_with_alt_l(office: Office) -> None:
    counter = office.counter
    finished = counter.receive("Giàng A Mẫu").dossier_id
    processing.finish(counter.desk, counter.officer, finished, "Lãnh Đạo Mẫu")
    office.window.show_desk(BOARD)
    office.hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    board = office.window.desks[BOARD]
    office.wait(lambda: board.findChild(OversightDialog) is not None)
    dialog = board.findChild(OversightDialog)
    assert dialog.model.index(0, 1).data() == "Một người vừa tiếp nhận vừa giải quyết"
    dialog.sheet.opened.emit(0)
    office.wait(lambda: office.window.desks[DOSSIERS].dossier.shown is not None)
