"""``soxa catalogue``: look into a catalogue pack or a list of procedures before it is taken in."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from app.catalogue.errors import FileUnreadable
from app.catalogue.incoming import parse_any
from app.catalogue.lint import Finding, Severity, errors_of, lint
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import is_pack, read_header
from app.catalogue.trust import trust_everyone
from app.errors import AppError
from app.services.catalogue_intake import PackReport, take_in
from ui.cli.profile import opened

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

FOUND_ERRORS = 1
UNREADABLE = 2
SEVERITY_WORDS = {Severity.ERROR: "LỖI", Severity.WARNING: "Lưu ý"}


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("catalogue", help="Gói danh mục thủ tục")
    actions = parser.add_subparsers(required=True, metavar="VIỆC")
    checker = actions.add_parser(
        "lint", help="Soát một gói danh mục hoặc tệp procedures.json, không nhập vào"
    )
    checker.add_argument("file", type=Path, metavar="TỆP")
    checker.add_argument("--json", action="store_true", help="in ra JSON")
    checker.set_defaults(run=run_lint)
    importer = actions.add_parser("import", help="Nhập gói danh mục đã ký, hoặc tệp procedures.json")
    importer.add_argument("file", type=Path, metavar="TỆP")
    importer.add_argument("--json", action="store_true", help="in ra JSON")
    importer.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Take a pack into the profile and print its report; a bad one changes nothing."""
    data = _read(args.file)
    with opened(args) as profile:
        report = take_in(profile.store, profile.store.clock, data)
    print(_report_as_json(report) if args.json else "\n".join(_report_lines(report)))
    return 0


def _report_as_json(report: PackReport) -> str:
    return json.dumps(
        {
            "version": report.version,
            "procedures": report.procedures,
            "findings": [
                {"severity": f.severity.value, "code": f.code, "rule": f.rule, "sentence": f.sentence}
                for f in report.findings
            ],
        },
        ensure_ascii=False,
    )


def _report_lines(report: PackReport) -> Iterator[str]:
    yield from (_line(finding) for finding in report.findings)
    yield _totals(report.findings)
    yield f"Đã nhập danh mục {report.version}: {report.procedures} thủ tục."


def run_lint(args: argparse.Namespace) -> int:
    """Print the lint report; 1 when the pack would be refused, 2 when it cannot be read."""
    try:
        data = _read(args.file)
        pack = parse_any(data, trust_everyone)
    except AppError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    findings = lint(pack)
    print(_as_json(pack, findings) if args.json else "\n".join(_lines(data, pack, findings)))
    return FOUND_ERRORS if errors_of(findings) else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path.name) from error


def _lines(data: bytes, pack: CataloguePack, findings: Sequence[Finding]) -> Iterator[str]:
    yield (
        f"Gói {pack.version}, có hiệu lực từ {pack.effective_from:%d/%m/%Y}: "
        f"{len(pack.procedures)} thủ tục, {len(pack.admin_units)} đơn vị hành chính."
    )
    yield f"Nơi phát hành: {pack.publisher}. {_signature(data)}"
    yield from (_line(finding) for finding in findings)
    yield _totals(findings)


def _signature(data: bytes) -> str:
    if not is_pack(data):
        return "Tệp chưa ký."
    return (
        f"Chữ ký đúng, khóa {read_header(data).fingerprint} (lệnh này không xét khóa có được tin hay không)."
    )


def _line(finding: Finding) -> str:
    about = f"{finding.code} " if finding.code else ""
    return f"{SEVERITY_WORDS[finding.severity]}: {about}{finding.sentence} [{finding.rule}]"


def _totals(findings: Sequence[Finding]) -> str:
    errors = len(errors_of(findings))
    rules = Counter(finding.rule for finding in findings).most_common()
    counts = ", ".join(f"{rule} {times}" for rule, times in rules)
    return f"{errors} lỗi, {len(findings) - errors} điều cần lưu ý: {counts or 'không có'}."


def _as_json(pack: CataloguePack, findings: Sequence[Finding]) -> str:
    report = {
        "version": pack.version,
        "effective_from": pack.effective_from.isoformat(),
        "procedures": len(pack.procedures),
        "counts": Counter(finding.rule for finding in findings),
        "findings": [{**finding._asdict(), "severity": finding.severity.value} for finding in findings],
    }
    return json.dumps(report, ensure_ascii=False)
