"""The desk of dossiers by keyboard: its list, its search, the dossier that is open and its neighbours."""

from itertools import count

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.ids import DossierId
from app.export.sheet import Sheet
from app.services.board import BoardRow
from app.services.exports import Exported, Outgoing
from tests.ui.dossier.frames import PATIENCE_MS, Frame
from ui.dossier.trail import REACH, Trail, trail_around
from ui.main_window import BOARD, DOSSIERS
from ui.saving import done_words
from ui.saving_run import SavingDialog

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
NAMES = ("Giàng A Mẫu", "Chử Văn Mẫu", "Bế Thị Mẫu", "Hà Thị Mẫu")


def received(frame: Frame) -> list[DossierId]:
    """Four dossiers a minute apart, the oldest first; the list knows them."""
    ids = []
    for name in NAMES:
        frame.counter.clock.advance(minutes=1)
        ids.append(frame.counter.receive(name).dossier_id)
    frame.place.books_changed.emit()
    frame.wait(lambda: len(names(frame)) == len(NAMES))
    return ids


def names(frame: Frame) -> list[str]:
    model = frame.desk.list.model
    rows = (model.row_at(line) for line in range(model.rowCount()))
    return [row.applicant_name for row in rows if isinstance(row, BoardRow)]


def shown_name(frame: Frame) -> str:
    read = frame.desk.dossier.shown
    return "" if read is None else read.view.applicant.full_name


def go_to_list(frame: Frame) -> None:
    frame.press(Key.Key_3, CTRL)
    assert frame.desk.list.isVisible()


def test_qts_own_tester_finds_nothing_wrong_in_the_list(frame: Frame) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(frame.desk.list.model, mode)
    received(frame)
    assert tester.failureReportingMode() is mode


def test_every_dossier_is_listed_the_last_received_first(frame: Frame) -> None:
    received(frame)
    go_to_list(frame)
    assert names(frame) == list(reversed(NAMES))
    assert frame.desk.list.table.hasFocus()


def test_an_empty_list_says_what_to_do(frame: Frame) -> None:
    frame.settle()
    go_to_list(frame)
    assert frame.desk.list.model.rowCount() == 0


def test_f3_finds_by_name_without_diacritics_and_esc_shows_all_again(frame: Frame) -> None:
    received(frame)
    go_to_list(frame)
    frame.press(Key.Key_F3)
    frame.type("giang")
    frame.wait(lambda: names(frame) == ["Giàng A Mẫu"])
    frame.press(Key.Key_Return)
    assert frame.desk.list.table.hasFocus()
    frame.press(Key.Key_F3)
    frame.press(Key.Key_Escape)
    frame.wait(lambda: len(names(frame)) == len(NAMES))


def test_enter_opens_the_chosen_dossier_and_esc_comes_back_to_its_row(frame: Frame) -> None:
    received(frame)
    go_to_list(frame)
    frame.press(Key.Key_Down)
    frame.press(Key.Key_Return)
    frame.wait(lambda: shown_name(frame) == "Bế Thị Mẫu")
    assert frame.page.isVisible()
    assert frame.button("Esc").text() == "Về danh sách"
    frame.press(Key.Key_Escape)
    assert frame.desk.list.table.hasFocus()
    row = frame.desk.list.table.chosen_row()
    assert isinstance(row, BoardRow)
    assert row.applicant_name == "Bế Thị Mẫu"


def test_alt_down_and_alt_up_walk_along_the_list_it_was_opened_from(frame: Frame) -> None:
    received(frame)
    go_to_list(frame)
    frame.press(Key.Key_Return)
    frame.wait(lambda: frame.page.after.isEnabled())
    assert not frame.page.before.isEnabled()
    for name in ("Bế Thị Mẫu", "Chử Văn Mẫu", "Giàng A Mẫu"):
        frame.press(Key.Key_Down, ALT)
        frame.wait(lambda name=name: shown_name(frame) == name)
    frame.wait(lambda: not frame.page.after.isEnabled())
    frame.press(Key.Key_Up, ALT)
    frame.wait(lambda: shown_name(frame) == "Chử Văn Mẫu")


def test_a_dossier_opened_from_the_board_leads_back_there(frame: Frame) -> None:
    ids = received(frame)
    frame.open(ids[1])
    assert frame.shown == DOSSIERS
    assert frame.button("Esc").text() == "Về bàn làm việc"
    frame.press(Key.Key_Escape)
    assert frame.shown == BOARD
    go_to_list(frame)


def test_a_dossier_opened_from_the_board_has_the_boards_neighbours(frame: Frame) -> None:
    ids = received(frame)
    frame.open(ids[0])
    frame.wait(lambda: frame.page.after.isEnabled())
    frame.press(Key.Key_Down, ALT)
    frame.wait(lambda: shown_name(frame) == "Chử Văn Mẫu")


def test_an_open_dossier_waits_while_another_screen_is_in_front(frame: Frame) -> None:
    ids = received(frame)
    frame.open(ids[2])
    frame.press(Key.Key_1, CTRL)
    frame.press(Key.Key_3, CTRL)
    assert frame.page.isVisible()
    assert shown_name(frame) == "Bế Thị Mẫu"


def test_ctrl_3_on_an_open_dossier_shows_the_list(frame: Frame) -> None:
    ids = received(frame)
    frame.open(ids[2])
    go_to_list(frame)
    assert frame.desk.list.table.hasFocus()


def test_the_top_strip_is_as_high_as_the_page_in_front(frame: Frame) -> None:
    ids = received(frame)
    go_to_list(frame)
    low = frame.desk.top.height()
    frame.open(ids[0])
    assert frame.desk.top.height() == frame.page.head.minimumHeight() > low
    frame.press(Key.Key_Escape)
    go_to_list(frame)
    assert frame.desk.top.height() == low


def test_a_dossier_received_meanwhile_joins_the_list(frame: Frame) -> None:
    received(frame)
    go_to_list(frame)
    frame.press(Key.Key_Down)
    frame.counter.clock.advance(minutes=1)
    frame.counter.receive("Lò Văn Mẫu")
    with frame.qtbot.waitSignal(frame.desk.list.model.arrived, timeout=PATIENCE_MS):
        frame.place.books_changed.emit()
    frame.wait(lambda: names(frame)[:1] == ["Lò Văn Mẫu"])


def test_a_trail_ends_at_both_ends_and_knows_no_strangers() -> None:
    trail = Trail((DossierId(3), DossierId(1), DossierId(2)))
    assert trail.beside(DossierId(1), 1) == 2
    assert trail.beside(DossierId(1), -1) == 3
    assert trail.beside(DossierId(2), 1) is None
    assert trail.beside(DossierId(3), -1) is None
    assert trail.beside(DossierId(9), 1) is None


def test_a_trail_reaches_equally_far_to_both_sides_of_a_long_list() -> None:
    asked: list[tuple[int, int]] = []

    def fetch(offset: int, limit: int) -> list[BoardRow]:
        asked.append((offset, limit))
        return []

    trail_around(fetch, 1000)
    trail_around(fetch, 3)
    assert asked == [(1000 - REACH, 2 * REACH), (0, 3 + REACH)]


def test_a_long_export_lets_others_ask_between_its_chunks_and_can_be_stopped(frame, tmp_path) -> None:
    received(frame)
    go_to_list(frame)
    seen, asked = [], []
    rows = ((str(number),) for number in count())

    def gather() -> Outgoing:
        return Outgoing(Sheet("x", ("A",), rows), 10**9)

    frame.desk.saver.save(tmp_path / "x.csv", "dossiers", gather)
    run = frame.desk.saver.run
    run.progressed.connect(seen.append)
    frame.wait(lambda: bool(seen))
    frame.place.ask(lambda: "answered", asked.append)
    frame.wait(lambda: bool(asked))
    dialog = frame.desk.findChild(SavingDialog)
    frame.wait(dialog.isVisible)
    dialog.reject()
    frame.wait(lambda: frame.desk.saver.run is None)
    assert list(tmp_path.glob("x.csv*")) == []
    assert "Danh sách dài hơn" in done_words(Exported(3, is_cut=True), "x.csv")
