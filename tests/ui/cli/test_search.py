"""``soxa search``: whoever gives no PIN asks by code and is told no name."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.dossier import Role
from app.services import officers
from tests.support.devices import cheap_recovery_codes
from tests.support.office import PIN, Counter, a_counter
from ui.cli import main

CLERK, KEEPER, NAME = "Cán Bộ Mẫu", "Quản Trị Mẫu", "Nguyễn Thị Mẫu Hoa"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with cheap_recovery_codes():
        made = a_counter(tmp_path)
        officers.register_clerk(made.desk, KEEPER, "", (Role.ADMINISTRATOR,), PIN)
        yield made


def soxa(counter: Counter, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setenv("SOXA_KEY_FILES", str(counter.device.root.parent / "key"))
    monkeypatch.setattr("sys.stdin", io.StringIO(PIN + "\n"))
    return main(["--profile", str(counter.device.root), "search", *words])


def audit_of(counter: Counter) -> list[str]:
    return [
        detail for (detail,) in counter.device.rows("SELECT detail FROM act_log WHERE kind = 'list_printed'")
    ]


def test_without_a_pin_it_asks_by_code_and_tells_no_name(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = counter.receive(NAME).code
    assert soxa(counter, monkeypatch, code, "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)["found"]
    assert (found["code"], found["applicant"]) == (code, "")
    assert soxa(counter, monkeypatch, NAME) == 1
    assert "Hoa" not in capsys.readouterr().out


def test_a_clerk_finds_people_and_the_list_is_noted(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.receive(NAME)
    assert soxa(counter, monkeypatch, "mau hoa", "--clerk", CLERK) == 0
    assert NAME in capsys.readouterr().out
    assert audit_of(counter) == ["search 1 rows"]


def test_whoever_only_administers_is_refused(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.receive(NAME)
    assert soxa(counter, monkeypatch, "mau hoa", "--clerk", KEEPER) != 0
    told = capsys.readouterr()
    assert "Quản trị không xem hồ sơ" in told.err
    assert "Hoa" not in told.out + told.err
