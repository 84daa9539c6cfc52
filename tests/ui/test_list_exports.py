"""Every list leaves by Ctrl+E as it stands on its screen: ids masked, noted by name and number of rows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.domain.applicant import Applicant
from app.domain.dossier import Role
from app.services import officers, queue
from app.services.access import OnlyAdministers
from app.services.exports import NotExported
from tests.support.office import PIN
from tests.ui.reception.conftest import Office
from tests.ui.reception.conftest import open_office as open_office
from ui.audit.page import InspectionPage
from ui.main_window import APPLICANTS, BOARD, MACHINE, QUEUE

ID = "000194013412"
NOTES = "SELECT detail FROM act_log WHERE kind = 'exported' ORDER BY id"


@pytest.fixture
def office(open_office: Callable[..., Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    chosen = (str(tmp_path / "ra.csv"), "CSV (*.csv)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: chosen)
    made = open_office(desks=(BOARD, APPLICANTS, QUEUE, MACHINE))
    for name, number in (("Nguyễn Thị Mẫu", ID), ("Lò Văn Mẫu", "")):
        made.counter.receive(applicant=Applicant(name, id_number=number))
    return made


def exported(office: Office, tmp_path: Path, export: Callable[[], None]) -> str:
    export()
    office.wait(lambda: (tmp_path / "ra.csv").exists())
    office.settle()
    return (tmp_path / "ra.csv").read_text("utf-8-sig")


def last_note(office: Office) -> object:
    return office.counter.device.value(NOTES + " DESC")


def test_people_leave_as_they_are_listed(office: Office, tmp_path: Path) -> None:
    desk = office.window.desks[APPLICANTS]
    text = exported(office, tmp_path, desk.list.export.click)
    lines = text.splitlines()
    assert lines[0].startswith('"Họ và tên"')
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == ["Lò Văn Mẫu", "Nguyễn Thị Mẫu"]
    assert "3412" in text
    assert ID not in text.replace(" ", "")
    assert last_note(office) == "people 2 rows csv"


def test_only_who_is_looked_for_leaves(office: Office, tmp_path: Path) -> None:
    desk = office.window.desks[APPLICANTS]
    desk.list.search.edit.setText("nguyen thi")
    assert len(exported(office, tmp_path, desk.list.export.click).splitlines()) == 2


def test_the_queue_of_the_day_leaves(office: Office, tmp_path: Path) -> None:
    for _ in range(2):
        queue.take(office.counter.desk)
    assert len(exported(office, tmp_path, office.window.desks[QUEUE].export.click).splitlines()) == 3
    assert last_note(office) == "queue 2 rows csv"


def test_the_audit_leaves_whole(office: Office, tmp_path: Path) -> None:
    page = InspectionPage(office.window.workplace)
    page.refresh()
    office.settle()
    lines = exported(office, tmp_path, page.export.click).splitlines()
    assert len(lines) == 1 + page.model.rowCount() > 2
    assert last_note(office) == f"audit {len(lines) - 1} rows csv"


def test_after_a_file_that_could_not_be_written_the_next_one_is(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    office.window.workplace.told.connect(lambda message: told.append(message.sentence))
    export = office.window.desks[APPLICANTS].list.export
    nowhere = (str(tmp_path / "gone" / "ra.csv"), "CSV (*.csv)")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(QFileDialog, "getSaveFileName", lambda *_args: nowhere)
        export.click()
        office.wait(lambda: str(NotExported()) in told)
    assert exported(office, tmp_path, export.click).splitlines()


@pytest.mark.parametrize("name", [APPLICANTS, QUEUE])
def test_who_only_administers_is_refused_and_told(office: Office, tmp_path: Path, name: str) -> None:
    desk = office.window.desks[name]
    told: list[str] = []
    office.window.workplace.told.connect(lambda message: told.append(message.sentence))
    office.window.workplace.seat(
        officers.register_clerk(office.counter.desk, "Quản Trị Mẫu", "", (Role.ADMINISTRATOR,), PIN)
    )
    (desk.list.export if name == APPLICANTS else desk.export).click()
    office.wait(lambda: str(OnlyAdministers()) in told)
    assert list(tmp_path.glob("ra.csv*")) == []
