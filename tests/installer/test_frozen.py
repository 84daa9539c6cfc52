"""The frozen program of Linux: whole, and as able as from its sources. Frozen once for the same sources."""

import faulthandler
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.releases.manifest import check_build, read_manifest
from installer import frozen
from installer.facts import ROOT

OURS = ("app", "sync", "ui")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what is frozen on Windows is tried by installing it"),
]


@pytest.fixture(scope="session")
def build() -> Path:
    # On a busy machine this takes longer than any test may; it has an end of its own.
    faulthandler.cancel_dump_traceback_later()
    return frozen.of_these_sources()


def test_it_holds_just_the_files_it_lists_before_and_after_a_run(build):
    manifest = read_manifest((build / "release.json").read_bytes())
    check_build(build, manifest)
    subprocess.run([build / "soxa", "--help"], check=True, capture_output=True)
    check_build(build, manifest)


def test_our_modules_are_loose_and_complete(build):
    sources = [path.relative_to(ROOT) for room in OURS for path in (ROOT / room).rglob("*.py")]
    places = [build / "_internal" / path for path in sources]
    missing = [path for path in places if not (path.exists() or path.with_suffix(".pyc").exists())]
    assert sources
    assert missing == []


def test_it_passes_its_self_test(build, tmp_path):
    out = tmp_path / "self-test.json"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [build / "soxa", "--self-test", out], env=environment, capture_output=True, text=True, check=False
    )
    lines = json.loads(out.read_text("utf-8"))["lines"]
    failed = [line for line in lines if line["status"] == "failed"]
    assert (done.returncode, failed) == (0, []), done.stderr
    assert {"window", "cipher", "reception", "receipt", "bundle"} <= {
        line["name"] for line in lines if line["status"] == "passed"
    }


def test_a_file_that_came_out_otherwise_is_named(tmp_path):
    ours, theirs = tmp_path / "a", tmp_path / "b"
    for folder in (ours, theirs):
        (folder / "app").mkdir(parents=True)
        (folder / "app" / "same.pyc").write_bytes(b"same")
        (folder / "app" / "other.pyc").write_bytes(folder.name.encode())
    (theirs / "more").touch()
    assert frozen.differences(ours, theirs) == ["app/other.pyc", "more"]


@pytest.mark.skipif(
    not os.environ.get("SOXA_FREEZE"), reason="a minute more: make installer-linux freezes twice"
)
def test_the_same_sources_make_the_same_bytes(build, tmp_path):
    assert frozen.differences(build, frozen.freeze(tmp_path)) == []
