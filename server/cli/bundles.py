"""``soxa-server bundle import``: take in what came on a stick and write the answers onto it."""

import argparse
import json
from pathlib import Path
from typing import Any

from server.asgi import open_server
from server.bundle_answers import Answered
from server.bundles import Imported, import_folder
from server.cli.parsing import add_data
from server.settings import load

REASONS = {
    "not_a_bundle": "không phải gói trao đổi",
    "newer_format": "do chương trình mới hơn ghi, xin cập nhật máy chủ",
    "damaged": "bị hỏng hoặc đã bị sửa",
    "forged": "không mang chữ ký đúng của nơi gửi",
    "unknown_device": "máy gửi chưa ghi danh ở đây",
    "revoked": "máy gửi không còn được tin",
    "stick_full": "USB đã đầy",
    "stick_read_only": "USB không cho ghi",
    "stick_lies": "USB hỏng, đọc lại thấy khác",
}


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


def _import(options: argparse.Namespace) -> None:
    imported = import_folder(open_server(load(options.data.absolute())), options.folder)
    if options.json:
        print(json.dumps(_facts(imported), ensure_ascii=False))
        return
    for each in imported.answered:
        print(_line(each))
    for refusal in imported.refused:
        print(f"{refusal.name}: không nhận, {_reason(refusal.code)}. Tệp vẫn giữ nguyên.")
    if not imported.answered and not imported.refused:
        print("Không có gói nào gửi cho máy chủ này. Chưa thay đổi gì.")


def _line(answered: Answered) -> str:
    text = f"Xã {answered.commune}, máy {answered.device}: nhận {answered.segments} gói thay đổi."
    if answered.refused_segments:
        text += f" Chưa nhận được {answered.refused_segments}."
    if answered.problem:
        return f"{text} Chưa ghi được gói trả lời: {_reason(answered.problem)}."
    return text if answered.answer is None else f"{text} Đã ghi và đọc lại {answered.answer.name}."


def _reason(code: str) -> str:
    return REASONS.get(code, f"mã {code}")


def _facts(imported: Imported) -> dict[str, object]:
    answered = [each._asdict() | {"answer": each.answer and each.answer.name} for each in imported.answered]
    return {"answered": answered, "refused": [each._asdict() for each in imported.refused]}
