"""Whether this device's key lives on in two machines, as the district told it."""

from enum import IntEnum


class Twin(IntEnum):
    """The numbers travel in replies."""

    NONE = 0
    SEEN = 1  # another machine was seen too; this one goes on
    FROZEN = 2  # this one came later: it writes nothing until the administrator has decided
    RETIRED = 3  # the other one goes on; this one enrols anew, and nothing it wrote is lost

    @property
    def may_write(self) -> bool:
        """Whether acts may be written on this machine."""
        return self in (Twin.NONE, Twin.SEEN)
