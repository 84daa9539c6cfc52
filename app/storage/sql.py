"""Statements of a fixed text, by the shortest way to the driver.

An exchange asks some hundred small questions. What SQLAlchemy builds around an answer costs several times
what the answer does. These ask within the connection's own transaction, and say an error as the engine would.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.storage.engine import sentence_of


def rows(connection: Connection, text: str, *parameters: Any) -> list[Any]:
    """Every row that is found, as tuples."""
    try:
        return _executed(connection, text, parameters).fetchall()  # type: ignore[no-any-return]
    except sqlcipher.Error as error:
        raise _said(connection, text, error) from error


def row(connection: Connection, text: str, *parameters: Any) -> Any:
    """The first row that is found; None where there is none."""
    try:
        return _executed(connection, text, parameters).fetchone()
    except sqlcipher.Error as error:
        raise _said(connection, text, error) from error


def value(connection: Connection, text: str, *parameters: Any) -> Any:
    """The first column of the first row; None where there is none."""
    found = row(connection, text, *parameters)
    return None if found is None else found[0]


def values(connection: Connection, text: str, *parameters: Any) -> list[Any]:
    """The first column of every row."""
    return [found[0] for found in rows(connection, text, *parameters)]


def run(connection: Connection, text: str, *parameters: Any) -> int:
    """Change something; how many rows that were."""
    try:
        return int(_executed(connection, text, parameters).rowcount)
    except sqlcipher.Error as error:
        raise _said(connection, text, error) from error


def run_many(connection: Connection, text: str, of_each: Iterable[Sequence[Any]]) -> None:
    """Change something once for each of these parameters."""
    try:
        _driver(connection).executemany(text, of_each)
    except sqlcipher.Error as error:
        raise _said(connection, text, error) from error


def _executed(connection: Connection, text: str, parameters: tuple[Any, ...]) -> Any:
    return _driver(connection).execute(text, parameters)


def _driver(connection: Connection) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.dbapi_connection


def _said(connection: Connection, text: str, error: sqlcipher.Error) -> BaseException:
    """What SQLAlchemy would raise, without the values: they may be somebody's."""
    said = sentence_of(connection, error)
    return DBAPIError.instance(text, None, error, sqlcipher.Error) if said is error else said
