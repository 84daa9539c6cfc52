"""The Qt palette of a theme, and the tokens of a system that brings its own high-contrast palette."""

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import TokenName, Tokens

Role = QPalette.ColorRole

_ROLES: tuple[tuple[Role, TokenName], ...] = (
    (Role.Window, "window"),
    (Role.Base, "surface"),
    (Role.AlternateBase, "sunken"),
    (Role.Button, "surface"),
    (Role.Text, "text"),
    (Role.WindowText, "text"),
    (Role.ButtonText, "text"),
    (Role.PlaceholderText, "text3"),
    (Role.Highlight, "select"),
    (Role.HighlightedText, "text"),
    (Role.Link, "accent"),
    (Role.LinkVisited, "accent"),
    (Role.Accent, "accent"),
    (Role.ToolTipBase, "surface"),
    (Role.ToolTipText, "text"),
    (Role.Light, "surface"),
    (Role.Midlight, "bar"),
    (Role.Mid, "line"),
    (Role.Dark, "line2"),
)

_GREYED = (Role.Text, Role.WindowText, Role.ButtonText)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette that Fusion and every unstyled widget draw with."""
    palette = QPalette()
    for role, name in _ROLES:
        palette.setColor(role, QColor(getattr(tokens, name)))
    for role in _GREYED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text3))
    return palette


def system_tokens(palette: QPalette) -> Tokens:
    """The tokens under a high-contrast system: its colours alone, so only shapes and words tell states apart.

    A selected row keeps the plain ground, because its text has one colour: its edge and border mark it.
    """
    text, ground = palette.color(Role.WindowText).name(), palette.color(Role.Window).name()
    accent, on_accent = palette.color(Role.Highlight).name(), palette.color(Role.HighlightedText).name()
    return Tokens(
        window=ground, surface=ground, bar=ground, sunken=ground, select=ground, hover=ground,
        line=text, line2=text, text=text, text2=text, text3=text,
        accent=accent, accent_hover=accent, accent_press=accent, on_accent=on_accent,
        new=text, new_bg=ground, ok=text, ok_bg=ground, due=text, due_bg=ground,
        late=text, late_bg=ground, pause=text, pause_bg=ground,
        train=text,
    )  # fmt: skip
