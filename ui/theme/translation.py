"""Qt's own few words (OK, Hủy, Dán, ...) in Vietnamese: PySide6 ships no qtbase_vi."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

VIETNAMESE = QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam)


def load_translation(app: QCoreApplication, folder: Path) -> None:
    """Have Qt speak Vietnamese in dialogs, menus and dates."""
    QLocale.setDefault(VIETNAMESE)
    translator = QTranslator(app)
    if translator.load("qtbase_vi", str(folder)):
        app.installTranslator(translator)
