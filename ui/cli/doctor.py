"""``soxa doctor``: names what is wrong with a profile; exit status 0 sound, 1 not, 2 not opened."""

import argparse
import json
from collections.abc import Iterator, Sequence

from app.progress import Progress
from app.storage import checkpoint_store, device
from app.storage.doctor import examine, repair
from app.storage.doctor.report import Checked, Finding
from app.storage.profile import Profile
from sync import archive
from sync.errors import SyncError
from sync.http.lines import line_of
from ui.cli.due import Subparsers
from ui.cli.profile import opened
from ui.cli.recovery import tell

UNSOUND = 1
ARCHIVE = "Sổ chép sẵn so với kho gốc"
FALSE = "Sổ nhận lúc bắt đầu không khớp với các gói gốc mà cấp trên lưu."
FALSE_ADVICE = "Sổ vẫn đọc và ghi được. Xin giữ nguyên máy này và báo cấp trên ngay."


def add_parser(subparsers: Subparsers) -> None:
    """``soxa doctor [--all]``."""
    parser = subparsers.add_parser("doctor", help="Kiểm sổ và nêu rõ chỗ hỏng")
    parser.add_argument("--all", action="store_true", help="đọc lại mọi tệp quét và cả chuỗi nhật ký")
    parser.add_argument(
        "--repair", action="store_true", help="dựng lại trạng thái, mục tìm kiếm và bộ ghi thay đổi rồi kiểm"
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    with opened(args) as profile:
        if args.repair:
            repair(profile)
        results = examine(profile, thorough=args.all or args.repair, report=tell)
        if args.all:
            results += look_at_archive(profile)
    print(_as_json(results) if args.json else "\n".join(_lines(results)))
    return 0 if _is_sound(results) else UNSOUND


def look_at_archive(profile: Profile) -> list[Checked]:
    """The checkpoint this desk began with against the segments that the district keeps."""
    with profile.store.read() as connection:
        if checkpoint_store.loading(connection) is None:
            return []
    try:
        line = line_of(profile.store)
        try:
            is_proved = archive.is_proved(profile.store, line, _tell_segments)
        finally:
            line.close()
            with profile.store.write_local() as connection:
                device.keep_nonce(connection, line.nonce)
    except SyncError as error:
        return [Checked("archive", ARCHIVE, "", (Finding(f"Chưa đối chiếu được. {error}", is_fault=False),))]
    if is_proved is False:
        return [Checked("archive", ARCHIVE, FALSE_ADVICE, (Finding(FALSE, "checkpoint"),))]
    return [Checked("archive", ARCHIVE, "", ())]


def _tell_segments(done: int, total: int) -> None:
    tell(Progress(f"Đang kiểm: {ARCHIVE}", done, total))


def _is_sound(results: Sequence[Checked]) -> bool:
    return all(checked.is_sound for checked in results)


def _as_json(results: Sequence[Checked]) -> str:
    checks = [
        {
            "name": checked.name,
            "title": checked.title,
            "sound": checked.is_sound,
            "findings": [finding._asdict() for finding in checked.findings],
            "advice": "" if checked.is_sound else checked.advice,
        }
        for checked in results
    ]
    return json.dumps({"sound": _is_sound(results), "checks": checks}, ensure_ascii=False)


def _lines(results: Sequence[Checked]) -> Iterator[str]:
    for checked in results:
        yield f"{'Đạt' if checked.is_sound else 'HỎNG':5} {checked.title}"
        for finding in checked.findings:
            yield f"      {finding.sentence}"
        if not checked.is_sound:
            yield f"      {checked.advice}"
    broken = sum(not checked.is_sound for checked in results)
    yield f"Có {broken} mục hỏng, xem ở trên." if broken else "Sổ lành lặn."
