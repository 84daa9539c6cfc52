"""What can be wrong with bytes that claim to be changes."""

UNREADABLE = (ValueError, RecursionError)
"""What a decoder raises for foreign bytes: msgspec's DecodeError and a bad UTF-8 text are ValueErrors; arrays
nested without end exhaust the stack."""


class BadChange(Exception):
    """Bytes that are refused; ``code`` is stable and goes over the wire, the text is for the log."""

    code = "bad_change"


class Malformed(BadChange):
    """Not the format, truncated, or over a limit."""

    code = "malformed"


class UnknownFormat(BadChange):
    """Written by a version this program cannot read."""

    code = "unknown_format"


class BrokenChain(BadChange):
    """The changesets do not lead from the previous head to the signed one."""

    code = "broken_chain"


class BadSignature(BadChange):
    """Not signed by whom it names."""

    code = "bad_signature"


class OutOfScope(BadChange):
    """A valid certificate used outside what it allows."""

    code = "out_of_scope"


class NoLongerTrusted(BadChange):
    """Sealed by a device whose revocation was heard of, behind what counts of it."""

    code = "revoked"
