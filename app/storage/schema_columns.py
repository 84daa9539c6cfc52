"""What the desktop's tables are made of: one metadata, and the few kinds of columns."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Text, text
from sqlalchemy.schema import SchemaItem

metadata = MetaData()


def text_column(name: str, default: str = "") -> Column[str]:
    """A text, empty unless given."""
    return Column(name, Text, nullable=False, server_default=default)


def int_column(name: str, default: int = 0) -> Column[int]:
    """A number, its default unless given."""
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def optional_column(name: str, *constraints: SchemaItem) -> Column[int | None]:
    """A number that may be missing."""
    return Column(name, Integer, *constraints, nullable=True)


def bytes_column(name: str, *, nullable: bool = False) -> Column[bytes]:
    """Bytes."""
    return Column(name, LargeBinary, nullable=nullable)


def id_column(name: str = "id") -> Column[int]:
    """A row's local id."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def reference(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """A row of another table."""
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=nullable)


def stamp_column() -> Column[int]:
    """The changeset that wrote the row."""
    return Column("stamp", BigInteger, nullable=False, server_default=text("0"))
