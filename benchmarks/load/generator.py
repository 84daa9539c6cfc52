"""The process that speaks for all devices: ``generator PLAN PORT``; told by lines of JSON what to do.

It is a process of its own so that its cost can be told apart from the server's. A push counts from the moment
at which it was due, not from when we came to send it: a slow server cannot hide behind a patient client.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from benchmarks.figures import percentile
from benchmarks.load.client import Answer, Line
from benchmarks.load.work import Device, Plan

TAIL_S = 30  # after the last push was due, for those that wait
REFUSED = (429, 503)
LONGEST_RETRY_S = 400


class Speaker:
    """One device: its line, and how far its pushes have come."""

    def __init__(self, port: int, device: Device, server_key: bytes) -> None:
        self._pushes = device.pushes
        self._line = Line(port, device, server_key)
        self._sent = 0
        self.acknowledged_seq = 0

    @property
    def fed_bytes(self) -> int:
        """What came down to it."""
        return self._line.fed_bytes

    async def keep_pace(self, due: list[float], end: float, noted: "Noted") -> None:
        """Send one push at each of these moments, one after the other."""
        for at in due:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if not await self._push(at, end, noted):
                noted.unsent += 1
                return

    async def drain(self, end: float, noted: "Noted") -> None:
        """Send everything and take everything, as a desk whose line came back."""
        start = time.monotonic()
        while self._sent < len(self._pushes) and await self._push(start, end, noted):
            start = time.monotonic()
        await self.pull(end, noted)

    async def pull(self, end: float, noted: "Noted") -> None:
        """Take what the feed has, to its end."""
        while await self._ask(end, noted) and self._line.has_more:
            pass
        self._line.close()

    async def _push(self, since: float, end: float, noted: "Noted") -> bool:
        push = self._pushes[self._sent]
        if not await self._persist(push, push.last_seq, push.head, end, noted):
            return False
        assert self._line.own is not None
        assert self._line.own.stored_seq == push.last_seq, "an answer that does not receipt the push"
        noted.latencies.append(time.monotonic() - since)
        self._sent += 1
        self.acknowledged_seq = push.last_seq
        return True

    async def _ask(self, end: float, noted: "Noted") -> bool:
        last = self._pushes[self._sent - 1] if self._sent else None
        seq, head = (last.last_seq, last.head) if last else (0, b"")
        return await self._persist(None, seq, head, end, noted)

    async def _persist(self, push: Any, seq: int, head: bytes, end: float, noted: "Noted") -> bool:
        """Until it is served, coming back when the server says so; False where the time is over."""
        random = Random(seq)
        while True:
            start = time.monotonic()
            answer = await self._line.push(push, seq, head)
            noted.requests.append(time.monotonic() - start)
            noted.codes[answer.status] += 1
            if answer.status == 200:
                return True
            wait_s = _wait_s(answer, random)
            if time.monotonic() + wait_s > end:
                return False
            await asyncio.sleep(wait_s)


class Noted:
    """What came of a phase."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.requests: list[float] = []
        self.codes: Counter[int] = Counter()
        self.unsent = 0


def _wait_s(answer: Answer, random: Random) -> float:
    if answer.status in REFUSED:
        asked = min(int(answer.headers["retry-after"]), LONGEST_RETRY_S)
        return asked + random.uniform(0, 5)  # as a desk: not before, and not all at once
    return random.uniform(0.5, 2)


async def _paced(speakers: list[Speaker], rate: float, seconds: float, noted: Noted) -> None:
    """Every device in turn, in an order that is new each round."""
    random, start = Random(1), time.monotonic() + 1
    due: dict[int, list[float]] = {number: [] for number in range(len(speakers))}
    moments = 0
    while moments < rate * seconds:
        for number in random.sample(range(len(speakers)), len(speakers)):
            if moments < rate * seconds:
                due[number].append(start + moments / rate)
                moments += 1
    end = start + seconds + TAIL_S
    await asyncio.gather(*(each.keep_pace(due[n], end, noted) for n, each in enumerate(speakers)))


async def _drained(speakers: list[Speaker], seconds: float, noted: Noted) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(*(each.drain(end, noted) for each in speakers))


async def _pulled(speakers: list[Speaker], seconds: float, noted: Noted) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(*(each.pull(end, noted) for each in speakers))


def _said(noted: Noted, speakers: list[Speaker], wall_s: float, cpu_s: float) -> dict[str, Any]:
    said: dict[str, Any] = {
        "acknowledged": len(noted.latencies),
        "unsent": noted.unsent,
        "codes": {str(code): count for code, count in sorted(noted.codes.items())},
        "wall_s": wall_s,
        "generator_cpu_s": cpu_s,
        "down_bytes": sum(each.fed_bytes for each in speakers),
        "logs": [each.acknowledged_seq for each in speakers],
    }
    for name, values in (("push", noted.latencies), ("request", noted.requests)):
        for share in (0.5, 0.95, 0.99) if values else ():
            said[f"{name}_p{round(share * 100)}_s"] = percentile(values, share)
    return said


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _serve(speakers: list[Speaker]) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked, noted = json.loads(line), Noted()
        wall, cpu = time.monotonic(), _cpu_s()
        match asked:
            case {"do": "pace", "rate": rate, "seconds": seconds}:
                await _paced(speakers, rate, seconds, noted)
            case {"do": "drain", "seconds": seconds}:
                await _drained(speakers, seconds, noted)
            case {"do": "pull", "seconds": seconds}:
                await _pulled(speakers, seconds, noted)
        print(json.dumps(_said(noted, speakers, time.monotonic() - wall, _cpu_s() - cpu)), flush=True)


def main(words: list[str]) -> None:
    """``generator PLAN PORT``."""
    plan = msgspec.msgpack.decode(Path(words[0]).read_bytes(), type=Plan)
    speakers = [Speaker(int(words[1]), device, plan.server_key) for device in plan.devices]
    print("ready", flush=True)
    asyncio.run(_serve(speakers))


if __name__ == "__main__":
    main(sys.argv[1:])
