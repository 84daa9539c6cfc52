"""Names that try to be something else: markup, formulas, templates, SQL, style sheets, hidden signs."""

import random

FRAGMENTS = (
    "<img src=file:///etc/hostname>",
    '<img src="http://localhost:9/x.png">',
    "<link rel=stylesheet href=file:///x.css>",
    "<b>",
    "</td></tr></table>",
    "<!-- each:components -->",
    "<!-- end -->",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "'; DROP TABLE dossiers; --",
    "$code",
    "${applicant_name}",
    "{0.__class__}",
    "%s%n",
    "&lt;b&gt;",
    "&#x202e;",
    "* { color: red }",
    "url(file:///etc/hostname)",
    "\\n\\x00",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200f",
    "\u061c",
    "\u200b",
    "\ufeff",
    "\x00",
    "\x1b[31m",
)
NAMES = ("Nguyễn Văn Mẫu", "Giàng A Páo", "H'Wen Niê", "Trần Thị Đường", "Nguyễn Thị Hủ")


def hostile_names(count: int) -> list[str]:
    """The same names every time."""
    dice = random.Random(11)
    return [_hostile_name(dice, number) for number in range(count)]


def _hostile_name(dice: random.Random, number: int) -> str:
    parts = [*dice.sample(FRAGMENTS, dice.randint(1, 3)), dice.choice(NAMES), str(number)]
    dice.shuffle(parts)
    return dice.choice(("", " ", "  ")).join(parts)
