"""Other desks' logs that are offered to a restored server."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    op.execute(
        "CREATE TABLE offer (origin_no INTEGER NOT NULL, stored_seq INTEGER, PRIMARY KEY (origin_no), "
        "FOREIGN KEY(origin_no) REFERENCES origin (no))"
    )
