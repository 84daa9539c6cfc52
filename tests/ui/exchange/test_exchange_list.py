"""The list of the exchange screen: open choices first, then four states, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.services.access import OnlyAdministers
from sync.peers import ON_THE_WAY
from tests.support.builders import a_clerk, a_dossier, edit
from tests.support.devices import Device, a_device, exchange, hand_over
from tests.support.office import Counter, a_counter
from ui.exchange import reading as readings
from ui.exchange.rows import COLUMNS, ExchangeModel, ExchangeRow
from ui.exchange.view import EMPTY, ExchangeView
from ui.exchange.words import detail
from ui.theme.look import Look
from ui.theme.measures import Room


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 2")
    yield made
    made.device.profile.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Device]:
    made = a_device(tmp_path, "Bàn 1")
    yield made
    made.profile.close()


def whole_list(counter: Counter, step: int = 64) -> list[ExchangeRow]:
    read = readings.read(counter.desk)
    count = sum(group.count for group in read.groups)
    return [
        row
        for offset in range(0, count, step)
        for row in readings.page(counter.desk, read, offset, min(step, count - offset))
    ]


def test_whoever_only_administers_is_shown_no_names_of_the_exchange(counter: Counter) -> None:
    counter.receive()
    read = readings.read(counter.desk)
    counter.desk.officer = replace(counter.officer, roles=(Role.ADMINISTRATOR,))
    with pytest.raises(OnlyAdministers):
        readings.read(counter.desk)
    with pytest.raises(OnlyAdministers):
        readings.page(counter.desk, read, 0, 10)


def clash(counter: Counter, other: Device) -> DossierId:
    """Both desks write another telephone number; the other desk's stands."""
    dossier = a_dossier(counter.device.store, "Bế Thị Mẫu", code="000.00.00.H00-261123-0031")
    exchange(counter.device, other)
    for device, phone in ((counter.device, "0900000218"), (other, "0900000281")):
        person = device.value("SELECT applicant_id FROM dossier")
        edit(device.store, "applicant", person, phone=phone)
        device.clock.advance(minutes=1)
    exchange(counter.device, other)
    return dossier


def shown_view(look: Look, at_once, qtbot: QtBot, counter: Counter) -> ExchangeView:
    view = ExchangeView(look, at_once)
    qtbot.addWidget(view.top)
    qtbot.addWidget(view)
    read = readings.read(counter.desk)
    view.chosen.connect(lambda row: view.show_detail(detail(row, read) if row else None))
    view.resize(1190, 600)
    view.show()
    view.show_reading(read, lambda offset, limit: readings.page(counter.desk, read, offset, limit))
    return view


def test_qts_own_tester_finds_nothing_wrong(at_once, counter: Counter, other: Device) -> None:
    clash(counter, other)
    model = ExchangeModel(at_once)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    read = readings.read(counter.desk)
    model.show(read.groups, lambda offset, limit: readings.page(counter.desk, read, offset, limit))
    model.need(0, 10)
    model.show([], lambda _offset, _limit: [])
    assert model.rowCount() == 0
    assert model.columnCount() == len(COLUMNS)


def test_an_open_choice_stands_first_with_both_values_side_by_side(
    look: Look, at_once, qtbot: QtBot, counter: Counter, other: Device
) -> None:
    clash(counter, other)
    view = shown_view(look, at_once, qtbot, counter)
    row = view.table.chosen_row()
    assert isinstance(row, ExchangeRow)
    assert (row.state, row.code, row.title) == (
        SyncState.TO_CHOOSE,
        "261123-0031",
        "Bế Thị Mẫu: hai máy cùng sửa",
    )
    assert view.pane.choice is not None
    spoken = view.pane.choice.grid.accessibleName()
    assert "Điện thoại: máy này 0900 000 218, Bàn 1 0900 000 281, kết quả Chưa chọn" in spoken
    assert "cả hai bản đều được giữ" in view.pane.words()


def test_enter_and_the_button_both_open_the_dossier(
    look: Look, at_once, qtbot: QtBot, counter: Counter, other: Device
) -> None:
    dossier = clash(counter, other)
    view = shown_view(look, at_once, qtbot, counter)
    opened: list[ExchangeRow] = []
    view.opened.connect(opened.append)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    QTest.mouseClick(view.pane.open, Qt.MouseButton.LeftButton)
    assert [row.dossier_id for row in opened] == [dossier, dossier]


def test_pages_of_any_size_give_the_same_list_in_the_order_of_the_groups(
    counter: Counter, other: Device
) -> None:
    clash(counter, other)
    for number in range(12):
        a_dossier(counter.device.store, f"Giàng A Mẫu {number}")
        if number == 6:
            counter.device.seal()
    whole = whole_list(counter)
    assert len(whole) == 1 + 13
    assert [row.state for row in whole] == sorted(
        [row.state for row in whole], key=[SyncState.TO_CHOOSE, *ON_THE_WAY].index
    )
    for step in (1, 3, 5):
        assert whole_list(counter, step) == whole


def test_what_was_sent_back_says_why_in_words(look: Look, at_once, qtbot: QtBot, counter: Counter) -> None:
    a_dossier(counter.device.store, "La Văn Mẫu")
    with counter.device.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO returned(origin_no, seq, code, detail) "
            "SELECT no, seq, 'code_not_leased', '' FROM origin WHERE is_own = 1"
        )
    view = shown_view(look, at_once, qtbot, counter)
    row = view.table.chosen_row()
    assert isinstance(row, ExchangeRow)
    assert (row.state, row.name) == (SyncState.SENT_BACK, "La Văn Mẫu")
    assert view.pane.words().startswith("Mã hồ sơ nằm ngoài dải số cấp cho máy này.")


def test_what_waits_for_another_desk_comes_last_with_its_reason(counter: Counter, other: Device) -> None:
    dossier = a_dossier(counter.device.store)
    hand_over(counter.device, other)
    a_clerk(other.store)
    edit(other.store, "dossier", other.value("SELECT id FROM dossier"), note="Mẫu")
    with counter.device.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO waiting(origin_no, seq, reason, detail, since_ms) "
            "SELECT no, 1, 'missing_dependency', '', 0 FROM origin WHERE is_own = 1"
        )
    row = whole_list(counter)[-1]
    assert dossier
    assert row.is_stuck
    assert row.reason.startswith("Chờ thay đổi của một bàn khác")


def test_an_empty_day_says_one_sentence(look: Look, at_once, qtbot: QtBot, counter: Counter) -> None:
    view = shown_view(look, at_once, qtbot, counter)
    assert view.model.rowCount() == 0
    assert view.pane.words() == ""
    assert "F2" in EMPTY


def test_a_small_window_keeps_words_and_figures_and_leaves_their_meaning_out(
    look: Look, at_once, qtbot: QtBot, counter: Counter
) -> None:
    a_dossier(counter.device.store)
    view = shown_view(look, at_once, qtbot, counter)
    whole = view.states.height()
    view.fit(Room(is_narrow=True, is_short=True))
    qtbot.waitUntil(lambda: view.states.height() < whole)
    assert view.states.count_words(SyncState.HERE) == "1"
