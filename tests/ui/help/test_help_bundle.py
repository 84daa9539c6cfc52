"""The bundle for whoever helps: everything that broke, and nothing about anybody."""

import getpass
import json
import logging
import platform
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest

from app import log
from app.crash.watch import watched
from app.domain.applicant import Applicant
from app.domain.clock import wall_of
from app.domain.folding import fold
from app.services import officers
from tests.support.office import Counter
from tests.ui.help.conftest import a_result
from ui.cli import main
from ui.help.bundle import BundleNotWritten, suggested_name, write_bundle
from ui.help.screen import screen_facts
from ui.theme.look import Look

MARK = "Zqxw"
PERSON = Applicant(
    f"Nguyễn {MARK}ấm Mẫu",
    id_number="000194013412",
    phone="0900000731",
    address=f"Thôn {MARK}ái, xã Mẫu",
    email=f"{MARK}@mau.vn",
)
MARKS = (MARK, fold(MARK), "194013412", "000 194 013 412", "0900000731", "0900 000 731", "Mẫu", "2468")


@pytest.fixture
def broken_office(counter: Counter, log_folder: Path) -> Path:
    """An office full of marked people, whose program has met every kind of error on them."""
    officers.register_clerk(counter.desk, f"Trần {MARK} Mẫu", "Công chức", counter.officer.roles, "2468")
    receipt = counter.receive(applicant=PERSON, content=f"Việc của {MARK}", note=f"{MARK} ghi chú")
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        log.start(log_folder)
        with watched(log_folder):
            _break(counter, receipt.code)
        for handler in root.handlers:
            handler.close()
    finally:
        root.handlers[:], root.level = handlers, level
    with (log_folder / "soxa.log").open("a", encoding="utf-8") as old:
        old.write(f"2026-01-01 00:00:00,000 ERROR ui.tasks: could not print '{PERSON.full_name}.pdf'\n")
        old.write(f"Traceback (most recent call last):\nKeyError: '{PERSON.full_name}'\n{PERSON.phone}\n")
    return log_folder


def _break(counter: Counter, code: str) -> None:
    """Errors whose texts quote what was at hand."""
    values = [PERSON.full_name, f"no such id {PERSON.id_number}", asdict(PERSON), code]
    for value in values:
        try:
            raise LookupError(value)
        except LookupError:
            logging.getLogger("ui.tasks").exception("task failed")
    try:
        with counter.desk.store.read() as connection:
            connection.exec_driver_sql("SELECT * FROM applicant WHERE nothing = ?", (PERSON.full_name,))
    except Exception:
        logging.getLogger("ui.tasks").exception("task failed")


@pytest.mark.expects_log("task failed")
def test_a_bundle_tells_what_broke_and_nothing_about_anybody(broken_office: Path, tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "help.zip", broken_office, a_result(), screen_facts())
    with zipfile.ZipFile(path) as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    whole = "\n".join(texts.values())
    assert {"DOC-TRUOC.txt", "facts.json", "self-test.json", "log.txt"} < set(texts)
    assert "LookupError" in texts["log.txt"]
    assert "test_help_bundle.py" in texts["log.txt"]
    assert [name for name in texts if name.startswith("crash-")]
    assert "OperationalError" in whole
    assert [mark for mark in MARKS if mark in whole] == []
    assert str(tmp_path) not in whole
    assert str(Path.home()) not in whole


@pytest.mark.expects_log("task failed")
def test_the_log_itself_quotes_nobody(broken_office: Path) -> None:
    text = (broken_office / "soxa.log").read_text("utf-8").split("2026-01-01")[0]
    assert "LookupError" in text
    assert [mark for mark in MARKS if mark in text] == []


def test_facts_name_versions_and_no_machine_or_account(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "help.zip", tmp_path, None, screen_facts())
    with zipfile.ZipFile(path) as bundle:
        facts = json.loads(bundle.read("facts.json"))
    assert set(facts) >= {"program", "system", "python", "memory", "PySide6-Essentials", "screens"}
    assert platform.node() not in json.dumps(facts).split('"')
    assert getpass.getuser() not in json.dumps(facts).split('"')


def test_a_bundle_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zipfile.ZipFile.writestr", full)
    with pytest.raises(BundleNotWritten):
        write_bundle(tmp_path / "help.zip", tmp_path, None, {})
    assert list(tmp_path.glob("help*")) == []


def test_the_name_says_what_and_when() -> None:
    assert suggested_name(wall_of(0)) == "SoXa-tro-giup-19700101-0700.zip"


def test_the_command_proves_the_machine_and_writes_the_bundle(
    dressed: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.selftest.run.checks_for", lambda _copy: ())
    monkeypatch.setattr("ui.selftest.run.Look", lambda _app, _resources: dressed)
    assert main(["support", str(tmp_path / "help.zip")]) == 0
    assert "help.zip" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "help.zip") as bundle:
        assert json.loads(bundle.read("self-test.json"))["is_finished"]
