"""Several records of one person seen as one: which of them stays, alike on every desk.

Records are never poured into each other. A join says that two of them are one person; what follows from all
joins is folded here, so that it can be taken back by ending the join.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.errors import AppError

Rank = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Join:
    """Two records are one person and ``kept`` stays; ``rank`` orders joins alike on every desk."""

    id: int
    kept: int
    joined: int
    rank: Rank


class BadJoin(AppError):
    """Two records that cannot be joined, or parted; the sentence says why."""


def heads(joins: Iterable[Join]) -> Mapping[int, int]:
    """The record that stays for every record that a join names, itself included.

    Joins are taken by their rank. Of two people who become one, the one stays in whose record the other was
    put; where two desks joined the same records the other way round, the later word says which stays.
    """
    head: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    for join in sorted(joins, key=lambda join: join.rank):
        kept, joined = head.get(join.kept, join.kept), head.get(join.joined, join.joined)
        stays = join.kept if kept == joined else kept
        together = members.pop(kept, {join.kept}) | members.pop(joined, {join.joined})
        members[stays] = together
        head.update(dict.fromkeys(together, stays))
    return head


def joins_to_end(joins: Iterable[Join], leaving: int) -> list[int]:
    """The joins without which a record no longer belongs to the person it was put into.

    They are those by which it was put somewhere. Where it still hangs together with its person, since two
    desks joined the same records the other way round, those that put others into it end as well.
    """
    standing = list(joins)
    person = heads(standing).get(leaving)
    if person is None or person == leaving:
        raise BadJoin("Người này không có bản ghi nào để tách. Chưa ghi gì.")
    ended = [join for join in standing if join.joined == leaving]
    left = [join for join in standing if join not in ended]
    found = heads(left)
    if found.get(leaving) is not None and found.get(leaving) == found.get(person):
        ended += [join for join in left if join.kept == leaving]
    return [join.id for join in ended]
