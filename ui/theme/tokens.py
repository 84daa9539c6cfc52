"""The colours of the program, each named for what it means.

Nothing else in ``ui/`` names a colour: the palette, the style sheet and the paint code all read these. The
contrast of every token against every ground of its theme is computed by a test.
"""

from dataclasses import dataclass
from typing import Literal

TokenName = Literal[
    "window", "surface", "bar", "sunken", "select", "hover",
    "line", "line2", "text", "text2", "text3",
    "accent", "accent_hover", "accent_press", "on_accent",
    "new", "new_bg", "ok", "ok_bg", "due", "due_bg", "late", "late_bg", "pause", "pause_bg",
    "train",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme, as ``#RRGGBB``."""

    window: str
    surface: str
    bar: str
    sunken: str
    select: str
    hover: str

    line: str
    line2: str
    text: str
    text2: str
    text3: str

    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str

    new: str
    new_bg: str
    ok: str
    ok_bg: str
    due: str
    due_bg: str
    late: str
    late_bg: str
    pause: str
    pause_bg: str

    train: str


LIGHT = Tokens(
    window="#F1F2F0",
    surface="#FFFFFF",
    bar="#E7E9E6",
    sunken="#F7F8F6",
    select="#DCE6F4",
    hover="#F0F3F2",
    line="#D5D9D4",
    line2="#7F8782",
    text="#191D1B",
    text2="#4A524E",
    text3="#5F6762",
    accent="#24477F",
    accent_hover="#1B3763",
    accent_press="#142A4D",
    on_accent="#FFFFFF",
    new="#0B66AD",
    new_bg="#E6F1FA",
    ok="#1C7140",
    ok_bg="#E7F3EA",
    due="#8C5000",
    due_bg="#FCF0DA",
    late="#B3231B",
    late_bg="#FCE9E7",
    pause="#59615D",
    pause_bg="#ECEEEC",
    train="#C62A20",
)

DARK = Tokens(
    window="#1B1E1D",
    surface="#232726",
    bar="#2B302E",
    sunken="#1F2322",
    select="#27394F",
    hover="#2A302F",
    line="#3A403D",
    line2="#7C8580",
    text="#E8EBE9",
    text2="#BAC1BD",
    text3="#9CA4A0",
    accent="#9DBDF0",
    accent_hover="#B5CEF5",
    accent_press="#86ABE6",
    on_accent="#10203A",
    new="#7DBBEF",
    new_bg="#1D3345",
    ok="#7CCB96",
    ok_bg="#1E3727",
    due="#EDB55C",
    due_bg="#40311A",
    late="#FF9A90",
    late_bg="#4A2422",
    pause="#A9B0AC",
    pause_bg="#303533",
    train="#FF7A6E",
)

# For whoever sees little: white on black, hairlines as strong as text, one loud colour for what acts.
CONTRAST = Tokens(
    window="#000000",
    surface="#000000",
    bar="#000000",
    sunken="#000000",
    select="#10365F",
    hover="#262626",
    line="#FFFFFF",
    line2="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#E6E6E6",
    accent="#FFE14D",
    accent_hover="#FFEE99",
    accent_press="#FFD000",
    on_accent="#000000",
    new="#8FD0FF",
    new_bg="#000000",
    ok="#7CEBA0",
    ok_bg="#000000",
    due="#FFC45E",
    due_bg="#000000",
    late="#FFB3AB",
    late_bg="#000000",
    pause="#FFFFFF",
    pause_bg="#000000",
    train="#FF8A80",
)
