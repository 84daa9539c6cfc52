"""The full-text index over folded text; the tokens with their marks stand in a column of their own.

A contentless FTS5 table keyed by the dossier's id. ``unicode61 remove_diacritics`` misses đ, so the text is
folded by us; exact diacritics rank first because a marked query asks the ``exact`` column before the other.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from app.domain.folding import fold, has_marks
from app.storage import join_rows, sql
from app.storage.row_reader import chunks, marks

CREATE = (
    "CREATE VIRTUAL TABLE dossier_search USING fts5(folded, exact, content='', contentless_delete=1, "
    "prefix='2 3', detail=column, tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE applicant_search USING fts5(folded, content='', contentless_delete=1, "
    "prefix='2 3', detail=column, tokenize='unicode61 remove_diacritics 0')",
)
WORD = re.compile(r"\w+")
TAIL_DIGITS = 4


def refresh_dossiers(connection: Connection, dossier_ids: Iterable[int]) -> None:
    """Index these dossiers anew."""
    for ids in chunks(dossier_ids):
        rows = sql.rows(
            connection,
            "SELECT d.id, d.applicant_id, d.code, a.full_name, a.id_number, a.phone, d.content, d.note, "
            "d.representative_name, d.representative_id_number, "
            "(SELECT group_concat(s.code, ' ') FROM dossier_alias s WHERE s.dossier_id = d.id) "
            "FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
            f"WHERE d.id IN ({marks(ids)})",
            *ids,
        )
        others = _other_records(connection, {row[1] for row in rows})
        texts = [(id_, [*values, *others.get(applicant, ())]) for id_, applicant, *values in rows]
        entries = [(id_, _folded(values), _exact(values)) for id_, values in texts]
        if entries:
            sql.run_many(
                connection,
                "INSERT OR REPLACE INTO dossier_search(rowid, folded, exact) VALUES (?, ?, ?)",
                entries,
            )


def _other_records(connection: Connection, applicants: set[int]) -> Mapping[int, list[str]]:
    """Names, id numbers and phones of the records that are one person with each of these."""
    others = join_rows.others_of(connection, applicants)
    known = {
        row[0]: row[1:]
        for ids in chunks(set().union(*others.values()))
        for row in sql.rows(
            connection,
            f"SELECT id, full_name, id_number, phone FROM applicant WHERE id IN ({marks(ids)})",
            *ids,
        )
    }
    return {
        id_: [text for other in sorted(found & known.keys()) for text in known[other]]
        for id_, found in others.items()
    }


def refresh_applicants(connection: Connection, applicant_ids: Iterable[int]) -> None:
    """Index these applicants anew."""
    for ids in chunks(applicant_ids):
        rows = sql.rows(
            connection,
            f"SELECT id, full_name, id_number, phone FROM applicant WHERE id IN ({marks(ids)})",
            *ids,
        )
        entries = [(id_, _folded(values)) for id_, *values in rows]
        if entries:
            sql.run_many(
                connection, "INSERT OR REPLACE INTO applicant_search(rowid, folded) VALUES (?, ?)", entries
            )


def _folded(values: Iterable[str]) -> str:
    present = [value for value in values if value]
    tails = [value[-TAIL_DIGITS:] for value in present if value.isdigit() and len(value) > TAIL_DIGITS]
    return " ".join([fold(" ".join(present)), *tails])


def _exact(values: Iterable[str]) -> str:
    """The words that carry marks."""
    marked = _marked(" ".join([value for value in values if value and not value.isascii()]))
    return " ".join([word for word in WORD.findall(marked) if not word.isascii()])


def _marked(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def folded_match(query: str) -> str | None:
    """The FTS5 expression for what was typed, the last word as a prefix; None when there is no word."""
    words = WORD.findall(fold(query))
    return "folded : " + _all_of(words) if words else None


def exact_match(query: str) -> str | None:
    """As ``folded_match``, for the words that carry diacritics exactly; None when none does."""
    if not has_marks(query):
        return None
    words = [word for word in WORD.findall(_marked(query)) if not word.isascii()]
    plain = folded_match(query)
    return f"(exact : {_all_of(words)}) AND ({plain})" if words else None


def _all_of(words: list[str]) -> str:
    *whole, last = words
    return "(" + " AND ".join([*(f'"{word}"' for word in whole), f'"{last}"*']) + ")"
