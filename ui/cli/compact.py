"""``soxa compact``: drops the bytes of old log that the district holds durably, and gives the room back."""

import argparse
import json
from dataclasses import dataclass

from app.progress import Progress
from app.storage import compaction
from app.storage.compaction import Compacted
from app.storage.profile import Profile
from sync import durable
from sync.errors import SyncError
from sync.http.lines import line_of
from ui.cli.due import Subparsers
from ui.cli.profile import opened
from ui.cli.recovery import tell

DAYS = 365
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class _Done:
    """What was dropped, and why other desks' logs were left where they were."""

    dropped: Compacted
    problem: str


def add_parser(subparsers: Subparsers) -> None:
    """``soxa compact [--days N]``."""
    parser = subparsers.add_parser(
        "compact",
        help="Bỏ bớt nhật ký cũ mà cấp trên đã giữ lâu dài",
        description="Bỏ bớt nhật ký cũ mà cấp trên đã xác nhận giữ lâu dài. Hồ sơ và sổ không mất gì.",
    )
    parser.add_argument("--days", type=int, default=DAYS, help=f"giữ lại mấy ngày gần nhất (thường {DAYS})")
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask what may go, drop it, and say how much it was."""
    with opened(args) as profile:
        done = _compact(profile, max(0, args.days) * DAY_MS)
    print(_as_json(done) if args.json else _sentence(done))
    return 0


def _compact(profile: Profile, kept_ms: int) -> _Done:
    problem = _ask(profile)
    dropped = compaction.compact(profile.store, kept_ms)
    tell(Progress("Thu gọn tệp"))
    compaction.reclaim(profile.store)
    return _Done(dropped, problem)


def _ask(profile: Profile) -> str:
    """What may be dropped of other desks' logs only the server can say; without a line they stay."""
    try:
        line = line_of(profile.store)
        try:
            durable.ask(profile.store, line)
        finally:
            line.close()
    except SyncError as error:
        return str(error)
    return ""


def _as_json(done: _Done) -> str:
    values = {"segments": done.dropped.segments, "bytes": done.dropped.size, "problem": done.problem}
    return json.dumps(values, ensure_ascii=False)


def _sentence(done: _Done) -> str:
    count, size = done.dropped
    said = f"Đã bỏ {count} gói nhật ký cũ, {size // 1024} KB. Hồ sơ và sổ vẫn đủ."
    return f"{said if count else 'Chưa có gì để bỏ.'}\n{done.problem}".rstrip()
