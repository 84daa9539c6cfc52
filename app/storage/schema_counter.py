"""The synchronised tables of the counter: money, certified copies, day closes, people, wordings."""

from sqlalchemy import Index, Table, text

from app.storage.schema_columns import (
    bytes_column,
    id_column,
    int_column,
    metadata,
    reference,
    stamp_column,
    text_column,
)

payment = Table(
    "payment",
    metadata,
    id_column(),
    reference("dossier_id", "dossier", nullable=True),
    reference("applicant_id", "applicant", nullable=True),
    text_column("payer_name"),
    int_column("owed"),
    int_column("amount"),
    *(text_column(name) for name in ("legal_basis", "exemption", "receipt_number")),
    int_column("method"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    text_column("void_reason"),
    int_column("voided_ms"),
    int_column("slips"),
    int_column("printed_ms"),
    bytes_column("content_hash", nullable=True),
    reference("voided_by", "clerk", nullable=True),
    int_column("refunded"),
    stamp_column(),
    Index("payment_by_dossier", "dossier_id"),
    Index("payment_by_time", "at_ms"),
    Index("payment_by_void", "voided_ms", sqlite_where=text("voided_ms > 0")),
)

certification = Table(
    "certification",
    metadata,
    id_column(),
    reference("entry_id", "book_entry"),
    reference("payment_id", "payment", nullable=True),
    reference("dossier_id", "dossier", nullable=True),
    reference("applicant_id", "applicant", nullable=True),
    *(text_column(name) for name in ("applicant_name", "paper")),
    *(int_column(name) for name in ("kind", "pages", "copies", "fee")),
    *(text_column(name) for name in ("signer", "signer_title")),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
    Index("certification_by_entry", "entry_id"),
    Index("certification_by_payment", "payment_id"),
    Index("certification_by_time", "at_ms"),
)

cash_close = Table(
    "cash_close",
    metadata,
    id_column(),
    text_column("day"),
    *(int_column(name) for name in ("expected", "counted", "receipts")),
    text_column("note"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
    Index("cash_close_by_day", "day"),
)

day_close = Table(
    "day_close",
    metadata,
    id_column(),
    text_column("day"),
    *(int_column(name) for name in ("printed", "recorded", "acknowledged")),
    *(text_column(name) for name in ("missing", "note")),
    bytes_column("audit_head", nullable=True),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    reference("signer_id", "clerk", nullable=True),
    int_column("signed_ms"),
    text_column("signed_note"),
    stamp_column(),
    Index("day_close_by_day", "day"),
)

applicant_join = Table(
    "applicant_join",
    metadata,
    id_column(),
    reference("kept_id", "applicant"),
    reference("joined_id", "applicant"),
    text_column("reason"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    text_column("parted_reason"),
    int_column("parted_ms"),
    stamp_column(),
    Index("applicant_join_by_kept", "kept_id"),
    Index("applicant_join_by_joined", "joined_id"),
)

delegation = Table(
    "delegation",
    metadata,
    id_column(),
    reference("from_id", "clerk"),
    reference("to_id", "clerk"),
    int_column("role"),
    *(text_column(name) for name in ("form", "document_number", "first_day", "last_day")),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    int_column("ended_ms"),
    stamp_column(),
)

form_text = Table(
    "form_text",
    metadata,
    id_column(),
    *(text_column(name) for name in ("template_pack", "form", "html")),
    int_column("version"),
    int_column("at_ms"),
    reference("clerk_id", "clerk", nullable=True),
    stamp_column(),
)
