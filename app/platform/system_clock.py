"""The PC's clock."""

import time


class SystemClock:
    """Milliseconds as the PC counts them."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000
