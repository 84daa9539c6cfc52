"""The one registry of numbers: tables, their column groups and fields, commands.

The numbers and the order of fields inside a group are in stored and signed data for ever. A group's cells
travel as an array in the order given here; a new field goes to the end of its group, a new group or table
takes the next free number, and nothing is ever renumbered or reused. ``docs/sync.md`` shows this table.

A *group* is the unit of arbitration: fields that only make sense together (a name and its birth date), so
that two concurrent edits can never mix into a value that nobody wrote.
"""

from app.changes.command import Command as Command
from app.changes.command import schema_of as schema_of
from app.changes.table import Field as Field
from app.changes.table import Group as Group
from app.changes.table import Key as Key
from app.changes.table import Table as Table
from app.changes.table import numbers, optional, part_of, row, texts

SCHEMA = 3

INCARNATION = Table(
    1,
    "incarnation",
    Key.OWN,
    (
        Group(
            1,
            "birth",
            (*texts("device_name"), *optional("born_from_origin", "born_from_seq", "born_from_head")),
        ),
    ),
)
OFFICE = Table(
    2,
    "office",
    Key.SINGLE,
    (
        Group(1, "names", texts("name", "superior_name", "unit_name", "place_name", "agency_code")),
        # is_small rides here: an older desk skips a cell that it does not know, but no whole group
        Group(2, "contact", (*texts("address", "phone", "website"), *numbers("is_small"))),
    ),
)
CLERK = Table(
    3,
    "clerk",
    Key.OWN,
    (Group(1, "person", (*texts("full_name", "title", "roles"), *numbers("is_active"))),),
)
APPLICANT = Table(
    4,
    "applicant",
    Key.OWN,
    (
        Group(
            1,
            "identity",
            (*numbers("kind"), *texts("full_name", "id_number", "birth_date", "sex", "id_issued_on")),
        ),
        Group(2, "contact", texts("phone", "email")),
        Group(3, "address", texts("address")),
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
                *texts("code"),
                part_of("applicant_id", "applicant"),
                *texts("procedure_code", "procedure_name", "field", "catalogue_version", "limit_text"),
                *numbers("received_ms"),
                *optional("promised_ms"),
                *numbers("sets", "channel"),
            ),
        ),
        Group(2, "subject", texts("content", "relation")),
        Group(3, "delivery", texts("return_place", "return_address")),
        Group(
            4,
            "representative",
            texts(
                "representative_name",
                "representative_id_number",
                "representative_phone",
                "representative_authority",
            ),
        ),
        Group(5, "fee", (*numbers("fee_amount", "fee_paid"), *texts("fee_receipt"))),
        Group(6, "note", texts("note")),
    ),
)
DOSSIER_COMPONENT = Table(
    6,
    "dossier_component",
    Key.CHILD,
    (
        Group(1, "demand", (*texts("title"), *numbers("is_mandatory"))),
        Group(2, "handed_in", numbers("is_present", "originals", "copies")),
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
                part_of("dossier_id", "dossier"),
                row("parent_id", "dossier_event"),
                *numbers("kind", "at_ms"),
                row("clerk_id", "clerk"),
                *numbers("role"),
                row("holder_id", "clerk"),
                *texts("unit", "note"),
                *optional("due_ms"),
                *texts("person_name", "person_id_number", "signer", "document_number"),
                row("over_id", "dossier_event"),
                *optional("step_due_ms"),  # until when another agency owes its part
                *texts("legal_basis"),
                row("approver_id", "clerk"),
                *texts("paper", "outside_code"),
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
                part_of("dossier_id", "dossier"),
                *texts("form", "template_pack"),
                *numbers("template_version", "copy"),
                *optional("content_hash"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
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
                part_of("dossier_id", "dossier"),
                *texts("name", "media_type"),
                *optional("sha256"),
                *numbers("size"),
                *optional("block_root"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
                *optional("preview"),  # SHA-256 of a small picture of page one, a file of its own
                *numbers("preview_size"),
                *numbers("purpose"),
                *optional("component"),  # the ordinal of the checklist's line that it is a picture of
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
                *numbers("kind"),
                *texts("name"),
                *numbers("year", "first_number", "at_ms"),
                row("clerk_id", "clerk"),
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
                part_of("book_id", "book"),
                row("parent_id", "book_turn"),
                *numbers("kind", "first_number"),
                *optional("to_origin"),
                *texts("reason"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
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
                part_of("book_id", "book"),
                part_of("turn_id", "book_turn"),
                *numbers("number"),
                *texts("what"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "void", (*texts("void_reason"), *numbers("voided_ms"))),
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
                part_of("dossier_id", "dossier"),
                *texts("code"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
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
            (*numbers("serial"), *texts("last_day"), *numbers("at_ms"), row("clerk_id", "clerk")),
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
                row("dossier_id", "dossier"),
                row("applicant_id", "applicant"),
                *texts("payer_name"),
                *numbers("owed", "amount"),  # đồng: by the rule, and after an exemption
                *texts("legal_basis", "exemption", "receipt_number"),
                *numbers("method", "at_ms"),
                row("clerk_id", "clerk"),
            ),
        ),
        Group(
            2,
            "void",
            (
                *texts("void_reason"),
                *numbers("voided_ms"),
                row("voided_by", "clerk"),
                *numbers("refunded"),
            ),
        ),
        Group(3, "printed", (*numbers("slips", "printed_ms"), *optional("content_hash"))),
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
                part_of("entry_id", "book_entry"),
                row("payment_id", "payment"),
                row("dossier_id", "dossier"),
                row("applicant_id", "applicant"),
                *texts("applicant_name", "paper"),
                *numbers("kind", "pages", "copies", "fee"),
                *texts("signer", "signer_title"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
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
                *texts("day"),
                *numbers("expected", "counted", "receipts"),
                *texts("note"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
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
                *texts("day"),
                *numbers("printed", "recorded", "acknowledged"),
                *texts("missing", "note"),  # missing: codes, a line each
                *optional("audit_head"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "signed", (row("signer_id", "clerk"), *numbers("signed_ms"), *texts("signed_note"))),
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
                part_of("kept_id", "applicant"),
                part_of("joined_id", "applicant"),
                *texts("reason"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "parted", (*texts("parted_reason"), *numbers("parted_ms"))),
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
                part_of("from_id", "clerk"),
                part_of("to_id", "clerk"),
                *numbers("role"),
                *texts("form", "document_number", "first_day", "last_day"),
                *numbers("at_ms"),
                row("clerk_id", "clerk"),
            ),
        ),
        Group(2, "ended", numbers("ended_ms")),
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
                *texts("template_pack", "form", "html"),
                *numbers("version", "at_ms"),
                row("clerk_id", "clerk"),
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
