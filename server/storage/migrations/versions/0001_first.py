"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    op.create_table(
        "applier",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune", name="pk_applier"),
    )
    op.create_table(
        "catalogue",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_catalogue"),
    )
    op.create_table(
        "commune",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_cseq", sa.BigInteger(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.BigInteger(), nullable=False),
        sa.Column("lease_width", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_commune"),
    )
    op.create_table(
        "console_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_console_session"),
    )
    op.create_table(
        "console_user",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_console_user"),
    )
    op.create_table(
        "device",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.Column("program_version", sa.Text(), nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=True),
        sa.Column("backlog", sa.BigInteger(), nullable=False),
        sa.Column("oldest_unsent_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "public_key", name="pk_device"),
    )
    op.create_index("ix_device_public_key", "device", ["public_key"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("promised_ms", sa.BigInteger(), nullable=True),
        sa.Column("due_ms", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("is_contested", sa.Boolean(), nullable=False),
        sa.Column("last_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("finished_ms", sa.BigInteger(), nullable=True),
        sa.Column("returned_ms", sa.BigInteger(), nullable=True),
        sa.Column("stamp_origin", sa.LargeBinary(), nullable=False),
        sa.Column("stamp_seq", sa.BigInteger(), nullable=False),
        sa.Column("stamp_hlc", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "origin", "counter", name="pk_dossier"),
        sa.UniqueConstraint("commune", "code", name="uq_dossier_commune_code"),
    )
    op.create_index("ix_dossier_commune_day", "dossier", ["commune", "day"], unique=False)
    op.create_index("ix_dossier_commune_state", "dossier", ["commune", "state"], unique=False)
    op.create_table(
        "dossier_event",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dossier_origin", sa.LargeBinary(), nullable=False),
        sa.Column("dossier_counter", sa.BigInteger(), nullable=False),
        sa.Column("parent_origin", sa.LargeBinary(), nullable=True),
        sa.Column("parent_counter", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=True),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "origin", "counter", name="pk_dossier_event"),
    )
    op.create_index(
        "ix_dossier_event_commune_dossier_origin_dossier_counter",
        "dossier_event",
        ["commune", "dossier_origin", "dossier_counter"],
        unique=False,
    )
    op.create_table(
        "lease",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("is_spare", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("commune", "serial", name="pk_lease"),
    )
    op.create_index("ix_lease_commune_origin", "lease", ["commune", "origin"], unique=False)
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "nonce",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("device_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "device_key", "nonce", name="pk_nonce"),
    )
    op.create_table(
        "origin",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("device_key", sa.LargeBinary(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("stored_seq", sa.BigInteger(), nullable=False),
        sa.Column("stored_head", sa.LargeBinary(), nullable=False),
        sa.Column("applied_seq", sa.BigInteger(), nullable=False),
        sa.Column("applied_head", sa.LargeBinary(), nullable=False),
        sa.Column("durable_seq", sa.BigInteger(), nullable=False),
        sa.Column("durable_head", sa.LargeBinary(), nullable=False),
        sa.Column("born_from_origin", sa.LargeBinary(), nullable=True),
        sa.Column("born_from_seq", sa.BigInteger(), nullable=True),
        sa.Column("born_from_head", sa.LargeBinary(), nullable=True),
        sa.Column("waits_for_origin", sa.LargeBinary(), nullable=True),
        sa.Column("waits_for_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("commune", "origin", name="pk_origin"),
    )
    op.create_table(
        "quarantine",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "origin", "seq", name="pk_quarantine"),
    )
    op.create_table(
        "segment",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("cseq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "cseq", name="pk_segment"),
        sa.UniqueConstraint(
            "commune", "origin", "first_seq", "last_seq", name="uq_segment_commune_origin_first_seq_last_seq"
        ),
    )
    op.create_index(
        "ix_segment_commune_origin_last_seq", "segment", ["commune", "origin", "last_seq"], unique=False
    )
    op.create_table(
        "ticket",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.LargeBinary(), nullable=True),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("commune", "secret_hash", name="pk_ticket"),
    )
