"""``soxa-server users``: who may log in to the console."""

import argparse
from pathlib import Path
from typing import Any

from server.accounts import add_user, change_password
from server.asgi import open_server
from server.cli.parsing import add_data
from server.cli.passwords import read_password
from server.context import Server
from server.errors import ServerError
from server.settings import load
from server.storage import users
from server.storage.engine import reading, writing


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("users", help="người dùng trang quản trị").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    add = _named(group, "add", "thêm người dùng", _add)
    add.add_argument("--full-name", metavar="HỌ_TÊN", default="", help="họ và tên")
    password = _named(group, "password", "đặt lại mật khẩu", _password)
    for parser in (add, password):
        parser.add_argument(
            "--password-file", type=Path, metavar="TỆP", help="đọc mật khẩu từ dòng đầu của tệp"
        )
    _named(group, "disable", "khóa người dùng", _disable)
    every = group.add_parser("list", help="liệt kê")
    add_data(every)
    every.set_defaults(do=_list)


def _named(group: Any, command: str, text: str, do: Any) -> Any:
    parser = group.add_parser(command, help=text)
    add_data(parser)
    parser.add_argument("name", metavar="TÊN", help="tên đăng nhập")
    parser.set_defaults(do=do)
    return parser


def _server(options: argparse.Namespace) -> Server:
    return open_server(load(options.data.absolute()))


def _add(options: argparse.Namespace) -> None:
    server = _server(options)
    add_user(
        server.engine, server.clock, options.name, options.full_name, read_password(options.password_file)
    )
    print(f"Đã thêm người dùng {options.name}.")


def _password(options: argparse.Namespace) -> None:
    change_password(_server(options).engine, options.name, read_password(options.password_file))
    print(f"Đã đổi mật khẩu của {options.name}. Các phiên đang mở của người này đã kết thúc.")


def _disable(options: argparse.Namespace) -> None:
    with writing(_server(options).engine) as connection:
        if users.find(connection, options.name) is None:
            raise ServerError(f"Không có người dùng {options.name}.")
        users.disable(connection, options.name)
    print(f"Đã khóa người dùng {options.name}.")


def _list(options: argparse.Namespace) -> None:
    with reading(_server(options).engine) as connection:
        for user in users.every(connection):
            state = "đã khóa" if user.is_disabled else "đang dùng"
            print(f"{user.name}\t{user.full_name}\t{state}")
