"""The map of keys is read off what hears them, so it cannot tell of another program than this one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.support.dialogs import put_away
from tests.support.house import House, a_house, wait_until
from tests.support.vietnamese import foreign_words
from ui.help.key_map_dialog import KeyMapDialog
from ui.help.key_sheet import key_sheet
from ui.help.keys import EVERYWHERE, PORTABLE, KeyGroup, key_map, name_of
from ui.main_window import BOARD, CERTIFICATION, DOSSIERS, HELP, NAV_ITEMS, RECEPTION
from ui.printing.print_document import FormDocument
from ui.theme.look import Look

SHEETS = 2
NAMES = [item.name for item in NAV_ITEMS]


@pytest.fixture(scope="module")
def house(dressed: Look, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = a_house(dressed, tmp_path_factory.mktemp("house"), (1366, 697))
    yield made
    made.close()


def the_map(house: House) -> list[KeyGroup]:
    return key_map(house.window, house.window.front(), house.window.desks.values())


def live_keys(window: QWidget) -> set[str]:
    """What Qt would act on at this moment, asked of Qt and not of the map."""
    buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible()]
    heard = {each.shortcut().toString(PORTABLE) for each in buttons}
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if shortcut.isEnabled() and isinstance(owner, QWidget) and owner.isVisible():
            heard.add(shortcut.key().toString(PORTABLE))
    return {name_of(key) for key in heard - {""}}


@pytest.mark.parametrize("name", NAMES)
def test_the_map_has_every_key_that_acts_on_a_screen_and_puts_that_screen_first(
    house: House, name: str
) -> None:
    house.show(name)
    groups = the_map(house)
    here = [group for group in groups if group.title.startswith("Màn hình này")]
    everywhere = [group for group in groups if group.title == EVERYWHERE]
    mapped = {key.name for group in (*here, *everywhere) for key in group.keys}
    assert live_keys(house.window) - mapped == set()
    assert groups.index(everywhere[0]) == len(here)
    assert all(group.title in f"Màn hình này: {house.window.desks[name].title}" for group in here)


def test_every_key_says_what_it_does_in_vietnamese(house: House) -> None:
    house.show(BOARD)
    for group in the_map(house):
        for key in group.keys:
            assert key.words, f"{group.title}: {key.name}"
            assert foreign_words(f"{key.words} {group.title}") == [], key


def test_every_desk_is_in_the_map_with_the_keys_it_ever_offers(house: House) -> None:
    house.show(BOARD)
    titles = {group.title for group in the_map(house)}
    assert {house.window.desks[name].title for name in (RECEPTION, CERTIFICATION, DOSSIERS)} <= titles
    reception = next(group for group in the_map(house) if group.title == "Tiếp nhận hồ sơ")
    assert {"F9", "F6", "Alt+T", "Ctrl+P"} <= {key.name for key in reception.keys}


def test_the_map_prints_on_two_sheets_at_most_with_every_key(house: House) -> None:
    house.show(RECEPTION)
    groups = the_map(house)
    document = FormDocument(key_sheet(groups))
    assert document.pageCount() <= SHEETS
    text = document.toPlainText()
    assert all(key.words in text for group in groups for key in group.keys)


def test_f1_opens_the_map_over_any_screen_and_f1_again_leads_to_the_machine(house: House) -> None:
    house.show(DOSSIERS)
    QTest.keyClick(house.window, Qt.Key.Key_F1)
    dialog = the_dialog(house)
    house.settle()
    assert dialog.table.chosen_row() == dialog.groups[0].keys[0]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    wait_until(lambda: house.window.front() is house.window.desks[HELP])
    put_away(dialog)


def test_the_map_is_searched_and_printed_by_key(house: House) -> None:
    house.show(RECEPTION)
    QTest.keyClick(house.window, Qt.Key.Key_F1)
    dialog = the_dialog(house)
    dialog.search.edit.setFocus()
    QTest.keyClicks(dialog.search.edit, "nop thay")
    QTest.keyClick(dialog.search.edit, Qt.Key.Key_Return)
    house.settle()
    found = dialog.table.chosen_row()
    assert found is not None
    assert (found.name, found.words) == ("Alt+T", "Nộp thay người khác")
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: bool(dialog.told.text()))
    assert list((house.folder / "slips").glob("*.pdf"))
    put_away(dialog)


def the_dialog(house: House) -> KeyMapDialog:
    """The map that came up, with the keyboard."""
    wait_until(lambda: any(each.isVisible() for each in house.window.findChildren(KeyMapDialog)))
    dialog = next(each for each in house.window.findChildren(KeyMapDialog) if each.isVisible())
    dialog.activateWindow()
    wait_until(dialog.isActiveWindow)
    return dialog
