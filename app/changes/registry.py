"""The one registry of numbers: tables, their column groups and fields, commands.

The numbers and the order of fields inside a group are in stored and signed data for ever. A group's cells
travel as an array in the order given here; a new field goes to the end of its group, a new group or table
takes the next free number, and nothing is ever renumbered or reused. ``docs/sync.md`` shows this table.

A *group* is the unit of arbitration: fields that only make sense together (a name and its birth date), so
that two concurrent edits can never mix into a value that nobody wrote.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property

SCHEMA = 1


class Command(IntEnum):
    """What the officer did; one changeset carries one command."""

    BEGIN_INCARNATION = 1
    SET_UP_OFFICE = 2
    REGISTER_CLERK = 3
    RECEIVE_DOSSIER = 4
    RECORD_PRINT = 5
    HAND_OVER = 6
    REQUEST_SUPPLEMENT = 7
    TAKE_IN_SUPPLEMENT = 8
    TRANSFER_UP = 9
    TAKE_BACK = 10
    FINISH = 11
    RETURN_RESULT = 12
    CORRECT_APPLICANT = 13
    EDIT_DOSSIER = 14
    ATTACH = 15
    IMPORT = 16


class Key(Enum):
    """How a table's rows are identified."""

    OWN = "own"  # (origin, counter), made by the device that inserts the row
    CHILD = "child"  # (parent row, ordinal): derived, costs nothing to make
    SINGLE = "single"  # the office has one row of it


@dataclass(frozen=True)
class Field:
    """A column; ``refers_to`` names the table whose row it points at."""

    name: str
    refers_to: str | None = None


@dataclass(frozen=True)
class Group:
    """Fields written, compared and kept together."""

    number: int
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Table:
    """A synchronised table."""

    number: int
    name: str
    key: Key
    groups: tuple[Group, ...]
    parent: str | None = None

    @cached_property
    def group_by_number(self) -> dict[int, Group]:
        """Its groups."""
        return {group.number: group for group in self.groups}

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its fields in the order of the groups."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def group_of_field(self) -> dict[str, Group]:
        """The group each field belongs to."""
        return {field.name: group for group in self.groups for field in group.fields}


def _group(number: int, name: str, *fields: str | Field) -> Group:
    return Group(number, name, tuple(Field(f) if isinstance(f, str) else f for f in fields))


TABLES = (
    Table(
        1,
        "incarnation",
        Key.OWN,
        (_group(1, "birth", "device_name", "born_from_origin", "born_from_seq", "born_from_head"),),
    ),
    Table(
        2,
        "office",
        Key.SINGLE,
        (
            _group(1, "names", "name", "superior_name", "unit_name", "place_name", "agency_code"),
            _group(2, "contact", "address", "phone", "website"),
        ),
    ),
    Table(3, "clerk", Key.OWN, (_group(1, "person", "full_name", "title", "roles", "is_active"),)),
    Table(
        4,
        "applicant",
        Key.OWN,
        (
            _group(1, "identity", "kind", "full_name", "id_number", "birth_date", "sex", "id_issued_on"),
            _group(2, "contact", "phone", "email"),
            _group(3, "address", "address"),
        ),
    ),
    Table(
        5,
        "dossier",
        Key.OWN,
        (
            _group(
                1,
                "issued",
                "code",
                Field("applicant_id", "applicant"),
                "procedure_code",
                "procedure_name",
                "field",
                "catalogue_version",
                "limit_text",
                "received_ms",
                "promised_ms",
                "sets",
                "channel",
            ),
            _group(2, "subject", "content", "relation"),
            _group(3, "delivery", "return_place", "return_address"),
            _group(
                4,
                "representative",
                "representative_name",
                "representative_id_number",
                "representative_phone",
                "representative_authority",
            ),
            _group(5, "fee", "fee_amount", "fee_paid", "fee_receipt"),
            _group(6, "note", "note"),
        ),
    ),
    Table(
        6,
        "dossier_component",
        Key.CHILD,
        (
            _group(1, "demand", "title", "is_mandatory"),
            _group(2, "handed_in", "is_present", "originals", "copies"),
        ),
        parent="dossier",
    ),
    Table(
        7,
        "dossier_event",
        Key.OWN,
        (
            _group(
                1,
                "act",
                Field("dossier_id", "dossier"),
                Field("parent_id", "dossier_event"),
                "kind",
                "at_ms",
                Field("clerk_id", "clerk"),
                "role",
                Field("holder_id", "clerk"),
                "unit",
                "note",
                "due_ms",
                "person_name",
                "person_id_number",
                "signer",
                "document_number",
            ),
        ),
    ),
    Table(
        8,
        "print_act",
        Key.OWN,
        (
            _group(
                1,
                "print",
                Field("dossier_id", "dossier"),
                "form",
                "template_pack",
                "template_version",
                "copy",
                "content_hash",
                "at_ms",
                Field("clerk_id", "clerk"),
            ),
        ),
    ),
    Table(
        9,
        "attachment",
        Key.OWN,
        (
            _group(
                1,
                "blob",
                Field("dossier_id", "dossier"),
                "name",
                "media_type",
                "sha256",
                "size",
                "block_root",
                "at_ms",
                Field("clerk_id", "clerk"),
            ),
        ),
    ),
)

TABLE_BY_NUMBER = {table.number: table for table in TABLES}
TABLE_BY_NAME = {table.name: table for table in TABLES}
