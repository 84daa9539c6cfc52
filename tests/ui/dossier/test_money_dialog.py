"""The dossier's money: a key pressed twice takes it once."""

from tests.ui.dossier.frames import Frame
from ui.dossier.money_dialog import MoneyDialog


def test_a_key_pressed_twice_takes_money_once(frame: Frame) -> None:
    id_ = frame.counter.receive().dossier_id
    dialog = MoneyDialog(frame.place, id_, frame.window)
    dialog.amount.fill("8000")
    dialog._take()
    dialog._take()
    frame.wait(lambda: dialog.facts.text().startswith("Phải thu 0 đ, đã thu 8.000 đ"))
    frame.settle()
    assert frame.counter.device.value("SELECT count(*) FROM payment") == 1
    assert not dialog.error.isVisibleTo(dialog)
    dialog.close()
