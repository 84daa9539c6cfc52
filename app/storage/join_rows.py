"""Which records are one person, read from the joins that stand; few people are joined at all."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from app.domain.ids import COUNTER_BITS, COUNTER_MASK
from app.domain.joins import Join, heads
from app.storage import sql
from app.storage.row_reader import chunks, marks

STANDING = "SELECT id, kept_id, joined_id, at_ms FROM applicant_join WHERE parted_ms = 0"


def has_joins(connection: Connection) -> bool:
    """Whether anybody was ever joined."""
    return sql.row(connection, "SELECT 1 FROM applicant_join LIMIT 1") is not None


def standing_joins(connection: Connection) -> list[Join]:
    """Every join that was not parted."""
    return _joins(connection, sql.rows(connection, STANDING))


def joins_among(connection: Connection, applicants: Iterable[int]) -> list[Join]:
    """The joins that stand between these records and whoever is one person with them."""
    everyone = everyone_with(connection, applicants)
    return _joins(
        connection,
        [
            row
            for ids in chunks(everyone)
            for row in sql.rows(connection, f"{STANDING} AND kept_id IN ({marks(ids)})", *ids)
        ],
    )


def _joins(connection: Connection, rows: Iterable[Sequence[int]]) -> list[Join]:
    origins: dict[int, bytes] = dict(sql.rows(connection, "SELECT no, origin FROM origin"))
    return [_join(origins, *row) for row in rows]


def _join(origins: Mapping[int, bytes], id_: int, kept: int, joined: int, at_ms: int) -> Join:
    author = origins[id_ >> COUNTER_BITS] + (id_ & COUNTER_MASK).to_bytes(8, "big")
    return Join(id_, kept, joined, (at_ms, author))


def all_heads(connection: Connection) -> Mapping[int, int]:
    """The record that stays, for every record that is joined with another."""
    return heads(standing_joins(connection)) if has_joins(connection) else {}


def heads_of(connection: Connection, applicants: Iterable[int]) -> Mapping[int, int]:
    """As ``all_heads``, for these records and whoever is one person with them."""
    if not has_joins(connection):
        return {}
    return heads(joins_among(connection, applicants))


def everyone_with(connection: Connection, applicants: Iterable[int]) -> set[int]:
    """These records and all that are one person with any of them."""
    found = set(applicants)
    news = set(found) if has_joins(connection) else set()
    while news:
        news = _neighbours(connection, news) - found
        found |= news
    return found


def _neighbours(connection: Connection, applicants: Iterable[int]) -> set[int]:
    return {
        neighbour
        for ids in chunks(applicants)
        for neighbour in sql.values(
            connection,
            f"SELECT joined_id FROM applicant_join WHERE parted_ms = 0 AND kept_id IN ({marks(ids)}) "
            f"UNION SELECT kept_id FROM applicant_join WHERE parted_ms = 0 AND joined_id IN ({marks(ids)})",
            *ids,
            *ids,
        )
    }


def others_of(connection: Connection, applicants: Iterable[int]) -> Mapping[int, set[int]]:
    """For each of these records that is joined, the other records of the same person."""
    if not has_joins(connection):
        return {}
    joined = _neighbours(connection, applicants)
    reached = _neighbours(connection, joined) & set(applicants)
    return {id_: everyone_with(connection, [id_]) - {id_} for id_ in reached}


def named_by(connection: Connection, joins: Iterable[int]) -> set[int]:
    """The records that these joins name, parted or not."""
    return {
        applicant
        for ids in chunks(joins)
        for row in sql.rows(
            connection,
            f"SELECT kept_id, joined_id FROM applicant_join WHERE id IN ({marks(ids)})",
            *ids,
        )
        for applicant in row
    }
