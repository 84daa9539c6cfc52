"""Records that may be one person, looked for some thousand at a time, so that no act waits for the search."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.duplicates import Ground, Likely, likely_pairs
from app.domain.ids import ApplicantId
from app.services import access
from app.services.applicants_book import PersonRow, rows_of
from app.services.desk import Desk
from app.storage import applicant_joins, applicants, join_rows

AT_ONCE = 5000
MOST_PROPOSED = 500

Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two people who may be one."""

    first: PersonRow
    second: PersonRow
    ground: Ground


def proposals(desk: Desk) -> Iterator[Sequence[Proposal]]:
    """Pairs a batch at a time, those of one id number first; only a clerk joins them.

    Each step reads the books anew, in a transaction of its own.
    """
    access.check_reading(desk)
    known: set[Pair] = set()
    with desk.store.read() as connection:
        numbers = applicants.shared_id_numbers(connection)
    yield _batch(desk, numbers, (), known)
    day = ""
    while True:
        with desk.store.read() as connection:
            births = applicants.births_after(connection, day, AT_ONCE)
        if not births:
            return
        day = births[-1][0]
        yield _batch(desk, (), births, known)


def _batch(
    desk: Desk,
    numbers: Iterable[Iterable[int]],
    births: Iterable[tuple[str, str, int]],
    known: set[Pair],
) -> Sequence[Proposal]:
    """The pairs of these that are not known yet; they are from then on."""
    with desk.store.read() as connection:
        heads = join_rows.all_heads(connection)
        two_people = applicant_joins.parted_pairs(connection)
    likely = likely_pairs(numbers, births, heads, [*two_people, *known])
    known.update(frozenset((pair.first, pair.second)) for pair in likely)
    return _with_rows(desk, likely)


def _with_rows(desk: Desk, likely: Sequence[Likely]) -> Sequence[Proposal]:
    ids = {ApplicantId(id_) for pair in likely for id_ in (pair.first, pair.second)}
    rows: dict[int, PersonRow] = {row.id: row for row in rows_of(desk, sorted(ids))} if ids else {}
    return [
        _proposal(rows[pair.first], rows[pair.second], pair.ground)
        for pair in likely
        if pair.first in rows and pair.second in rows
    ]


def _proposal(one: PersonRow, other: PersonRow, ground: Ground) -> Proposal:
    """The record that tells more comes first, since the first is offered to stay."""
    first, second = sorted((one, other), key=lambda row: (not row.applicant.id_number, -row.dossiers))
    return Proposal(first, second, ground)
