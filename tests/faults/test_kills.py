"""Nothing acknowledged is lost and nothing comes twice: SIGKILL of the desk and of the district server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROUNDS = int(os.environ.get("SOXA_KILLS", "150"))
RESTART_S = 3.0  # of work; a server beside others is given more
LISTENING_S = 30.0  # by the wall's clock: a process that is forked beside others

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to start a process within milliseconds"),
]


def rounds_of(program: str, folder: Path, rounds: int) -> dict[str, Any]:
    """What a program of rounds found; its seed stands in what a failure shows."""
    seed = int.from_bytes(os.urandom(4), "big")
    command = [sys.executable, "-m", f"tests.faults.{program}", str(folder), str(rounds), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    figures: dict[str, Any] = json.loads(done.stdout)
    assert figures["lost"] == [], f"seed {seed}"
    return figures


def test_a_desk_that_is_killed_loses_no_act_print_scan_draft_or_receipt(tmp_path: Path):
    figures = rounds_of("kill_desk", tmp_path, ROUNDS // 2)
    assert figures["acts"] > ROUNDS // 2
    assert figures["slowest_s"] < RESTART_S


def test_a_server_that_is_killed_keeps_what_it_receipted_and_takes_nothing_twice(tmp_path: Path):
    figures = rounds_of("kill_server", tmp_path, ROUNDS // 2)
    assert figures["exchanges"] > ROUNDS // 8
    assert figures["slowest_s"] < LISTENING_S
