"""What the running server tells people of its updates: which versions there are, and until when."""

from typing import NamedTuple

from server.updates.repository import Repository, ends_ms
from server.updates.shelf import offered_version


class Offered(NamedTuple):
    """``versions`` by platform; the ends of what was signed offline, after which desks take no update."""

    versions: dict[str, str]
    targets_end_ms: int
    root_end_ms: int


def offered(repository: Repository) -> Offered | None:
    """What desks see now; None for a district without updates. Raises ServerError for a damaged folder."""
    if not repository.exists:
        return None
    targets = repository.targets().signed
    platforms = sorted({path.split("/")[1] for path in targets.targets})
    found = {platform: offered_version(targets, platform) for platform in platforms}
    versions = {platform: version for platform, version in found.items() if version is not None}
    return Offered(versions, ends_ms(targets), ends_ms(repository.root().signed))
