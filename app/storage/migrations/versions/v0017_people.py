"""People born on one day are found by it: who has no id number is known by name and birth."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Index names by birth date."""
    op.execute("CREATE INDEX applicant_by_birth ON applicant (birth_date, full_name) WHERE birth_date <> ''")
