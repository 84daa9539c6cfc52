"""Who may be one person, and which dossiers may be one request: proposed to people, never decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import groupby

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState
from app.domain.folding import fold

# What was handed in at another desk and is settled already is told of for so long.
ELSEWHERE_DAYS = 30
# A date that names the day: a year alone is shared by hundreds.
WHOLE_DATE = len("1994-08-12")


class Ground(IntEnum):
    """Why two records may be one person, the strongest first."""

    SAME_NUMBER = 0
    SAME_NAME_AND_BIRTH = 1


@dataclass(frozen=True, slots=True)
class Likely:
    """Two records that may be one person."""

    first: int
    second: int
    ground: Ground


def is_somebody_else(given: Applicant, known: Applicant) -> bool:
    """Whether one number is said of two people: another name, marks aside, or another birth date."""
    is_named_otherwise = fold(given.full_name) != fold(known.full_name)
    return is_named_otherwise or not may_be_one_birth(given.birth_date, known.birth_date)


def may_be_one_birth(one: str, other: str) -> bool:
    """Whether two birth dates agree as far as both are known: a year does not contradict a day of it."""
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)


def likely_pairs(
    numbers: Iterable[Iterable[int]],
    births: Iterable[tuple[str, str, int]],
    heads: Mapping[int, int],
    two_people: Iterable[frozenset[int]] = (),
) -> list[Likely]:
    """The pairs to look at, each once: records that share a number, then those of one name and birth day.

    ``births`` come by their day. Who was joined counts as the record that stays; a pair of which somebody
    said that they are two people is not proposed again.
    """
    known = {frozenset(heads.get(id_, id_) for id_ in pair) for pair in two_people}
    found: dict[frozenset[int], Likely] = {}
    for ground, groups in (
        (Ground.SAME_NUMBER, numbers),
        (Ground.SAME_NAME_AND_BIRTH, _alike_by_birth(births)),
    ):
        for group in groups:
            for pair in _pairs(group, heads):
                key = frozenset(pair)
                if key not in known:
                    found.setdefault(key, Likely(*pair, ground))
    return list(found.values())


def _pairs(group: Iterable[int], heads: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The newest record beside each of the others."""
    newest, *others = sorted({heads.get(id_, id_) for id_ in group}, reverse=True)
    return ((newest, other) for other in others)


def _alike_by_birth(births: Iterable[tuple[str, str, int]]) -> Iterator[list[int]]:
    for day, people in groupby(births, key=lambda row: row[0]):
        if len(day) == WHOLE_DATE:
            yield from _alike_by_name((name, id_) for _, name, id_ in people)


def _alike_by_name(people: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    """Names are stored with one letter a sound, so only those of one length can be alike without marks."""
    by_length: dict[int, list[tuple[str, int]]] = {}
    for name, id_ in people:
        by_length.setdefault(len(name), []).append((name, id_))
    for some in by_length.values():
        if len(some) > 1:
            yield from _alike_when_folded(some)


def _alike_when_folded(people: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    by_name: dict[str, list[int]] = {}
    for name, id_ in people:
        by_name.setdefault(fold(name), []).append(id_)
    return (ids for ids in by_name.values() if len(ids) > 1)


def is_worth_a_warning(
    state: DossierState, *, is_open: bool, is_elsewhere: bool, received: datetime, now: datetime
) -> bool:
    """Whether a dossier of the same person and procedure is told of before another one is received.

    One that is open is, and what another desk received lately, settled or refused; a mistake that was
    undone is not.
    """
    if state is DossierState.UNDONE:
        return False
    return is_open or (is_elsewhere and now - received <= timedelta(days=ELSEWHERE_DAYS))
