"""What the program asks of the process that reads lists, and what it hears back: structs as msgpack."""

from collections.abc import Sequence

import msgspec

from app.importing.grid import Row


class Question(msgspec.Struct, frozen=True):
    """Which file, as the system spells it; a path may name people, so no process list shows it."""

    path: bytes


class Rows(msgspec.Struct, tag="rows", frozen=True):
    """Its lines."""

    rows: Sequence[Row]


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """Nothing was read; the error's name."""

    error: str


Answer = Rows | Refused


def as_bytes(message: Question | Answer) -> bytes:
    return msgspec.msgpack.encode(message)


def question_of(data: bytes) -> Question:
    return msgspec.msgpack.decode(data, type=Question)


def answer_of(data: bytes) -> Answer:
    """Raises msgspec.MsgspecError."""
    return msgspec.msgpack.decode(data, type=Answer)  # type: ignore[no-any-return]
