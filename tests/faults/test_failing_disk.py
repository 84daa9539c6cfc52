"""The disk is full, or fails, at any call: a plain sentence, nothing lost, and work goes on afterwards."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.faults import shim
from tests.support.district import a_district
from tests.support.office import a_counter

MOST_WORDS = 40
STRIDES = {"full": 1, "broken": int(os.environ.get("SOXA_EIO_STRIDE", "3"))}
# The acts, how many calls there are at least, and whether each or every second of them is tried.
PLACES = [
    ("desk", 60, 1),
    ("counter", 30, 2),
]

pytestmark = pytest.mark.slow


def a_run(kind: str, place: str, stride: int, tmp_path: Path) -> dict[str, Any]:
    """What came of a disk that fails at each call in turn."""
    library = shim.build(tmp_path)
    folder = tmp_path / "Bàn 1"
    with a_district(tmp_path) as district:
        device = a_counter(tmp_path, folder.name).device
        device.tamper("DELETE FROM lease")  # the district gives the real one
        enrol(device.store, district.ticket(), open_line)
        device.profile.close()
    (folder / "stick").mkdir()
    command = ["tests.faults.failing_desk", str(folder), kind, str(stride), place]
    done = shim.run(library, [folder], command)
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.parametrize(("place", "calls", "step"), PLACES)
@pytest.mark.parametrize("kind", ["full", "broken"])
def test_a_disk_that_fails_at_any_call_costs_nothing_that_was_acknowledged(
    kind: str, place: str, calls: int, step: int, tmp_path: Path
):
    stride = STRIDES[kind] * step
    figures = a_run(kind, place, stride, tmp_path)
    assert figures["wrong"] == []
    assert figures["calls"] > calls
    assert sum(figures["said"].values()) > figures["calls"] / stride / 2
    for said in figures["said"]:
        sentence = said.split(": ", 1)[1]
        assert len(sentence.split()) < MOST_WORDS
        assert "nguyên" in sentence or "không mất" in sentence, "it says what is safe"
