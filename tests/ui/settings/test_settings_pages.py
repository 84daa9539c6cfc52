"""What an office sets up for itself, page by page."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.catalogue.signed_file import seal_pack
from app.domain.dossier import Role
from app.services import backup, numbering, officers, preferences, staff
from app.services.preferences import Preferences
from tests.app.catalogue.packs import a_pack
from tests.support import settling
from tests.support.office import PIN, Counter, grant_numbers
from ui.settings.about_page import AboutPage
from ui.settings.backup_page import BackupPage
from ui.settings.catalogue_page import CataloguePage
from ui.settings.clerks_page import ClerksPage
from ui.settings.desk import SettingsDesk
from ui.settings.district_page import DistrictPage
from ui.settings.look_page import LookPage
from ui.settings.numbers_page import NumbersPage
from ui.settings.office_page import OfficePage
from ui.settings.page import ONLY_ADMIN, SettingsPage
from ui.theme.look import Look, Mode

Key = Qt.Key


def page(settings: SettingsDesk, kind: type[SettingsPage], qtbot: QtBot) -> SettingsPage:
    """A page in front, everything it asked for answered."""
    settings.show_page(kind)
    settle(settings, qtbot)
    return settings.page()


def settle(settings: SettingsDesk, qtbot: QtBot) -> None:
    settling.settle(settings.page().workplace, qtbot.waitUntil)


def save(settings: SettingsDesk, qtbot: QtBot) -> None:
    QTest.keyClick(settings, Key.Key_F9)
    settle(settings, qtbot)


def test_the_office_changes_the_names_on_its_forms(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, OfficePage, qtbot)
    assert isinstance(shown, OfficePage)
    assert shown.form.edits["name"].text() == "Ủy ban nhân dân xã Mẫu"
    shown.form.edits["unit_name"].setText("Trung tâm Phục vụ hành chính công")
    save(settings, qtbot)
    office = officers.office(counter.desk)
    assert office is not None
    assert office.unit_name == "Trung tâm Phục vụ hành chính công"
    assert shown.told.text() == "Đã lưu tên cơ quan."


def test_an_office_without_a_name_is_not_saved(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, OfficePage, qtbot)
    assert isinstance(shown, OfficePage)
    shown.form.edits["name"].setText("  ")
    save(settings, qtbot)
    assert shown.form.rows["name"].error() == "Xin ghi tên cơ quan."
    office = officers.office(counter.desk)
    assert office is not None
    assert office.name == "Ủy ban nhân dân xã Mẫu"


def test_a_clerk_is_added_and_can_log_in(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    shown = page(settings, ClerksPage, qtbot)
    assert isinstance(shown, ClerksPage)
    shown.form.full_name.setText("Bùi Thị Mẫu")
    shown.form.title.setText("Công chức tư pháp - hộ tịch")
    shown.form.roles.choose((Role.SPECIALIST,))
    shown.form.pins.pin.setText("1357")
    shown.form.pins.pin_again.setText("1357")
    save(settings, qtbot)
    added = next(each for each in officers.active_clerks(counter.desk) if each.full_name == "Bùi Thị Mẫu")
    assert officers.log_in(counter.desk, added.id, "1357").roles == (Role.SPECIALIST,)
    qtbot.waitUntil(lambda: shown.clerks.count() == 2)


def test_a_clerk_without_a_role_is_not_added(settings: SettingsDesk, qtbot: QtBot, counter: Counter) -> None:
    shown = page(settings, ClerksPage, qtbot)
    assert isinstance(shown, ClerksPage)
    shown.form.full_name.setText("Bùi Thị Mẫu")
    save(settings, qtbot)
    assert shown.form.roles_row.error() == "Xin chọn ít nhất một vai trò."
    assert len(staff.all_clerks(counter.desk)) == 1


def test_a_known_clerk_keeps_the_pin_unless_another_is_typed(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, ClerksPage, qtbot)
    assert isinstance(shown, ClerksPage)
    shown.clerks.setFocus()
    QTest.keyClick(shown.clerks, Key.Key_Return)
    shown.form.title.setText("Công chức địa chính")
    save(settings, qtbot)
    assert officers.log_in(counter.desk, counter.officer.id, PIN).title == "Công chức địa chính"


def test_the_last_administrator_cannot_be_sent_away(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, ClerksPage, qtbot)
    assert isinstance(shown, ClerksPage)
    shown.clerks.setFocus()
    QTest.keyClick(shown.clerks, Key.Key_Return)
    shown.send_on.click()
    settle(settings, qtbot)
    assert shown.told.text().startswith("Cơ quan cần ít nhất một người quản trị")
    assert [each.is_active for each in staff.all_clerks(counter.desk)] == [True]


def test_the_first_number_of_a_day_begun_elsewhere_is_entered_once(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, NumbersPage, qtbot)
    assert isinstance(shown, NumbersPage)
    shown.first.setText("101")
    save(settings, qtbot)
    assert numbering.outlook(counter.desk).next_code.endswith("-0101")
    assert counter.receive().code.endswith("-0101")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12", "Bàn này chỉ được dùng số 64 đến 199. Chưa đổi gì."),
        ("500", "Bàn này chỉ được dùng số 64 đến 199. Chưa đổi gì."),
    ],
)
def test_a_number_outside_the_desks_range_is_refused(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, typed: str, sentence: str
) -> None:
    shown = page(settings, NumbersPage, qtbot)
    assert isinstance(shown, NumbersPage)
    shown.first.setText(typed)
    save(settings, qtbot)
    assert shown.told.text() == sentence
    assert counter.receive().code.endswith("-0064")


def test_a_number_that_was_given_today_is_refused(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    counter.receive()
    shown = page(settings, NumbersPage, qtbot)
    assert isinstance(shown, NumbersPage)
    shown.first.setText("64")
    save(settings, qtbot)
    assert shown.told.text().startswith("Hôm nay bàn này đã cấp đến số 64.")


def test_without_a_ticket_nothing_is_asked_of_the_district(settings: SettingsDesk, qtbot: QtBot) -> None:
    shown = page(settings, DistrictPage, qtbot)
    assert isinstance(shown, DistrictPage)
    save(settings, qtbot)
    assert shown.form.ticket_row.error() == "Xin dán hoặc gõ mã ghi danh của cấp trên."


def test_a_backup_is_made_where_the_office_chose(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, tmp_path: Path
) -> None:
    counter.receive()
    folder = tmp_path / "sao lưu"
    folder.mkdir()
    shown = page(settings, BackupPage, qtbot)
    assert isinstance(shown, BackupPage)
    shown.choose_folder(folder)
    settle(settings, qtbot)
    settle(settings, qtbot)
    shown.back_up()
    settle(settings, qtbot)
    assert "đọc lại đủ 1 hồ sơ" in shown.told.text()
    assert list(folder.iterdir())
    assert backup.plan(counter.device.profile).folder == folder


def test_a_backup_folder_that_is_gone_is_said(settings: SettingsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    shown = page(settings, BackupPage, qtbot)
    assert isinstance(shown, BackupPage)
    shown.choose_folder(tmp_path / "không có")
    settle(settings, qtbot)
    assert shown.told.mark().tone == "late"


def test_a_signed_pack_comes_into_force_at_once(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, tmp_path: Path
) -> None:
    pack = a_pack(effective_from=counter.desk.today(), version="2027.01")
    file = tmp_path / "gói.sxdm"
    file.write_bytes(seal_pack(pack, counter.device.key))
    shown = page(settings, CataloguePage, qtbot)
    assert isinstance(shown, CataloguePage)
    shown.take_in(file)
    settle(settings, qtbot)
    assert shown.told.text().startswith("Đã nhập danh mục 2027.01: 1 thủ tục")
    assert counter.desk.catalogue.pack.version == "2027.01"


def test_what_is_no_pack_changes_nothing(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, tmp_path: Path
) -> None:
    before = counter.desk.catalogue.pack.version
    file = tmp_path / "ảnh.png"
    file.write_bytes(b"\x89PNG")
    shown = page(settings, CataloguePage, qtbot)
    assert isinstance(shown, CataloguePage)
    shown.take_in(file)
    settle(settings, qtbot)
    assert shown.told.mark().tone == "late"
    assert counter.desk.catalogue.pack.version == before


def test_light_and_dark_and_the_size_of_type_are_remembered(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, look: Look
) -> None:
    shown = page(settings, LookPage, qtbot)
    assert isinstance(shown, LookPage)
    shown.modes[Mode.DARK].click()
    shown.larger.click()
    settle(settings, qtbot)
    assert (look.mode, look.percent) == (Mode.DARK, 110)
    assert preferences.read(counter.desk) == Preferences("dark", 110)


def test_the_licence_and_the_way_to_the_source_are_told(settings: SettingsDesk, qtbot: QtBot) -> None:
    shown = page(settings, AboutPage, qtbot)
    words = " ".join(label.text() for label in shown.findChildren(type(settings.remark)))
    assert "GNU Affero General Public License" in words
    assert "mã nguồn" in words


def test_whoever_is_out_of_numbers_opens_the_spare_range_there(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter
) -> None:
    shown = page(settings, NumbersPage, qtbot)
    assert isinstance(shown, NumbersPage)
    assert shown.open_row.isHidden(), "there are numbers left"
    numbering.begin_at(counter.desk, 199)
    counter.receive()
    look_again(settings, qtbot)
    assert shown.open_row.isHidden(), "there is no spare"
    grant_numbers(counter.device, 501, 510, serial=2, is_spare=True)
    settings.page().workplace.seat(replace(counter.officer, roles=(Role.RECEPTION,)))
    look_again(settings, qtbot)
    assert not shown.first_row.isEnabled()
    QTest.keyClick(settings, Key.Key_D, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown.told.text().startswith("Đã mở dải dự phòng: còn 10 số"), timeout=20_000)
    assert counter.receive().code.endswith("-0501")


def look_again(settings: SettingsDesk, qtbot: QtBot) -> None:
    """Leave the page of numbers and come back."""
    page(settings, OfficePage, qtbot)
    page(settings, NumbersPage, qtbot)


@pytest.mark.parametrize("kind", [OfficePage, ClerksPage, DistrictPage, CataloguePage])
def test_only_an_administrator_changes_what_the_office_works_by(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, kind: type[SettingsPage]
) -> None:
    settings.page().workplace.seat(replace(counter.officer, roles=(Role.RECEPTION,)))
    shown = page(settings, kind, qtbot)
    assert not shown.isEnabled()
    assert not settings.save.isVisible()
    assert settings.remark.text() == ONLY_ADMIN


@pytest.mark.parametrize("kind", [BackupPage, LookPage, AboutPage])
def test_everybody_may_back_up_and_choose_the_look(
    settings: SettingsDesk, qtbot: QtBot, counter: Counter, kind: type[SettingsPage]
) -> None:
    settings.page().workplace.seat(replace(counter.officer, roles=(Role.RECEPTION,)))
    assert page(settings, kind, qtbot).isEnabled()
