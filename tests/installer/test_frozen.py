"""The frozen program of Linux: whole, and as able as from its sources. ``make installer-linux`` runs this."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.releases.manifest import check_build, read_manifest
from installer.facts import version

BUILD = Path(__file__).resolve().parents[2] / "dist" / f"SoXa-{version()}-linux-amd64"
OURS = ("app", "sync", "ui")

pytestmark = pytest.mark.skipif(
    not os.environ.get("SOXA_FREEZE"), reason="freezing takes a minute or more: make installer-linux does it"
)


def test_it_holds_just_the_files_it_lists_before_and_after_a_run(tmp_path):
    manifest = read_manifest((BUILD / "release.json").read_bytes())
    check_build(BUILD, manifest)
    subprocess.run([BUILD / "soxa", "--help"], check=True, capture_output=True)
    check_build(BUILD, manifest)


def test_our_modules_are_loose_and_complete():
    sources = [path for room in OURS for path in Path(room).rglob("*.py")]
    places = [BUILD / "_internal" / path for path in sources]
    missing = [path for path in places if not (path.exists() or path.with_suffix(".pyc").exists())]
    assert sources
    assert missing == []


def test_it_passes_its_self_test(tmp_path):
    out = tmp_path / "self-test.json"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [BUILD / "soxa", "--self-test", out], env=environment, capture_output=True, text=True, check=False
    )
    lines = json.loads(out.read_text("utf-8"))["lines"]
    failed = [line for line in lines if line["status"] == "failed"]
    assert (done.returncode, failed) == (0, []), done.stderr
    assert {"window", "cipher", "reception", "receipt", "bundle"} <= {
        line["name"] for line in lines if line["status"] == "passed"
    }
