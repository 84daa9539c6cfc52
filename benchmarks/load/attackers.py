"""Callers who mean harm by doing little: ``attackers PORT HEADERS BODIES`` until the input ends.

Some drip a request's header and never end it, some send the first bytes of a body and then nothing. Whoever
is let go comes again at once. At the end: how often, and how long they were borne with.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress

from benchmarks.figures import median, percentile
from sync.protocol.messages import CONTENT_TYPE

HEADER = b"POST /s1/sync HTTP/1.1\r\nhost: 127.0.0.1\r\n"
STALLED = HEADER + f"content-type: {CONTENT_TYPE}\r\ncontent-length: 60000\r\n\r\n".encode() + b"x" * 512
DRIP_S = 1.0


async def _borne(port: int, said: bytes, drip: bytes) -> float:
    """How long one connection lasts."""
    start = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        waiting = asyncio.ensure_future(reader.read())
        while not waiting.done():
            await asyncio.wait([waiting], timeout=DRIP_S)
            if drip and not waiting.done():
                writer.write(drip)
        with suppress(OSError):
            waiting.result()
    finally:
        writer.close()
    return time.monotonic() - start


async def _again_and_again(port: int, said: bytes, drip: bytes, lasted: list[float]) -> None:
    while True:
        try:
            lasted.append(await _borne(port, said, drip))
        except OSError:
            await asyncio.sleep(1)


async def _attack(port: int, headers: int, bodies: int) -> dict[str, dict[str, float]]:
    lasted: dict[str, list[float]] = {"slow_headers": [], "stalled_bodies": []}
    tasks = [
        *(_again_and_again(port, HEADER, b"x-a: b\r\n", lasted["slow_headers"]) for _ in range(headers)),
        *(_again_and_again(port, STALLED, b"", lasted["stalled_bodies"]) for _ in range(bodies)),
    ]
    running = [asyncio.ensure_future(each) for each in tasks]
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for each in running:
        each.cancel()
    return {name: _summary(values) for name, values in lasted.items()}


def _summary(values: list[float]) -> dict[str, float]:
    if not values:
        return {"let_go": 0}
    return {"let_go": len(values), "median_s": median(values), "p99_s": percentile(values, 0.99)}


def main(words: list[str]) -> None:
    """Attack until the input ends."""
    port, headers, bodies = (int(word) for word in words)
    print(json.dumps(asyncio.run(_attack(port, headers, bodies))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
