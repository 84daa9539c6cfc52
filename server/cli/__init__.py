"""The administrator's command line: ``soxa-server``."""

from server.cli.main import main

__all__ = ["main"]
