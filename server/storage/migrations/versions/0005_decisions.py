"""An act may decide over another one that was done at the same time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what it set aside."""
    op.add_column("dossier_event", sa.Column("over_origin", sa.LargeBinary()))
    op.add_column("dossier_event", sa.Column("over_counter", sa.BigInteger()))
