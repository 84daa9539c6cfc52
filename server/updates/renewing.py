"""Keeps the timestamp fresh beside serving: desks believe no updates folder whose timestamp has ended."""

import logging

import anyio
from anyio import to_thread

from app.errors import AppError
from server.context import Server
from server.updates.publishing import DAY_MS, renew
from server.updates.repository import Repository, ends_ms, repository_of

EVERY_S = 6 * 3600
WARN_DAYS = 60  # a ceremony needs people, and people need notice

logger = logging.getLogger("server.updates")


async def keep_fresh(server: Server, every_s: float = EVERY_S) -> None:
    """Look now and then whether it is time; a failure is logged and the next look comes all the same."""
    while True:
        await to_thread.run_sync(renew_once, server)
        await anyio.sleep(every_s)


def renew_once(server: Server) -> None:
    """One look."""
    repository, now_ms = repository_of(server.settings), server.clock.now_ms()
    try:
        if renew(repository, now_ms):
            logger.info("updates: timestamp renewed")
        if repository.exists:
            _warn_of_ends(repository, now_ms)
    except (AppError, OSError):
        logger.exception("updates: the timestamp could not be renewed")


def _warn_of_ends(repository: Repository, now_ms: int) -> None:
    for role, signed in (("root", repository.root().signed), ("targets", repository.targets().signed)):
        days = (ends_ms(signed) - now_ms) // DAY_MS
        if days < WARN_DAYS:
            logger.warning("updates: %s ends in %d days; run soxa-server updates rotate-root", role, days)
