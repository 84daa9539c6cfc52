"""The mission about a power cut loses nothing that was confirmed: its program is really killed."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.dossier_code import short_code
from app.platform.system_clock import SystemClock
from app.services import drafts
from app.training import course
from tests.support.training import founded
from tests.support.training_window import opened, people_of
from tests.ui.conftest import dressed, look
from ui.theme.look import Look

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["dressed", "founded", "look"]


@pytest.mark.skipif(os.name != "posix", reason="how a process ended is told by signals on POSIX alone")
def test_what_was_confirmed_is_there_and_the_third_is_a_whole_draft(
    look: Look, founded: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(founded, tmp_path / founded.name))
    killed = subprocess.run(
        [sys.executable, "-m", "tests.faults.lost_training", str(root)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    word, *codes = killed.stdout.split()
    assert (word, len(codes)) == ("confirmed", 2)

    third = people_of(12)[2]
    with opened(look, root, SystemClock(), lambda: pytest.fail("it was cut a second time")) as trainee:
        desk, page = trainee.window.workplace.desk, trainee.window.panel.page
        (kept,) = drafts.kept(desk)
        assert (kept.form.full_name, kept.form.id_number.replace(" ", "")) == (
            third.full_name,
            third.id_number,
        )
        trainee.wait(lambda: [done for _, done in page.steps()] == [True, True, True, False])
        trainee.wait(page.facts.isVisible)
        assert all(short_code(code) in page.facts.text() for code in codes)
        assert "còn 2 trên 2" in page.facts.text()
        trainee.window.show_desk("reception")
        trainee.wait(lambda: trainee.window.reception.form().full_name == third.full_name)
        trainee.save()
        trainee.wait(page.go_on.isVisible)
        assert [result.mission for result in course.results(desk)] == [12]
        with desk.store.read() as connection:
            there = set(connection.exec_driver_sql("SELECT code FROM dossier").scalars())
        assert set(codes) < there
