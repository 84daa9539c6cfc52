"""Values that others wrote, as the applier checks them; the rules themselves are those of ``app.changes``."""

from app.changes.cells import fitting, ref_of, within_64_bits

__all__ = ["fitting", "ref_of", "within_64_bits"]
