"""``soxa-server backup``, ``soxa-server restore`` and ``soxa-server renew``."""

import argparse
from pathlib import Path
from typing import Any

from server.asgi import open_server
from server.backup.restoring import begin_again, check_backup, read_key, restore
from server.backup.writing import write_backup
from server.cli.parsing import add_data
from server.settings import load


def register(commands: Any) -> None:
    """Add the commands."""
    backup = commands.add_parser("backup", help="sao lưu ra một tệp mã hóa, đọc lại để kiểm tra")
    add_data(backup)
    backup.add_argument("file", type=Path, metavar="TỆP", help="tệp sẽ ghi, chưa có sẵn")
    backup.set_defaults(do=_backup)
    parser = commands.add_parser("restore", help="dựng lại máy chủ từ một bản sao lưu")
    add_data(parser)
    parser.add_argument("file", type=Path, metavar="TỆP", help="bản sao lưu")
    parser.add_argument("--key", type=Path, required=True, metavar="TỆP", help="backup.key đã cất riêng")
    parser.add_argument(
        "--database", default="", metavar="URL", help="PostgreSQL trống; bỏ trống để dùng tệp"
    )
    parser.add_argument("--check", action="store_true", help="chỉ đọc thử bản sao lưu, không ghi gì")
    parser.set_defaults(do=_restore)
    renew = commands.add_parser(
        "renew", help="bắt đầu một đời mới sau khi PostgreSQL được phục hồi bằng công cụ của nó"
    )
    add_data(renew)
    renew.set_defaults(do=_renew)


def _backup(options: argparse.Namespace) -> None:
    written = write_backup(open_server(load(options.data.absolute())), options.file.absolute())
    size = f"{max(1, written.size // 1024):,}".replace(",", ".")
    print(f"Đã sao lưu và đọc lại đủ {written.rows} dòng: {written.path} ({size} KiB).")
    print("Chép tệp này sang ổ đĩa khác. Mở lại cần backup.key đã cất riêng.")


def _restore(options: argparse.Namespace) -> None:
    key = read_key(options.key)
    if options.check:
        print(f"Bản sao lưu đọc được đủ: {check_backup(options.file, key)} dòng. Chưa ghi gì.")
        return
    restored = restore(options.file, key, options.data.absolute(), options.database)
    data = restored.settings.data
    print(f"Đã phục hồi {restored.rows} dòng vào {data}. Máy chủ bắt đầu một đời mới;")
    print("các xã sẽ tự gửi lại những gì bản sao lưu chưa có.")
    print(f"Tắt hẳn máy chủ cũ trước khi chạy: soxa-server run --data {data}")


def _renew(options: argparse.Namespace) -> None:
    begin_again(load(options.data.absolute()))
    print("Máy chủ bắt đầu một đời mới; các xã sẽ tự gửi lại những gì cơ sở dữ liệu đã phục hồi chưa có.")
    print("Máy chủ đang chạy phải được tắt rồi chạy lại mới nhận đời mới này.")
