"""Every desk and dialog of the program, at both sizes it is made for, walked without a mouse.

Desks come from the program's own list, dialogs from whatever classes there are: a new one that is not walked
fails here until ``tests.support.dialogs`` says how it is opened.
"""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from tests.support.desk_faces import faces
from tests.support.dialogs import DIALOGS, dialog_classes, opened, put_away
from tests.support.house import House, a_house, wait_until
from tests.support.walk import faults
from ui.desks import makers
from ui.login.steps import StepDialog
from ui.main_window import NAV_ITEMS, RECEPTION, SHOWN_UNDER
from ui.theme.look import Look
from ui.training.making import Making
from ui.updates.waiting import Waiting

# What a screen of 1366 x 768 leaves at 100 %, 150 % and 200 %, title and task bar taken off.
SIZES = {"at-100": (1366, 697), "at-150": (911, 441), "at-200": (683, 313)}
DESKS = [*(item.name for item in NAV_ITEMS), *SHOWN_UNDER]
ENDS_BY_ITSELF = {Waiting, Making}


@pytest.fixture(scope="module", params=SIZES.values(), ids=SIZES.keys())
def house(
    request: pytest.FixtureRequest, dressed: Look, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One window for all the walks through it: to make it costs more than to walk it."""
    dressed.fit(*request.param)
    made = a_house(dressed, tmp_path_factory.mktemp("house"), request.param)
    yield made
    made.close()
    dressed.fit(*SIZES["at-100"])


@pytest.mark.parametrize("name", DESKS)
def test_a_desk_is_walked_without_a_mouse(house: House, name: str) -> None:
    is_narrow, seen = house.window.width() < 1200, set[QWidget]()
    found = [
        f"{face}: {fault}"
        for face in faces(house, name)
        for fault in faults(house.window, folds=is_narrow and name == RECEPTION, seen=seen)
    ]
    assert not found, _listed(found)


@pytest.mark.parametrize("kind", DIALOGS, ids=lambda kind: kind.__name__)
def test_a_dialog_is_walked_without_a_mouse(house: House, kind: type[QDialog]) -> None:
    dialog = opened(house, kind)
    try:
        found = faults(dialog) if kind not in ENDS_BY_ITSELF else []
        needed = dialog.size() if dialog.parentWidget() else dialog.minimumSizeHint()
        room = house.window.size()
        if needed.width() > room.width() or needed.height() > room.height():
            found.append(f"larger than the window it stands over: {needed}")
        assert not found, _listed(found)
    finally:
        put_away(dialog)


@pytest.mark.parametrize(
    "kind", [kind for kind in DIALOGS if kind not in ENDS_BY_ITSELF], ids=lambda kind: kind.__name__
)
def test_escape_leaves_a_dialog_and_enter_does_nothing_unasked(house: House, kind: type[QDialog]) -> None:
    dialog = opened(house, kind)
    try:
        clicked = [
            each.text()
            for each in dialog.findChildren(QPushButton)
            if not isinstance(dialog, StepDialog) and (each.isDefault() or each.autoDefault())
        ]
        assert clicked == []
        if isinstance(searching := dialog.focusWidget(), QLineEdit) and searching.objectName() == "search":
            QTest.keyClick(searching, Qt.Key.Key_Escape)  # the first one leaves the box
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        wait_until(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
    finally:
        put_away(dialog)


def test_the_lock_is_walked_without_a_mouse(house: House) -> None:
    officer = house.place.officer
    house.show(NAV_ITEMS[0].name)
    house.window.lock()
    house.settle()
    try:
        found = faults(house.window)
        assert not found, _listed(found)
    finally:
        house.place.seat(officer)


def test_every_desk_of_the_program_is_walked(house: House) -> None:
    assert set(makers(house.place, house.window.exchange)) == set(DESKS)


def test_every_dialog_of_the_program_is_walked() -> None:
    assert dialog_classes() == set(DIALOGS)


def _listed(found: list[str]) -> str:
    return "\n" + "\n".join(found)
