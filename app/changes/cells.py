"""Values that others wrote: only what this program can hold and read again comes into the rows."""

from typing import Any

from app.changes.changeset import WireRef
from app.changes.errors import Malformed
from app.changes.registry import Field, Table
from app.domain.applicant import ApplicantKind
from app.domain.dossier import EventKind, Role

CODES: dict[tuple[str, str], frozenset[int]] = {
    ("applicant", "kind"): frozenset(ApplicantKind),
    ("dossier_event", "kind"): frozenset(EventKind),
    ("dossier_event", "role"): frozenset(Role),
}


def fitting(table: Table, field: Field, value: Any) -> Any:
    """The value of a cell; raises Malformed for another type, or a code that this program does not know."""
    kinds = (type(None), int, str, bytes) if field.empty is None else (type(field.empty),)
    codes = CODES.get((table.name, field.name))
    if type(value) not in kinds or (codes is not None and value not in codes):
        raise Malformed(f"{table.name}.{field.name}")
    return within_64_bits(value) if isinstance(value, int) else value


def within_64_bits(number: int) -> int:
    """The number, if a column can hold it."""
    if not -(2**63) <= number < 2**63:
        raise Malformed("number")
    return number


def ref_of(value: Any) -> WireRef:
    """A ref as it was decoded without a type: an int or a pair of ints."""
    if isinstance(value, int):
        return value
    index, number = value
    if not isinstance(index, int) or not isinstance(number, int):
        raise Malformed("row reference")
    return index, number
