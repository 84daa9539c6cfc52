"""What a former life of the server said of revoked devices' logs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One more table."""
    op.create_table(
        "lost_end",
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "origin", name="pk_lost_end"),
    )
