"""Checkpoints of the books, so that a new desk need not read the whole feed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A table for the statements, one for the parts."""
    op.create_table(
        "checkpoint",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("cseq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "cseq", name="pk_checkpoint"),
    )
    op.create_table(
        "checkpoint_part",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("cseq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "cseq", "number", name="pk_checkpoint_part"),
    )
