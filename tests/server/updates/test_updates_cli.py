"""The administrator's way from nothing to a rotated key, by the commands that docs/updates.md tells."""

from pathlib import Path

import pytest

from server.cli import main
from server.settings import load
from server.updates.carrying import STICK_FOLDER
from server.updates.repository import repository_of
from tests.app.releases.builds import a_build
from tests.server.updates.ceremony import CHEAP, PASSPHRASE, PLATFORM
from tests.server.visitor import PASSWORD

COMMANDS = ("init", "add", "withdraw", "sign", "publish", "discard", "rotate-root", "status", "to-stick")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """A new server, and its commands: each its exit code and what it said."""
    monkeypatch.setattr("server.cli.updates.Cost", lambda: CHEAP)
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    (tmp_path / "wrong").write_text("không phải cụm này\n")

    def run(command: str, *arguments: str | Path) -> tuple[int, str]:
        code = main([*command.split(), *map(str, arguments), "--data", str(tmp_path / "server")])
        said = capsys.readouterr()
        return code, said.out + said.err

    assert (
        run("init", "--address", "https://127.0.0.1:8743", "--password-file", tmp_path / "password")[0] == 0
    )
    return run


def test_from_the_first_key_to_a_stick_and_a_new_root(run, tmp_path: Path):
    keys, spoken = tmp_path / "usb", ("--passphrase-file", tmp_path / "passphrase")
    assert "init trước" in run("updates status")[1]
    code, said = run("updates init", keys, *spoken)
    assert (code, said.count("CẦN CẤT RIÊNG")) == (0, 2)
    assert run("updates init", keys, *spoken)[0] == 1
    (root_key,), (targets_key,) = keys.glob("root-*.key"), keys.glob("targets-*.key")

    code, said = run("updates add", a_build(tmp_path / "dist"), "--notes", "Bản đầu.")
    assert code == 0
    assert "chữ ký targets: 0 trên 1, chưa đủ" in said
    assert run("updates publish")[0] == 1
    code, said = run("updates sign", "--key", targets_key, "--passphrase-file", tmp_path / "wrong")
    assert code == 1
    assert "chưa đúng" in said
    code, said = run("updates sign", "--key", targets_key, *spoken)
    assert code == 0
    assert "SHA-256 của release.json" in said
    assert f"{PLATFORM}\t0.1.0" in run("updates publish")[1]

    stick = tmp_path / "stick"
    stick.mkdir()
    assert "tệp cập nhật" in run("usb prepare", stick)[1]
    assert (stick / STICK_FOLDER / "metadata" / "timestamp.json").is_file()
    assert run("updates to-stick", tmp_path / "no" / "stick")[0] == 0

    code, said = run("updates rotate-root", "--role", "root", "--keys", keys, "--drop", "all", *spoken)
    assert "khóa gốc phiên bản 2" in said
    for key in (root_key, *(set(keys.glob("root-*.key")) - {root_key}), targets_key):
        assert run("updates sign", "--key", key, *spoken)[0] == 0
    assert run("updates publish")[0] == 0
    assert "root: phiên bản 2" in run("updates status")[1]

    run("updates withdraw", PLATFORM, "0.1.0")
    assert "0 trên 1" in run("updates status")[1]
    assert run("updates discard")[0] == 0
    assert "Bản nháp" not in run("updates status")[1]


def test_a_district_whose_root_key_is_locked_away_is_asked_for_it(run, tmp_path: Path):
    settings = load(tmp_path / "server")
    key = (settings.authority_path / "root.key").rename(tmp_path / "root.key")
    spoken = ("--passphrase-file", tmp_path / "passphrase")
    code, said = run("updates init", tmp_path / "usb", *spoken)
    assert code == 1
    assert "khóa gốc" in said
    assert not repository_of(settings).exists
    assert run("updates init", tmp_path / "usb", *spoken, "--district-key", key)[0] == 0


def test_offline_keys_never_touch_the_server_and_the_online_key_is_its_owners_alone(run, tmp_path: Path):
    run("updates init", tmp_path / "usb", "--passphrase-file", tmp_path / "passphrase")
    authority = load(tmp_path / "server").authority_path
    assert (authority / "updates-online.key").stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "server").rglob("root-*.key"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_vietnamese(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["updates", command, "--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Cách dùng: ")
    assert not any(english in shown for english in ("usage", "options", "positional", "show this"))
