"""The administrator's commands: Vietnamese sentences, exit codes, and never a password in an argument."""

import json
import stat
from pathlib import Path

import pytest

from server import settings
from server.cli import main
from sync.protocol import ticket
from tests.server.visitor import PASSWORD

COMMANDS = (
    [],
    ["init"],
    ["run"],
    ["ticket"],
    ["communes"],
    ["communes", "add"],
    ["devices"],
    ["devices", "revoke"],
    ["catalogue"],
    ["catalogue", "publish"],
    ["bundle"],
    ["bundle", "import"],
    ["users"],
    ["users", "add"],
    ["users", "list"],
    ["users", "disable"],
    ["users", "password"],
    ["backup"],
    ["restore"],
)


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """A file with a password."""
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n", "utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path, password: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An initialised server."""
    folder = tmp_path / "server"
    assert run("init", folder, "--address", "https://127.0.0.1:8743", "--commune", "27280:Xã Thạch Bình Hạ",
               "--password-file", str(password)) == 0  # fmt: skip
    capsys.readouterr()
    return folder


def run(command: str, folder: Path, *arguments: str) -> int:
    """Run a command on a folder."""
    return main([*command.split(), *arguments, "--data", str(folder)])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_vietnamese(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Cách dùng: ")
    for english in ("usage", "options", "positional", "show this", "error"):
        assert english not in shown


def test_a_wrong_command_is_answered_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ticket"])
    assert stopped.value.code == 2
    assert "Lệnh chưa đúng" in capsys.readouterr().err


def test_init_makes_keys_only_the_owner_reads_and_asks_to_take_two_away(
    tmp_path: Path, password: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"
    assert run("init", folder, "--address", "https://10.0.0.1:8743", "--password-file", str(password)) == 0
    shown = capsys.readouterr().out
    for name in ("root.key", "backup.key"):
        assert f"CẦN CẤT RIÊNG, không để trên máy chủ: {folder / 'authority' / name}" in shown
    private = [
        folder / "key",
        folder / "config.toml",
        folder / "server.db",
        *(folder / "authority").glob("*.key"),
    ]
    assert len(private) == 8
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_init_never_touches_what_is_there(
    data: Path, password: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "server.db" not in path.name
    }
    assert run("init", data, "--address", "https://10.0.0.1", "--password-file", str(password)) == 1
    assert "đã có một máy chủ" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--plain", "--host", "0.0.0.0"], "HTTP không mã hóa"),
        (["--commune", "không mã"], "cần MÃ:TÊN"),
        (["--address", "10.0.0.1:8743"], "cần dạng https://"),
        (["--address", "http://10.0.0.1:8743"], "cần dạng https://"),
        (["--commune", "../x:Xã"], "cần MÃ:TÊN"),
        (["--database", "mysql://x"], "postgresql+psycopg://"),
        (["--database", "postgresql+psycopg://127.0.0.1:1/none"], "Không mở được cơ sở dữ liệu"),
    ],
)
def test_init_refuses_what_cannot_work(
    tmp_path: Path,
    password: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    folder = tmp_path / "new"
    base = ["--address", "https://10.0.0.1", "--password-file", str(password)]
    assert run("init", folder, *base, *arguments) == 1
    assert sentence in capsys.readouterr().err
    assert not (folder / "config.toml").exists()


def test_short_passwords_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "short"
    path.write_text("ngan\n", "utf-8")
    assert run("init", tmp_path / "new", "--address", "https://x", "--password-file", str(path)) == 1
    assert "Mật khẩu cần từ 10" in capsys.readouterr().err


def test_a_folder_without_a_server_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "users list", "communes list", "backup x"):
        assert run(command, tmp_path) == 1
        assert "Chạy soxa-server init trước" in capsys.readouterr().err


def test_a_ticket_is_printed_for_people_and_for_programs(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ticket", data, "--commune", "27280", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert ticket.read(facts["ticket"]).address == "https://127.0.0.1:8743"
    assert run("ticket", data, "--commune", "27280", "--days", "3") == 0
    assert "Mã ghi danh cho một máy của Xã Thạch Bình Hạ" in capsys.readouterr().out
    assert run("ticket", data, "--commune", "99") == 1
    assert "không có đơn vị mã 99" in capsys.readouterr().err


def test_communes_are_added_and_listed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("communes add", data, "27283:Xã Khánh Vân Hạ") == 0
    assert run("communes add", data, "27283:Xã Khác") == 1
    assert run("communes list", data) == 0
    assert "27283\tXã Khánh Vân Hạ" in capsys.readouterr().out


def test_users_are_added_changed_and_disabled(
    data: Path, password: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ("--password-file", str(password))
    assert run("users add", data, "vanthu", "--full-name", "Văn thư Mẫu", *file) == 0
    assert run("users add", data, "vanthu", *file) == 1
    assert run("users add", data, "văn thư", *file) == 1
    assert run("users password", data, "vanthu", *file) == 0
    assert run("users password", data, "nobody", *file) == 1
    assert run("users disable", data, "vanthu") == 0
    assert run("users list", data) == 0
    shown = capsys.readouterr().out
    assert "quantri\tquantri\tđang dùng" in shown
    assert "vanthu\tVăn thư Mẫu\tđã khóa" in shown


def test_a_password_is_asked_for_twice(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert run("users add", data, "vanthu") == 1
    assert "không giống nhau" in capsys.readouterr().err


def test_backup_and_restore_from_the_command_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = str(data / "authority" / "backup.key")
    file = str(tmp_path / "b.sxb")
    assert run("backup", data, file) == 0
    assert run("restore", tmp_path / "again", file, "--key", key, "--check") == 0
    assert not (tmp_path / "again").exists()
    assert run("restore", tmp_path / "again", file, "--key", key) == 0
    assert run("communes list", tmp_path / "again") == 0
    assert "27280\tXã Thạch Bình Hạ" in capsys.readouterr().out
    assert run("restore", tmp_path / "more", file, "--key", str(tmp_path / "none")) == 1
    assert "Không đọc được khóa sao lưu" in capsys.readouterr().err


def test_revoking_needs_a_key_that_means_one_device(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("devices revoke", data, "ab") == 1
    assert "Không có đúng một máy" in capsys.readouterr().err
    assert run("devices list", data) == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("strange = 1", "mục lạ: strange"), ("port = 'x'", "port sai kiểu"), ("port =", "sai cú pháp TOML")],
)
def test_a_slip_in_the_configuration_is_named(
    data: Path, line: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (data / settings.CONFIG_NAME).read_text("utf-8")
    kept = "\n".join(each for each in text.splitlines() if not each.startswith("port"))
    (data / settings.CONFIG_NAME).write_text(f"{kept}\n{line}\n", "utf-8")
    assert run("users list", data) == 1
    assert sentence in capsys.readouterr().err
