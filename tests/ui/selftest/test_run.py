"""A self-test says what it saw, keeps to its time, and leaves nothing behind."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event

import keyring
import pytest

from tests.ui.selftest.conftest import MemoryKeyring
from ui.selftest import run as running
from ui.selftest.check import Bench, Check, Failed, Skipped
from ui.selftest.checks import checks_for
from ui.selftest.result import Status, read
from ui.selftest.run import FAILED, NOT_TRIED, PASSED, TOO_LONG, SelfTest
from ui.selftest.scratch import PREFIX, Scratch, sweep
from ui.theme.look import Look

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; from ui.cli import main; sys.exit(main())"
PERSON = "Nguyễn Thị Mẫu"


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def check(look_at, may_skip: bool = False) -> Check:
    return Check("tried", "Thử", "Xin làm lại.", look_at, may_skip)


def raising(error: Exception):
    def look_at(_bench: Bench) -> str:
        raise error

    return look_at


def result_of(dressed: Look, out: Path, *checks: Check):
    with SelfTest(checks, out, 60) as test:
        status = test.run(dressed)
    result = read(out)
    assert result is not None
    assert result.is_finished
    assert status == (PASSED if result.has_passed else FAILED)
    return result


@pytest.mark.slow
def test_the_real_program_proves_itself_and_leaves_nothing_behind(tmp_path: Path) -> None:
    out, home, temporary = tmp_path / "out.json", tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--self-test", str(out)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    result = json.loads(out.read_text("utf-8"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line["name"] for line in result["lines"]] == [*(each.name for each in checks_for(None)), "tidy"]
    assert {line["name"] for line in result["lines"] if line["status"] == "skipped"} <= {
        "keystore",
        "printers",
        "drives",
    }
    assert result["screen"] == "offscreen"
    assert "Đạt     Giấy hẹn. 2 trang" in done.stdout
    assert [path for path in temporary.rglob("*") if path.is_file()] == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_one_failed_line_fails_the_whole_and_the_others_are_still_tried(
    dressed: Look, tmp_path: Path
) -> None:
    result = result_of(
        dressed, tmp_path / "out", check(raising(Failed("Thiếu chữ."))), check(lambda _: "Đủ.")
    )
    assert [(line.status, line.reason) for line in result.lines[:2]] == [
        (Status.FAILED, "Thiếu chữ."),
        (Status.PASSED, "Đủ."),
    ]
    assert result.lines[0].advice == "Xin làm lại."
    assert not result.has_passed


def test_only_what_may_be_skipped_is_skipped(dressed: Look, tmp_path: Path) -> None:
    skips = raising(Skipped("Không có."))
    result = result_of(dressed, tmp_path / "out", check(skips, may_skip=True), check(skips))
    assert [line.status for line in result.lines[:2]] == [Status.SKIPPED, Status.FAILED]


def test_a_bug_is_told_by_kind_and_place_only(dressed: Look, tmp_path: Path) -> None:
    (line, _tidy) = result_of(dressed, tmp_path / "out", check(raising(KeyError(PERSON)))).lines
    assert line.status is Status.FAILED
    assert "KeyError" in line.reason
    assert "test_run.py" in line.reason
    assert "Mẫu" not in line.reason


def test_a_line_that_stands_on_a_failed_one_says_so(dressed: Look, tmp_path: Path) -> None:
    (line, _tidy) = result_of(dressed, tmp_path / "out", check(lambda bench: str(bench.scratch.desk))).lines
    assert (line.status, line.reason) == (Status.FAILED, NOT_TRIED)


def test_the_scratch_folder_and_the_key_are_gone_after_a_failure_too(
    dressed: Look, tmp_path: Path, key_store: MemoryKeyring, own_temporary_folder: Path
) -> None:
    def look_at(bench: Bench) -> str:
        bench.scratch.make_profile()
        bench.scratch.key_store.set(bench.scratch.key_name, bytes(32))
        assert key_store.kept
        raise OSError

    result = result_of(dressed, tmp_path / "out", check(look_at))
    assert result.lines[-1].status is Status.PASSED
    assert key_store.kept == {}
    assert list(own_temporary_folder.iterdir()) == []


def test_a_line_that_hangs_is_named_and_everything_is_tidied(
    dressed: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path
) -> None:
    ended = Event()
    statuses: list[int] = []

    def end(status: int) -> None:
        statuses.append(status)
        ended.set()

    monkeypatch.setattr(running.os, "_exit", end)
    hanging = check(lambda _: str(ended.wait(10)))
    with SelfTest([check(lambda _: "Đủ."), hanging], tmp_path / "out", 0.1) as test:
        test.run(dressed)
    result = read(tmp_path / "out")
    assert statuses == [FAILED]
    assert result is not None
    assert TOO_LONG in [line.reason for line in result.lines if line.status is Status.FAILED]
    assert list(own_temporary_folder.iterdir()) == []


def test_a_program_that_does_not_even_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path
) -> None:
    def broken(*_: object) -> Look:
        raise RuntimeError

    monkeypatch.setattr(running, "Look", broken)
    with pytest.raises(RuntimeError):
        running.run(tmp_path / "out")
    assert list(own_temporary_folder.iterdir()) == []


def test_what_a_killed_self_test_left_is_swept_by_the_next(
    key_store: MemoryKeyring, own_temporary_folder: Path
) -> None:
    at_work, killed = Scratch(), Scratch()
    for each in (at_work, killed):
        each.key_store.set(each.key_name, bytes(32))
    killed._lock.release()  # as the system does for a process that died
    sweep()
    assert list(own_temporary_folder.glob(f"{PREFIX}*")) == [at_work.root]
    assert list(key_store.kept) == [("soxa", at_work.key_name)]
    assert keyring.get_password("soxa", at_work.key_name)
    at_work.remove()
