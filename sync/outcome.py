"""What an exchange is at, and what it did."""

from dataclasses import dataclass, field
from enum import Enum

CLOCK_TOLERANCE_MS = 5 * 60 * 1000


class Stage(Enum):
    """What the exchange is at, in the words shown."""

    SEAL = "Niêm phong"
    SEND = "Gửi"
    RECEIPT = "Nhận giấy biên nhận"
    FEED = "Nhận thay đổi của bàn khác"
    APPLY = "Ghi vào sổ"
    CATALOGUE = "Nhận danh mục"
    SCANS = "Bản quét"


@dataclass
class Outcome:
    """What an exchange did; not frozen, it grows while the exchange goes on.

    ``clock_off_ms`` is how far this PC's clock is ahead (negative: behind); ``is_reborn`` says that the
    device goes on under a new log; ``problems`` are sentences of what could not be done; ``ran_out`` says
    that the time the line was up for ended before everything was carried; ``retry_after_s`` is how long the
    server wants to be left alone.
    """

    sent_segments: int = 0
    receipts: int = 0
    received_segments: int = 0
    applied: int = 0
    conflicts: int = 0
    waiting: int = 0
    new_leases: int = 0
    catalogue_version: str = ""
    clock_off_ms: int = 0
    is_reborn: bool = False
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    ran_out: bool = False
    retry_after_s: int = 0

    @property
    def is_clock_off(self) -> bool:
        """Whether the officer should set the PC's clock."""
        return abs(self.clock_off_ms) > CLOCK_TOLERANCE_MS

    def note(self, problem: str) -> None:
        """Add a sentence, once."""
        if problem not in self.problems:
            self.problems.append(problem)
