"""Lets a new version prove itself on this machine before anybody depends on it."""

import logging
import tempfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.changes.errors import UNREADABLE
from app.installation.aside import Reason
from app.installation.folder import Installation
from app.platform.programs import finished_within
from app.releases.version import Version

logger = logging.getLogger(__name__)

LIMIT_S = 180.0  # an old PC with a cold disk and a large book; past it, it hangs
FAILED = "failed"
MOST_REPORT_BYTES = 1_000_000


class Verdict(NamedTuple):
    """``reason`` is None for a version that passed; ``failing`` are the names of lines that did not."""

    reason: Reason | None
    failing: list[str]


class _Line(msgspec.Struct):
    name: str = ""
    status: str = ""


class _Report(msgspec.Struct):
    lines: list[_Line] = []


def try_out(
    installation: Installation, version: Version, profile_copy: Path, limit_s: float = LIMIT_S
) -> Verdict:
    """Run a version's self-test on a copy of the office's profile; the copy is the version's to change."""
    with tempfile.TemporaryDirectory(prefix="soxa-update-", ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "self-test.json"
        words = ["--self-test", str(out), "--profile-copy", str(profile_copy)]
        try:
            status = finished_within([str(installation.program(version)), *words], limit_s)
        except OSError as error:
            logger.info("version %s does not start: %s", version, error.strerror)
            return Verdict(Reason.DID_NOT_START, [])
        if status == 0:
            return Verdict(None, [])
        reason = Reason.TEST_HUNG if status is None else Reason.TEST_FAILED
        return Verdict(reason, _failing(out))


def _failing(out: Path) -> list[str]:
    try:
        with out.open("rb") as file:
            report = msgspec.json.decode(file.read(MOST_REPORT_BYTES), type=_Report)
    except (OSError, *UNREADABLE):
        return []
    return [line.name for line in report.lines if line.status == FAILED]
