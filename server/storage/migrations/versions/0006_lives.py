"""Codes may clash, leases end, lives of one device may turn out to be two machines."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """No row changes; every lease so far is open."""
    with op.batch_alter_table("dossier") as dossier:
        dossier.drop_constraint("uq_dossier_commune_code", type_="unique")
        dossier.create_index("ix_dossier_commune_code", ["commune", "code"])
    op.add_column("device", sa.Column("lost_ms", sa.BigInteger()))
    op.add_column("device", sa.Column("current_origin", sa.LargeBinary()))
    op.add_column("device", sa.Column("came_back", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("origin", sa.Column("twin", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("lease", sa.Column("valid_to", sa.Text(), nullable=False, server_default=""))
    op.add_column("lease", sa.Column("free_from", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "held_segment",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "origin", "first_seq", name="pk_held_segment"),
    )
