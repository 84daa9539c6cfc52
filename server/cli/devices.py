"""``soxa-server devices``: the enrolled devices, and the end of trust in one."""

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.domain.clock import ms_of, wall_of
from server import lost, twins
from server.asgi import open_server
from server.cli.parsing import add_data
from server.context import Server
from server.errors import ServerError
from server.settings import load
from server.storage import devices, lives
from server.storage.devices import DeviceLine
from server.storage.engine import reading
from server.ticketing import DAYS, issue

SHOWN = 12


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("devices", help="các máy đã ghi danh").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    every = group.add_parser("list", help="liệt kê")
    add_data(every)
    every.set_defaults(do=_list)
    revoke = _add_act(group, "revoke", "thôi tin một máy (mất, thanh lý)", _revoke)
    _add_lost(revoke)
    replace = _add_act(
        group, "replace", "thay máy mất hoặc hỏng: thôi tin máy cũ, cấp mã cho máy mới", _replace
    )
    _add_lost(replace)
    decide = group.add_parser("decide", help="khi hai máy cùng chạy một sổ: chọn máy ghi tiếp")
    add_data(decide)
    decide.add_argument("life", metavar="SỔ", help="sổ của máy ghi tiếp, như trong soxa-server devices list")
    decide.set_defaults(do=_decide)


def _add_act(group: Any, name: str, words: str, act: Callable[[argparse.Namespace], None]) -> Any:
    parser = group.add_parser(name, help=words)
    add_data(parser)
    parser.add_argument("key", metavar="KHÓA", help=f"{SHOWN} chữ số đầu của khóa, như trong danh sách")
    parser.set_defaults(do=act)
    return parser


def _add_lost(parser: Any) -> None:
    parser.add_argument(
        "--lost-since",
        metavar="GIỜ",
        help="máy rời cơ quan lúc nào, ví dụ 2026-11-20T16:30; việc ghi trước đó mà về sau vẫn nhận",
    )


def _server(options: argparse.Namespace) -> Server:
    return open_server(load(options.data.absolute()))


def _list(options: argparse.Namespace) -> None:
    with reading(_server(options).engine) as connection:
        for line in devices.every(connection):
            state = "thôi tin" if line.is_revoked else "đang dùng"
            print(f"{line.public_key.hex()[:SHOWN]}\t{line.commune}\t{line.name}\t{state}")
            for log in lives.of_device(connection, line.commune, line.public_key):
                print("\t".join(("", *log.words)))


def _revoke(options: argparse.Namespace) -> None:
    server = _server(options)
    found = _found(server, options.key)
    lost_ms = _moment(options.lost_since) if options.lost_since else None
    held = lost.give_up(server, found.commune, found.public_key, lost_ms)
    print(f"Máy chủ thôi tin máy {found.name}. Những gì máy đã gửi vẫn còn.")
    _tell_held(held)


def _replace(options: argparse.Namespace) -> None:
    server = _server(options)
    found = _found(server, options.key)
    lost_ms = _moment(options.lost_since) if options.lost_since else server.clock.now_ms()
    held = lost.give_up(server, found.commune, found.public_key, lost_ms)
    issued = issue(server, found.commune, DAYS, "soxa-server devices replace")
    print(f"Máy chủ thôi tin máy {found.name}. Việc máy ghi đến {_words(lost_ms)} mà về sau vẫn được nhận.")
    _tell_held(held)
    print(f"Mã ghi danh cho máy thay thế:\n\n    {issued.text}\n")
    print("Ghi danh xong, máy mới nhận sổ và dải số riêng. Sổ mà máy cũ đang ghi thì nhận tiếp ở máy mới.")


def _decide(options: argparse.Namespace) -> None:
    server = _server(options)
    with reading(server.engine) as connection:
        known = [
            (line.commune, log.origin)
            for line in devices.every(connection)
            for log in lives.of_device(connection, line.commune, line.public_key)
            if log.origin.hex().startswith(options.life.lower())
        ]
    if len(known) != 1:
        raise ServerError(f"Không có đúng một sổ bắt đầu bằng {options.life}. Không thay đổi gì.")
    twins.decide(server, *known[0])
    print("Máy ghi sổ này ghi tiếp. Máy kia còn xem được; cấp cho máy đó một mã ghi danh mới để ghi tiếp.")


def _found(server: Server, key: str) -> DeviceLine:
    with reading(server.engine) as connection:
        found = [each for each in devices.every(connection) if each.public_key.hex().startswith(key.lower())]
    if len(found) != 1 or len(key) < SHOWN:
        raise ServerError(f"Không có đúng một máy có khóa bắt đầu bằng {key}. Không thay đổi gì.")
    return found[0]


def _moment(text: str) -> int:
    try:
        return ms_of(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError as error:
        raise ServerError(f"Không đọc được giờ {text}. Xin ghi như 2026-11-20T16:30.") from error


def _words(ms: int) -> str:
    return f"{wall_of(ms):%H:%M ngày %d/%m/%Y}"


def _tell_held(count: int) -> None:
    if count:
        print(f"{count} thay đổi ghi sau lúc đó được để riêng, không ghi vào sổ. Đổi giờ bằng --lost-since.")
