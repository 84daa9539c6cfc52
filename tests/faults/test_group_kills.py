"""A list of people goes on exactly where SIGKILL cut it off: nobody is lost, nobody is received twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("SOXA_KILLS", "150")) // 18

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to start a process in no time")


def test_a_list_that_is_killed_again_and_again_goes_on_where_it_was(tmp_path: Path):
    seed = int.from_bytes(os.urandom(4), "big")
    command = [sys.executable, "-m", "tests.faults.kill_group", str(tmp_path), str(ROUNDS), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    figures = json.loads(done.stdout)
    assert figures["lost"] == [], f"seed {seed}"
    assert 0 < figures["before_the_end"] <= figures["people"], f"seed {seed}"
