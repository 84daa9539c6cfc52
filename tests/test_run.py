"""What decides whether a run of all tests is green."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BROKEN = "def test_broken(): assert False\n"
ONLY_IN_COMPANY = """
from pathlib import Path
mark = Path(__file__).with_name("was-here")
def test_once():
    was_here = mark.exists()
    mark.touch()
    assert was_here
"""


def run(folder: Path, **files: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q -p no:cacheprovider\n")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    nothing_else = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p xdist"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.run"],
        cwd=folder,
        env={**os.environ, **nothing_else, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_what_fails_only_in_company_is_named_and_passes(tmp_path: Path) -> None:
    status, said = run(tmp_path, test_a=ONLY_IN_COMPANY)
    assert status == 0
    assert "passed only alone: test_a.py::test_once" in said


def test_what_fails_alone_as_well_fails_the_run(tmp_path: Path) -> None:
    status, said = run(tmp_path, test_a=ONLY_IN_COMPANY, test_b=BROKEN)
    assert status == 1
    assert "passed only alone" not in said


@pytest.mark.parametrize(
    "beside",
    ["import nothing_of_this_name\n", "import os\ndef test_falls(): os._exit(3)\n"],
    ids=["a-module-that-cannot-be-read", "a-crash"],
)
def test_what_is_no_impatience_is_not_tried_again(tmp_path: Path, beside: str) -> None:
    status, said = run(tmp_path, test_a=ONLY_IN_COMPANY, test_b=beside)
    assert status != 0
    assert "tried once more" not in said


def test_more_than_chance_is_not_tried_again(tmp_path: Path) -> None:
    many = "\n".join(f"def test_{number}(): assert False" for number in range(4))
    status, said = run(tmp_path, test_a=many)
    assert status == 1
    assert "tried once more" not in said
