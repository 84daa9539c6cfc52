"""Enrolment tickets: only the hash of the secret is kept."""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from server.storage.schema import ticket


class StoredTicket(NamedTuple):
    """A ticket; ``used_by`` is the key of the device that it enrolled."""

    role: str
    expires_ms: int
    used_by: bytes | None


class TicketLine(NamedTuple):
    """A ticket as the console lists it; ``used_ms`` None while it waits."""

    commune: str
    created_ms: int
    created_by: str
    expires_ms: int
    used_ms: int | None


def secret_hash(secret: bytes) -> bytes:
    """What is kept of a secret; 80 random bits need no salt."""
    return sha256(b"soxa/ticket/1" + secret).digest()


def add(
    connection: Connection, commune: str, secret: bytes, role: str, author: str, now_ms: int, expires_ms: int
) -> None:
    """A ticket is handed out."""
    connection.execute(
        insert(ticket).values(
            commune=commune,
            secret_hash=secret_hash(secret),
            role=role,
            created_ms=now_ms,
            created_by=author,
            expires_ms=expires_ms,
        )
    )


def find_for_use(connection: Connection, commune: str, secret: bytes) -> StoredTicket | None:
    """The ticket of a secret, locked until commit so that it can be used once."""
    row = connection.execute(
        select(ticket.c.role, ticket.c.expires_ms, ticket.c.used_by)
        .where(ticket.c.commune == commune, ticket.c.secret_hash == secret_hash(secret))
        .with_for_update()
    ).first()
    return StoredTicket(*row) if row else None


def use(connection: Connection, commune: str, secret: bytes, device_key: bytes, now_ms: int) -> None:
    """A ticket has enrolled a device."""
    connection.execute(
        update(ticket)
        .where(ticket.c.commune == commune, ticket.c.secret_hash == secret_hash(secret))
        .values(used_by=device_key, used_ms=now_ms)
    )


def recent(connection: Connection, limit: int = 100) -> list[TicketLine]:
    """The newest tickets, for the console."""
    columns = (
        ticket.c.commune,
        ticket.c.created_ms,
        ticket.c.created_by,
        ticket.c.expires_ms,
        ticket.c.used_ms,
    )
    statement = select(*columns).order_by(ticket.c.created_ms.desc()).limit(limit)
    return [TicketLine(*row) for row in connection.execute(statement)]
