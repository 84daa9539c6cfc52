"""The last mission up to its accident, as a program that test_power_cut_mission.py runs.

    python -m tests.faults.lost_training PROFILE

It receives two dossiers by keys and says their codes, fills a third and presses F9. It never comes further.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.platform import power
from app.platform.system_clock import SystemClock
from app.training.evidence import POWER_CUT
from tests.support.training_window import opened, people_of
from ui.theme.look import Look
from ui.window import resources

PAPER = "1.004873"


def main(root: Path) -> None:
    application = QApplication([])
    look = Look(application, resources())
    with opened(look, root, SystemClock(), power.cut) as trainee:
        trainee.begin(12)
        first, second, third = people_of(12)
        for person in (first, second):
            trainee.receive(person, PAPER)
        trainee.wait(lambda: trainee.window.missions.steps_done == 2)
        with trainee.window.workplace.desk.store.read() as connection:
            codes = connection.exec_driver_sql(
                "SELECT code FROM dossier ORDER BY received_ms DESC LIMIT 2"
            ).scalars()
            print("confirmed", *codes, flush=True)
        trainee.fill(third, PAPER)
        trainee.save()
    print("came through", POWER_CUT, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
