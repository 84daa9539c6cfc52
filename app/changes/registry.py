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

SCHEMA = 3


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
    SETTLE_CHOICE = 17
    DECIDE_ACT = 18
    OPEN_BOOK = 19
    OFFER_BOOK = 20
    ACCEPT_BOOK = 21
    DECLINE_BOOK = 22
    TAKE_OVER_BOOK = 23
    CLOSE_BOOK = 24
    ENTER_IN_BOOK = 25
    VOID_ENTRY = 26
    GIVE_ALIAS = 27
    RETURN_NUMBERS = 28
    GUIDE = 29
    REFUSE = 30
    UNDO_RECEPTION = 31
    ACCEPT_HANDED_OVER = 32
    EXTEND = 33
    STOP = 34
    WITHDRAW = 35
    NOTE_NOT_COLLECTED = 36
    ASK_EXTRA_PAPER = 37
    CERTIFY = 38
    TAKE_PAYMENT = 39
    VOID_PAYMENT = 40
    CLOSE_CASH = 41
    CLOSE_DAY = 42
    SIGN_DAY = 43
    JOIN_APPLICANTS = 44
    PART_APPLICANTS = 45
    DELEGATE = 46
    END_DELEGATION = 47
    SAVE_FORM_TEXT = 48


def schema_of(command: int) -> int:
    """The earliest registry that knows a command and what it writes: older desks read on past all others."""
    if command <= Command.SETTLE_CHOICE:
        return 1
    return 2 if command <= Command.RETURN_NUMBERS else 3


class Key(Enum):
    """How a table's rows are identified."""

    OWN = "own"  # (origin, counter), made by the device that inserts the row
    CHILD = "child"  # (parent row, ordinal): derived, costs nothing to make
    SINGLE = "single"  # the office has one row of it


@dataclass(frozen=True)
class Field:
    """A column. ``empty`` is what a cell missing at the end of its group means; ``refers_to`` names the
    table whose row it points at; no row can be without one that ``is_required``."""

    name: str
    empty: str | int | None
    refers_to: str | None = None
    is_required: bool = False


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


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "") for name in names)


def _numbers(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, 0) for name in names)


def _optional(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, None) for name in names)


def _row(name: str, table: str) -> Field:
    return Field(name, None, table)


def _part_of(name: str, table: str) -> Field:
    return Field(name, None, table, is_required=True)


INCARNATION = Table(
    1,
    "incarnation",
    Key.OWN,
    (
        Group(
            1,
            "birth",
            (*_texts("device_name"), *_optional("born_from_origin", "born_from_seq", "born_from_head")),
        ),
    ),
)
OFFICE = Table(
    2,
    "office",
    Key.SINGLE,
    (
        Group(1, "names", _texts("name", "superior_name", "unit_name", "place_name", "agency_code")),
        Group(2, "contact", _texts("address", "phone", "website")),
    ),
)
CLERK = Table(
    3,
    "clerk",
    Key.OWN,
    (Group(1, "person", (*_texts("full_name", "title", "roles"), *_numbers("is_active"))),),
)
APPLICANT = Table(
    4,
    "applicant",
    Key.OWN,
    (
        Group(
            1,
            "identity",
            (*_numbers("kind"), *_texts("full_name", "id_number", "birth_date", "sex", "id_issued_on")),
        ),
        Group(2, "contact", _texts("phone", "email")),
        Group(3, "address", _texts("address")),
    ),
)
DOSSIER = Table(
    5,
    "dossier",
    Key.OWN,
    (
        Group(
            1,
            "issued",
            (
                *_texts("code"),
                _part_of("applicant_id", "applicant"),
                *_texts("procedure_code", "procedure_name", "field", "catalogue_version", "limit_text"),
                *_numbers("received_ms"),
                *_optional("promised_ms"),
                *_numbers("sets", "channel"),
            ),
        ),
        Group(2, "subject", _texts("content", "relation")),
        Group(3, "delivery", _texts("return_place", "return_address")),
        Group(
            4,
            "representative",
            _texts(
                "representative_name",
                "representative_id_number",
                "representative_phone",
                "representative_authority",
            ),
        ),
        Group(5, "fee", (*_numbers("fee_amount", "fee_paid"), *_texts("fee_receipt"))),
        Group(6, "note", _texts("note")),
    ),
)
DOSSIER_COMPONENT = Table(
    6,
    "dossier_component",
    Key.CHILD,
    (
        Group(1, "demand", (*_texts("title"), *_numbers("is_mandatory"))),
        Group(2, "handed_in", _numbers("is_present", "originals", "copies")),
    ),
    parent="dossier",
)
DOSSIER_EVENT = Table(
    7,
    "dossier_event",
    Key.OWN,
    (
        Group(
            1,
            "act",
            (
                _part_of("dossier_id", "dossier"),
                _row("parent_id", "dossier_event"),
                *_numbers("kind", "at_ms"),
                _row("clerk_id", "clerk"),
                *_numbers("role"),
                _row("holder_id", "clerk"),
                *_texts("unit", "note"),
                *_optional("due_ms"),
                *_texts("person_name", "person_id_number", "signer", "document_number"),
                _row("over_id", "dossier_event"),
                *_optional("step_due_ms"),  # until when another agency owes its part
                *_texts("legal_basis"),
                _row("approver_id", "clerk"),
                *_texts("paper", "outside_code"),
            ),
        ),
    ),
)
PRINT_ACT = Table(
    8,
    "print_act",
    Key.OWN,
    (
        Group(
            1,
            "print",
            (
                _part_of("dossier_id", "dossier"),
                *_texts("form", "template_pack"),
                *_numbers("template_version", "copy"),
                *_optional("content_hash"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
ATTACHMENT = Table(
    9,
    "attachment",
    Key.OWN,
    (
        Group(
            1,
            "blob",
            (
                _part_of("dossier_id", "dossier"),
                *_texts("name", "media_type"),
                *_optional("sha256"),
                *_numbers("size"),
                *_optional("block_root"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
                *_optional("preview"),  # SHA-256 of a small picture of page one, a file of its own
                *_numbers("preview_size"),
                *_numbers("purpose"),
                *_optional("component"),  # the ordinal of the checklist's line that it is a picture of
            ),
        ),
    ),
)
BOOK = Table(
    10,
    "book",
    Key.OWN,
    (
        Group(
            1,
            "opened",
            (
                *_numbers("kind"),
                *_texts("name"),
                *_numbers("year", "first_number", "at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
BOOK_TURN = Table(
    11,
    "book_turn",
    Key.OWN,
    (
        Group(
            1,
            "turn",
            (
                _part_of("book_id", "book"),
                _row("parent_id", "book_turn"),
                *_numbers("kind", "first_number"),
                *_optional("to_origin"),
                *_texts("reason"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
BOOK_ENTRY = Table(
    12,
    "book_entry",
    Key.OWN,
    (
        Group(
            1,
            "entry",
            (
                _part_of("book_id", "book"),
                _part_of("turn_id", "book_turn"),
                *_numbers("number"),
                *_texts("what"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "void", (*_texts("void_reason"), *_numbers("voided_ms"))),
    ),
)
DOSSIER_ALIAS = Table(
    13,
    "dossier_alias",
    Key.OWN,
    (
        Group(
            1,
            "alias",
            (
                _part_of("dossier_id", "dossier"),
                *_texts("code"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
LEASE_RETURN = Table(
    14,
    "lease_return",
    Key.OWN,
    (
        Group(
            1,
            "return",
            (*_numbers("serial"), *_texts("last_day"), *_numbers("at_ms"), _row("clerk_id", "clerk")),
        ),
    ),
)

PAYMENT = Table(
    15,
    "payment",
    Key.OWN,
    (
        Group(
            1,
            "taken",
            (
                _row("dossier_id", "dossier"),
                _row("applicant_id", "applicant"),
                *_texts("payer_name"),
                *_numbers("owed", "amount"),  # đồng: by the rule, and after an exemption
                *_texts("legal_basis", "exemption", "receipt_number"),
                *_numbers("method", "at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "void", (*_texts("void_reason"), *_numbers("voided_ms"))),
        Group(3, "printed", (*_numbers("slips", "printed_ms"), *_optional("content_hash"))),
    ),
)
CERTIFICATION = Table(
    16,
    "certification",
    Key.OWN,
    (
        Group(
            1,
            "certified",
            (
                _part_of("entry_id", "book_entry"),
                _row("payment_id", "payment"),
                _row("dossier_id", "dossier"),
                _row("applicant_id", "applicant"),
                *_texts("applicant_name", "paper"),
                *_numbers("kind", "pages", "copies", "fee"),
                *_texts("signer", "signer_title"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
CASH_CLOSE = Table(
    17,
    "cash_close",
    Key.OWN,
    (
        Group(
            1,
            "counted",
            (
                *_texts("day"),
                *_numbers("expected", "counted", "receipts"),
                *_texts("note"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)
DAY_CLOSE = Table(
    18,
    "day_close",
    Key.OWN,
    (
        Group(
            1,
            "reconciled",
            (
                *_texts("day"),
                *_numbers("printed", "recorded", "acknowledged"),
                *_texts("missing", "note"),  # missing: codes, a line each
                *_optional("audit_head"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "signed", (_row("signer_id", "clerk"), *_numbers("signed_ms"), *_texts("signed_note"))),
    ),
)
APPLICANT_JOIN = Table(
    19,
    "applicant_join",
    Key.OWN,
    (
        Group(
            1,
            "join",
            (
                _part_of("kept_id", "applicant"),
                _part_of("joined_id", "applicant"),
                *_texts("reason"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "parted", (*_texts("parted_reason"), *_numbers("parted_ms"))),
    ),
)
DELEGATION = Table(
    20,
    "delegation",
    Key.OWN,
    (
        Group(
            1,
            "given",
            (
                _part_of("from_id", "clerk"),
                _part_of("to_id", "clerk"),
                *_numbers("role"),
                *_texts("form", "document_number", "first_day", "last_day"),
                *_numbers("at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "ended", _numbers("ended_ms")),
    ),
)
FORM_TEXT = Table(
    21,
    "form_text",
    Key.OWN,
    (
        Group(
            1,
            "text",
            (
                *_texts("template_pack", "form", "html"),
                *_numbers("version", "at_ms"),
                _row("clerk_id", "clerk"),
            ),
        ),
    ),
)

TABLES = (
    INCARNATION,
    OFFICE,
    CLERK,
    APPLICANT,
    DOSSIER,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    PRINT_ACT,
    ATTACHMENT,
    BOOK,
    BOOK_TURN,
    BOOK_ENTRY,
    DOSSIER_ALIAS,
    LEASE_RETURN,
    PAYMENT,
    CERTIFICATION,
    CASH_CLOSE,
    DAY_CLOSE,
    APPLICANT_JOIN,
    DELEGATION,
    FORM_TEXT,
)

TABLE_BY_NUMBER = {table.number: table for table in TABLES}
TABLE_BY_NAME = {table.name: table for table in TABLES}
