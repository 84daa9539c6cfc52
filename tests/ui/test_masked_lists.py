"""Every list of every screen hides id numbers: the rows are walked as eyes and screen readers find them."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableView

from app.services import people
from tests.support.desk_faces import faces
from tests.support.house import House, a_house, wait_until
from ui.desks import makers
from ui.main_window import RECEPTION
from ui.theme.look import Look
from ui.widgets.suggestions import Suggestions

WIDE = (1366, 697)
Role = Qt.ItemDataRole
SHOWN = (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole)
WHOLE_NUMBER = re.compile(r"(?<!\d)(?:\d[ .]?){11}\d(?!\d)")
KNOWN, DRAFTED = "000194013412", "000094013499"


@pytest.fixture(scope="module")
def house(dressed: Look, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office with people, and with a parked draft that holds a number and no name."""
    made = a_house(dressed, tmp_path_factory.mktemp("masked"), WIDE)
    reception = made.window.reception
    made.show(RECEPTION)
    reception.applicant.person.id_number.setText(DRAFTED)
    reception.applicant.person.edited.emit()
    reception.presenter.park()
    yield made
    made.close()


def texts(view: QAbstractItemView) -> Iterator[str]:
    """What the rows of a list say."""
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(min(model.rowCount(), 50)):
        for column in range(columns):
            yield from (str(model.index(row, column).data(role) or "") for role in SHOWN)


def unmasked(house: House) -> list[str]:
    """Rows of the window in front that hold a whole number."""
    views = house.window.findChildren(QAbstractItemView)
    lists = [view for view in views if view.model() is not None and not isinstance(view.parent(), QComboBox)]
    return [text for view in lists for text in texts(view) if WHOLE_NUMBER.search(text)]


def test_no_list_of_any_desk_shows_a_whole_number(house: House) -> None:
    walked = 0
    for name in makers(house.place, house.window.exchange):
        for face in faces(house, name):
            assert unmasked(house) == [], face
            walked += 1
    assert walked > 20


def test_people_offered_while_typing_are_masked(house: House) -> None:
    house.show(RECEPTION)
    field = house.window.reception.applicant.person.id_number
    field.setFocus()
    QTest.keyClicks(field, KNOWN[:6], delay=60)
    offered = house.window.reception.applicant.findChildren(Suggestions)
    wait_until(lambda: any(each.count() for each in offered))
    rows = [text for each in offered for text in texts(each)]
    assert unmasked(house) == []
    assert any("000*****3412" in row for row in rows)
    field.clear()


def test_a_draft_without_a_name_is_listed_by_a_masked_number(house: House) -> None:
    house.show(RECEPTION)
    assert any("000*****3499" in row for row in texts(house.window.reception.applicant.earlier))


def test_the_walk_sees_a_number_that_is_not_masked(house: House) -> None:
    """It is told that nothing is wrong only where something could be."""
    known = people.by_id_number(house.place.desk, KNOWN)
    assert known is not None
    earlier = house.window.reception.applicant.earlier
    earlier.addItem(f"{known.applicant.full_name} 000 194 013412")
    assert len(unmasked(house)) >= 1
    earlier.takeItem(earlier.count() - 1)
