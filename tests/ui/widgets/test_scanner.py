from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.domain.citizen_card import CitizenCard, NotACard
from app.domain.identifiers import is_dossier_code
from tests.ui.widgets.keyboard import Keyboard, keys_by_unikey
from ui.widgets.scanner import MAX_GAP_MS, PAUSE_MS, WedgeScanner, recognised

CARD = "000194013412|000000001|Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|10052021"
CODE = "H99.45.17-261123-0064"


class Screen(QWidget):
    """A form with a field and a list, and everything its scanner told."""

    def __init__(self, max_gap_ms: int = MAX_GAP_MS) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.list = QListWidget()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.cards: list[CitizenCard] = []
        self.codes: list[str] = []
        self.failures: list[Exception] = []
        self.entered: list[str] = []
        self.field.returnPressed.connect(lambda: self.entered.append(self.field.text()))
        self.scanner = WedgeScanner(self, max_gap_ms)
        self.scanner.card_scanned.connect(self.cards.append)
        self.scanner.code_scanned.connect(self.codes.append)
        self.scanner.scan_failed.connect(self.failures.append)
        self.show()
        self.field.setFocus()
        self.keyboard = Keyboard(self)

    @property
    def told_nothing(self) -> bool:
        return not (self.cards or self.codes or self.failures)


@pytest.fixture
def screen(qtbot) -> Screen:
    made = Screen()
    qtbot.addWidget(made)
    qtbot.waitExposed(made)
    return made


# Scans


@pytest.mark.parametrize("ending", ["\r", "\t"])
def test_a_card_is_told_and_nothing_lands_in_the_field(screen: Screen, ending: str):
    screen.field.setText("đang gõ")
    screen.keyboard.scan(CARD, ending)
    screen.keyboard.settle()
    assert [card.name for card in screen.cards] == ["Nguyễn Thị Hồng Nhung"]
    assert screen.field.text() == "đang gõ"
    assert screen.entered == []
    assert screen.field.hasFocus()


def test_a_card_without_an_ending_is_told_after_a_pause(screen: Screen, qtbot):
    with qtbot.waitSignal(screen.scanner.card_scanned, timeout=20 * PAUSE_MS):
        screen.keyboard.scan(CARD, "")
    assert screen.field.text() == ""


@pytest.mark.parametrize("ending", ["\r", "\t", ""])
def test_a_slip_is_told_by_its_code(screen: Screen, ending: str):
    screen.keyboard.scan(CODE, ending)
    screen.keyboard.settle()
    assert screen.codes == [CODE]
    assert screen.field.text() == ""
    assert screen.entered == []


def test_digits_of_a_card_do_not_act_on_a_list(screen: Screen):
    screen.list.addItems(["0 tờ khai", "1 giấy chứng sinh", "9 hộ chiếu"])
    screen.list.setCurrentRow(1)
    screen.list.setFocus()
    screen.keyboard.scan(CARD)
    assert len(screen.cards) == 1
    assert screen.list.currentRow() == 1


def test_two_citizens_one_after_another(screen: Screen):
    screen.keyboard.scan(CARD)
    screen.keyboard.scan(CARD.replace("Nhung", "Nga"))
    assert [card.name.split()[-1] for card in screen.cards] == ["Nhung", "Nga"]


def test_a_second_ending_belongs_to_the_scan(screen: Screen):
    screen.keyboard.scan(CARD, "\r\r")
    assert screen.entered == []


def test_what_is_typed_after_a_scan_is_typed(screen: Screen):
    screen.keyboard.scan(CARD)
    screen.keyboard.type("5 Hạ\r")
    assert screen.field.text() == "5 Hạ"
    assert screen.entered == ["5 Hạ"]


def test_caps_lock_does_not_matter(screen: Screen):
    for sign in CARD + "\r":
        screen.keyboard.press(sign, 5, text=sign.swapcase())
    screen.keyboard.wait(1000)
    for sign in CODE + "\r":
        screen.keyboard.press(sign, 5, text=sign.swapcase())
    assert [card.name for card in screen.cards] == ["Nguyễn Thị Hồng Nhung"]
    assert screen.codes == [CODE]


def test_a_card_that_telex_rewrote_on_its_way_is_read_as_it_would_stand_in_a_field(screen: Screen):
    screen.keyboard.scan(CARD.replace("Nguyễn", "Nguye\b\b\buyễn"))
    assert screen.cards[0].name == "Nguyễn Thị Hồng Nhung"


def test_a_card_whose_name_an_input_method_composed_is_read(screen: Screen):
    start, name, rest = CARD.partition("Nguyễn Thị Hồng Nhung")
    screen.keyboard.scan(start, "")
    screen.keyboard.compose(name)
    screen.keyboard.type(rest + "\r", 5)
    assert screen.cards[0].name == name
    assert screen.field.text() == ""


def test_alt_codes_of_letters_are_no_part_of_the_name(screen: Screen):
    start, rest = CARD.split("ễ")
    screen.keyboard.scan(start, "")
    for digit in "7877":
        screen.keyboard.press(digit, 5, modifiers=Qt.KeyboardModifier.AltModifier)
    screen.keyboard.type("ễ" + rest + "\r", 5)
    assert screen.cards[0].name == "Nguyễn Thị Hồng Nhung"


def test_a_burst_like_a_card_that_cannot_be_read_is_said(screen: Screen):
    screen.keyboard.scan("000194013412|hỏng")
    assert [type(error) for error in screen.failures] == [NotACard]
    assert screen.field.text() == ""


def test_a_scan_does_not_run_shortcuts(qtbot):
    screen = Screen(max_gap_ms=10_000)  # real keys at the real hour, on a machine that may be busy
    qtbot.addWidget(screen)
    qtbot.waitExposed(screen)
    runs = []
    for keys in ("Shift+N", "Return", "4"):
        QShortcut(QKeySequence(keys), screen).activated.connect(lambda keys=keys: runs.append(keys))
    handle = screen.windowHandle()
    for sign in CODE:
        QTest.keyClick(handle, sign, Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(handle, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.codes == [CODE])
    assert runs == []
    assert screen.field.text() == ""


# Hands

TELEX = [
    *[("t", "t"), ("h", "th"), ("i", "thi"), ("s", "thí"), (" ", "thí ")],
    *[("h", "thí h"), ("u", "thí hu"), ("r", "thí hủ"), (" ", "thí hủ ")],
    *[("d", "thí hủ d"), ("d", "thí hủ đ"), ("u", "thí hủ đu"), ("w", "thí hủ đư"), ("o", "thí hủ đươ")],
    *[("w", "thí hủ đươ"), ("n", "thí hủ đươn"), ("g", "thí hủ đương"), ("f", "thí hủ đường")],
    *[(" ", "thí hủ đường "), ("b", "thí hủ đường b"), ("o", "thí hủ đường bo"), ("o", "thí hủ đường bô")],
    *[("o", "thí hủ đường boo"), ("t", "thí hủ đường boot"), ("s", "thí hủ đường boots")],
    *[("t", "thí hủ đường bootst"), ("r", "thí hủ đường bootstr"), ("a", "thí hủ đường bootstra")],
    ("p", "thí hủ đường bootstrap"),
]
CAPITALS = [
    *[("D", "D"), ("d", "Đ"), ("o", "Đo"), ("o", "Đô"), ("n", "Đôn"), ("g", "Đông"), (" ", "Đông ")],
    *[("H", "Đông H"), ("a", "Đông Ha"), ("j", "Đông Hạ"), (" ", "Đông Hạ "), ("5", "Đông Hạ 5")],
]
# 1 sắc, 2 huyền, 3 hỏi, 7 ơ and ư, 9 đ
VNI = [
    *[("t", "t"), ("h", "th"), ("i", "thi"), ("1", "thí"), (" ", "thí ")],
    *[("h", "thí h"), ("u", "thí hu"), ("3", "thí hủ"), (" ", "thí hủ "), ("d", "thí hủ d")],
    *[("9", "thí hủ đ"), ("u", "thí hủ đu"), ("o", "thí hủ đuo"), ("7", "thí hủ đươ")],
    *[("n", "thí hủ đươn"), ("g", "thí hủ đương"), ("2", "thí hủ đường")],
]


@pytest.mark.parametrize("steps", [TELEX, CAPITALS, VNI], ids=["telex", "capitals", "vni"])
def test_vietnamese_typed_through_unikey_arrives_whole_and_at_once(
    screen: Screen, steps: list[tuple[str, str]]
):
    for sign, gap_ms in keys_by_unikey(steps):
        screen.keyboard.press(sign, gap_ms)
    screen.keyboard.settle()
    assert screen.field.text() == steps[-1][1]
    assert screen.told_nothing


def test_a_letter_is_in_the_field_before_the_next_key(screen: Screen):
    for number, sign in enumerate("nguyễn", 1):
        screen.keyboard.press(sign)
        assert screen.field.text() == "nguyễn"[:number]


def test_a_digit_is_in_the_field_after_the_longest_gap_of_a_scanner(screen: Screen, qtbot):
    screen.keyboard.press("5")
    qtbot.waitUntil(lambda: screen.field.text() == "5", timeout=20 * MAX_GAP_MS)


def test_an_id_typed_by_hand_is_typed(screen: Screen):
    screen.keyboard.type("000194013412|")
    screen.keyboard.settle()
    assert screen.field.text() == "000194013412|"
    assert screen.told_nothing


def test_a_code_typed_by_hand_is_typed_and_entered(screen: Screen):
    screen.keyboard.type(CODE + "\r")
    assert screen.entered == [CODE]
    assert screen.told_nothing


def test_a_key_held_down_is_no_scanner(screen: Screen):
    for number in range(20):
        screen.keyboard.wait(33)
        screen.keyboard.send(QEvent.Type.KeyPress, Qt.Key.Key_0, text="0", is_repeat=number > 0)
    assert screen.field.text() == "0" * 20


def test_a_command_right_behind_a_digit_finds_the_digit_in_the_field(screen: Screen, qtbot):
    seen = []
    QShortcut(QKeySequence("F9"), screen).activated.connect(lambda: seen.append(screen.field.text()))
    QTest.keyClick(screen.windowHandle(), "5")
    QTest.keyClick(screen.windowHandle(), Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: seen == ["5"])


def test_a_composed_syllable_right_behind_a_digit_comes_after_it(screen: Screen):
    screen.keyboard.press("5")
    screen.keyboard.compose("ngõ")
    assert screen.field.text() == "5ngõ"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from("0123456789HN|-.ạđnguo "), st.sampled_from([1, 5, 30, 41, 90])), max_size=40
    )
)
def test_no_letter_is_lost_doubled_or_moved(screen: Screen, keys: list[tuple[str, int]]):
    screen.field.clear()
    screen.codes.clear()
    screen.keyboard.wait(1000)
    for sign, gap_ms in keys:
        screen.keyboard.press(sign, gap_ms)
    screen.keyboard.settle()
    typed = "".join(sign for sign, _ in keys)
    if screen.told_nothing:
        assert screen.field.text() == typed
    else:
        assert all(is_dossier_code(code) for code in screen.codes)


def test_a_locked_screen_is_not_watched(screen: Screen):
    screen.scanner.set_enabled(False)
    screen.keyboard.scan(CODE)
    assert screen.told_nothing
    assert screen.entered == [CODE]
    screen.scanner.set_enabled(True)
    screen.keyboard.scan(CODE)
    assert screen.codes == [CODE]


# Pasting


def test_a_pasted_card_and_a_pasted_code_are_recognised():
    assert recognised(CODE.lower() + "\n") == CODE
    card = recognised(CARD + "\r\n")
    assert isinstance(card, CitizenCard)
    assert card.birth_date == date(1994, 8, 12)
    with pytest.raises(NotACard):
        recognised("thí hủ đường")
