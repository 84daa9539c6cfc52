"""Certifying (chứng thực): which books it fills, who may, and what one document of a sitting is."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.books import BookKind
from app.domain.dossier import Role
from app.domain.folding import fold
from app.errors import AppError

CERTIFIERS = (Role.RECEPTION, Role.SPECIALIST, Role.REGISTRAR)
MOST_PAGES, MOST_COPIES, MOST_PAPERS = 2_000, 500, 50
LONGEST_TITLE = 300
SERIES = {
    BookKind.CERTIFIED_COPIES: "SCT/BS",
    BookKind.CERTIFIED_SIGNATURES: "SCT/CK",
    BookKind.CERTIFIED_CONTRACTS: "SCT/HĐ",
}
CERTIFIED_KINDS = tuple(SERIES)
FIRST_VOLUME = 1


class BadSitting(AppError):
    """Something about what is to be certified is missing or impossible; ``line`` counts documents from 0."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(f"{sentence} Chưa lấy số, chưa thu tiền.")
        self.line = line


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: what it is, its pages, how many copies are certified."""

    title: str
    pages: int = 1
    copies: int = 1


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper that is certified often: its words, what is typed for it, its usual pages."""

    title: str
    short: str
    aliases: tuple[str, ...] = ()
    pages: int = 1


def found_kinds(kinds: Iterable[PaperKind], typed: str) -> list[PaperKind]:
    """The kinds that what was typed may mean; an exact short name comes first."""
    wanted = fold(typed.strip())
    if not wanted:
        return []
    fitting = [kind for kind in kinds if _means(kind, wanted)]
    return sorted(fitting, key=lambda kind: wanted not in kind.aliases)


def _means(kind: PaperKind, wanted: str) -> bool:
    words = f" {fold(kind.title)} {fold(kind.short)}"
    return f" {wanted}" in words or any(alias.startswith(wanted) for alias in kind.aliases)


def check_papers(papers: Iterable[Paper]) -> None:
    """Raise BadSitting unless there is something to certify and every document says what and how many."""
    listed = list(papers)
    if not listed:
        raise BadSitting("Chưa có giấy tờ nào. Xin gõ chữ tắt hoặc phím số để thêm dòng.")
    if len(listed) > MOST_PAPERS:
        raise BadSitting(f"Một lượt ghi nhiều nhất {MOST_PAPERS} giấy tờ. Xin chia làm nhiều lượt.")
    for line, paper in enumerate(listed):
        _check_paper(paper, line)


def _check_paper(paper: Paper, line: int) -> None:
    if not paper.title.strip():
        raise BadSitting(f"Dòng {line + 1} chưa ghi tên giấy tờ.", line)
    if len(paper.title) > LONGEST_TITLE:
        raise BadSitting(f"Tên giấy tờ ở dòng {line + 1} dài quá {LONGEST_TITLE} chữ.", line)
    if not 1 <= paper.pages <= MOST_PAGES:
        raise BadSitting(f"Số trang ở dòng {line + 1} phải từ 1 đến {MOST_PAGES}.", line)
    if not 1 <= paper.copies <= MOST_COPIES:
        raise BadSitting(f"Số bản ở dòng {line + 1} phải từ 1 đến {MOST_COPIES}.", line)


def volume_name(kind: BookKind, volume: int, year: int) -> str:
    """What stands on a book's cover: ``03/2026-SCT/BS``."""
    return f"{volume:02d}/{year}-{SERIES[kind]}"


def number_range(first: int, last: int) -> str:
    """The numbers of a sitting: ``1284`` or ``1284–1287``."""
    return str(first) if first == last else f"{first}–{last}"
