"""Who voided a payment and what was handed back; a sitting's documents are found by their payment."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns and the indexes."""
    op.execute("ALTER TABLE payment ADD COLUMN voided_by INTEGER REFERENCES clerk (id)")
    op.execute("ALTER TABLE payment ADD COLUMN refunded INTEGER DEFAULT 0 NOT NULL")
    op.execute("CREATE INDEX certification_by_payment ON certification (payment_id)")
    op.execute("CREATE INDEX payment_by_void ON payment (voided_ms) WHERE voided_ms > 0")
