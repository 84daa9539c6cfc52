"""Books without gaps (incoming, outgoing, certified copies): one desk writes in a book at any time.

The right to write is a token that passes through the log. Whoever opens a book holds it; an offer lays it
down before a named life, and from then on nobody writes until that life takes it up or gives it back. Each
step is made by the one life that may make it, in that life's own sequential log, so no two desks can hold the
token, with or without a line. Every desk folds the same turns and finds the same writer.

Only a *take-over* needs no consent: the writer is lost. It says why and from which number it goes on; what
lies between stays a visible gap. Should the lost writer have written on all the same, both numbers stand:
the later entry is also found by an alias that is made of its own log, so it never changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.domain.dossier import Role
from app.errors import AppError

MARK_BYTES = 2


class BookKind(IntEnum):
    """What is entered; the numbers are in signed data for ever."""

    INCOMING = 1
    OUTGOING = 2
    CERTIFIED_COPIES = 3
    CERTIFIED_SIGNATURES = 4
    CERTIFIED_CONTRACTS = 5


class TurnKind(IntEnum):
    """A step of the right to write; the numbers are in signed data for ever."""

    OPENED = 1
    OFFERED = 2
    ACCEPTED = 3
    DECLINED = 4
    TAKEN_OVER = 5
    CLOSED = 6


BEGIN_WRITING = frozenset({TurnKind.OPENED, TurnKind.ACCEPTED, TurnKind.TAKEN_OVER})
KEEPERS = (Role.REGISTRAR, Role.ADMINISTRATOR)
CERTIFIED = (BookKind.CERTIFIED_COPIES, BookKind.CERTIFIED_SIGNATURES, BookKind.CERTIFIED_CONTRACTS)

Rank = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Turn:
    """One step; ``author`` is the life that made it, ``rank`` orders siblings everywhere alike."""

    id: int
    parent_id: int | None
    kind: TurnKind
    author: bytes
    rank: Rank
    to: bytes | None = None
    first_number: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number that was taken, and the turn under which."""

    id: int
    turn_id: int
    number: int
    author: bytes
    rank: Rank


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers a lost writer may have used: they stand on paper, if anywhere."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class BookState:
    """Who writes, from where, and what did not go by the rules.

    ``writer`` is None while an offer lies open and once the book is closed. ``aside`` are turns that another
    one overtook; ``beside`` entries that somebody made who was not the writer. Both are kept and shown.
    """

    writer: bytes | None = None
    offered_to: bytes | None = None
    offered_by: bytes | None = None
    is_closed: bool = False
    last_turn_id: int | None = None
    writing_turn_id: int | None = None
    next_number: int = 1
    gaps: tuple[Gap, ...] = ()
    aside: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()


class NotTheWriter(AppError):
    """Another desk writes in this book, or nobody does."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence} Chưa ghi gì.")


def fold(turns: Iterable[Turn], entries: Iterable[Entry]) -> BookState:
    """What a book's turns and entries lead to; the same on every replica that has the same rows."""
    known, taken = list(turns), list(entries)
    chain = _chain(known)
    numbers = _highest(taken)
    writer = offered_to = offered_by = writing = None
    next_number, is_closed = 1, False
    gaps: list[Gap] = []
    for turn in chain:
        if turn.kind in BEGIN_WRITING:
            gaps += _gap(turn, next_number)
            writer, offered_to, offered_by, writing = turn.author, None, None, turn.id
            next_number = max(turn.first_number, numbers.get(turn.id, 0) + 1)
        elif turn.kind is TurnKind.OFFERED:
            writer, offered_to, offered_by = None, turn.to, turn.author
        elif turn.kind is TurnKind.DECLINED:
            writer, offered_to, offered_by = offered_by, None, None
        else:
            writer, is_closed = None, True
    on_chain = {turn.id: turn for turn in chain}
    return BookState(
        writer=writer,
        offered_to=offered_to,
        offered_by=offered_by,
        is_closed=is_closed,
        last_turn_id=chain[-1].id if chain else None,
        writing_turn_id=writing,
        next_number=next_number,
        gaps=tuple(gaps),
        aside=tuple(sorted(turn.id for turn in known if turn.id not in on_chain)),
        beside=tuple(sorted(entry.id for entry in taken if _is_beside(entry, on_chain))),
    )


def _gap(turn: Turn, next_number: int) -> list[Gap]:
    if turn.kind is not TurnKind.TAKEN_OVER or turn.first_number <= next_number:
        return []
    return [Gap(next_number, turn.first_number - 1, turn.reason)]


def _highest(entries: Iterable[Entry]) -> dict[int, int]:
    """The highest number taken under each turn."""
    highest: dict[int, int] = {}
    for entry in entries:
        highest[entry.turn_id] = max(entry.number, highest.get(entry.turn_id, 0))
    return highest


def _is_beside(entry: Entry, on_chain: Mapping[int, Turn]) -> bool:
    turn = on_chain.get(entry.turn_id)
    return turn is None or turn.author != entry.author


def _chain(turns: Sequence[Turn]) -> list[Turn]:
    """The one line of turns that counts, from the first on."""
    children: dict[int | None, list[Turn]] = {}
    for turn in turns:
        children.setdefault(turn.parent_id, []).append(turn)
    chain: list[Turn] = []
    holder = offered_to = None
    following = [turn for turn in children.get(None, ()) if turn.kind is TurnKind.OPENED]
    while following:
        turn = min(following, key=_precedence)
        chain.append(turn)
        if turn.kind is TurnKind.CLOSED:
            break
        holder = turn.author if turn.kind in BEGIN_WRITING else holder
        offered_to = turn.to if turn.kind is TurnKind.OFFERED else None
        following = [next_ for next_ in children.get(turn.id, ()) if _may_follow(next_, holder, offered_to)]
    return chain


def _precedence(turn: Turn) -> tuple[bool, Rank, int]:
    """A take-over outranks what the lost writer did unseen; else the earlier one counts."""
    return turn.kind is not TurnKind.TAKEN_OVER, turn.rank, turn.id


def _may_follow(turn: Turn, holder: bytes | None, offered_to: bytes | None) -> bool:
    match turn.kind:
        case TurnKind.TAKEN_OVER:
            return True
        case TurnKind.ACCEPTED | TurnKind.DECLINED:
            return offered_to is not None and turn.author == offered_to
        case TurnKind.OFFERED | TurnKind.CLOSED:
            return offered_to is None and turn.author == holder
        case _:
            return False


def aliases(entries: Iterable[Entry]) -> dict[int, str]:
    """A second name for each entry whose number an earlier one has: ``12-A1B2``, of its own log.

    It is made of the entry alone and its place among its own log's, so it is the same on every desk and does
    not change when still another entry of that number comes to light.
    """
    by_number: dict[int, list[Entry]] = {}
    for entry in entries:
        by_number.setdefault(entry.number, []).append(entry)
    return {
        entry_id: alias
        for number, same in by_number.items()
        if len(same) > 1
        for entry_id, alias in _aliases_of(number, same)
    }


def _aliases_of(number: int, same: Sequence[Entry]) -> Iterable[tuple[int, str]]:
    first = min(same, key=lambda each: (each.rank, each.id))
    seen: Counter[bytes] = Counter()
    for entry in sorted(same, key=lambda each: each.id):  # one log's entries come in the order of their rows
        seen[entry.author] += 1
        times = "" if seen[entry.author] == 1 else f".{seen[entry.author]}"
        if entry is not first:
            yield entry.id, f"{number}-{entry.author[:MARK_BYTES].hex().upper()}{times}"


def keepers_of(kind: BookKind) -> tuple[Role, ...]:
    """Who may open, hand over and lock a book: those at the counter keep the books that they fill there."""
    return (Role.RECEPTION, Role.SPECIALIST, *KEEPERS) if kind in CERTIFIED else KEEPERS


def check_writer(state: BookState, life: bytes) -> None:
    """Raise NotTheWriter unless this life writes in the book."""
    if state.is_closed:
        raise NotTheWriter("Sổ này đã khóa.")
    if state.offered_to == life:
        raise NotTheWriter("Sổ này đang chờ bàn này nhận. Xin nhận sổ trước.")
    if state.offered_to is not None:
        raise NotTheWriter("Sổ này đang giao cho bàn khác, chờ bàn đó nhận.")
    if state.writer != life:
        raise NotTheWriter("Sổ này do bàn khác ghi. Xin nhờ bàn đó ghi, hoặc giao sổ sang bàn này.")
