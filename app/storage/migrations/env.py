"""Alembic's entry: runs the steps on the connection that ``app.storage.migrate`` hands in."""

from alembic import context

from app.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
