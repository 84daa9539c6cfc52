"""How much of a stick scans may take: what records and answers need comes first."""

import shutil
from pathlib import Path

MOST_SCANS_BYTES = 1 << 30  # of one bundle: some minutes of writing and reading back
SPARE_BYTES = 1 << 20
SHARE = 2  # half of what is free: a bundle is padded by up to a quarter, and the answer comes beside it


def scans_room(folder: Path, records_bytes: int, most: int = MOST_SCANS_BYTES) -> int:
    """The bytes of blocks that a bundle in this folder may take beside its records."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return 0
    return max(0, min(most, (free - records_bytes) // SHARE - records_bytes - SPARE_BYTES))
