"""What every test stands on: no screen, folders of its own, and a quiet log."""

import gc
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.hurry import servers_that_stop_at_once
from tests.support.templates import everything_from_templates

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 3 * 1024**3
HOME_VARIABLES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # a third of a run was waiting for fsync
    # The same examples each time, and no clock: a rule does not break by chance, or on a busy machine.
    hypothesis.settings.load_profile("ci")
    config.addinivalue_line("markers", "expects_log(pattern): a warning that the test means to cause")


def pytest_collection_finish() -> None:
    """Six thousand tests stay for the whole run: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def templates() -> Iterator[None]:
    with everything_from_templates(), servers_that_stop_at_once():
        yield


@pytest.fixture(autouse=True, scope="session")
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs side by side do not meet in the system's; what killed programs leave there goes with the run."""
    tmp_path_factory.getbasetemp()  # before: what a failed test leaves is kept
    with (
        tempfile.TemporaryDirectory(prefix="soxa-tests-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        Path(folder).chmod(0o711)  # PostgreSQL, as somebody else, has its files in there
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing a test writes by default reaches the folders of whoever runs it."""
    for name in HOME_VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """An unexpected warning in the log fails the test."""
    watcher = _Watcher(logging.WARNING)
    logging.getLogger().addHandler(watcher)
    yield
    logging.getLogger().removeHandler(watcher)
    expected = [re.compile(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    unexpected = [line for line in watcher.lines if not any(each.search(line) for each in expected)]
    if unexpected:
        pytest.fail("unexpected in the log: " + "; ".join(unexpected), pytrace=False)


class _Watcher(logging.Handler):
    """Keeps what was logged at its level or above."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")
