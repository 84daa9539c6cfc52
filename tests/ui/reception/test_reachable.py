"""Every part can be reached by Tab in reading order, and is named for a screen reader."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.reception.conftest import CARD, Office
from ui.main_window import BOARD, MACHINE, RECEPTION

Key = Qt.Key


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def tab_chain(office: Office, limit: int = 60) -> list[QWidget]:
    """What Tab passes through, once around."""
    chain: list[QWidget] = []
    while len(chain) < limit:
        widget = QApplication.focusWidget()
        if widget in chain:
            break
        chain.append(widget)
        office.hands.press(Key.Key_Tab)
    return chain


def test_tab_follows_the_eye_through_the_form(office: Office) -> None:
    form = office.form
    office.hands.press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    form.applicant.return_choice.other.click()
    form.applicant.card_photo.setFocus()
    chain = tab_chain(office)
    inside = [widget for widget in chain if form.isAncestorOf(widget)]
    columns = [form.applicant, form.procedure, form.papers, form.promise, form.footer]
    order = [next(place for place, panel in enumerate(columns) if panel.isAncestorOf(w)) for w in inside]
    assert order == sorted(order)
    office.settle()  # the rows that were shown have found their places
    applicants = [widget for widget in inside if form.applicant.isAncestorOf(widget)]
    tops = [widget.mapTo(form.applicant, QPoint(0, 0)).y() for widget in applicants]
    assert tops == sorted(tops)
    assert {row.field for row in form.applicant.representative.rows} <= set(applicants)


@pytest.mark.parametrize("desk", [RECEPTION, BOARD, MACHINE])
def test_whatever_takes_the_keyboard_has_a_name(open_office: Callable[..., Office], desk: str) -> None:
    office = open_office(desks=[BOARD, RECEPTION, desk])
    office.begin()
    office.hands.scan(CARD)
    office.wait(lambda: office.form.form().full_name != "")
    office.form.applicant.representative_box._box.click()
    office.window.show_desk(desk)
    office.settle()
    shown = office.window.desks[desk]
    takers = [
        widget
        for widget in shown.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.focusProxy()
    ]
    assert takers
    unnamed = [widget for widget in takers if not spoken(widget)]
    assert unnamed == []


def test_buttons_name_their_keys_to_a_screen_reader(office: Office) -> None:
    buttons = [each for each in office.form.footer.findChildren(QAbstractButton) if each.isVisible()]
    assert [button.accessibleDescription() for button in buttons] == [
        "Phím F6",
        "Phím F4",
        "Phím Shift+F4",
        "Phím Esc",
        "Phím F9",
    ]


def test_an_error_is_told_with_its_field(office: Office) -> None:
    office.hands.type("123")
    office.hands.press(Key.Key_Tab)
    field = office.form.applicant.person.id_number
    assert field.accessibleDescription() == "Số định danh cần đủ 12 số, hiện có 3 số."


def test_escape_goes_back_to_the_board_and_f2_returns_to_the_field(office: Office) -> None:
    office.form.applicant.person.address.setFocus()
    office.hands.type("Thôn Mẫu")
    office.hands.press(Key.Key_Escape)
    assert office.window.desks[BOARD].isVisible()
    office.hands.press(Key.Key_F2)
    assert office.form.applicant.person.address.hasFocus()
    assert office.form.form().address == "Thôn Mẫu"
