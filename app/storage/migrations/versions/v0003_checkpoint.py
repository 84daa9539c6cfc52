"""Where the bytes of a log begin, what is kept of those before, and the checkpoint a desk began with."""

from importlib.resources import files

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of a log that does not begin at its first changeset."""
    script = files("app.storage.migrations.versions").joinpath("v0003_checkpoint.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
