"""Each device's share of requests is kept with it, so that all processes count together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Every device begins with its whole share."""
    op.add_column("device", sa.Column("used_until_ms", sa.BigInteger(), nullable=False, server_default="0"))
