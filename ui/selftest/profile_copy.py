"""A copy of the office's profile under this version: opened, brought to its schema, and examined."""

import os
from collections.abc import Callable
from pathlib import Path

from app import paths
from app.platform.secrets import vault
from app.storage.profile import ProfileKind, open_profile, read_info
from ui.selftest.check import Bench, insist
from ui.selftest.store import unsound

# Only a profile at work has one: a copy does not.
LOCK = "lock"


def looker_at(folder: Path) -> Callable[[Bench], str]:
    """The line that looks at this copy."""

    def look_at_copy(bench: Bench) -> str:
        is_at_work = (folder / LOCK).exists() or folder.resolve() == paths.default_profile().resolve()
        insist(not is_at_work, "Đây là sổ đang dùng, không phải bản chép. Chưa mở.")
        secrets = vault(read_info(folder).kind is not ProfileKind.OFFICE, os.environ)
        profile = open_profile(folder, secrets, bench.scratch.clock)
        try:
            ill = unsound(profile, thorough=False).values()
        finally:
            profile.close()
        insist(not ill, f"Bản chép của sổ có chỗ không đạt: {', '.join(ill)}.")
        return "Mở được, nâng cấp được, lành lặn."

    return look_at_copy
