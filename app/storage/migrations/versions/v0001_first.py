"""The first tables, as SQL of their own: later changes of the schema must not change this step."""

from importlib.resources import files

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything of format 1."""
    script = files("app.storage.migrations.versions").joinpath("v0001_first.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
