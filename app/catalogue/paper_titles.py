"""Turning a portal's description of a paper, a sentence or a page long, into a title and a condition."""

import re
from typing import NamedTuple

from app.domain.folding import fold
from app.domain.procedure import Filing

TITLE_LETTERS = 200
BULLETS = re.compile(
    r"^(?:[-–—+*•·.,;:]\s*"  # dashes and dots of lists
    r"|\d{1,2}(?:\.\d{1,2})+\.?\s+"  # 1.3.1.
    r"|\(?(?:\d{1,2}|[ivx]{1,4}|[a-zđ])[).](?!\d)\s*)+"  # (1)  iv)  a.
)
SENTENCE_END = re.compile(r"(?<=[^\s.]{2})[.;]\s+(?=[A-ZĐÀ-Ỹ+*(-]|trường hợp|nếu )")
FILING_ASIDE = re.compile(r"\s*\([^()]*hình thức[^()]*\)")
OWN_CASE = re.compile(r"(?:đối với|trong) trường hợp .*|\(nếu có\)", re.IGNORECASE)
NO_CASE = ("giay to phai", "thanh phan ho so", "ho so gom", "so luong ho so", "nguoi yeu cau chung thuc")
CASES = ("truong hop", "doi voi", "dang ky", "gia han", "tach ho")
APPLICATIONS = ("to khai", "don ", "giay de nghi")


class PaperText(NamedTuple):
    """What a paper is called, when it is needed, and whether that is in some cases only."""

    title: str
    condition: str
    is_for_some: bool


def paper_text(name: str, group: str | None) -> PaperText:
    """The first sentence is the title; the rest, and the case the paper is listed under, its condition."""
    text = FILING_ASIDE.sub("", plain(name))
    sentence, *rest = SENTENCE_END.split(text, maxsplit=1)
    title = sentence.rstrip(" ;,.:")
    own_case = OWN_CASE.search(title)
    if len(title) > TITLE_LETTERS:
        title, rest = shortened(title), [text]
    elif own_case:
        rest = [own_case[0].strip("()"), *rest]
    condition = ". ".join(filter(None, (case_of(group), *rest))).rstrip(" ;,.")
    return PaperText(title, condition, own_case is not None or is_alternative(group))


def case_of(group: str | None) -> str:
    """The case a heading speaks of; empty for headings such as "papers to hand in"."""
    heading = plain(group or "").rstrip(" ;,.:")
    return "" if fold(heading).startswith(NO_CASE) else heading


def is_alternative(group: str | None) -> bool:
    """Whether papers under this heading are asked of some applicants only."""
    case = fold(case_of(group))
    return any(words in case for words in CASES)


def filing_of(name: str) -> Filing:
    """Online forms that the portal fills in are no papers of the counter, and the other way round."""
    text = fold(name)
    if "dien tu tuong tac" in text:
        return Filing.ONLINE
    ways = {Filing.ONLINE: "hinh thuc truc tuyen" in text}
    ways[Filing.COUNTER] = "hinh thuc truc tiep" in text or "buu chinh" in text
    named = [way for way, is_named in ways.items() if is_named]
    return named[0] if len(named) == 1 else Filing.ANY


def is_application(title: str) -> bool:
    """Whether the paper is the applicant's own request, which nobody files without."""
    return fold(title).startswith(APPLICATIONS)


def plain(text: str) -> str:
    """The text without list marks, line breaks and doubled spaces."""
    return BULLETS.sub("", " ".join(text.split()))


def shortened(text: str, letters: int = TITLE_LETTERS) -> str:
    """The text cut between two words where it is longer than a line of the checklist can hold."""
    if len(text) <= letters:
        return text
    return text[:letters].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
