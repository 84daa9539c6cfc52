"""What a worker process keeps an eye on beside serving."""

from pathlib import Path

import anyio

from server.gate import Gate

LOOK_EVERY_S = 0.1


async def close_on_sign(gate: Gate, sign: Path) -> None:
    """Close the gate once the parent process has hung out its sign: it is about to stop us."""
    while not sign.exists():
        await anyio.sleep(LOOK_EVERY_S)
    gate.close()
