"""``soxa-server init``: a new district server."""

import argparse
from pathlib import Path
from typing import Any

from app.platform.system_clock import SystemClock
from server.accounts import add_user, check_password
from server.cli.parsing import add_data
from server.cli.passwords import read_password
from server.settings import Settings
from server.setup import initialise, private_files
from server.storage.communes import Commune
from server.storage.engine import open_engine


def register(commands: Any) -> None:
    """Add the command."""
    defaults = Settings(Path())
    parser = commands.add_parser("init", help="tạo máy chủ mới: khóa, chứng thư, người quản trị đầu tiên")
    add_data(parser)
    parser.add_argument(
        "--address",
        required=True,
        metavar="URL",
        help="địa chỉ các xã dùng để gửi, ví dụ https://10.1.2.3:8743",
    )
    parser.add_argument(
        "--host",
        metavar="ĐỊA_CHỈ",
        default=defaults.host,
        help=f"địa chỉ lắng nghe (mặc định {defaults.host})",
    )
    parser.add_argument(
        "--port", type=int, metavar="SỐ", default=defaults.port, help=f"cổng (mặc định {defaults.port})"
    )
    parser.add_argument("--plain", action="store_true", help="HTTP không mã hóa, chỉ dùng trên chính máy này")
    parser.add_argument(
        "--name",
        metavar="TÊN",
        default=defaults.name,
        help=f"tên máy chủ hiện ở xã (mặc định “{defaults.name}”)",
    )
    parser.add_argument(
        "--database", default="", metavar="URL", help="postgresql+psycopg://...; bỏ trống để dùng tệp mã hóa"
    )
    parser.add_argument(
        "--commune", action="append", default=[], metavar="MÃ:TÊN", help="một đơn vị; dùng nhiều lần được"
    )
    parser.add_argument(
        "--admin", metavar="TÊN", default="quantri", help="tên đăng nhập quản trị (mặc định quantri)"
    )
    parser.add_argument("--password-file", type=Path, metavar="TỆP", help="đọc mật khẩu từ dòng đầu của tệp")
    parser.set_defaults(do=_init)


def commune_of(text: str) -> Commune:
    """``CODE:NAME`` as typed."""
    code, _, name = text.partition(":")
    return Commune(code.strip(), name.strip())


def _init(options: argparse.Namespace) -> None:
    wanted = Settings(
        data=options.data.absolute(),
        address=options.address,
        host=options.host,
        port=options.port,
        plain=options.plain,
        name=options.name,
        database=options.database,
    )
    password = read_password(options.password_file)
    check_password(password)
    clock = SystemClock()
    initialise(wanted, [commune_of(text) for text in options.commune], clock)
    add_user(open_engine(wanted), clock, options.admin, "", password)
    print(f"Đã tạo máy chủ ở {wanted.data}.")
    print(f"Người quản trị: {options.admin}. Chạy máy chủ: soxa-server run --data {wanted.data}")
    for path in private_files(wanted.authority_path):
        print(f"CẦN CẤT RIÊNG, không để trên máy chủ: {path}")
