"""``soxa doctor``, ``backup`` and ``restore`` as an administrator types them."""

import json
from pathlib import Path

import pytest

from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device
from ui.cli import main

SOUND, UNSOUND, REFUSED = 0, 1, 2


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    made = a_device(tmp_path)
    a_dossier(made.store)
    made.profile.close()
    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "Máy mẫu" / "key"))
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def code_file(device: Device, tmp_path: Path) -> Path:
    path = tmp_path / "code.txt"
    path.write_text(device.recovery_code + "\n", encoding="utf-8")
    return path


def soxa(*words: object) -> int:
    return main([str(word) for word in words])


def test_doctor_finds_a_used_profile_sound(device, capsys):
    assert soxa("doctor", "--all", "--profile", device.root) == SOUND
    assert capsys.readouterr().out.endswith("Sổ lành lặn.\n")


def test_doctor_names_damage_says_what_to_do_and_repairs_it(device, capsys):
    device.reopen()
    device.tamper("DROP TRIGGER capture_dossier_update")
    device.profile.close()
    assert soxa("--profile", device.root, "doctor", "--json") == UNSOUND
    report = json.loads(capsys.readouterr().out)
    assert not report["sound"]
    (triggers,) = (check for check in report["checks"] if not check["sound"])
    assert triggers["name"] == "triggers"
    assert triggers["findings"][0]["where"] == "capture_dossier_update"
    assert soxa("doctor", "--repair", "--profile", device.root) == SOUND


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"x" * 8192), lambda path: path.unlink()])
def test_doctor_says_in_one_sentence_why_a_profile_cannot_be_opened(device, capsys, damage):
    damage(device.folder.database)
    assert soxa("doctor", "--profile", device.root) == REFUSED
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "bản sao lưu" in shown.err


def test_a_backup_is_made_verified_and_restored_with_the_recovery_code(
    device, stick, code_file, tmp_path, monkeypatch, capsys
):
    assert soxa("backup", "--to", stick, "--profile", device.root) == SOUND
    assert "Đã sao lưu và đọc lại đủ 1 hồ sơ" in capsys.readouterr().out
    (file,) = stick.iterdir()
    assert soxa("backup", "--verify", file) == SOUND

    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "other-key"))
    root = tmp_path / "pc2"
    assert soxa("restore", file, "--profile", root, "--recovery-code-file", code_file) == SOUND
    assert "Đã khôi phục 1 hồ sơ" in capsys.readouterr().out
    assert soxa("doctor", "--all", "--profile", root) == SOUND


def test_a_daily_folder_is_used_when_none_is_named(device, stick, capsys):
    soxa("backup", "--to", stick, "--daily", "--profile", device.root)
    capsys.readouterr()
    assert soxa("backup", "--json", "--profile", device.root) == SOUND
    assert Path(json.loads(capsys.readouterr().out)["file"]).parent == stick


def test_backup_says_where_the_stick_is_missing(device, tmp_path, capsys):
    assert soxa("backup", "--to", tmp_path / "unplugged", "--profile", device.root) == REFUSED
    assert "chưa cắm ổ" in capsys.readouterr().err


def test_restore_into_a_used_folder_is_refused(device, stick, capsys):
    soxa("backup", "--to", stick, "--profile", device.root)
    (file,) = stick.iterdir()
    assert soxa("restore", file, "--profile", device.root) == REFUSED
    assert "Sổ cũ vẫn nguyên" in capsys.readouterr().err


def test_restore_never_takes_the_code_from_the_command_line(device, stick, tmp_path, monkeypatch, capsys):
    soxa("backup", "--to", stick, "--profile", device.root)
    (file,) = stick.iterdir()
    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "other-key"))
    typed = device.recovery_code
    assert soxa("restore", file, "--recovery-code", typed, "--profile", tmp_path / "pc2") == REFUSED
    assert typed not in capsys.readouterr().err
    assert soxa("restore", file, "--profile", tmp_path / "pc2") == REFUSED
    assert "--recovery-code-file" in capsys.readouterr().err


def test_a_pc_that_lost_its_key_gets_it_back(device, code_file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "other-key"))
    assert soxa("doctor", "--profile", device.root) == REFUSED
    assert "mã khôi phục" in capsys.readouterr().err
    assert soxa("restore", "--profile", device.root, "--recovery-code-file", code_file) == SOUND
    assert soxa("doctor", "--profile", device.root) == SOUND


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None], ids=["not text", "missing"])
def test_a_code_file_that_cannot_be_read_is_said_so(device, tmp_path, capsys, content):
    path = tmp_path / "code.txt"
    if content is not None:
        path.write_bytes(content)
    assert soxa("restore", "--profile", device.root, "--recovery-code-file", path) == REFUSED
    assert "tệp chứa mã khôi phục" in capsys.readouterr().err
