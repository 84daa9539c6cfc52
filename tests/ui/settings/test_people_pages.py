"""Roles lent, the audit that those read who answer for others, and when a still screen locks."""

from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.changes.registry import Command
from app.domain.dossier import EventKind, Role
from app.domain.lending import LendingForm
from app.services import audit, delegations, dossier, officers, preferences
from app.services.audit import Noted
from app.storage import clerks
from app.storage.journal import Act
from tests.support.office import PIN, Counter
from tests.ui.settings.test_settings_pages import page, save, settle
from ui.audit.page import InspectionPage
from ui.audit.words import EVENT_WORDS, NOTED_WORDS
from ui.settings.clerks_page import ClerksPage
from ui.settings.delegations_page import DelegationsPage
from ui.settings.desk import SettingsDesk

Key = Qt.Key


def test_a_leader_lends_a_role_and_ends_it(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    taker = officers.register_clerk(counter.desk, "Chuyên Môn Mẫu", "Công chức", (Role.SPECIALIST,), PIN)
    shown = page(settings, DelegationsPage, qtbot)
    assert isinstance(shown, DelegationsPage)
    shown.number.setText("12/UQ-UBND")
    shown.last.setText("30/11/2026")
    save(settings, qtbot)
    (record,) = delegations.every(counter.desk)
    assert (record.to_id, record.lent.role, record.span.last_day) == (taker.id, Role.LEADER, "2026-11-30")
    settle(settings, qtbot)
    shown.lent.opened.emit(record)
    shown.end_key.click()
    settle(settings, qtbot)
    assert not delegations.stands(counter.desk, delegations.every(counter.desk)[0])


def test_what_is_lent_to_somebody_promoted_since_is_named_to_be_ended(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    """Books of before a promotion ended it may hold such a lending."""
    desk, officer, day = counter.desk, counter.officer, counter.desk.today()
    taker = officers.register_clerk(desk, "Chuyên Môn Mẫu", "", (Role.SPECIALIST,), PIN)
    delegations.lend(desk, officer, taker.id, Role.LEADER, LendingForm.AUTHORITY, "12/UQ", day, day)
    with desk.store.write(Act(Command.REGISTER_CLERK)) as unit:
        clerks.save_clerk(unit, taker.id, taker.full_name, "", (Role.LEADER,))
    shown = page(settings, DelegationsPage, qtbot)
    settle(settings, qtbot)
    assert isinstance(shown, DelegationsPage)
    (record,) = delegations.every(desk)
    assert shown._row(record).right == "đã tự giữ, nên kết thúc"
    delegations.end(desk, officer, record)
    assert shown._row(delegations.every(desk)[0]).right == "đã hết"


def test_who_has_no_role_to_lend_only_reads(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    specialist = officers.register_clerk(counter.desk, "Chuyên Môn Mẫu", "", (Role.SPECIALIST,), PIN)
    shown = page(settings, DelegationsPage, qtbot)
    shown.workplace.seat(specialist)
    assert not shown.isEnabled()
    assert settings.remark.text() == DelegationsPage.closed_words


def test_the_audit_is_narrowed_read_and_printed(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, tmp_path: Path
) -> None:
    receipt = counter.receive()
    counter.receive("Lò Văn Mẫu")
    dossier.view(counter.desk, counter.officer, receipt.dossier_id)
    audit.flush(counter.desk)
    audit.note(counter.desk, counter.officer, Noted.EXPORTED, "dossiers 2 rows csv")
    shown = page(settings, InspectionPage, qtbot)
    assert isinstance(shown, InspectionPage)
    assert shown.sheet.height() > shown.fields.height() // 2, "the log has most of its page"
    settle(settings, qtbot)
    assert shown.model.rowCount() >= 4
    shown.code.setText(receipt.code)
    shown.code.textEdited.emit(receipt.code)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    shown.print_key.click()
    folder = tmp_path / "slips"
    qtbot.waitUntil(lambda: bool(list(folder.glob("*.pdf"))), timeout=10_000)
    settle(settings, qtbot)
    document = pypdfium2.PdfDocument(next(folder.glob("*.pdf")))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Mở xem hồ sơ" in text
    assert "Nguyễn Thị Mẫu" not in text
    qtbot.waitUntil(
        lambda: counter.device.value("SELECT count(*) FROM act_log WHERE detail LIKE 'audit %'") == 1
    )


def test_a_clerk_is_shown_no_audit(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    counter.receive()
    clerk = officers.register_clerk(counter.desk, "Tiếp Nhận Mẫu", "", (Role.RECEPTION,), PIN)
    settings.page().workplace.seat(clerk)
    shown = page(settings, InspectionPage, qtbot)
    assert isinstance(shown, InspectionPage)
    assert shown.model.rowCount() == 0
    assert settings.remark.text() == InspectionPage.closed_words


def test_when_a_still_screen_locks_is_chosen(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    shown = page(settings, ClerksPage, qtbot)
    assert isinstance(shown, ClerksPage)
    settle(settings, qtbot)
    assert shown.lock.currentData() == preferences.USUAL_LOCK_MINUTES
    QTest.keyClick(shown.lock, Key.Key_Up)
    shown.lock.activated.emit(shown.lock.currentIndex())
    settle(settings, qtbot)
    assert preferences.lock_minutes(counter.desk) == shown.lock.currentData() != 10


def test_every_act_and_every_note_has_words() -> None:
    assert set(NOTED_WORDS) == set(Noted)
    assert set(EVENT_WORDS) == set(EventKind)
