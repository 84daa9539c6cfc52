"""What a scan is of, and where one dossier's pages end and the next one's begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.domain.identifiers import is_dossier_code


class Purpose(IntEnum):
    """What a scan is a picture of; the numbers are stored."""

    WHOLE = 0
    PAPER = 1
    RESULT = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan belongs in its dossier; ``component`` is the checklist's line that it is a picture of."""

    purpose: Purpose = Purpose.WHOLE
    component: int | None = None


WHOLE, RESULT = Place(), Place(Purpose.RESULT)


def paper(component: int) -> Place:
    """A picture of this line of the checklist."""
    return Place(Purpose.PAPER, component)


@dataclass(frozen=True, slots=True)
class Stack:
    """Pages that belong together, counted from 0; ``code`` is that of the slip on top, "" without one."""

    code: str
    pages: tuple[int, ...]


def stacks(codes_by_page: Sequence[Sequence[str]]) -> list[Stack]:
    """A pile parted at its slips: a page with another dossier's code begins that dossier's stack.

    The slip stays in its stack, as the office's copy does in the folder.
    """
    parted: list[Stack] = []
    for page, codes in enumerate(codes_by_page):
        code = slip_code(codes)
        if not parted or (code and code != parted[-1].code):
            parted.append(Stack(code, (page,)))
        else:
            last = parted.pop()
            parted.append(Stack(last.code, (*last.pages, page)))
    return parted


def slip_code(codes: Sequence[str]) -> str:
    """The dossier code among a page's codes; "" where there is none, or where there are several."""
    found = {code.strip().upper() for code in codes if is_dossier_code(code.strip().upper())}
    return found.pop() if len(found) == 1 else ""
