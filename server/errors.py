"""What the server says when it cannot do what was asked.

    AppError
    └── ServerError         one Vietnamese sentence for the administrator at the command line
    Refused                 one status and one stable code for a device (sync.protocol.messages.Refusal)

Anything else is our bug: logged with its traceback, answered with the code "internal" alone.
"""

from app.errors import AppError


class ServerError(AppError):
    """The administrator can act on it."""


class Refused(Exception):
    """A request that is not served; ``reason`` is one English sentence without personal data."""

    def __init__(self, status: int, code: str, reason: str, retry_after_s: int = 0) -> None:
        super().__init__(f"{code}: {reason}")
        self.status = status
        self.code = code
        self.reason = reason
        self.retry_after_s = retry_after_s
