"""Updates over the line: static files that anybody may read, each from the byte that is wanted."""

import math
from collections.abc import Callable, Generator, Mapping

from sync.errors import ServerBusy, ServerTrouble
from sync.http.client import HttpTransport
from sync.updates.source import NotThere

PATH = "/updates/"
OK, PART = 200, 206
BUSY = frozenset({429, 503})
ABSENT = frozenset({403, 404, 410, 416})
MOST_RETRY_DIGITS = 5


class LineSource:
    """The district's updates; ``left_s`` is how long the line may still be used for them."""

    def __init__(self, line: HttpTransport, left_s: Callable[[], float] = lambda: math.inf) -> None:
        self._line = line
        self._left_s = left_s

    def read(self, path: str, start: int = 0) -> Generator[bytes, None, None]:
        """The file's pieces; raises NotThere or a SyncError, LineCut also when the time is up."""
        headers = {"accept-encoding": "identity"} | ({"range": f"bytes={start}-"} if start else {})
        left_s = self._left_s()
        with self._line.opened(PATH + path, headers, 0 if left_s == math.inf else left_s) as answer:
            _check(answer.status, answer.headers, path)
            skipped = 0 if answer.status == PART else start  # who knows no ranges sends all of it again
            if answer.status == PART and not _begins_at(answer.headers, start):
                raise ServerTrouble("other_range")
            for piece in answer.pieces:
                kept = piece[skipped:]
                skipped -= len(piece) - len(kept)
                if kept:
                    yield kept


def _check(status: int, headers: Mapping[str, str], path: str) -> None:
    if status in ABSENT:
        raise NotThere(path)
    if status in BUSY:
        seconds = headers.get("retry-after", "")
        is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= MOST_RETRY_DIGITS
        raise ServerBusy(int(seconds) if is_number else 0)
    if status not in (OK, PART):
        raise ServerTrouble(f"http_{status}")


def _begins_at(headers: Mapping[str, str], start: int) -> bool:
    return headers.get("content-range", "").startswith(f"bytes {start}-")
