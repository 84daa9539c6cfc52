"""Programs of ours that others start: out of sight, in the environment of before, ended as a whole."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.platform.programs import Talk, finished_within

PATIENCE_S = 60.0
LONG_S = 600
ANSWERS = "import sys; sys.stdin.buffer.read(); sys.stdout.write('0123456789')"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="groups of processes are told on POSIX only")


def python(work: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", work)


def begins_another(pid_file: Path) -> tuple[str, ...]:
    """A program that starts one more, says its number, and hangs."""
    return python(
        f"import subprocess, sys, time\n"
        f"other = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep({LONG_S})'])\n"
        f"open({str(pid_file)!r}, 'w').write(f'{{other.pid}}.')\ntime.sleep({LONG_S})"
    )


def wait_until(happened: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < until
        sleep(0.02)


def is_running(pid: int) -> bool:
    """A process that was killed and that nobody has buried yet runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who runs is read from /proc")
def test_a_program_that_is_ended_takes_what_it_began_with_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    talk = Talk(begins_another(pid_file))
    wait_until(lambda: pid_file.exists() and pid_file.read_text().endswith("."))
    other = int(pid_file.read_text().rstrip("."))
    assert is_running(other)
    assert talk.answer(b"", 0.05, 10) is None
    wait_until(lambda: not is_running(other))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who runs is read from /proc")
def test_one_that_does_not_end_in_time_is_ended(tmp_path: Path) -> None:
    work = f"import time; time.sleep({LONG_S})  # {tmp_path}"
    assert finished_within(python(work), 0.1) is None
    assert not any(str(tmp_path).encode() in words for words in running_words())


def running_words() -> Iterator[bytes]:
    """What stands on the command line of each process."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes()


def test_how_one_ended_is_known() -> None:
    assert finished_within(python("raise SystemExit(7)"), PATIENCE_S) == 7


@pytest.mark.parametrize(("most_bytes", "heard"), [(10, b"0123456789"), (9, None)])
def test_who_says_too_much_has_said_nothing(most_bytes: int, heard: bytes | None) -> None:
    assert Talk(python(ANSWERS)).answer(b"?", PATIENCE_S, most_bytes) == heard


def test_what_a_program_said_before_it_fell_is_no_answer() -> None:
    assert (
        Talk(python(f"{ANSWERS}; sys.stdout.flush(); raise SystemExit(1)")).answer(b"?", PATIENCE_S, 99)
        is None
    )


def test_it_gets_the_environment_of_before_and_speaks_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_MEIPASS2", "/ours")
    work = "import os, sys; sys.stdout.write(str('_MEIPASS2' in os.environ)); sys.stderr.write('seen')"
    assert Talk(python(work)).answer(b"", PATIENCE_S, 99) == b"False"
    assert capfd.readouterr().err == ""
