"""What every request is served with; built once by ``server.asgi`` and handed down."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_bytes

from sqlalchemy import Engine

from app.domain.clock import Clock
from app.domain.entropy import Entropy
from server.authority import Authority
from server.blob_vault import Vault
from server.gate import Gate
from server.rate import RateLimit
from server.settings import Settings
from server.waiting import Waiting


@dataclass(frozen=True)
class Server:
    """The running server."""

    settings: Settings
    engine: Engine
    authority: Authority
    clock: Clock
    limit: RateLimit
    epoch: bytes
    vault: Vault
    entropy: Entropy = token_bytes
    monotonic: Callable[[], float] = time.monotonic
    gate: Gate = field(default_factory=Gate)
    waiting: Waiting = field(default_factory=Waiting)
