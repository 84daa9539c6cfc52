"""``soxa backup``: an encrypted copy of the profile that was read back, or a look whether one is whole."""

import argparse
import json
from pathlib import Path

from app import paths
from app.platform.system_clock import SystemClock
from app.services.backup import back_up, choose_folder, plan
from app.storage.backup import BackupMade, header_of, verify_backup
from app.storage.backup_file import Manifest
from app.storage.profile import Profile
from ui.cli.due import Subparsers
from ui.cli.profile import opened
from ui.cli.recovery import accept_code, master_key, tell

MEGABYTE = 1_000_000


def add_parser(subparsers: Subparsers) -> None:
    """``soxa backup [--to FOLDER]`` and ``soxa backup --verify FILE``."""
    parser = subparsers.add_parser("backup", help="Sao lưu sổ ra một tệp mã hóa, ghi xong đọc lại từng byte")
    parser.add_argument("--to", type=Path, metavar="THƯ_MỤC", help="nơi lưu; bỏ trống thì dùng nơi đã chọn")
    parser.add_argument("--daily", action="store_true", help="từ nay mỗi ngày tự sao lưu vào nơi này")
    parser.add_argument("--verify", type=Path, metavar="TỆP", help="chỉ đọc lại và kiểm một bản sao đã có")
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    accept_code(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make a backup, or verify one."""
    facts, sentence = _verify(args) if args.verify is not None else _make(args)
    print(json.dumps(facts, ensure_ascii=False) if args.json else sentence)
    return 0


def _verify(args: argparse.Namespace) -> tuple[dict[str, object], str]:
    manifest = verify_backup(args.verify, master_key(args, header_of(args.verify)), tell)
    return _facts(manifest), f"Bản sao lưu còn nguyên, {manifest.dossiers} hồ sơ."


def _make(args: argparse.Namespace) -> tuple[dict[str, object], str]:
    with opened(args) as profile:
        folder = _folder(args, profile)
        if args.daily:
            choose_folder(profile, folder)
        made = back_up(profile, folder, SystemClock().now_ms(), tell)
    return _facts(made.manifest) | {"file": str(made.path), "bytes": made.size}, _sentence(made)


def _folder(args: argparse.Namespace, profile: Profile) -> Path:
    chosen: Path | None = args.to or plan(profile).folder
    if chosen is not None:
        return chosen
    folder = paths.default_backups()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _facts(manifest: Manifest) -> dict[str, object]:
    return {"dossiers": manifest.dossiers, "files": len(manifest.members), "last_code": manifest.last_number}


def _sentence(made: BackupMade) -> str:
    size = max(1, round(made.size / MEGABYTE))
    text = f"Đã sao lưu và đọc lại đủ {made.manifest.dossiers} hồ sơ ({size} MB) vào {made.path}."
    if not made.opens_with_code:
        text += " Sổ này không có mã khôi phục: chỉ máy này mở được bản sao."
    return text
