"""Versions of a program as small as can be: a script that behaves as it is told, beside a few files."""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

from app.installation import marks
from app.installation.folder import Installation, Running
from app.releases.manifest import Manifest, write_manifest
from app.releases.version import Version

PLATFORM = "linux-amd64"
OLD, NEXT = Version(0, 1, 0), Version(0, 1, 1)
PASSES = "out.write_text(json.dumps({'lines': [{'name': 'window', 'status': 'passed'}]}))"
FAILS = (
    "out.write_text(json.dumps({'lines': [{'name': 'window', 'status': 'passed'}, "
    "{'name': 'cipher', 'status': 'failed'}]})); sys.exit(1)"
)
HANGS = "time.sleep(60)"
CRASHES = "os.abort()"
SCRIPT = """#!{python}
import json, os, pathlib, sys, time
words = sys.argv[1:]
if "--self-test" in words:
    out = pathlib.Path(words[words.index("--self-test") + 1])
    copy = pathlib.Path(words[words.index("--profile-copy") + 1])
    {self_test}
else:
    {start}
"""


def a_build(
    folder: Path,
    version: Version,
    files: Mapping[str, bytes] | None = None,
    self_test: str = PASSES,
    start: str = "pass",
) -> Manifest:
    """A finished build with its ``release.json``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    script = folder / "soxa"
    script.write_text(SCRIPT.format(python=sys.executable, self_test=self_test, start=start))
    script.chmod(0o755)
    for path, data in (files if files is not None else some_files()).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return write_manifest(folder, str(version), PLATFORM, 1_764_000_000_000)


def some_files(changed: int = 0) -> dict[str, bytes]:
    """A program of a dozen files; the first ``changed`` of them differ a little from the usual."""
    files = {f"_internal/app/part{n:02}.pyc": _letters(n, 4000) for n in range(12)}
    for name in list(files)[:changed]:
        files[name] = files[name][:2000] + b"changed" + files[name][2000:]
    return files


def _letters(seed: int, size: int) -> bytes:
    return Random(seed).randbytes(size)


def an_installation(root: Path, version: Version = OLD, **build: object) -> Running:
    """A version in use, as the installer leaves it."""
    installation = Installation(root)
    installation.versions.mkdir(parents=True)
    a_build(installation.folder(version), version, **build)  # type: ignore[arg-type]
    marks.put_current(installation, version)
    return Running(installation, version)


def report_lines(path: Path) -> list[dict[str, str]]:
    """The lines of a self-test's report."""
    return list(json.loads(path.read_text())["lines"])
