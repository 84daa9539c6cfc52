"""What inflates is stopped early: a gibibyte in 32 kilobytes costs no second and no 64 megabytes anywhere."""

import json
import os
import subprocess
import sys

import pytest

LONGEST_S = 1.0
MOST_MEBIBYTES = 64


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to tell one reader's memory from another's")
def test_a_bomb_is_refused_soon_and_with_little_memory_wherever_it_is_put():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.bombs"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["size"] < 33_000
    for name, place in found["places"].items():
        assert place["said"], f"{name}: not refused"
        assert place["seconds"] < LONGEST_S, name
        assert place["mebibytes"] < MOST_MEBIBYTES, name
