"""Power that goes during the first start: the next one goes on or begins again, and nobody is trapped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Of what a first start does: mark, slots, key, tables, device, life, card, confirmation, office, clerk.
LEAST_STEPS = 20

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="needs fork, to start a process within milliseconds"
)


def test_a_first_start_that_is_killed_at_any_durable_step_is_gone_on_with_or_begun_again(tmp_path: Path):
    command = [sys.executable, "-m", "tests.faults.kill_first_start", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["steps"] >= LEAST_STEPS
    assert figures["went_on"] >= 3, "kills after the code was confirmed"
    assert figures["began_again"] >= 10, "kills before"
