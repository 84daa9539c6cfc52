"""An update killed before any of its steps on the disk leaves one whole version to start, and the books."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("SOXA_UPDATE_KILLS", "12"))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed as on POSIX")
@pytest.mark.slow
def test_an_update_killed_at_any_step_ends_as_if_it_had_not_been(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_update", str(tmp_path), str(KILLS), "20261122"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["wrong"] == []
    assert figures["killed"] >= 0.9 * min(KILLS, figures["steps"])  # the steps vary by one or two
    assert figures["steps"] > 100
