"""The desktop's tables.

*Synchronised* tables carry exactly the columns of ``app.changes.registry`` and a ``stamp``: the changeset
that wrote the row (same integer form as a row id). *Log* tables hold what was written and what is known of
others. *Derived* tables can be rebuilt from the synchronised ones. *Local* tables never leave this device.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _int(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def _optional(name: str, *constraints: SchemaItem) -> Column[int | None]:
    return Column(name, Integer, *constraints, nullable=True)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _id(name: str = "id") -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=nullable)


def _stamp() -> Column[int]:
    return Column("stamp", BigInteger, nullable=False, server_default=text("0"))


# Synchronised

incarnation = Table(
    "incarnation",
    metadata,
    _id(),
    _text("device_name"),
    _bytes("born_from_origin", nullable=True),
    _optional("born_from_seq"),
    _bytes("born_from_head", nullable=True),
    _stamp(),
)

office = Table(
    "office",
    metadata,
    _id(),
    *(_text(name) for name in ("name", "superior_name", "unit_name", "place_name", "agency_code")),
    *(_text(name) for name in ("address", "phone", "website")),
    _stamp(),
)

clerk = Table(
    "clerk",
    metadata,
    _id(),
    _text("full_name"),
    _text("title"),
    _text("roles"),
    _int("is_active", 1),
    _stamp(),
)

applicant = Table(
    "applicant",
    metadata,
    _id(),
    _int("kind"),
    *(_text(name) for name in ("full_name", "id_number", "birth_date", "sex", "id_issued_on")),
    *(_text(name) for name in ("phone", "email", "address")),
    _stamp(),
    Index("applicant_by_id_number", "id_number", sqlite_where=text("id_number <> ''")),
    Index("applicant_by_phone", "phone", sqlite_where=text("phone <> ''")),
)

dossier = Table(
    "dossier",
    metadata,
    _id(),
    _text("code"),
    _to("applicant_id", "applicant"),
    *(
        _text(name)
        for name in ("procedure_code", "procedure_name", "field", "catalogue_version", "limit_text")
    ),
    _int("received_ms"),
    _optional("promised_ms"),
    _int("sets", 1),
    _int("channel"),
    *(_text(name) for name in ("content", "relation", "return_place", "return_address")),
    *(_text(f"representative_{name}") for name in ("name", "id_number", "phone", "authority")),
    _int("fee_amount"),
    _int("fee_paid"),
    _text("fee_receipt"),
    _text("note"),
    _stamp(),
    Index("dossier_by_code", "code"),  # not unique: a clash must be seen, not make a row impossible
    Index("dossier_by_applicant", "applicant_id"),
    Index("dossier_by_receipt", "received_ms", "id"),
)

dossier_component = Table(
    "dossier_component",
    metadata,
    Column("dossier_id", Integer, ForeignKey("dossier.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    _text("title"),
    _int("is_mandatory"),
    _int("is_present"),
    _int("originals"),
    _int("copies"),
    _stamp(),
    sqlite_with_rowid=False,
)

dossier_event = Table(
    "dossier_event",
    metadata,
    _id(),
    _to("dossier_id", "dossier"),
    _optional("parent_id", ForeignKey("dossier_event.id")),
    _int("kind"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _int("role"),
    _to("holder_id", "clerk", nullable=True),
    _text("unit"),
    _text("note"),
    _optional("due_ms"),
    *(_text(name) for name in ("person_name", "person_id_number", "signer", "document_number")),
    _stamp(),
    _optional("over_id", ForeignKey("dossier_event.id")),
    Index("dossier_event_by_dossier", "dossier_id"),
)

print_act = Table(
    "print_act",
    metadata,
    _id(),
    _to("dossier_id", "dossier"),
    _text("form"),
    _text("template_pack"),
    _int("template_version"),
    _int("copy"),
    _bytes("content_hash"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _stamp(),
    Index("print_act_by_dossier", "dossier_id"),
)

attachment = Table(
    "attachment",
    metadata,
    _id(),
    _to("dossier_id", "dossier"),
    _text("name"),
    _text("media_type"),
    _bytes("sha256"),
    _int("size"),
    _bytes("block_root"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _bytes("preview", nullable=True),
    _int("preview_size"),
    _stamp(),
    Index("attachment_by_dossier", "dossier_id"),
)

book = Table(
    "book",
    metadata,
    _id(),
    _int("kind"),
    _text("name"),
    _int("year"),
    _int("first_number"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _stamp(),
)

book_turn = Table(
    "book_turn",
    metadata,
    _id(),
    _to("book_id", "book"),
    _optional("parent_id", ForeignKey("book_turn.id")),
    _int("kind"),
    _int("first_number"),
    _bytes("to_origin", nullable=True),
    _text("reason"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _stamp(),
    Index("book_turn_by_book", "book_id"),
)

book_entry = Table(
    "book_entry",
    metadata,
    _id(),
    _to("book_id", "book"),
    _to("turn_id", "book_turn"),
    _int("number"),
    _text("what"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _text("void_reason"),
    _int("voided_ms"),
    _stamp(),
    Index("book_entry_by_number", "book_id", "number"),
)

dossier_alias = Table(
    "dossier_alias",
    metadata,
    _id(),
    _to("dossier_id", "dossier"),
    _text("code"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _stamp(),
    Index("dossier_alias_by_dossier", "dossier_id"),
    Index("dossier_alias_by_code", "code"),
)

lease_return = Table(
    "lease_return",
    metadata,
    _id(),
    _int("serial"),
    _text("last_day"),
    _int("at_ms"),
    _to("clerk_id", "clerk", nullable=True),
    _stamp(),
)

# Log

origin = Table(
    "origin",
    metadata,
    _id("no"),
    _bytes("origin"),
    _int("is_own"),
    _int("seq"),
    _bytes("head"),
    _int("sealed_seq"),
    _int("stored_seq"),
    _int("applied_seq"),
    _int("durable_seq"),
    _int("told_seq"),
    UniqueConstraint("origin"),
)

offer = Table(
    "offer",
    metadata,
    Column("origin_no", Integer, ForeignKey("origin.no"), primary_key=True, autoincrement=False),
    _optional("stored_seq"),
)

log_state = Table(
    "log_state",
    metadata,
    _id(),
    _int("origin_no"),
    _int("hlc"),
    _int("row_counter"),
    _int("wall_ms"),
    _optional("trusted_ms"),
    _optional("trusted_wall_ms"),
    _text("last_number"),
)

changeset = Table(
    "changeset",
    metadata,
    Column("origin_no", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _bytes("header"),
    _bytes("payload"),
    _bytes("head"),
    sqlite_with_rowid=False,
)

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    _int("origin_no"),
    _int("first_seq"),
    _int("last_seq"),
    _int("sealed_ms"),
    _optional("cseq"),
    _optional("received_ms"),
    _bytes("bytes"),
    Index("segment_by_range", "origin_no", "first_seq"),
)

log_base = Table(
    "log_base",
    metadata,
    _id("origin_no"),
    _int("seq"),
    _bytes("head"),
    _bytes("device_key"),
)

written = Table("written", metadata, _id("stamp"), _int("hlc"), _optional("clerk_id"))

checkpoint = Table(
    "checkpoint",
    metadata,
    _id(),
    _bytes("statement"),
    _int("cseq"),
    _int("loaded"),
    _int("total"),
)

group_stamp = Table(
    "group_stamp",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("table_no", "row_id", "ordinal", "group_no")),
    _int("stamp"),
    sqlite_with_rowid=False,
)

tombstone = Table(
    "tombstone",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("table_no", "row_id", "ordinal")),
    _int("stamp"),
    sqlite_with_rowid=False,
)

conflict = Table(
    "conflict",
    metadata,
    Column("id", Integer, primary_key=True),
    _int("table_no"),
    _int("row_id"),
    _int("ordinal"),
    _int("group_no"),
    _int("winner_stamp"),
    _int("loser_stamp"),
    _bytes("loser_cells"),
    _int("noticed_ms"),
    _optional("settled_ms"),
    UniqueConstraint("table_no", "row_id", "ordinal", "group_no", "loser_stamp"),
)

waiting = Table(
    "waiting",
    metadata,
    _id("origin_no"),
    _int("seq"),
    _text("reason"),
    _text("detail"),
    _int("since_ms"),
)

returned = Table(
    "returned",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("origin_no", "seq")),
    _text("code"),
    _text("detail"),
    sqlite_with_rowid=False,
)

receipt = Table(
    "receipt",
    metadata,
    _id("number"),
    _bytes("epoch"),
    _int("issued_ms"),
    _bytes("bytes"),
)

capture = Table(
    "capture",
    metadata,
    Column("n", Integer, primary_key=True),
    _int("table_no"),
    _text("op"),
    _int("row_id"),
    _int("ordinal"),
    _int("mask"),
)

capture_switch = Table("capture_switch", metadata, _id(), _int("is_on", 1))

# Derived

dossier_state = Table(
    "dossier_state",
    metadata,
    Column("dossier_id", Integer, ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    _int("state"),
    _int("is_open"),
    _int("lane"),
    _int("due_ms"),
    _optional("holder_id"),
    _text("unit"),
    _optional("finished_ms"),
    _optional("returned_ms"),
    _optional("last_event_id"),
    _int("is_contested"),
    _int("own_stamp"),
    Index("dossier_state_open", "lane", "due_ms", "dossier_id", sqlite_where=text("is_open = 1")),
    Index("dossier_state_finished", "finished_ms", sqlite_where=text("finished_ms IS NOT NULL")),
    Index("dossier_state_returned", "returned_ms", sqlite_where=text("returned_ms IS NOT NULL")),
    Index("dossier_state_own", "own_stamp"),
)

# Local

device = Table(
    "device",
    metadata,
    _id(),
    _text("name"),
    _bytes("signing_seed"),
    _text("address"),
    _text("commune"),
    _text("commune_name"),
    _text("server_name"),
    _bytes("root", nullable=True),
    _bytes("server_key", nullable=True),
    _bytes("catalogue_key", nullable=True),
    _bytes("tls_fingerprint", nullable=True),
    _bytes("certificate", nullable=True),
    _bytes("epoch", nullable=True),
    _bytes("nonce", nullable=True),
    _int("cursor"),
    _text("ca_file"),
)

peer_certificate = Table(
    "peer_certificate",
    metadata,
    Column("public_key", LargeBinary, primary_key=True),
    _text("name"),
    _bytes("bytes"),
)

lease = Table(
    "lease",
    metadata,
    _id("serial"),
    _bytes("origin"),
    _int("is_spare"),
    _int("first"),
    _int("last"),
    _text("valid_from"),
    _text("valid_to"),
    _bytes("bytes"),
)

day_number = Table(
    "day_number",
    metadata,
    Column("day", Text, primary_key=True),
    _int("first_to_use", 1),
    _int("last_used"),
)

catalogue_pack = Table(
    "catalogue_pack",
    metadata,
    Column("version", Text, primary_key=True),
    _text("effective_from"),
    _text("decision"),
    _text("publisher"),
    _int("imported_ms"),
    _bytes("signer"),
    _bytes("bytes"),
)

clerk_secret = Table(
    "clerk_secret",
    metadata,
    Column("clerk_id", Integer, ForeignKey("clerk.id"), primary_key=True, autoincrement=False),
    _text("pin_hash"),
    _int("failures"),
    _int("locked_until_ms"),
)

setting = Table("setting", metadata, Column("name", Text, primary_key=True), _text("value"))

act_log = Table(
    "act_log",
    metadata,
    Column("id", Integer, primary_key=True),
    _int("at_ms"),
    _optional("clerk_id"),
    _text("kind"),
    _text("detail"),
)

# One row for each file that an attachment names, as soon as something is known of it.
scan = Table(
    "scan",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    _int("is_here"),
    _int("is_wanted"),  # a clerk asked for it
    _bytes("received_epoch", nullable=True),  # of the server that signed for it
    _int("sent_blocks"),  # as far as the server said
    _bytes("hashes", nullable=True),  # the list of a file that is still coming
    _bytes("staged", nullable=True),  # a bit for each block of it that is here
)
