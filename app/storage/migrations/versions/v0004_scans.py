"""A scan's picture of page one, and how far each file is on its way to and from the district."""

from importlib.resources import files

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns and the table."""
    script = files("app.storage.migrations.versions").joinpath("v0004_scans.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
