"""Catches what is dropped on a window or pasted into it, when it is a file or a picture."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

MOST_PASTED_PIXELS = 80_000_000


class FileCatcher(QObject):
    """``files_given`` carries paths, ``picture_given`` a picture's bytes.

    Fields let both pass to the window, as ``WordsEdit`` does: a path in a field would help nobody.
    """

    files_given = Signal(list)
    picture_given = Signal(bytes)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # Qt's own name from here on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not getattr(self, "_window", None):
            return False
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            return self._takes(event.mimeData())
        if isinstance(event, QDragEnterEvent) and is_file_or_picture(event.mimeData()):
            event.acceptProposedAction()
            return True
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste):
            return self._takes(QGuiApplication.clipboard().mimeData())
        return False

    def _takes(self, given: QMimeData) -> bool:
        paths = paths_of(given)
        picture = b"" if paths else picture_of(given)
        if paths:
            self.files_given.emit(paths)
        elif picture:
            self.picture_given.emit(picture)
        return bool(paths or picture)


def is_file_or_picture(given: QMimeData) -> bool:
    """Whether this is no text: a file of this machine, or a picture."""
    return bool(paths_of(given)) or (given.hasImage() and not given.hasText())


def paths_of(given: QMimeData) -> list[Path]:
    """The files that were given; folders and addresses elsewhere are none."""
    paths = [Path(url.toLocalFile()) for url in given.urls() if _is_here(url)]
    return [path for path in paths if path.is_file()]


def picture_of(given: QMimeData) -> bytes:
    """A picture of the clipboard as PNG; b"" where there is none."""
    image = given.imageData() if given.hasImage() and not given.hasText() else None
    if not isinstance(image, QImage) or image.width() * image.height() > MOST_PASTED_PIXELS:
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _is_here(url: QUrl) -> bool:
    return url.isLocalFile()
