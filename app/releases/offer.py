"""The offer: what a district offers for one platform, small enough to be asked for at every exchange.

It is the TUF target ``releases/<platform>/current.json``, kept as ``releases/<platform>/<version>.json`` too:

    {"format": 1, "version": "0.1.1", "platform": "win-amd64", "least_version": "0.1.0",
     "notes": "Sửa lỗi in sổ.", "manifest": ["<sha256>", bytes],
     "deltas": [["<new sha256>", "<old sha256>", bytes], ...]}

The manifest itself travels like any content: as a blob, or as a delta from the ``release.json`` that the
machine runs. All else follows from the manifest: an offer grows with what has changed, not with the program.
"""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from app.releases.content import Content, FileBytes, Sha256, content_in
from app.releases.errors import ReleaseDamaged, ReleaseRefused
from app.releases.manifest import MOST_MANIFEST_BYTES, Manifest, check_platform, decode, read_manifest
from app.releases.version import Version

FORMAT = 1
MOST_OFFER_BYTES = 4 * 1024 * 1024
MOST_DELTAS = 20_000
MOST_NOTE_CHARACTERS = 500


class Delta(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A way from an old content to a new one, and how many bytes it takes."""

    sha256: Sha256
    old_sha256: Sha256
    size: FileBytes


class Offer(msgspec.Struct, frozen=True):
    """A release as it is offered; ``least_version`` is the oldest that may be replaced by it."""

    format: int
    version: str
    platform: str
    least_version: str
    notes: Annotated[str, Meta(max_length=MOST_NOTE_CHARACTERS)]
    manifest: Content
    deltas: Annotated[tuple[Delta, ...], Meta(max_length=MOST_DELTAS)] = ()

    def replaces(self, version: str) -> bool:
        """Whether a machine that runs this version may be given the release."""
        running = Version.read(version)
        return Version.read(self.least_version) <= running < Version.read(self.version)


def make_offer(manifest: Manifest, content: Content, least_version: str, notes: str) -> Offer:
    """An offer without deltas yet; raises ReleaseRefused for what a desk would refuse."""
    offer = Offer(FORMAT, manifest.version, manifest.platform, least_version, notes, content)
    return read_offer(encode(offer), manifest.platform)


def with_deltas(offer: Offer, deltas: Iterable[Delta]) -> Offer:
    """The offer with these ways, in a fixed order."""
    return msgspec.structs.replace(offer, deltas=tuple(sorted(deltas)))


def encode(offer: Offer) -> bytes:
    """The offer's bytes."""
    return msgspec.json.encode(offer) + b"\n"


def read_offer(data: bytes, platform: str) -> Offer:
    """What is offered to this platform; raises ReleaseTooNew or ReleaseRefused."""
    offer = decode(data, Offer, FORMAT, MOST_OFFER_BYTES)
    check_platform(offer.platform)
    if offer.platform != platform:
        raise ReleaseRefused("an offer for another platform")
    if Version.read(offer.least_version) > Version.read(offer.version):
        raise ReleaseRefused("an offer that replaces nothing")
    if offer.manifest.size > MOST_MANIFEST_BYTES:
        raise ReleaseRefused("a manifest longer than any honest one")
    return offer


def offered_manifest(data: bytes, offer: Offer) -> Manifest:
    """The manifest that the offer means; raises ReleaseDamaged when the bytes are others."""
    if content_in(data) != offer.manifest:
        raise ReleaseDamaged("release.json")
    manifest = read_manifest(data)
    if (manifest.version, manifest.platform) != (offer.version, offer.platform):
        raise ReleaseRefused("a manifest of another release")
    return manifest


def current_target(platform: str) -> str:
    """The TUF target that names the newest release of a platform."""
    return f"releases/{platform}/current.json"


def release_target(platform: str, version: str) -> str:
    """The TUF target that keeps the offer of one release."""
    return f"releases/{platform}/{version}.json"
