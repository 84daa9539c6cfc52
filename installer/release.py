"""Puts the list of its own files into a finished build, so that updates can be told from it, file by file.

python -m installer.release FOLDER win-amd64|linux-amd64
"""

import os
import sys
from pathlib import Path

from app.releases.manifest import write_manifest
from installer.facts import version


def main() -> int:
    """Describe the folder named on the command line; its time is the build's own (SOURCE_DATE_EPOCH)."""
    folder, platform = sys.argv[1:]
    made_ms = int(os.environ["SOURCE_DATE_EPOCH"]) * 1000
    manifest = write_manifest(Path(folder), version(), platform, made_ms)
    print(f"release: {len(manifest.files)} files, {sum(each.size for each in manifest.files):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
