"""The machine's clock, handed to everything that needs the time."""

import time


class SystemClock:
    """Milliseconds since 1970 UTC as this machine believes."""

    def now_ms(self) -> int:
        """Now."""
        return time.time_ns() // 1_000_000
