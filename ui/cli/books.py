"""``soxa books``: books without gaps, each written by one desk, and their passing from desk to desk."""

import argparse
from collections.abc import Callable, Iterator

from app.domain.books import CERTIFIED, BookKind
from app.domain.folding import fold
from app.errors import AppError
from app.services import audit, books, certification
from app.services.audit import Noted
from app.services.books import BookLine, BookStanding
from app.services.desk import Desk, Officer
from ui.cli.due import Subparsers
from ui.cli.officer import signed_in
from ui.cli.profile import opened_desk

KINDS = {
    "den": BookKind.INCOMING,
    "di": BookKind.OUTGOING,
    "chung-thuc": BookKind.CERTIFIED_COPIES,
    "chu-ky": BookKind.CERTIFIED_SIGNATURES,
    "hop-dong": BookKind.CERTIFIED_CONTRACTS,
}
Work = Callable[[Desk, Officer, BookStanding, argparse.Namespace], str]


class NoSuch(AppError):
    """A book, an entry or a desk that is not there."""


def add_parser(subparsers: Subparsers) -> None:
    """``soxa books`` and what can be done with one."""
    parser = subparsers.add_parser("books", help="Sổ chỉ một bàn ghi: mở, vào số, giao và nhận")
    group = parser.add_subparsers(title="các việc", metavar="VIỆC", required=True)
    every = group.add_parser("list", help="các sổ, bàn nào đang ghi")
    every.set_defaults(run=_list)
    show = group.add_parser("show", help="các số trong một sổ")
    _add_book(show)
    _add_clerk(show)
    show.add_argument("words", nargs="?", default="", metavar="CHỮ", help="tìm theo số hoặc nội dung")
    show.set_defaults(run=_show)
    _add_open(group)
    enter = _add_act(group, "enter", "lấy số tiếp theo", _enter)
    enter.add_argument("what", metavar="NỘI_DUNG", help="ghi vào số đó")
    void = _add_act(group, "void", "hủy một số, số vẫn giữ chỗ", _void)
    void.add_argument("number", type=int, metavar="SỐ", help="số bị hủy")
    void.add_argument("--reason", required=True, metavar="LÝ_DO", help="vì sao")
    offer = _add_act(group, "offer", "giao sổ cho bàn khác", _offer)
    offer.add_argument("desk", metavar="BÀN", help="tên bàn nhận")
    _add_act(group, "accept", "nhận sổ được giao", _accept)
    _add_act(group, "decline", "trả lại sổ được giao", _decline)
    _add_act(group, "close", "khóa sổ cuối năm", _close)
    taken = _add_act(group, "take-over", "ghi tiếp khi máy ghi sổ đã mất", _take_over)
    taken.add_argument("--first", type=int, required=True, metavar="SỐ", help="số ghi tiếp, xem sổ giấy")
    taken.add_argument("--reason", required=True, metavar="LÝ_DO", help="vì sao")


def _add_open(group: Subparsers) -> None:
    parser = group.add_parser("open", help="mở sổ mới")
    parser.add_argument("kind", choices=sorted(KINDS), metavar="LOẠI", help=", ".join(KINDS))
    parser.add_argument("year", type=int, metavar="NĂM", help="năm của sổ")
    parser.add_argument("--name", default="", metavar="TÊN", help="tên sổ, nếu khác tên thường gọi")
    parser.add_argument("--first", type=int, default=1, metavar="SỐ", help="số đầu (mặc định 1)")
    _add_clerk(parser)
    parser.set_defaults(run=_open)


def _add_act(group: Subparsers, name: str, words: str, work: Work) -> argparse.ArgumentParser:
    parser = group.add_parser(name, help=words)
    _add_book(parser)
    _add_clerk(parser)
    parser.set_defaults(run=_run_act, work=work)
    return parser


def _add_book(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=int, metavar="SỔ", help="thứ tự của sổ trong soxa books list")


def _add_clerk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clerk", required=True, metavar="HỌ_TÊN", help="người làm; hỏi mã PIN")


def _list(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        for place, standing in enumerate(books.standings(desk), 1):
            record = standing.record
            print(f"{place}\t{record.name} {record.year}\t{standing_words(standing)}")
    return 0


def standing_words(standing: BookStanding) -> str:
    """Who writes in a book, and what its numbers look like."""
    parts = [_writer_words(standing)]
    if not standing.is_closed:
        parts.append(f"số tiếp theo {standing.next_number}")
    parts += [f"số {gap.first}–{gap.last} không có trong sổ: {gap.reason}" for gap in standing.gaps]
    return "; ".join(parts)


def _writer_words(standing: BookStanding) -> str:
    if standing.is_closed:
        return "đã khóa"
    if standing.is_offered_to_us:
        return f"{standing.writer_name} giao, chờ bàn này nhận"
    if standing.offered_to_name:
        return f"{standing.writer_name} giao, chờ {standing.offered_to_name} nhận"
    if standing.was_ours:
        return "máy này ghi trước khi khôi phục; xem số cuối ở sổ giấy rồi nhận lại"
    return "bàn này ghi" if standing.is_ours else f"{standing.writer_name} ghi"


def _show(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        desk.officer = officer = signed_in(desk, args.clerk)
        lines = books.lines(desk, _book(desk, args.book).record.id, args.words)
        audit.note(desk, officer, Noted.LIST_PRINTED, f"book {len(lines)} rows")
        for line in lines:
            print("\t".join(_cells(line)))
    return 0


def _cells(line: BookLine) -> Iterator[str]:
    yield line.number_text
    yield line.entry.what
    yield line.entry.clerk_name
    if line.entry.void_reason:
        yield f"đã hủy: {line.entry.void_reason}"
    if line.is_beside:
        yield "ghi khi sổ đã do bàn khác giữ"


def _open(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        officer = signed_in(desk, args.clerk)
        books.open_book(desk, officer, KINDS[args.kind], args.year, args.name, args.first)
    print("Đã mở sổ. Bàn này ghi sổ từ bây giờ.")
    return 0


def _run_act(args: argparse.Namespace) -> int:
    with opened_desk(args) as desk:
        standing = _book(desk, args.book)
        print(args.work(desk, signed_in(desk, args.clerk), standing, args))
    return 0


def _book(desk: Desk, place: int) -> BookStanding:
    known = books.standings(desk)
    if not 1 <= place <= len(known):
        raise NoSuch(f"Không có sổ thứ {place}. Xem soxa books list.")
    return known[place - 1]


def _enter(desk: Desk, officer: Officer, book: BookStanding, args: argparse.Namespace) -> str:
    return f"Số {books.enter(desk, officer, book.record.id, args.what)}."


def _void(desk: Desk, officer: Officer, book: BookStanding, args: argparse.Namespace) -> str:
    found = [line for line in books.lines(desk, book.record.id) if line.entry.number == args.number]
    if len(found) != 1:
        raise NoSuch(f"Không có đúng một mục mang số {args.number}. Chưa hủy gì.")
    entry_id = found[0].entry.id
    if book.record.kind not in CERTIFIED:
        books.void(desk, officer, book.record.id, entry_id, args.reason)
    elif certification.void_number(desk, officer, entry_id, args.reason) is not None:
        return f"Đã hủy số {args.number}. Số không dùng lại. Biên lai cũ đã hủy, xin in biên lai mới ở quầy."
    return f"Đã hủy số {args.number}. Số không dùng lại."


def _offer(desk: Desk, officer: Officer, book: BookStanding, args: argparse.Namespace) -> str:
    wanted = fold(args.desk)
    found = [life for life in books.receivers(desk) if fold(life.device_name) == wanted]
    if len(found) != 1:
        raise NoSuch(f"Không có đúng một bàn khác tên {args.desk}. Chưa giao sổ.")
    books.offer(desk, officer, book.record.id, found[0].origin)
    return f"Đã giao sổ. Từ bây giờ chờ {found[0].device_name} nhận; bàn này không ghi nữa."


def _accept(desk: Desk, officer: Officer, book: BookStanding, _args: argparse.Namespace) -> str:
    return f"Đã nhận sổ. Số tiếp theo {books.accept(desk, officer, book.record.id)}."


def _decline(desk: Desk, officer: Officer, book: BookStanding, _args: argparse.Namespace) -> str:
    books.decline(desk, officer, book.record.id)
    return f"Đã trả lại sổ cho {book.writer_name}."


def _close(desk: Desk, officer: Officer, book: BookStanding, _args: argparse.Namespace) -> str:
    books.close(desk, officer, book.record.id)
    return "Đã khóa sổ."


def _take_over(desk: Desk, officer: Officer, book: BookStanding, args: argparse.Namespace) -> str:
    books.take_over(desk, officer, book.record.id, args.reason, args.first)
    return f"Bàn này ghi sổ từ số {args.first}. Chỗ trống trước đó hiện trong sổ với lý do đã ghi."
