"""The help of a window whose log folder the test fills, and a self-test that ends as the test wants."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office import Counter, a_counter
from ui.help import prober
from ui.help.presenter import HelpPresenter, help_desk
from ui.help.view import HelpDesk
from ui.printing.sinks import PdfFolder
from ui.selftest.checks import TIDY, checks_for
from ui.selftest.result import FORMAT, Line, Result, Status, write
from ui.theme.look import Look
from ui.workplace import Workplace

WRITES = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2]); {}"


def a_result(*, is_finished: bool = True, lines: int | None = None, **other: Status) -> Result:
    """A result in which every line passed but those named."""
    checks = [*checks_for(None), TIDY][:lines]
    made = [
        Line(each.name, each.title, other.get(each.name, Status.PASSED), "Đã thử.", "Xin làm lại.")
        for each in checks
    ]
    return Result(FORMAT, "0.1.0", "Linux", "offscreen", "2026-11-23T07:00:00Z", 3000, is_finished, made)


@pytest.fixture
def log_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    made = a_counter(tmp_path_factory.mktemp("office"))
    yield made
    made.device.profile.close()


@pytest.fixture
def place(dressed: Look, counter: Counter, tmp_path: Path, log_folder: Path) -> Iterator[Workplace]:
    made = Workplace(dressed, counter.desk, PdfFolder(tmp_path / "slips"), log_folder / "soxa.log")
    yield made
    made.close()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Let the self-test's program be one that writes this result, then goes on so."""

    def put(result: Result | None, then: str = "") -> None:
        given = tmp_path / "given.json"
        if result is not None:
            write(result, given)
        words = [sys.executable, "-S", "-c", WRITES.format(then), str(given)]
        monkeypatch.setattr(prober, "command", lambda out: [*words, str(out)])

    return put


def desk_of(place: Workplace) -> tuple[HelpDesk, HelpPresenter]:
    desk = help_desk(place)
    return desk, desk.findChild(HelpPresenter)
