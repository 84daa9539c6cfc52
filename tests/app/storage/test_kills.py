"""Nothing acknowledged is lost: 150 SIGKILLs at random moments of receiving, scanning, typing and sealing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("SOXA_KILLS", "150"))
RESTART_S = 3.0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to start a desk within milliseconds")
def test_a_desk_that_is_killed_loses_no_act_no_scan_and_no_draft(tmp_path: Path):
    seed = int.from_bytes(os.urandom(4), "big")
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.storage.kill_loop", str(tmp_path), str(ROUNDS), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    figures = json.loads(done.stdout)
    assert figures["lost"] == [], f"seed {seed}"
    assert figures["acts"] > ROUNDS
    assert figures["slowest_s"] < RESTART_S
