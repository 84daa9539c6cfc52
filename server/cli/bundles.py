"""``soxa-server bundle import`` takes in a stick's bundles and answers onto it; ``usb prepare`` invites."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.clock import wall_of
from server.asgi import open_server
from server.bundle_answers import Answered
from server.bundle_words import reason
from server.bundles import Imported, finish, import_folder
from server.cli.parsing import add_data
from server.cli.update_lines import carried
from server.inviting import invite
from server.settings import load
from server.ticketing import DAYS
from server.updates.carrying import write_stick
from server.updates.repository import repository_of


def register(commands: Any) -> None:
    """Add the command."""
    group = commands.add_parser("bundle", help="gói trao đổi trên USB").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    parser = group.add_parser("import", help="nhận mọi gói trong thư mục và ghi gói trả lời vào đó")
    add_data(parser)
    parser.add_argument("folder", type=Path, metavar="NƠI_CÓ_GÓI", help="thư mục hoặc ổ USB có các gói")
    parser.add_argument("--json", action="store_true", help="in ra JSON cho chương trình khác đọc")
    parser.set_defaults(do=_import)
    sticks = commands.add_parser("usb", help="USB cho nơi không có mạng").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    prepare = sticks.add_parser("prepare", help="ghi lời mời ghi danh và kho cập nhật ra USB")
    add_data(prepare)
    prepare.add_argument("folder", type=Path, metavar="NƠI", help="thư mục hoặc ổ USB")
    prepare.add_argument("--commune", metavar="MÃ", help="kèm mã ghi danh cho một máy của đơn vị này")
    prepare.add_argument(
        "--days", type=int, metavar="SỐ", default=DAYS, help=f"số ngày mã còn hạn (mặc định {DAYS})"
    )
    prepare.add_argument("--no-updates", action="store_true", help="không chép kho cập nhật ra USB")
    prepare.set_defaults(do=_prepare)


def _import(options: argparse.Namespace) -> None:
    server = open_server(load(options.data.absolute()))
    imported = import_folder(server, options.folder)
    if options.json:
        print(json.dumps(_facts(imported), ensure_ascii=False), flush=True)
    else:
        print("\n".join(_lines(imported)), flush=True)
    finish(server, imported)


def _prepare(options: argparse.Namespace) -> None:
    server = open_server(load(options.data.absolute()))
    invited = invite(server, options.folder, options.commune or "", options.days, "soxa-server usb prepare")
    print(f"Đã ghi và đọc lại {invited.path.name}: USB này cho máy ở xã biết máy chủ là ai.")
    repository = repository_of(server.settings)
    if repository.exists and not options.no_updates:
        print(carried(write_stick(repository, options.folder.absolute(), server.clock.now_ms())))
    if invited.issued is None:
        print("USB chưa có mã ghi danh. Máy ở xã còn phải gõ mã do soxa-server ticket cấp.")
        return
    expires = wall_of(invited.issued.expires_ms)
    print(f"Trên USB có mã cho một máy của {invited.issued.commune.name}, đến {expires:%H:%M ngày %d/%m/%Y}.")
    print("Giữ USB như giữ mã: ai có USB trước thì máy người đó vào.")


def _lines(imported: Imported) -> Iterator[str]:
    yield from map(_line, imported.answered)
    for refusal in imported.refused:
        yield f"{refusal.name}: không nhận, {reason(refusal.code)}. Tệp vẫn giữ nguyên."
    if not imported.answered and not imported.refused:
        yield "Không có gói nào gửi cho máy chủ này. Chưa thay đổi gì."


def _line(answered: Answered) -> str:
    enrolled = "đã ghi danh, " if answered.is_new else ""
    text = f"Xã {answered.commune}, máy {answered.device}: {enrolled}nhận {answered.segments} gói thay đổi."
    if answered.refused_segments:
        text += f" Chưa nhận được {answered.refused_segments}."
    if answered.problem:
        return f"{text} Chưa ghi được gói trả lời: {reason(answered.problem)}."
    return text if answered.answer is None else f"{text} Đã ghi và đọc lại {answered.answer.name}."


def _facts(imported: Imported) -> dict[str, object]:
    answered = [each._asdict() | {"answer": each.answer and each.answer.name} for each in imported.answered]
    refused = [each._asdict() | {"answer": each.answer and each.answer.name} for each in imported.refused]
    return {"answered": answered, "refused": refused}
