"""A machine whose books run on a second one too says so in the message bar and on the exchange screen."""

from pytestqt.qtbot import QtBot

from app.domain.twin import Twin
from app.storage.errors import MachineFrozen, MachineRetired
from tests.support.district import District
from tests.ui.exchange.test_exchange_window import PATIENCE_MS, exchange, view_of
from ui.office_window import OfficeWindow


def told(district: District, twin: Twin) -> None:
    """What the district says from now on to whoever asks."""
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE origin SET twin = {int(twin)}")


def titles(window: OfficeWindow) -> list[str]:
    model = view_of(window).table.model()
    rows = (model.index(row, 2) for row in range(model.rowCount()))
    return [str(model.data(index)) for index in rows]


def said(window: OfficeWindow) -> str:
    """In the message bar."""
    shown = window.messages.shown()
    return shown.sentence if shown else ""


def test_a_frozen_machine_says_what_is_safe_and_whom_to_ask(
    window: OfficeWindow, district: District, qtbot: QtBot
) -> None:
    told(district, Twin.FROZEN)
    exchange(window, qtbot)
    qtbot.waitUntil(lambda: said(window) == MachineFrozen.sentence)
    qtbot.waitUntil(lambda: "Máy này: hai máy cùng một sổ" in titles(window), timeout=PATIENCE_MS)
    told(district, Twin.RETIRED)
    exchange(window, qtbot)
    qtbot.waitUntil(lambda: said(window) == MachineRetired.sentence)
    told(district, Twin.NONE)
    exchange(window, qtbot)
    qtbot.waitUntil(lambda: said(window) == "")
    qtbot.waitUntil(lambda: titles(window) == [], timeout=PATIENCE_MS)
