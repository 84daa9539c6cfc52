"""Versions that were given up, with the reason: never tried again unless somebody asks for it."""

import logging
from enum import Enum
from typing import NamedTuple

import msgspec

from app.changes.errors import UNREADABLE
from app.installation import marks
from app.installation.folder import Installation
from app.installation.version import version_of
from app.platform.durable import make_folders, sync_folder, write_durably
from app.releases.version import Version

logger = logging.getLogger(__name__)


class Reason(Enum):
    """Why a version is not used."""

    TEST_FAILED = "test_failed"
    TEST_HUNG = "test_hung"
    DID_NOT_START = "did_not_start"
    NEVER_SHOWN = "never_shown"
    BY_HAND = "by_hand"


class Report(NamedTuple):
    """What is kept of a version that was given up; ``failing`` names lines of its self-test."""

    version: str
    reason: Reason
    failing: list[str]


def put_aside(
    installation: Installation, version: Version, reason: Reason, failing: list[str] | None = None
) -> Report:
    """Do not try a version again."""
    report = Report(str(version), reason, failing or [])
    make_folders(installation.aside)
    write_durably(installation.aside / f"{version}.json", msgspec.json.encode(report))
    logger.info("version %s put aside: %s %s", version, reason.value, ", ".join(report.failing))
    return report


def report_of(installation: Installation, version: Version) -> Report | None:
    """Why a version was given up; None for one that was not."""
    path = installation.aside / f"{version}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except FileNotFoundError:
        return None
    except (OSError, *UNREADABLE):
        return Report(str(version), Reason.NEVER_SHOWN, [])  # a report that cannot be read is still one


def reports(installation: Installation) -> list[Report]:
    """Every version given up, oldest first."""
    if not installation.aside.is_dir():
        return []
    names = (path.stem for path in installation.aside.glob("*.json"))
    versions = sorted(version for name in names if (version := version_of(name)))
    return [report for version in versions if (report := report_of(installation, version))]


def forgive(installation: Installation, version: Version) -> None:
    """Let a version be tried again: somebody asked for it."""
    (installation.aside / f"{version}.json").unlink(missing_ok=True)
    if installation.aside.is_dir():
        sync_folder(installation.aside)


def heed_launcher(installation: Installation) -> Report | None:
    """Take note of a version that the launcher gave up after it never showed a usable window."""
    failed = marks.failed(installation)
    if failed is None:
        return None
    report = put_aside(installation, failed.version, Reason.NEVER_SHOWN)
    marks.take_away(installation.failed)
    return report
