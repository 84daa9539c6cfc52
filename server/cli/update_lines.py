"""What the administrator reads about updates: a draft before it is signed, keys, ends, sizes."""

from collections.abc import Iterator

from tuf.api.metadata import Root, Signed, TargetFile

from app.domain.clock import wall_of
from server.updates import drafts
from server.updates.carrying import Carried
from server.updates.drafts import Draft
from server.updates.keys import SHOWN
from server.updates.repository import TIMESTAMP_DAYS, ends_ms


def contents(draft: Draft) -> Iterator[str]:
    """What a person who signs should compare with what was meant."""
    if draft.root is not None:
        yield f"  khóa gốc phiên bản {draft.root.signed.version}, đến hết {day(draft.root.signed)}"
        for role in ("root", "targets", "timestamp"):
            yield f"    {keys_line(draft.root.signed, role)}"
    yield f"  phát hành phiên bản {draft.targets.signed.version}, đến hết {day(draft.targets.signed)}"
    for path, target in sorted(draft.targets.signed.targets.items()):
        yield f"    {path}: {_named(target)}"


def standings(draft: Draft) -> Iterator[str]:
    """How far the signing is."""
    for standing in drafts.standings(draft):
        rest = "đủ" if standing.is_enough else "chưa đủ"
        yield f"  chữ ký {standing.role}: {standing.signed} trên {standing.needed}, {rest}"


def keys_line(root: Root, role: str) -> str:
    """Who may sign a role, and how many must."""
    held = root.roles[role]
    names = ", ".join(key_id[:SHOWN] for key_id in held.keyids)
    return f"{role}: {held.threshold} trong {len(held.keyids)} khóa: {names}"


def carried(stick: Carried) -> str:
    """What was written onto a stick."""
    return (
        f"Đã ghi và đọc lại {stick.files} tệp cập nhật ({kib(stick.bytes)}) trong {stick.folder.name}. "
        f"Máy ở xã nhận được trong khoảng {TIMESTAMP_DAYS - 1} ngày."
    )


def day(signed: Signed) -> str:
    """The day on which metadata end."""
    return f"{wall_of(ends_ms(signed)):%d/%m/%Y}"


def kib(size: int) -> str:
    return f"{max(1, size // 1024):,} KiB".replace(",", ".")


def _named(target: TargetFile) -> str:
    """What the draft says of an offer; a draft from elsewhere may say nothing or nonsense."""
    named = target.custom if isinstance(target.custom, dict) else {}
    return f"bản {named.get('version')}, SHA-256 của release.json {named.get('manifest')}"
