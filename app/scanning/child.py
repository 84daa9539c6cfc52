"""The process that reads scans: one question in, one answer out, then it ends.

A file may be made to crash or to exhaust its reader. So nothing of the program reads one: this process does,
with a bound on its memory and time, no books open and no key in its hands.
"""

import io
from collections.abc import Sequence

import msgspec
import pypdfium2
from PIL import Image

from app.platform.own_jobs import answer_once
from app.scanning import paper
from app.scanning.codes import codes_in, codes_in_photo
from app.scanning.messages import (
    Answer,
    Codes,
    FindCodes,
    LookThrough,
    Made,
    MakeFile,
    Question,
    Reason,
    Refused,
    Seen,
    SeenPage,
    ShowFirst,
    Tone,
)
from app.scanning.pages import DPI, CannotRead, Pages, opened, photo

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 300


def main() -> int:
    """Answer the question that standard input holds."""
    return answer_once(_told, MOST_MEMORY, MOST_SECONDS)


def _told(asked: bytes) -> bytes:
    question: Question = msgspec.msgpack.decode(asked, type=Question)
    return msgspec.msgpack.encode(answered(question))


def answered(question: Question) -> Answer:
    """What came of a question."""
    try:
        return _answer(question)
    except CannotRead as error:
        return Refused(error.reason)
    except MemoryError:
        return Refused(Reason.TOO_LARGE)


def _answer(question: Question) -> Answer:
    match question:
        case FindCodes(data):
            return Codes(codes_in_photo(photo(data)))
        case LookThrough(data):
            with opened(data) as pages:
                return Seen([_seen(pages.page(n)) for n in range(len(pages))], pages.is_document)
        case MakeFile(data, numbers, tone):
            with opened(data) as pages:
                return _made(pages, numbers, tone)
        case ShowFirst(data):
            with opened(data) as pages:
                return Made(b"", paper.small(pages.page(0)))


def _seen(page: Image.Image) -> SeenPage:
    grey = page.convert("L")
    return SeenPage(codes_in(grey), paper.shown(paper.in_black(grey)), paper.shown(grey))


def _made(pages: Pages, numbers: Sequence[int], tone: Tone) -> Answer:
    if not numbers or not all(0 <= number < len(pages) for number in numbers):
        return Refused(Reason.UNREADABLE)
    first = paper.small(paper.toned(pages.page(numbers[0]), tone))
    unchanged = pages.only(numbers) if tone is Tone.AS_IT_IS else None
    return Made(unchanged if unchanged is not None else _bound(pages, numbers, tone), first)


def _bound(pages: Pages, numbers: Sequence[int], tone: Tone) -> bytes:
    """The pages as one PDF, packed one after the other: a thick pile needs no more memory."""
    book, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for number in numbers:
        book.import_pages(pypdfium2.PdfDocument(paper.as_sheet(pages.page(number), tone, DPI)))
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
