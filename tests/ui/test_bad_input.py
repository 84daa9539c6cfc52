"""Whatever a clerk may type or paste into any field of any screen: saved as it is, or refused in a sentence.

One table of bad words is put through every text field that there is, each time followed by the screen's own
key to save. An exception in a slot, an error in the log or a complaint of Qt's fails the test by itself.
"""

import os
from collections.abc import Iterator
from time import process_time
from unittest import mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from app.services import board
from tests.support.desk_faces import faces
from tests.support.dialogs import DIALOGS, opened, put_away
from tests.support.house import House, a_house
from tests.support.office import SAME_DAY
from tests.support.vietnamese import foreign_words
from ui.login.first_start import FirstStart
from ui.main_window import NAV_ITEMS, RECEPTION, SHOWN_UNDER
from ui.printing.preview_dialog import PreviewDialog
from ui.saving_run import SavingDialog
from ui.theme.look import Look
from ui.training.making import Making
from ui.updates.waiting import Waiting
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind

WORDS = {
    "a day that is none": "31/02/2026",
    "the first year": "01/01/0001",
    "the last year": "31/12/9999",
    "eleven digits": "00019401341",
    "thirteen digits": "0001940134123",
    "ten thousand letters": "Nguyễn " * 1430,
    "signs of control": "Mẫu\x01\x07\x1b Một",
    "words from right to left": "\u202eMẫu\u200f Một",
    "a nought": "Mẫu\x00Một",
    "a picture": "Mẫu 😀👨‍👩‍👧",
    "half a sign": "Mẫu \ud83d",
    "a thousand million": "1000000000",
    "less than nothing": "-5000",
    "digits of another script": "٠٠٠١٩٤٠١٣٤١٢",
    "markup": "<b>Mẫu</b> & 'x' \"y\" %s {0}",
}
SOME_WORDS, EVERY_WORD = 8, 1
ALL = bool(os.environ.get("SOXA_ALL_BAD_INPUT"))
MOST_WORDS = 40
DESKS = [*(item.name for item in NAV_ITEMS), *SHOWN_UNDER]
NOTHING_TYPED = {Waiting, Making, FirstStart, PreviewDialog, SavingDialog}
HUGE = "a b" * 1_750_000  # five megabytes
HUGE_PATIENCE_S = 4.0  # of work: a wall would fail on a busy machine


@pytest.fixture(scope="module")
def house(dressed: Look, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = a_house(dressed, tmp_path_factory.mktemp("house"), (1366, 697))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nobody_at_the_file_dialog() -> Iterator[None]:
    """Whoever is asked for a file or a printer gives none."""
    with (
        mock.patch.object(QFileDialog, "getSaveFileName", return_value=("", "")),
        mock.patch.object(QFileDialog, "getOpenFileName", return_value=("", "")),
        mock.patch("ui.dossiers.register_dialog.ask_printer", return_value=None),
    ):
        yield


def fields(window: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """What can be typed into now."""
    edits = [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    return [each for each in edits if each.isVisible() and each.isEnabled() and not each.isReadOnly()]


def put(edit: QLineEdit | QPlainTextEdit, words: str) -> None:
    """Paste in place of what stands there, as a clerk who copied it would."""
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    edit.selectAll()
    QGuiApplication.clipboard().setText(words)
    edit.paste()


def save(window: QWidget) -> None:
    """The screen's own loud button, where it can be pressed."""
    primary = [
        each
        for each in window.findChildren(KeyButton)
        if each.isVisible() and each.isEnabled() and each._kind is Kind.PRIMARY
    ]
    for button in primary[-1:]:
        button.click()


def go_through(house: House, window: QWidget) -> None:
    """Every field of the screen gets another of the bad words in each round; all of them if that is asked."""
    step = EVERY_WORD if ALL else SOME_WORDS
    for start in range(0, len(WORDS), step):
        typed = fields(window)
        for place, edit in enumerate(typed):
            put(edit, list(WORDS.values())[(start + place) % len(WORDS)])
        if not typed:
            return
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        save(window)
        house.settle()
        assert not _unreadable(window), f"{typed}: {_unreadable(window)}"


def _unreadable(window: QWidget) -> list[str]:
    """What is said under fields, if no clerk could read it."""
    said = [row.error() for row in window.findChildren(FieldRow) if row.isVisible()]
    return [words for words in said if len(words.split()) > MOST_WORDS or foreign_words(words)]


@pytest.mark.parametrize("name", DESKS)
def test_every_field_of_a_desk_takes_or_refuses_bad_words(house: House, name: str) -> None:
    for _face in faces(house, name):
        go_through(house, house.window)


@pytest.mark.parametrize(
    "kind", [kind for kind in DIALOGS if kind not in NOTHING_TYPED], ids=lambda kind: kind.__name__
)
def test_every_field_of_a_dialog_takes_or_refuses_bad_words(house: House, kind: type[QDialog]) -> None:
    dialog = opened(house, kind)
    go_through(house, dialog)
    house.settle()
    put_away(dialog)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_a_form_with_one_bad_field_is_received_whole_or_stays_as_it_was_typed(
    house: House, words: str
) -> None:
    desk, form = house.window.reception, house.window.reception.applicant.person
    house.show(RECEPTION)
    for edit in (form.phone, form.full_name):
        put(form.full_name, "Nguyễn Thị Mẫu")
        put(desk.procedure.procedure, SAME_DAY)
        QTest.keyClick(desk.procedure.procedure, Qt.Key.Key_Return)
        house.settle()
        put(edit, words)
        before, kept = board.count_all(house.place.desk), _signs(edit.text())
        save(house.window)
        house.settle()
        is_received = board.count_all(house.place.desk) > before
        assert is_received or _signs(edit.text()) == kept


def _signs(text: str) -> str:
    """What was typed, however a field groups it."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-./")


def test_five_megabytes_pasted_do_not_hold_the_window_up(house: House) -> None:
    house.show(RECEPTION)
    person = house.window.reception.applicant.person
    for edit in (person.full_name, person.id_number, house.window.reception.procedure.procedure):
        began = process_time()
        put(edit, HUGE)
        QTest.keyClick(edit, Qt.Key.Key_Tab)
        house.settle()
        assert process_time() - began < HUGE_PATIENCE_S
        put(edit, "")
