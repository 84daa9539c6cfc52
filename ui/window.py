"""Starts the program with a window: one for each profile, made on the first start, locked until log-in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from app import log, paths
from app.crash.watch import Watch, watched
from app.errors import AppError
from app.platform.secrets import vault
from app.platform.system_clock import SystemClock
from app.services import officers, preferences
from app.storage.errors import AlreadyOpen, KeyMissing, NewerDatabase
from app.storage.half_made import is_half_made
from app.storage.profile import (
    Profile,
    ProfileFolder,
    ProfileKind,
    begin_profile,
    held_by_window,
    read_info,
)
from app.storage.restore import restore_key
from app.training import founding
from ui.bootstrap import desk_of, opened_profile
from ui.login.first_start import FirstStart
from ui.login.recovery import RecoveryDialog
from ui.messages import install_excepthook, sentence_for
from ui.office_window import OfficeWindow
from ui.printing.sinks import DefaultPrinter
from ui.single_instance import Doorbell, bring_to_front, ring
from ui.sweeper import Sweeper
from ui.theme.look import Look, Mode
from ui.updates.start import Beginning, begin
from ui.updates.trying import put_books_back
from ui.widgets.message_bar import Message
from ui.workplace import FAILURE, Workplace

PROGRAM = "Sổ Xã"
CANNOT_START = 1
TITLE_BAR = 31


def run(profile_root: Path, *, is_training: bool = False) -> int:
    """Open the window of a profile, under watch from its first moment; the program's exit status.

    ``is_training``: training's books lie there, or are to be made there.
    """
    log_file = log.start(paths.log_folder())
    with watched(log_file.parent) as watch:
        return _start(profile_root, log_file, watch, is_training=is_training)


def _start(profile_root: Path, log_file: Path, watch: Watch, *, is_training: bool) -> int:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationDisplayName(PROGRAM)
    app.commitDataRequest.connect(watch.expect_end)
    Sweeper(app)
    look = Look(app, resources())
    fit_screen(look, app.primaryScreen())
    install_excepthook(_tell, log_file)
    try:
        if is_training or founding.is_training(profile_root):
            return _run_training(app, look, profile_root, log_file)
        return _run(app, look, profile_root, log_file)
    except AlreadyOpen as error:
        if ring(profile_root):
            return 0
        _tell(str(error))
        return CANNOT_START
    except AppError as error:
        _tell(str(error))
        return CANNOT_START


def fit_screen(look: Look, screen: QScreen) -> None:
    """Keep every button on a small screen at a large scale, at once and when the scale is changed."""

    def fit() -> None:
        room = screen.availableSize()
        look.fit(room.width(), room.height() - TITLE_BAR)

    screen.availableGeometryChanged.connect(fit)
    fit()


def resources() -> Path:
    """The folder of icons, fonts, styles and templates."""
    return Path(str(files("resources")))


def _run_training(app: QApplication, look: Look, root: Path, log_file: Path) -> int:
    """No version is tried on training's books, and none is looked for from there."""
    from ui.training.start import open_training  # an office's start needs nothing of it

    root.mkdir(parents=True, exist_ok=True)
    with held_by_window(root):
        return open_training(app, look, root, log_file)


def _run(app: QApplication, look: Look, root: Path, log_file: Path) -> int:
    root.mkdir(parents=True, exist_ok=True)
    with held_by_window(root):
        is_made = ProfileFolder(root).info.exists() and not is_half_made(root)
        if not is_made and not _make_profile(look, root, log_file):
            return 0
        beginning = begin(look, root)
        if not beginning.hands_over:
            return _open_books(app, look, root, log_file, beginning)
    beginning.hand_over()
    return 0


def _open_books(app: QApplication, look: Look, root: Path, log_file: Path, beginning: Beginning) -> int:
    """Work on the books, once what keeps them shut is put right."""
    try:
        return _work(app, look, root, log_file, beginning)
    except KeyMissing:
        if not _recover_key(look, root, log_file):
            return CANNOT_START
    except NewerDatabase:
        put_books_back(root)
    return _work(app, look, root, log_file, beginning)


def _recover_key(look: Look, root: Path, log_file: Path) -> bool:
    """Ask for the recovery code; True once the key is back in the key store."""
    secrets = vault(read_info(root).kind is not ProfileKind.OFFICE, os.environ)
    dialog = RecoveryDialog(
        look, lambda code: restore_key(root, code, secrets), lambda error: sentence_for(error, log_file)
    )
    return dialog.exec() == QDialog.DialogCode.Accepted


def _make_profile(look: Look, root: Path, log_file: Path) -> bool:
    """The first start: a new profile, closed again once its recovery code was confirmed."""

    def make(device_name: str) -> tuple[Profile, str]:
        secrets = vault(False, os.environ)
        return begin_profile(root, ProfileKind.OFFICE, device_name, secrets, SystemClock())

    dialog = FirstStart(
        look,
        make,
        DefaultPrinter(),
        lambda error: sentence_for(error, log_file),
        is_again=is_half_made(root),
        train=lambda: _train_beside(root),
    )
    is_made = dialog.exec() == QDialog.DialogCode.Accepted and dialog.profile is not None
    if dialog.profile is not None:
        dialog.profile.close()
    return is_made


def _train_beside(root: Path) -> None:
    from ui.training.launch import open_beside  # once in the life of a desk, if at all

    open_beside(root)


@contextmanager
def opened_workplace(look: Look, root: Path, log_file: Path) -> Iterator[Workplace]:
    """The books in a folder, ready for a window."""
    clock = SystemClock()
    with opened_profile(root, clock) as profile:
        accepts_samples = profile.info.kind is not ProfileKind.OFFICE
        yield Workplace(
            look,
            desk_of(profile, clock),
            DefaultPrinter(),
            log_file,
            profile=profile,
            accepts_samples=accepts_samples,
        )


def _work(app: QApplication, look: Look, root: Path, log_file: Path, beginning: Beginning) -> int:
    with opened_workplace(look, root, log_file) as workplace:
        wear_preferences(workplace)
        return _show(app, workplace, root, log_file, beginning) if _is_set_up(workplace) else 0


def _is_set_up(workplace: Workplace) -> bool:
    """Whether somebody can log in, asking the office who if need be."""
    if officers.can_anyone_log_in(workplace.desk):
        return True
    from ui.login.set_up import SetUp  # once in the life of a desk

    set_up = SetUp(workplace)
    set_up.exec()
    workplace.seat(set_up.officer)
    return set_up.officer is not None


def _show(app: QApplication, workplace: Workplace, root: Path, log_file: Path, beginning: Beginning) -> int:
    window = OfficeWindow(workplace, beginning.running)
    show_window(window, root, log_file)
    window.updates.begin(beginning.given_up, lambda: window.desks)
    return app.exec()


def show_window(window: OfficeWindow, root: Path, log_file: Path) -> None:
    """Put it on the screen: errors go to its message bar, and a second start brings it to the front."""
    install_excepthook(lambda sentence: window.show_message(Message(FAILURE, sentence, "late")), log_file)
    doorbell = Doorbell(root, window)
    doorbell.rung.connect(lambda: bring_to_front(window))
    window.showMaximized()


def wear_preferences(workplace: Workplace) -> None:
    """Show the theme and the size of type that this desk chose."""
    chosen = preferences.read(workplace.desk)
    workplace.look.choose(Mode(chosen.mode) if chosen.mode in {mode.value for mode in Mode} else Mode.SYSTEM)
    workplace.look.scale(chosen.percent)


def _tell(sentence: str) -> None:
    """One sentence in a small window, for when there is no other to say it in."""
    box = QMessageBox(QMessageBox.Icon.Warning, PROGRAM, sentence)
    box.addButton("Đóng", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
