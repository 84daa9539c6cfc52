"""The whole URL table."""

from starlette.routing import BaseRoute, Route

from server.handlers import open as anybody
from server.handlers import signed


def routes() -> list[BaseRoute]:
    """What the server answers to."""
    return [
        Route("/health", anybody.healthy),
        Route("/s1/authority", anybody.authority),
        Route("/s1/enrol", anybody.enrolment, methods=["POST"]),
        Route("/s1/sync", signed.sync, methods=["POST"]),
        Route("/s1/catalogue/{version}", signed.catalogue),
    ]
