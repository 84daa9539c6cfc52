"""``soxa-server run``: serve until stopped."""

import argparse
from pathlib import Path
from typing import Any

from server.cli.parsing import add_data
from server.errors import ServerError
from server.log import start_logging
from server.run import serve, serve_with_workers
from server.settings import load


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="chạy máy chủ")
    add_data(parser)
    parser.add_argument("--host", metavar="ĐỊA_CHỈ", help="địa chỉ lắng nghe, thay cấu hình")
    parser.add_argument("--port", type=int, metavar="SỐ", help="cổng, thay cấu hình")
    parser.add_argument(
        "--plain", action="store_true", default=None, help="HTTP không mã hóa, chỉ trên máy này"
    )
    parser.add_argument("--database", metavar="URL", help="cơ sở dữ liệu, thay cấu hình")
    parser.add_argument("--log-file", metavar="TỆP", help="ghi nhật ký vào tệp thay vì stderr")
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="số tiến trình; trên 1 dùng granian"
    )
    parser.set_defaults(do=_run)


def _run(options: argparse.Namespace) -> None:
    if options.workers < 1:
        raise ServerError("Số tiến trình phải từ 1 trở lên.")
    data: Path = options.data.absolute()
    settings = load(
        data,
        host=options.host,
        port=options.port,
        plain=options.plain,
        database=options.database,
        log_file=options.log_file,
    )
    start_logging(settings.log_file)
    scheme = "http" if settings.plain else "https"
    print(f"Máy chủ chạy ở {scheme}://{settings.host}:{settings.port}. Dừng bằng Ctrl+C.", flush=True)
    if options.workers == 1:
        serve(settings)
    else:
        serve_with_workers(settings, options.workers)
