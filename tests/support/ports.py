"""Ports for servers that must know theirs before they listen, or keep it while they are down.

Where a program asks for any port, the system gives it one of its own range (from 32768, elsewhere from 49152
on), and so it does for every connection out. Ours lie below: nobody is given one between our look and the
server that takes it.
"""

import socket
from contextlib import ExitStack, suppress
from secrets import randbelow

LOWEST, COUNT = 20_000, 12_000


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Several, no two of them the same."""
    with ExitStack() as held:
        found: list[int] = []
        while len(found) < count:
            with suppress(OSError):
                port = LOWEST + randbelow(COUNT)
                held.enter_context(socket.create_server(("127.0.0.1", port)))
                found.append(port)
        return found
