"""The queue by keys: one key calls, the form is ready at once, the hall reads it from five metres."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QShortcut
from PySide6.QtWidgets import QLabel

from app.domain.dossier import Role
from app.services import drafts, officers, queue
from app.services.drafts import DraftState
from app.services.queue import TicketPaper, TicketPrinting
from tests.support.office import PIN
from tests.ui.reception.conftest import Office
from tests.ui.reception.conftest import open_office as open_office
from ui.main_window import BOARD, MACHINE, QUEUE, RECEPTION
from ui.queue.call_screen import SIZE_AS_WINDOW, CallScreen
from ui.queue.presenter import QueueDesk
from ui.theme.look import Look, Mode
from ui.theme.measures import LARGEST_PERCENT

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
# Five metres ask for letters of 25 mm: a ninth of the height of the smallest second screen (17 inch, 4:3).
LEAST_SHARE = 25 / 225


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office(desks=(BOARD, RECEPTION, QUEUE))


def desk(office: Office) -> QueueDesk:
    found = office.window.desks[QUEUE]
    assert isinstance(found, QueueDesk)
    return found


def shown(office: Office) -> str:
    """What the window says at its top."""
    return " ".join(each.text() for each in office.window.messages.findChildren(QLabel))


def take(office: Office, count: int) -> None:
    for _ in range(count):
        queue.take(office.counter.desk)
    desk(office).presenter.refresh()
    office.settle()


def call(office: Office) -> None:
    office.hands.press(Key.Key_F7)
    office.settle()
    office.settle()


def test_a_ticket_is_printed_with_its_number_and_how_many_wait(office: Office):
    take(office, 4)
    office.window.show_desk(QUEUE)
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    (form,) = office.printer.jobs[0]
    assert form.small_page == (80, 90, 5)
    page = office.printer.pages()[0]
    assert "005" in page
    assert "còn 4 người chờ" in page


def test_a_ticket_comes_on_a6_where_that_was_chosen(office: Office):
    queue.keep_printing(office.counter.desk, TicketPrinting(TicketPaper.A6, "Bixolon"))
    office.window.show_desk(QUEUE)
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    (form,) = office.printer.jobs[0]
    assert (form.small_page, form.printer) == ((105, 148, 5), "Bixolon")


def test_one_key_calls_and_the_form_is_ready_to_type_with_what_was_typed_put_aside(office: Office):
    take(office, 2)
    office.begin()
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Đỗ Văn Mẫu")
    call(office)
    assert office.form.form().is_blank
    office.wait(office.form.applicant.person.id_number.hasFocus)
    assert [each.state for each in drafts.kept(office.counter.desk)] == [DraftState.PARKED]
    assert "Đang gọi số 001 đến Bàn 2." in shown(office)
    assert office.form.queue.isVisible()
    assert "Số 001 · 1 chờ" in office.form.queue.findChildren(QLabel)[-1].text()


def test_when_nobody_waits_the_form_that_is_typed_stays(office: Office):
    office.begin()
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Đỗ Văn Mẫu")
    call(office)
    assert "Không còn ai chờ." in shown(office)
    assert office.form.form().full_name == "Đỗ Văn Mẫu"


def test_a_key_that_is_pressed_twice_or_held_calls_one_person(office: Office):
    desk(office).presenter._just_called.setInterval(600_000)  # two seconds are soon over on a busy machine
    take(office, 3)
    office.begin()
    for _ in range(3):
        office.hands.press(Key.Key_F7)
    office.settle()
    call(office)
    assert len(queue.standing(office.counter.desk).waiting) == 2
    keys = [each for each in office.window.findChildren(QShortcut) if each.key().toString() == "F7"]
    assert [each.autoRepeat() for each in keys] == [False]


def test_who_was_called_past_is_called_back_from_the_list(office: Office):
    take(office, 2)
    for _ in range(2):
        queue.call_next(office.counter.desk, office.counter.officer)
    office.window.show_desk(QUEUE)
    office.settle()
    desk(office).presenter.refresh()
    office.settle()
    table = desk(office).table
    table.choose_line(3)  # under the heads of who is served and who was
    office.wait(lambda: getattr(table.chosen_row(), "number", 0) == 1)
    office.hands.press(Key.Key_Return)
    office.settle()
    office.settle()
    current = queue.standing(office.counter.desk).current
    assert current is not None
    assert current.number == 1


def test_the_choice_of_paper_is_whole_at_every_size_of_type(office: Office, look: Look):
    office.window.show_desk(QUEUE)
    paper = desk(office).paper
    for percent in (LARGEST_PERCENT, 100):
        look.scale(percent)
        office.wait(lambda: paper.usual.width() >= paper.usual.sizeHint().width())
        office.wait(lambda: paper.other.geometry().right() <= paper.width())


def test_somebody_is_called_again_missed_and_called_later(office: Office):
    take(office, 1)
    office.begin()
    call(office)
    office.hands.press(Key.Key_F7, SHIFT)
    office.settle()
    assert "Đã gọi lại số 001." in shown(office)
    office.hands.press(Key.Key_F7, CTRL)
    office.settle()
    office.window.show_desk(QUEUE)
    office.settle()
    office.wait(lambda: desk(office).table.chosen_row() is not None)
    office.hands.press(Key.Key_Return)
    office.settle()
    office.settle()
    current = queue.standing(office.counter.desk).current
    assert current is not None
    assert current.number == 1


def test_whoever_only_administers_calls_nobody_and_is_shown_no_form(open_office: Callable[..., Office]):
    office = open_office(desks=(BOARD, RECEPTION, QUEUE, MACHINE))
    take(office, 1)
    keeper = officers.register_clerk(
        office.counter.desk, "Quản Trị Mẫu", "Công chức", (Role.ADMINISTRATOR,), PIN
    )
    office.window.workplace.seat(keeper)
    call(office)
    assert "Người chỉ có vai trò Quản trị không gọi số." in shown(office)
    assert len(queue.standing(office.counter.desk).waiting) == 1
    office.window.workplace.desk_wanted.emit(RECEPTION)
    assert office.window.front() is office.window.desks[MACHINE]


def test_no_key_calls_behind_the_lock(office: Office):
    take(office, 1)
    office.window.lock()
    office.hands.press(Key.Key_F7)
    office.settle()
    assert len(queue.standing(office.counter.desk).waiting) == 1


def test_the_board_tells_who_waits_and_how_long_people_waited(office: Office):
    take(office, 2)
    office.counter.clock.advance(minutes=12)
    queue.call_next(office.counter.desk, office.counter.officer)
    office.window.show_desk(BOARD)
    desk(office).presenter.refresh()
    office.settle()
    figures = office.window.desks[BOARD].figures.accessibleName()  # type: ignore[attr-defined]
    assert "1 đang chờ gọi số; 12 phút chờ trung bình" in figures


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_hall_reads_the_number_from_five_metres(office: Office, look: Look, mode: Mode):
    take(office, 3)
    for _ in range(3):
        queue.call_next(office.counter.desk, office.counter.officer)
    look.choose(mode)
    screen = CallScreen(look, "Ủy ban nhân dân xã Mẫu")
    screen.show_queue(queue.standing(office.counter.desk))
    assert screen.accessibleName() == "Mời số 003 đến Bàn 2"
    rows = _rows_in(screen.grab().toImage(), look.colour("accent"))
    assert (rows[-1] - rows[0]) / SIZE_AS_WINDOW[1] > 2 * LEAST_SHARE


def _rows_in(image: QImage, colour: QColor) -> list[int]:
    """The lines of a picture that hold this colour, left of who was called before."""
    across = range(0, image.width() * 2 // 3, 3)
    wanted = colour.rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) == wanted for x in across)]


def test_the_screen_in_the_hall_follows_the_calls_and_closes_with_the_window(office: Office):
    take(office, 1)
    desk(office).presenter.toggle_screen()
    call(office)
    screen = desk(office).presenter.screen
    assert screen is not None
    assert screen.accessibleName() == "Mời số 001 đến Bàn 2"
    desk(office).presenter.toggle_screen()
    assert desk(office).presenter.screen is None
