"""What every request is served with; built once by ``server.asgi`` and handed down."""

from dataclasses import dataclass

from sqlalchemy import Engine

from app.domain.clock import Clock
from server.authority import Authority
from server.rate import RateLimit
from server.settings import Settings


@dataclass(frozen=True)
class Server:
    """The running server."""

    settings: Settings
    engine: Engine
    authority: Authority
    clock: Clock
    limit: RateLimit
    epoch: bytes
