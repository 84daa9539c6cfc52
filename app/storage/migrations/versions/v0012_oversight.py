"""The few acts that a leader sees listed are found without reading all others."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Index them by time."""
    op.execute(
        "CREATE INDEX dossier_event_to_oversee ON dossier_event (at_ms) "
        "WHERE kind IN (13, 19) OR legal_basis <> '' OR (kind = 7 AND note <> '')"
    )
