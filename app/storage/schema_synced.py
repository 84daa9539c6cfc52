"""The synchronised tables: exactly the columns of ``app.changes.registry``, a key, and a ``stamp``."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from app.storage.schema_columns import (
    bytes_column,
    id_column,
    int_column,
    metadata,
    optional_column,
    reference,
    stamp_column,
    text_column,
)

incarnation = Table(
    "incarnation",
    metadata,
    id_column(),
    text_column("device_name"),
    bytes_column("born_from_origin", nullable=True),
    optional_column("born_from_seq"),
    bytes_column("born_from_head", nullable=True),
    stamp_column(),
)

office = Table(
    "office",
    metadata,
    id_column(),
    *(text_column(name) for name in ("name", "superior_name", "unit_name", "place_name", "agency_code")),
    *(text_column(name) for name in ("address", "phone", "website")),
    stamp_column(),
    int_column("is_small"),
)

clerk = Table(
    "clerk",
    metadata,
    id_column(),
    text_column("full_name"),
    text_column("title"),
    text_column("roles"),
    int_column("is_active", 1),
    stamp_column(),
)

applicant = Table(
    "applicant",
    metadata,
    id_column(),
    int_column("kind"),
    *(text_column(name) for name in ("full_name", "id_number", "birth_date", "sex", "id_issued_on")),
    *(text_column(name) for name in ("phone", "email", "address")),
    stamp_column(),
    Index("applicant_by_id_number", "id_number", sqlite_where=text("id_number <> ''")),
    Index("applicant_by_phone", "phone", sqlite_where=text("phone <> ''")),
    # Whoever has no id number is known by name and birth; likely duplicates are read off it alone.
    Index("applicant_by_birth", "birth_date", "full_name", sqlite_where=text("birth_date <> ''")),
)

dossier = Table(
    "dossier",
    metadata,
    id_column(),
    text_column("code"),
    reference("applicant_id", "applicant"),
    *(
        text_column(name)
        for name in ("procedure_code", "procedure_name", "field", "catalogue_version", "limit_text")
    ),
    int_column("received_ms"),
    optional_column("promised_ms"),
    int_column("sets", 1),
    int_column("channel"),
    *(text_column(name) for name in ("content", "relation", "return_place", "return_address")),
    *(text_column(f"representative_{name}") for name in ("name", "id_number", "phone", "authority")),
    int_column("fee_amount"),
    int_column("fee_paid"),
    text_column("fee_receipt"),
    text_column("note"),
    stamp_column(),
    Index("dossier_by_code", "code"),  # not unique: a clash must be seen, not make a row impossible
    Index("dossier_by_applicant", "applicant_id"),
    Index("dossier_by_receipt", "received_ms", "id"),
)

dossier_component = Table(
    "dossier_component",
    metadata,
    Column("dossier_id", Integer, ForeignKey("dossier.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    text_column("title"),
    int_column("is_mandatory"),
    int_column("is_present"),
    int_column("originals"),
    int_column("copies"),
    stamp_column(),
    sqlite_with_rowid=False,
)

dossier_event = Table(
    "dossier_event",
    metadata,
    id_column(),
    reference("dossier_id", "dossier"),
    optional_column("parent_id", ForeignKey("dossier_event.id")),
    int_column("kind"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    int_column("role"),
    reference("holder_id", "clerk", nullable=True),
    text_column("unit"),
    text_column("note"),
    optional_column("due_ms"),
    *(text_column(name) for name in ("person_name", "person_id_number", "signer", "document_number")),
    stamp_column(),
    optional_column("over_id", ForeignKey("dossier_event.id")),
    optional_column("step_due_ms"),
    text_column("legal_basis"),
    reference("approver_id", "clerk", nullable=True),
    *(text_column(name) for name in ("paper", "outside_code")),
    Index("dossier_event_by_dossier", "dossier_id"),
    Index(
        "dossier_event_to_oversee",
        "at_ms",
        sqlite_where=text(
            "kind IN (13, 19) OR legal_basis <> '' OR (kind = 7 AND note <> '') "
            "OR (kind = 12 AND paper <> '')"
        ),
    ),
    Index("dossier_event_letter", "dossier_id", sqlite_where=text("kind = 15")),
    Index("dossier_event_handed", "dossier_id", "holder_id", sqlite_where=text("kind = 2")),
)

print_act = Table(
    "print_act",
    metadata,
    id_column(),
    reference("dossier_id", "dossier"),
    text_column("form"),
    text_column("template_pack"),
    int_column("template_version"),
    int_column("copy"),
    bytes_column("content_hash"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
    Index("print_act_by_dossier", "dossier_id"),
)

attachment = Table(
    "attachment",
    metadata,
    id_column(),
    reference("dossier_id", "dossier"),
    text_column("name"),
    text_column("media_type"),
    bytes_column("sha256"),
    int_column("size"),
    bytes_column("block_root"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    bytes_column("preview", nullable=True),
    int_column("preview_size"),
    stamp_column(),
    int_column("purpose"),
    optional_column("component"),
    Index("attachment_by_dossier", "dossier_id"),
)

book = Table(
    "book",
    metadata,
    id_column(),
    int_column("kind"),
    text_column("name"),
    int_column("year"),
    int_column("first_number"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
)

book_turn = Table(
    "book_turn",
    metadata,
    id_column(),
    reference("book_id", "book"),
    optional_column("parent_id", ForeignKey("book_turn.id")),
    int_column("kind"),
    int_column("first_number"),
    bytes_column("to_origin", nullable=True),
    text_column("reason"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
    Index("book_turn_by_book", "book_id"),
)

book_entry = Table(
    "book_entry",
    metadata,
    id_column(),
    reference("book_id", "book"),
    reference("turn_id", "book_turn"),
    int_column("number"),
    text_column("what"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    text_column("void_reason"),
    int_column("voided_ms"),
    stamp_column(),
    Index("book_entry_by_number", "book_id", "number"),
    Index("book_entry_by_turn", "turn_id", "number"),
    Index("book_entry_by_void", "voided_ms", sqlite_where=text("voided_ms > 0")),
)

dossier_alias = Table(
    "dossier_alias",
    metadata,
    id_column(),
    reference("dossier_id", "dossier"),
    text_column("code"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
    Index("dossier_alias_by_dossier", "dossier_id"),
    Index("dossier_alias_by_code", "code"),
)

lease_return = Table(
    "lease_return",
    metadata,
    id_column(),
    int_column("serial"),
    text_column("last_day"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
)
