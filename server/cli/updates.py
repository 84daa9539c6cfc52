"""``soxa-server updates``: the ceremony of keys, releases on their way to desks, and sticks."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tuf.api.metadata import Signed

from app.platform.system_clock import SystemClock
from server.authority import ROOT_KEY
from server.cli.parsing import add_data
from server.cli.passwords import read_known_password, read_password
from server.cli.update_lines import carried, contents, day, keys_line, kib, standings
from server.errors import ServerError
from server.settings import Settings, load
from server.updates import drafts
from server.updates.adding import ANY_VERSION, add_release, withdraw_release
from server.updates.carrying import write_stick
from server.updates.ceremony import (
    District,
    KeyMaker,
    Wanted,
    abandon_draft,
    begin_rotation,
    init,
    read_district_root,
)
from server.updates.keys import Cost, make_online_key, open_offline_key
from server.updates.publishing import publish
from server.updates.repository import Repository, repository_of
from server.updates.shelf import offered_version, releases_in

ROLES = ("root", "targets", "online")
WORDS = {"root": "khóa gốc của bản cập nhật", "targets": "khóa phát hành"}


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("updates", help="bản cập nhật chương trình cho các máy").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    _register_init(group)
    add = _named(group, "add", "đưa một bản đóng gói vào kho, chờ ký", _add)
    add.add_argument("build", type=Path, metavar="THƯ_MỤC", help="thư mục đóng gói, có release.json")
    add.add_argument("--notes", required=True, metavar="CHỮ", help="một câu cho cán bộ đọc")
    add.add_argument(
        "--least-version", default=ANY_VERSION, metavar="X.Y.Z", help="bản cũ nhất được cập nhật thẳng"
    )
    withdraw = _named(group, "withdraw", "thôi mời các máy dùng một bản, chờ ký", _withdraw)
    withdraw.add_argument("platform", metavar="NỀN_TẢNG", help="win-amd64 hoặc linux-amd64")
    withdraw.add_argument("version", metavar="X.Y.Z")
    _register_sign(group)
    _named(group, "publish", "phát hành bản nháp đã đủ chữ ký", _publish)
    _named(group, "discard", "bỏ bản nháp đang chờ ký", _discard)
    _register_rotation(group)
    _named(group, "status", "khóa, hạn dùng, các bản đang phát hành, bản nháp", _status)
    stick = _named(group, "to-stick", "chép kho cập nhật ra USB", _to_stick)
    stick.add_argument("folder", type=Path, metavar="NƠI", help="thư mục hoặc ổ USB")


def _named(group: Any, command: str, text: str, do: Any) -> Any:
    parser = group.add_parser(command, help=text)
    add_data(parser)
    parser.set_defaults(do=do)
    return parser


def _register_init(group: Any) -> None:
    parser = _named(group, "init", "tạo kho cập nhật và các khóa của nó", _init)
    parser.add_argument("keys", type=Path, metavar="NƠI_CẤT_KHÓA", help="USB sẽ cất riêng")
    for role in ("root", "targets"):
        parser.add_argument(f"--{role}-keys", type=int, default=1, metavar="SỐ", help=f"số {WORDS[role]}")
        parser.add_argument(
            f"--{role}-threshold", type=int, default=1, metavar="SỐ", help=f"số chữ ký cần của {WORDS[role]}"
        )
    parser.add_argument("--district-key", type=Path, metavar="TỆP", help=f"{ROOT_KEY} đã cất riêng")
    parser.add_argument("--again", action="store_true", help="làm lại từ đầu khi đã mất hết khóa gốc")
    _add_passphrase(parser)


def _register_sign(group: Any) -> None:
    parser = _named(group, "sign", "ký bản nháp bằng một khóa cất riêng, ở máy này hay máy khác", _sign)
    parser.add_argument("--key", type=Path, required=True, metavar="TỆP", help="tệp khóa .key")
    parser.add_argument("--draft", type=Path, metavar="THƯ_MỤC", help="bản nháp đã chép sang máy này")
    _add_passphrase(parser)


def _register_rotation(group: Any) -> None:
    parser = _named(group, "rotate-root", "đổi khóa, hoặc gia hạn khi không nêu vai trò; chờ ký", _rotate)
    parser.add_argument("--role", choices=ROLES, default="", help="vai trò có khóa được đổi")
    parser.add_argument("--keys", type=Path, metavar="NƠI_CẤT_KHÓA", help="nơi ghi khóa mới")
    parser.add_argument("--new", type=int, default=1, metavar="SỐ", help="số khóa mới (mặc định 1)")
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        metavar="MÃ",
        help="mã khóa bị bỏ, hoặc all",
    )
    parser.add_argument("--threshold", type=int, metavar="SỐ", help="số chữ ký cần từ nay")
    _add_passphrase(parser)


def _add_passphrase(parser: Any) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="TỆP", help="đọc cụm mật khẩu từ dòng đầu của tệp"
    )


def _settings(options: argparse.Namespace) -> Settings:
    return load(options.data.absolute())


def _repository(options: argparse.Namespace) -> Repository:
    return repository_of(_settings(options))


def _now_ms() -> int:
    return SystemClock().now_ms()


def _maker(options: argparse.Namespace, folder: Path) -> KeyMaker:
    return KeyMaker(
        folder,
        lambda role: read_password(options.passphrase_file, f"Cụm mật khẩu mới cho {WORDS[role]}: "),
        Cost(),
    )


def _init(options: argparse.Namespace) -> None:
    settings = _settings(options)
    repository = repository_of(settings)
    if repository.exists and not options.again:
        raise ServerError(
            "Đã có kho cập nhật, không thay đổi gì. Chỉ làm lại (--again) khi mất hết khóa gốc."
        )
    district = read_district_root(options.district_key or settings.authority_path / ROOT_KEY)
    root = Wanted(options.root_keys, options.root_threshold)
    targets = Wanted(options.targets_keys, options.targets_threshold)
    keys = options.keys.absolute()
    init(repository, _maker(options, keys), root, targets, District(settings.name, district), _now_ms())
    print(f"Đã tạo kho cập nhật ở {repository.folder}.")
    for path in sorted(keys.glob("*.key")):
        print(f"CẦN CẤT RIÊNG, không để trên máy chủ: {path}")
    print("Mất tệp khóa hay quên cụm mật khẩu là mất khóa: nên có hai bản ở hai nơi có khóa.")


def _add(options: argparse.Namespace) -> None:
    repository = _repository(options)
    print("Đang nén các tệp, có thể mất vài phút...", flush=True)
    added = add_release(repository, options.build.absolute(), options.notes, _now_ms(), options.least_version)
    offer = added.offer
    print(f"Đã đưa bản {offer.version} cho {offer.platform} vào kho: {added.files} tệp.")
    print(f"Cài mới tải {kib(added.packed_bytes)}; các phần khác bản cũ {kib(added.delta_bytes)}.")
    _print_draft(repository)


def _withdraw(options: argparse.Namespace) -> None:
    repository = _repository(options)
    withdraw_release(repository, options.platform, options.version, _now_ms())
    print(f"Bản {options.version} sẽ thôi được mời sau khi ký và phát hành. Máy đã dùng thì vẫn dùng.")
    _print_draft(repository)


def _sign(options: argparse.Namespace) -> None:
    folder = options.draft.absolute() if options.draft else _repository(options).draft
    draft = drafts.read_draft(folder)
    _print_all(contents(draft))
    prompt = f"Cụm mật khẩu của {options.key.name} (Ctrl+C để thôi): "
    signer = open_offline_key(options.key, read_known_password(options.passphrase_file, prompt))
    print(f"Đã ký phần {', '.join(drafts.sign(folder, signer))}.")
    _print_all(standings(drafts.read_draft(folder)))


def _publish(options: argparse.Namespace) -> None:
    published = publish(_repository(options), _now_ms())
    print("Đã phát hành. Các máy sẽ thấy ở lần trao đổi sau.")
    for platform, version in published.offered.items():
        print(f"{platform}\t{version}")


def _discard(options: argparse.Namespace) -> None:
    abandon_draft(_repository(options))
    print("Đã bỏ bản nháp. Những gì đang phát hành không thay đổi.")


def _rotate(options: argparse.Namespace) -> None:
    repository = _repository(options)
    drop, new = options.drop, []
    if options.role == "online":
        drop, new = ["all"], [make_online_key(repository.next_online_key)]
    elif options.role and options.new:
        if options.keys is None:
            raise ServerError("Cần nêu nơi cất khóa mới (--keys). Chưa thay đổi gì.")
        new = _maker(options, options.keys.absolute()).make(options.role, options.new)
    begin_rotation(repository, _now_ms(), options.role, new, drop, options.threshold)
    _print_draft(repository)


def _status(options: argparse.Namespace) -> None:
    repository = _repository(options)
    root = repository.root().signed
    for role in ("root", "targets", "timestamp"):
        print(keys_line(root, role))
    ruling: tuple[Signed, ...] = (root, repository.targets().signed, repository.timestamp().signed)
    for signed in ruling:
        print(f"{signed.type}: phiên bản {signed.version}, đến hết {day(signed)}")
    targets = repository.targets().signed
    for release in releases_in(repository, targets):
        offer = release.offer
        is_offered = offered_version(targets, offer.platform) == offer.version
        print(f"{offer.platform}\t{offer.version}\t{'đang mời' if is_offered else 'lưu kho'}\t{offer.notes}")
    if (repository.draft / drafts.TARGETS).exists():
        _print_draft(repository)


def _to_stick(options: argparse.Namespace) -> None:
    print(carried(write_stick(_repository(options), options.folder.absolute(), _now_ms())))


def _print_draft(repository: Repository) -> None:
    print(f"Bản nháp chờ ký ở {repository.draft}:")
    draft = drafts.read_draft(repository.draft)
    _print_all(contents(draft))
    _print_all(standings(draft))


def _print_all(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
