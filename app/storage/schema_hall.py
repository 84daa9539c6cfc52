"""Local tables of the hall: a list of people received in one sitting, and the day's tickets."""

from sqlalchemy import Column, Integer, Table, Text

from app.storage.schema_columns import bytes_column, int_column, metadata, optional_column, text_column

# What the people of a list have in common. It is forgotten, with its rows, once the clerk is through with it.
group_list = Table(
    "group_list",
    metadata,
    Column("id", Integer, primary_key=True),
    int_column("begun_ms"),
    bytes_column("form"),
)

# One person of a list; ``dossier_id`` is written in the transaction that receives the dossier.
group_row = Table(
    "group_row",
    metadata,
    Column("list_id", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    bytes_column("member"),
    optional_column("dossier_id"),
    sqlite_with_rowid=False,
)

queue_ticket = Table(
    "queue_ticket",
    metadata,
    Column("day", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    int_column("taken_ms"),
    int_column("state"),
    optional_column("clerk_id"),  # who called it
    text_column("counter"),  # what the screen in the hall said of where
    int_column("called_ms"),  # for the first time
    int_column("told_ms"),  # called last
    int_column("ended_ms"),
    sqlite_with_rowid=False,
)
