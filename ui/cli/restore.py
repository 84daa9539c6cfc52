"""``soxa restore``: a backup becomes a profile again, or a PC that lost its key can open its profile."""

import argparse
import json
from pathlib import Path

from app.domain.clock import wall_of
from app.storage.backup import header_of
from app.storage.profile import read_info
from app.storage.restore import restore_backup, restore_key
from ui.cli.due import Subparsers
from ui.cli.recovery import accept_code, key_store, master_key, recovery_code, tell


def add_parser(subparsers: Subparsers) -> None:
    """``soxa restore FILE --profile DIR``."""
    parser = subparsers.add_parser(
        "restore", help="Khôi phục sổ từ bản sao lưu vào thư mục trống, hoặc trả lại khóa cho máy"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="TỆP", help="bản sao lưu .sxb; bỏ trống thì chỉ trả lại khóa"
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    accept_code(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore the backup, or without one the key."""
    facts, sentence = _restore_key(args) if args.file is None else _restore_backup(args)
    print(json.dumps(facts | {"profile": str(args.profile)}, ensure_ascii=False) if args.json else sentence)
    return 0


def _restore_key(args: argparse.Namespace) -> tuple[dict[str, object], str]:
    store = key_store(read_info(args.profile).kind.value)
    restore_key(args.profile, recovery_code(args), store)
    return {}, "Máy này lại mở được sổ. Dữ liệu không thay đổi."


def _restore_backup(args: argparse.Namespace) -> tuple[dict[str, object], str]:
    header = header_of(args.file)
    master = master_key(args, header)
    manifest = restore_backup(args.file, args.profile, master, key_store(header.kind), tell)
    made = f"{wall_of(header.made_ms):%H:%M %d/%m/%Y}"
    return (
        {"dossiers": manifest.dossiers, "files": len(manifest.members), "last_code": manifest.last_number},
        f"Đã khôi phục {manifest.dossiers} hồ sơ của bản sao lúc {made} vào {args.profile}.\n"
        "Sổ này sẽ dùng dải số dự phòng, không in lại mã hồ sơ nào đã in.",
    )
