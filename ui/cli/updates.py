"""``soxa updates``: which version runs and waits, look for a newer one now, and the way back by hand."""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.domain.clock import wall_of
from app.installation import aside, marks, switching
from app.installation.aside import Report
from app.installation.errors import NotInstalled
from app.installation.folder import Running, running
from app.installation.version import version_of
from app.storage.profile import Profile, held_by_window
from sync.updates.errors import NoUpdatesHere
from sync.updates.fetching import never
from sync.updates.looking import looked_ms
from sync.updates.outcome import Fetched
from sync.updates.stick import updates_on
from sync.window import Window
from ui.cli.due import Subparsers
from ui.cli.profile import opened
from ui.cli.sync import Stages
from ui.updates.trying import go_back
from ui.updates.words import fetched_words, given_up_words, next_version_words
from ui.updates.work import look_by_line, look_in_folder

HAS_PROBLEMS = 1
KEPT = (
    "Bản trước không mở được sổ hiện nay nên không quay lại. Bản đang dùng và sổ vẫn nguyên. "
    "Xin báo quản trị."
)


def add_parser(subparsers: Subparsers) -> None:
    """``soxa updates``, ``soxa updates check``, ``from-stick`` and ``put-back``."""
    parser = subparsers.add_parser("updates", help="Bản mới của chương trình: đang dùng, đang chờ, quay lại")
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run_state)
    ways = parser.add_subparsers(title="các lệnh", metavar="LỆNH", parser_class=type(parser))
    check = ways.add_parser("check", help="Hỏi và tải bản mới qua mạng ngay")
    check.set_defaults(run=run_check)
    stick = ways.add_parser("from-stick", help="Lấy bản mới từ USB hoặc một thư mục")
    stick.add_argument("folder", type=Path, metavar="NƠI", help="ổ USB hoặc thư mục")
    stick.set_defaults(run=run_from_stick)
    for each in (check, stick):
        each.add_argument("--retry", metavar="X.Y.Z", help="thử lại một bản trước đây không dùng được")
    back = ways.add_parser("put-back", help="Quay lại bản trước, nếu bản đó mở được sổ hiện nay")
    back.set_defaults(run=run_put_back)


def run_state(args: argparse.Namespace) -> int:
    """What runs, what waits, what was given up, and when it was last asked."""
    installed = _installed()
    with opened(args) as profile, profile.store.read() as snapshot:
        asked_ms = looked_ms(snapshot)
    waiting = switching.awaiting(installed)
    facts = {
        "version": str(installed.version),
        "waiting": str(waiting) if waiting else "",
        "on_trial": marks.trial(installed.installation) is not None,
        "given_up": [_given_up(report) for report in aside.reports(installed.installation)],
        "asked_ms": asked_ms,
    }
    print(_json(facts) if args.json else "\n".join(_state_lines(installed, asked_ms)))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Ask the district now, and fetch to the end."""

    def ask(profile: Profile, installed: Running) -> Fetched:
        return look_by_line(profile, installed, Window(time.monotonic, None), never, Stages())

    return _look(args, ask)


def run_from_stick(args: argparse.Namespace) -> int:
    """Take a newer version from a folder of updates."""

    def read(profile: Profile, installed: Running) -> Fetched:
        folder = updates_on(args.folder)
        if folder is None:
            raise NoUpdatesHere
        return look_in_folder(profile, installed, folder, Stages())

    return _look(args, read)


def run_put_back(args: argparse.Namespace) -> int:
    """Return to the version before; the window of this profile must be shut."""
    installed = _installed()
    with held_by_window(args.profile):
        switched = go_back(installed, args.profile)
    if switched.version is None:
        print(KEPT)
        return HAS_PROBLEMS
    print(f"Từ lần mở sau dùng bản {switched.version}. Máy không tự dùng lại bản {installed.version}.")
    return 0


def _look(args: argparse.Namespace, look: Callable[[Profile, Running], Fetched]) -> int:
    installed = _installed()
    if args.retry and (version := version_of(args.retry)):
        aside.forgive(installed.installation, version)
    with opened(args) as profile:
        fetched = look(profile, installed)
    facts = {
        "state": fetched.state.value,
        "version": fetched.version,
        "notes": fetched.notes,
        "bytes": fetched.fetched_bytes,
    }
    print(_json(facts) if args.json else fetched_words(fetched))
    return 0


def _installed() -> Running:
    found = running()
    if found is None:
        raise NotInstalled
    return found


def _state_lines(installed: Running, asked_ms: int | None) -> Iterator[str]:
    yield f"Đang dùng bản {installed.version}."
    waiting = switching.awaiting(installed)
    yield f"{next_version_words(str(waiting))}." if waiting else "Không có bản mới nào đang chờ."
    yield from (given_up_words(report) for report in aside.reports(installed.installation))
    yield f"Hỏi lần cuối lúc {wall_of(asked_ms):%H:%M %d/%m/%Y}." if asked_ms else "Chưa hỏi bản mới lần nào."


def _given_up(report: Report) -> dict[str, object]:
    return {"version": report.version, "reason": report.reason.value, "failing": report.failing}


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False)
