"""What is done for the communes once their desks have been answered, beside serving.

What was stored and not applied within its request is applied here, for many communes in one transaction: in a
crowd that costs each of them a fraction of what it would cost alone. When a commune has been quiet for a
moment its checkpoint is made.
"""

import logging
from collections.abc import Sequence

from server import checkpoints
from server.applying import apply_together
from server.context import Server
from server.storage.engine import UNAVAILABLE

TOGETHER = 16  # communes; more would hold the database long
LOOK_EVERY_S = 0.1
LOOK_FOR_QUIET_EVERY_S = 0.5
AFTER_TROUBLE_S = 5.0

logger = logging.getLogger("server")


async def apply_what_waits(server: Server) -> None:
    """Until the server stops; what is left then is applied at the next start."""
    while not server.gate.is_closing:
        await server.gate.rest(LOOK_EVERY_S)
        while not server.gate.is_closing and (codes := server.waiting.take_unapplied(TOGETHER)):
            await _apply(server, codes)


async def _apply(server: Server, codes: Sequence[str]) -> None:
    try:
        for code in await server.gate.work_aside(apply_together, server, codes):
            server.waiting.apply_in(code, 0)
    except UNAVAILABLE:
        logger.warning("database unavailable: what is left to apply is tried again")
        for code in codes:
            server.waiting.apply_alone_in(code, AFTER_TROUBLE_S)
    except Exception:  # a mistake of ours in one commune must not hold back the others
        logger.exception("applying failed")
        for code in codes if len(codes) > 1 else ():
            await _apply(server, [code])


async def make_checkpoints(server: Server) -> None:
    """Until the server stops, a little at a time, so that others come between."""
    while not server.gate.is_closing:
        await server.gate.rest(LOOK_FOR_QUIET_EVERY_S)
        for code in server.waiting.take_quiet():
            await _make_checkpoint(server, code)


async def _make_checkpoint(server: Server, commune: str) -> None:
    gate = server.gate
    try:
        making = await gate.work_long(checkpoints.begin, server, commune, checkpoints.QUIET_MS)
        while making is not None and not gate.is_closing and await gate.work_long(making.step):
            pass
    except UNAVAILABLE:
        logger.warning("database unavailable: the checkpoint is made another time")
    except Exception:  # the next change of the commune tries again; serving goes on
        logger.exception("a checkpoint could not be made")
