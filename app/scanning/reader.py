"""Asks the reading process, and turns what it says, or that it fell, into an answer or one sentence."""

from collections.abc import Sequence
from threading import Lock
from typing import TypeVar

import msgspec

from app.platform.own_jobs import own_words
from app.platform.programs import Talk
from app.scanning import READ_SCAN
from app.scanning.errors import ERRORS, ReaderStopped, Unreadable
from app.scanning.messages import (
    Answer,
    Codes,
    FindCodes,
    LookThrough,
    Made,
    MakeFile,
    Question,
    Refused,
    Seen,
    ShowFirst,
    Tone,
)

Told = TypeVar("Told")

SHORT_S, LONG_S = 20.0, 150.0
MOST_ANSWER_BYTES = 200_000_000


class ScanReader:
    """One question at a time; ``stop`` ends the one at hand, from another thread, and all later ones."""

    def __init__(self, words: Sequence[str] | None = None, short_s: float = SHORT_S, long_s: float = LONG_S):
        self._words = tuple(words or own_words("app.scanning.child", READ_SCAN))
        self._short_s, self._long_s = short_s, long_s
        self._lock = Lock()
        self._talk: Talk | None = None
        self._is_stopped = False

    def codes(self, data: bytes) -> Sequence[str]:
        """The texts of the QR codes in a photo; raises ScanError."""
        return _of(Codes, self._ask(FindCodes(data), self._short_s)).texts

    def look_through(self, data: bytes) -> Seen:
        """The pages of a scan to look at; raises ScanError."""
        return _of(Seen, self._ask(LookThrough(data), self._long_s))

    def make(self, data: bytes, pages: Sequence[int], tone: Tone) -> Made:
        """A file of these pages; raises ScanError."""
        return _of(Made, self._ask(MakeFile(data, pages, tone), self._long_s))

    def first_page(self, data: bytes) -> bytes:
        """A small picture of the first page; raises ScanError."""
        return _of(Made, self._ask(ShowFirst(data), self._short_s)).first

    def stop(self) -> None:
        """The program ends: nobody waits for an answer any more."""
        with self._lock:
            self._is_stopped = True
            if self._talk is not None:
                self._talk.end()

    def _ask(self, question: Question, seconds: float) -> Answer:
        answer = self.run(self._words, msgspec.msgpack.encode(question), seconds, MOST_ANSWER_BYTES)
        if answer is None:
            raise ReaderStopped
        try:
            told: Answer = msgspec.msgpack.decode(answer, type=Answer)
        except msgspec.MsgspecError as error:
            raise ReaderStopped from error
        if isinstance(told, Refused):
            raise ERRORS[told.reason]
        return told

    def run(self, words: Sequence[str], question: bytes, seconds: float, most_bytes: int) -> bytes | None:
        """What a program that ``stop`` ends too answers; None where it did not."""
        try:
            with self._lock:
                if self._is_stopped:
                    return None
                self._talk = Talk(words)
            return self._talk.answer(question, seconds, most_bytes)
        except OSError:
            return None


def _of(kind: type[Told], answer: Answer) -> Told:
    """The answer that fits the question."""
    if not isinstance(answer, kind):
        raise Unreadable
    return answer
