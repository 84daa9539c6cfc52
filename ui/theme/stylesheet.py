"""The one style sheet, made from two templates.

``measures.qss`` holds sizes; ``colours.qss`` follows, or ``contrast.qss`` under a high-contrast system, which
names only the system's own colours. In them ``$28px`` is a length scaled with the type, ``$line2`` a token,
``$pictures`` the theme's folder of drawings, which Qt can take from files only.
"""

import re
from collections.abc import Callable
from pathlib import Path

from ui.theme.tokens import CONTRAST, DARK, Tokens

_PICTURES = ((DARK, "dark"), (CONTRAST, "contrast"))
_VALUE = re.compile(r"\$(\w+)")


def stylesheet(folder: Path, tokens: Tokens | None, px: Callable[[int], int]) -> str:
    """The style sheet of a theme; without tokens it sets no colour that is not the system's."""
    names = ("measures.qss", "contrast.qss" if tokens is None else "colours.qss")
    template = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    pictures = folder / next((name for theme, name in _PICTURES if theme == tokens), "light")

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "pictures":
            return pictures.as_posix()
        if name.endswith("px"):
            return f"{px(int(name.removesuffix('px')))}px"
        return str(getattr(tokens, name))

    return _VALUE.sub(value, template)
