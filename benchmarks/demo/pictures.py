"""Pictures of the real window for the documents: ``python -m benchmarks.demo.pictures`` after the demo.

Each run of the process has one scale; the module starts itself again for the light, dark and 150 % ones.
"""

import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from app.domain.clock import wall_of
from app.platform.secrets import FileSecrets
from app.platform.set_clock import SetClock
from app.storage.profile import Profile, open_profile
from benchmarks import reference
from benchmarks.demo.clerk import Clerk, card_text
from benchmarks.demo.every_screen import picture_every_screen
from benchmarks.demo.office import PIN
from benchmarks.demo.told_tasks import picture_told_tasks
from benchmarks.world import World
from sync.courier.leaving import WRITTEN
from ui.bootstrap import desk_of
from ui.dossier.view import DossierPage
from ui.exchange.view import ExchangeView
from ui.help.view import HelpDesk
from ui.main_window import BOARD, DOSSIERS, EXCHANGE, HELP, MACHINE, RECEPTION, REPORTS
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.selftest.run import LIMIT_S
from ui.settings.desk import SettingsDesk
from ui.theme.look import Look, Mode
from ui.window import resources
from ui.workplace import Workplace

DEMO = Path("build/demo")
PICTURES = Path("docs/user-guide/images")
SCREEN = (1366, 697)  # what is left of 1366x768 below a title and above a task bar
VARIANTS = (("dark", "1"), ("150", "1.5"), ("light", "1"))  # in the last one tasks are worked


def main() -> int:
    """Every variant in a process of its own."""
    for name, scale in VARIANTS:
        environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, "-m", "benchmarks.demo.pictures", name], check=True, env=environment)
    return 0


def take(variant: str) -> None:
    """One variant of every screen, on the demo's day a little after its last exchange."""
    application = QApplication(sys.argv[:1])
    look = Look(application, resources())
    look.choose(Mode.DARK if variant == "dark" else Mode.LIGHT)
    key_file = DEMO / "keys" / "desk-1.key"
    clock = SetClock(datetime(2020, 1, 1))
    profile = open_profile(DEMO / "desk-1", FileSecrets(key_file), clock)
    clock.put(datetime.combine(_last_day(profile), time(16, 41)))
    place = Workplace(
        look,
        desk_of(profile, clock),
        PdfFolder(DEMO / "slips"),
        DEMO / "soxa.log",
        profile=profile,
        accepts_samples=True,
    )
    window = OfficeWindow(place)
    QCursor.setPos(QPoint(*SCREEN))  # a row under the pointer looks chosen
    ratio = window.devicePixelRatioF()
    window.resize(round(SCREEN[0] / ratio), round(SCREEN[1] / ratio))
    window.show()
    clerk = Clerk(window, PICTURES)
    clerk.picture(f"login-{variant}")
    clerk.log_in(PIN)
    if variant == "light":
        picture_every_screen(clerk, look)
    _walk(clerk, variant, profile)
    if variant == "light":
        picture_told_tasks(clerk, clock)
    window.close()
    profile.close()


def _walk(clerk: Clerk, variant: str, profile: Profile) -> None:
    for desk, name in (
        (BOARD, "s1-board"),
        (DOSSIERS, "dossiers"),
        (REPORTS, "s10-reports"),
        (EXCHANGE, "s9-sync"),
        (MACHINE, "settings"),
    ):
        clerk.show(desk)
        if isinstance(shown := clerk.window.desks[desk], SettingsDesk):
            shown.tabs.setCurrentIndex(0)
        clerk.picture(f"{name}-{variant}")
    _picture_of_stick(clerk, variant)
    _picture_of_help(clerk, variant)
    clerk.window.workplace.dossier_wanted.emit(_eventful_dossier(profile))
    page = clerk.window.desks[DOSSIERS].findChild(DossierPage)
    clerk.wait_until(lambda: page.sheets[0].model().rowCount() > 0, "the dossier to be read")
    clerk.settle()
    clerk.picture(f"s4-dossier-{variant}")
    clerk.show(RECEPTION)
    world = World(reference.load(), 5)
    clerk.window.show_desk(RECEPTION)
    clerk.press(Qt.Key.Key_F2)
    clerk.scan(card_text(world.person()))
    clerk.type("ksinh")
    clerk.press(Qt.Key.Key_Return)
    clerk.settle(600)
    clerk.picture(f"s2-reception-{variant}")
    clerk.press(Qt.Key.Key_F6)
    clerk.settle(600)
    clerk.window.reception.applicant.earlier.setFocus()
    clerk.press(Qt.Key.Key_Delete)  # what was put aside would stand in the next variant's pictures
    clerk.settle(600)


def _picture_of_stick(clerk: Clerk, variant: str) -> None:
    """The stick's page after a bundle was written into a folder beside the demo."""
    folder = DEMO / "SOXA-MAU"
    folder.mkdir(exist_ok=True)
    clerk.show(EXCHANGE)
    view = clerk.window.desks[EXCHANGE]
    assert isinstance(view, ExchangeView)
    view.show_usb()
    view.usb.folder_chosen.emit(str(folder))
    clerk.wait_until(view.usb.write.isEnabled, "the stick to be looked at")
    view.usb.ask_write()
    clerk.wait_until(lambda: view.usb.outcome.text() == WRITTEN, "the bundle to be read back")
    clerk.settle()
    clerk.picture(f"s9-usb-{variant}")
    view.leave_usb()


def _picture_of_help(clerk: Clerk, variant: str) -> None:
    """The machine proved before the clerk's eyes."""
    clerk.show(HELP)
    desk = clerk.window.desks[HELP]
    assert isinstance(desk, HelpDesk)
    desk.test.click()
    clerk.wait_until(desk.test.isEnabled, "the machine to be proved", patience_s=LIMIT_S)
    clerk.picture(f"s13-help-{variant}")


def _last_day(profile: Profile) -> date:
    with profile.store.read() as connection:
        last = connection.exec_driver_sql("SELECT max(received_ms) FROM dossier").scalar_one()
    return wall_of(last).date()


def _eventful_dossier(profile: Profile) -> int:
    """An open dossier with the longest timeline."""
    with profile.store.read() as connection:
        return int(
            connection.exec_driver_sql(
                "SELECT e.dossier_id FROM dossier_event e JOIN dossier_state s USING (dossier_id) "
                "WHERE s.is_open = 1 AND s.lane = 0 GROUP BY e.dossier_id "
                "ORDER BY count(*) DESC, e.dossier_id LIMIT 1"
            ).scalar_one()
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        take(sys.argv[1])
    else:
        raise SystemExit(main())
