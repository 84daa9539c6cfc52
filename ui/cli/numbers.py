"""``soxa numbers``: what this desk may still number, its spare range, and giving its numbers back."""

import argparse

from app.services import numbering
from ui.cli.due import Subparsers
from ui.cli.officer import signed_in
from ui.cli.profile import opened_desk


def add_parser(subparsers: Subparsers) -> None:
    """``soxa numbers`` and what can be done with them."""
    parser = subparsers.add_parser("numbers", help="Dải số hồ sơ của bàn này")
    group = parser.add_subparsers(title="các việc", metavar="VIỆC", required=True)
    show = group.add_parser("show", help="còn bao nhiêu số hôm nay")
    show.set_defaults(run=_show)
    spare = group.add_parser("spare", help="hết số mà chưa có mạng: dùng dải dự phòng")
    spare.set_defaults(run=_spare)
    back = group.add_parser("give-back", help="bàn thôi dùng: trả dải số từ ngày mai")
    back.add_argument("--clerk", required=True, metavar="HỌ_TÊN", help="quản trị; hỏi mã PIN")
    back.set_defaults(run=_give_back)


def _show(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        outlook = numbering.outlook(desk)
    print(f"Mã tiếp theo: {outlook.next_code or 'không còn'}. Còn {outlook.left} số hôm nay.")
    if outlook.has_spare:
        print("Có dải dự phòng, dùng khi hết số mà chưa gửi nhận được với cấp trên.")
    if outlook.warning:
        print(outlook.warning)
    return 0


def _spare(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        left = numbering.open_spare(desk)
    print(f"Đã mở dải dự phòng: còn {left} số hôm nay. Mã đã in vẫn đúng.")
    return 0


def _give_back(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        count = numbering.give_back(desk, signed_in(desk, args.clerk))
    print(f"Đã trả {count} dải số từ ngày mai. Xin gửi nhận với cấp trên để cấp trên biết.")
    return 0
