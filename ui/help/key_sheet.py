"""The map of keys on paper, to lie beside the keyboard."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from types import MappingProxyType

from app.printing.literal import literal
from app.printing.page import PrintedForm
from ui.help.keys import Key, KeyGroup

TITLE = "Bảng phím tắt Sổ Xã"
STYLE = "body { font-size: 9pt; }"
HEAD, TITLE_HEAD = "margin-top: 60px; margin-bottom: 10px", "font-size: 13pt"  # of 720 to the inch
NONE = Key("", "")


def key_sheet(groups: Sequence[KeyGroup]) -> PrintedForm:
    """A sheet or two of A4, whole screens under one another; it names no person and no office."""
    html = (
        f"<html><head><style>{STYLE}</style></head><body>"
        f"<p><span style='{TITLE_HEAD}'><b>{literal(TITLE)}</b></span></p>"
        f"{''.join(map(_table, groups))}</body></html>"
    )
    return PrintedForm(
        form="00", pack="", version=0, title=TITLE, code="", copy_label="", html=html,
        images=MappingProxyType({}), content_sha256="",
    )  # fmt: skip


def _table(group: KeyGroup) -> str:
    rows = "".join(f"<tr>{''.join(map(_cells, row))}</tr>" for row in _side_by_side(group.keys))
    return f"<p style='{HEAD}'><b>{literal(group.title)}</b></p><table width='100%'>{rows}</table>"


def _side_by_side(keys: Sequence[Key]) -> Iterator[tuple[Key, Key]]:
    """The first half at the left, the second at the right."""
    half = (len(keys) + 1) // 2
    yield from zip_longest(keys[:half], keys[half:], fillvalue=NONE)


def _cells(key: Key) -> str:
    return f"<td width='15%'><b>{literal(key.name)}</b></td><td width='35%'>{literal(key.words)}</td>"
