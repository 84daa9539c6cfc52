"""The console's users and their sessions."""

from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, insert, select, update

from server.storage.schema import console_session, console_user


class User(NamedTuple):
    """Somebody who may log in to the console."""

    name: str
    full_name: str
    password_hash: str
    is_disabled: bool


class Session(NamedTuple):
    """A log-in under way."""

    user: User
    csrf: str


def add(connection: Connection, user: User, now_ms: int) -> None:
    """A new user."""
    connection.execute(insert(console_user).values(**user._asdict(), created_ms=now_ms))


def find(connection: Connection, name: str) -> User | None:
    """The user of a name."""
    row = connection.execute(_users().where(console_user.c.name == name)).first()
    return User(*row) if row else None


def every(connection: Connection) -> list[User]:
    """All of them, by name."""
    return [User(*row) for row in connection.execute(_users().order_by(console_user.c.name))]


def set_password(connection: Connection, name: str, password_hash: str) -> None:
    """A new password ends every session that the old one began."""
    connection.execute(
        update(console_user).where(console_user.c.name == name).values(password_hash=password_hash)
    )
    end_sessions_of(connection, name)


def disable(connection: Connection, name: str) -> None:
    """A user may no longer log in."""
    connection.execute(update(console_user).where(console_user.c.name == name).values(is_disabled=True))
    end_sessions_of(connection, name)


def begin_session(
    connection: Connection, name: str, token: str, csrf: str, now_ms: int, expires_ms: int
) -> None:
    """Remember a log-in by the hash of its token; expired ones are forgotten on the way."""
    connection.execute(delete(console_session).where(console_session.c.expires_ms < now_ms))
    connection.execute(
        insert(console_session).values(
            token_hash=_token_hash(token), user_name=name, csrf=csrf, expires_ms=expires_ms
        )
    )


def find_session(connection: Connection, token: str, now_ms: int) -> Session | None:
    """The session of a token while it lasts and its user may log in."""
    row = connection.execute(
        _users()
        .add_columns(console_session.c.csrf)
        .join(console_session, console_session.c.user_name == console_user.c.name)
        .where(
            console_session.c.token_hash == _token_hash(token),
            console_session.c.expires_ms >= now_ms,
            console_user.c.is_disabled.is_(False),
        )
    ).first()
    return Session(User(*row[:-1]), row[-1]) if row else None


def end_session(connection: Connection, token: str) -> None:
    """Log out."""
    connection.execute(delete(console_session).where(console_session.c.token_hash == _token_hash(token)))


def end_sessions_of(connection: Connection, name: str) -> None:
    """Log a user out everywhere."""
    connection.execute(delete(console_session).where(console_session.c.user_name == name))


def _users() -> Select[Any, Any, Any, Any]:
    return select(
        console_user.c.name,
        console_user.c.full_name,
        console_user.c.password_hash,
        console_user.c.is_disabled,
    )


def _token_hash(token: str) -> bytes:
    return sha256(b"soxa/session/1" + token.encode()).digest()
