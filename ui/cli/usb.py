"""``soxa usb``: the exchange by stick, for an office without a line."""

import argparse
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.platform.system_clock import SystemClock
from app.services import catalogue_intake
from sync.courier.carrying import carried_words, carry
from sync.courier.leaving import Exported, export_bundle
from sync.courier.returning import Imported, import_bundles
from sync.http.courier import courier_way_of
from ui.cli.due import Subparsers
from ui.cli.profile import opened
from ui.cli.sync import HAS_PROBLEMS, Stages, tell_second_codes
from ui.usb.scan_words import scans_sentence, scans_sentences

DESCRIPTION = "Mã thoát: 0 xong, 1 còn điều cần xem."


def add_parser(subparsers: Subparsers) -> None:
    """``soxa usb export DIR``, ``soxa usb import DIR`` and ``soxa usb upload DIR``."""
    parser = subparsers.add_parser("usb", help="Trao đổi với cấp trên bằng USB, không cần mạng")
    ways = parser.add_subparsers(title="các lệnh", metavar="LỆNH", required=True, parser_class=type(parser))
    out = ways.add_parser("export", help="Ghi gói gửi cấp trên ra USB, ghi xong đọc lại")
    out.set_defaults(run=run_export)
    back = ways.add_parser("import", help="Nhận gói cấp trên gửi về trên USB", description=DESCRIPTION)
    back.set_defaults(run=run_import)
    away = ways.add_parser("upload", help="Gửi hộ qua mạng gói của nơi khác trên USB, ghi trả lời ra USB")
    away.set_defaults(run=run_upload)
    for each in (out, back, away):
        each.add_argument("folder", type=Path, metavar="NƠI", help="thư mục hoặc ổ USB")
        each.add_argument("--json", action="store_true", help="in ra JSON")


def run_export(args: argparse.Namespace) -> int:
    """Write the bundle, and say when the stick may be pulled."""
    with opened(args) as profile:
        exported = export_bundle(profile.store, args.folder, Stages(), blobs=profile.blobs)
    facts = {
        "files": [path.name for path in exported.paths],
        "changesets": exported.changesets,
        "bytes": exported.size,
        "scans_bytes": exported.scans_bytes,
        "scans_left": exported.scans_left,
    }
    print(json.dumps(facts, ensure_ascii=False) if args.json else "\n".join(_written(exported)))
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Take in what came back, and say what it was."""
    with opened(args) as profile:
        install = partial(catalogue_intake.take_in, profile.store, SystemClock())
        imported = import_bundles(
            profile.store, args.folder, Stages(), install_pack=install, blobs=profile.blobs
        )
        tell_second_codes(profile, imported.outcome)
    print(json.dumps(_facts(imported), ensure_ascii=False) if args.json else "\n".join(_taken(imported)))
    return HAS_PROBLEMS if imported.refused or imported.outcome.problems else 0


def run_upload(args: argparse.Namespace) -> int:
    """Carry other offices' bundles over this desk's line, unopened."""
    with opened(args) as profile:
        way = courier_way_of(profile.store)
        try:
            carried = carry(profile.store, args.folder, way, Stages())
        finally:
            way.close()
    facts = {
        "bundles": [{"file": each.name, "code": each.code} for each in carried.bundles],
        "answers": [path.name for path in carried.answers],
    }
    print(json.dumps(facts, ensure_ascii=False) if args.json else carried_words(carried))
    return HAS_PROBLEMS if any(each.code for each in carried.bundles) else 0


def _written(exported: Exported) -> Iterator[str]:
    yield exported.sentence
    yield f"Gói {exported.paths[0].name} mang {exported.changesets} thay đổi đang chờ cấp trên nhận."
    if exported.scans_bytes or exported.scans_left:
        yield scans_sentence(exported)


def _facts(imported: Imported) -> dict[str, object]:
    outcome = imported.outcome
    return {
        "taken": imported.taken,
        "refused": [{"file": each.name, "code": each.problem.code} for each in imported.refused],
        "receipts": outcome.receipts,
        "received_segments": outcome.received_segments,
        "applied": outcome.applied,
        "conflicts": outcome.conflicts,
        "catalogue_version": outcome.catalogue_version,
        "is_reborn": outcome.is_reborn,
        "joined": imported.joined.commune if imported.joined else "",
        "scans_received": imported.scans_received,
        "scans_here": imported.scans_here,
        "problems": outcome.problems,
    }


def _taken(imported: Imported) -> Iterator[str]:
    outcome = imported.outcome
    if imported.joined is not None:
        yield f"Đã ghi danh máy này cho {imported.joined.commune_name}, gửi về {imported.joined.server_name}."
    if not imported.taken and not imported.refused:
        yield "Trên USB không có gói nào gửi cho máy này. Sổ không thay đổi."
    if imported.taken:
        receipt = "Đã nhận giấy biên nhận." if outcome.receipts else "Không có giấy biên nhận mới."
        yield f"{receipt} Ghi vào sổ {outcome.applied} thay đổi."
    if outcome.conflicts:
        yield f"Có {outcome.conflicts} chỗ hai bàn cùng sửa, cả hai bản đều được giữ. Xin chọn ở mục Đồng bộ."
    if outcome.catalogue_version:
        yield f"Đã nhận danh mục {outcome.catalogue_version}."
    yield from scans_sentences(imported)
    if outcome.is_reborn:
        yield "Sổ này đã được phục hồi hoặc sao chép nên ghi tiếp dưới sổ mới. Xin xuất gói mới ra USB."
    for each in imported.refused:
        yield f"{each.name}: {each.problem}"
    yield from outcome.problems
