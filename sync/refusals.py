"""A server's refusal of a whole request, by its stable code, as the error that says what to do."""

from collections.abc import Callable, Mapping

from sync import errors
from sync.errors import ServerTrouble, SyncError

REFUSALS: Mapping[str, Callable[[], SyncError]] = {
    "unknown_ticket": errors.TicketUnknown,
    "ticket_used": errors.TicketUsed,
    "ticket_expired": errors.TicketExpired,
    "device_known": errors.EnrolledBefore,
    "unknown_device": errors.DeviceUnknown,
    "revoked": errors.DeviceRevoked,
    "out_of_scope": errors.LogUnknown,
    "too_slow": errors.LineCut,
    "truncated": errors.LineCut,
    "unknown_version": errors.VersionMismatch,
}


def refused(code: str) -> SyncError:
    """The error for a code; one that no desk can act on is the server's trouble."""
    return REFUSALS[code]() if code in REFUSALS else ServerTrouble(code)
