"""The daily backup: once a legal day, into the chosen folder, and silent where there is none."""

from datetime import datetime
from pathlib import Path

import pytest

from app.services.backup import back_up, backup_if_due, choose_folder, plan
from app.storage.backup import backups_of
from app.storage.backup_errors import BackupFolderAbsent
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device


@pytest.fixture
def device(tmp_path: Path) -> Device:
    made = a_device(tmp_path)
    a_dossier(made.store)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def made_today(device: Device) -> bool:
    report = backup_if_due(device.profile, device.clock.now_ms())
    return report is not None and report.made is not None


def test_nothing_is_backed_up_before_a_folder_was_chosen(device):
    assert backup_if_due(device.profile, device.clock.now_ms()) is None


def test_each_day_gets_one_backup(device, stick):
    choose_folder(device.profile, stick)
    assert [made_today(device), made_today(device)] == [True, False]
    device.clock.advance(hours=15)
    assert not made_today(device)
    device.clock.advance(hours=2)
    assert made_today(device)
    assert len(backups_of(stick, device.profile.info.id)) == 2


def test_the_day_is_the_legal_one_whatever_the_pc_says(device, stick):
    choose_folder(device.profile, stick)
    device.clock.set(datetime(2026, 11, 23, 23, 59))
    assert made_today(device)
    device.clock.set(datetime(2026, 11, 24, 0, 1))
    assert made_today(device)


def test_a_clock_that_was_set_back_makes_one_more_never_one_less(device, stick):
    choose_folder(device.profile, stick)
    device.clock.set(datetime(2036, 1, 1, 8, 0))
    assert made_today(device)
    device.clock.set(datetime(2026, 11, 23, 8, 0))
    assert made_today(device)


def test_a_stick_that_is_not_plugged_in_is_a_status_and_is_tried_again(device, stick):
    choose_folder(device.profile, stick)
    stick.rmdir()
    report = backup_if_due(device.profile, device.clock.now_ms())
    assert report is not None
    assert report.made is None
    assert "Chưa có bản nào" in report.sentence
    assert str(stick) in report.sentence
    stick.mkdir()
    assert made_today(device)


def test_a_status_names_the_last_backup_made(device, stick):
    choose_folder(device.profile, stick)
    made_today(device)
    device.clock.advance(days=3)
    stick.rename(stick.with_name("away"))
    report = backup_if_due(device.profile, device.clock.now_ms())
    assert report is not None
    assert "Bản gần nhất: 23/11/2026" in report.sentence


def test_a_folder_that_is_not_there_cannot_be_chosen(device, tmp_path):
    with pytest.raises(BackupFolderAbsent):
        choose_folder(device.profile, tmp_path / "nowhere")
    assert plan(device.profile).folder is None


def test_a_backup_by_hand_into_the_chosen_folder_is_the_days_backup(device, stick):
    choose_folder(device.profile, stick)
    back_up(device.profile, stick, device.clock.now_ms())
    assert not made_today(device)


def test_a_backup_by_hand_elsewhere_is_not(device, stick, tmp_path):
    choose_folder(device.profile, stick)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    back_up(device.profile, elsewhere, device.clock.now_ms())
    assert made_today(device)
