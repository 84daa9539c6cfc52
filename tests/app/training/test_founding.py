"""Training's books: sample people only, three clerks with one PIN, and nothing of the office's."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.dossier import DossierState
from app.platform.secrets import KEY_FILES, FileSecrets, KeyringSecrets
from app.progress import Progress
from app.services import officers
from app.storage.profile import ProfileKind, read_info
from app.training import founding
from tests.support.devices import SettableClock, cheap_recovery_codes
from tests.support.training import Trained


def rows(training: Trained, sql: str) -> list[tuple[object, ...]]:
    with training.desk.store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_every_citizen_is_obviously_a_sample(training: Trained) -> None:
    people = rows(training, "SELECT id_number, phone, full_name FROM applicant")
    assert len(people) == len(founding.EARLIER)
    assert all(str(number).startswith("000") and len(str(number)) == 12 for number, _, _ in people)
    assert all(str(phone).startswith("0900000") for _, phone, _ in people)
    assert all("Mẫu" in str(name) for _, _, name in people)


def test_every_clerk_logs_in_with_the_pin_that_is_told(training: Trained) -> None:
    names = [
        officers.log_in(training.desk, clerk.id, founding.PIN).full_name
        for clerk in officers.active_clerks(training.desk)
    ]
    assert names == [name for name, _, _ in founding.CLERKS]


def test_the_dossiers_are_of_last_month_and_most_are_returned(training: Trained) -> None:
    states = [
        DossierState(state)
        for (state,) in rows(training, "SELECT state FROM dossier_state ORDER BY dossier_id")
    ]
    assert states.count(DossierState.RETURNED) == len(founding.EARLIER) - 2
    ((first, last),) = rows(training, "SELECT min(received_ms), max(received_ms) FROM dossier")
    now_ms = training.clock.now_ms()
    assert now_ms - int(str(first)) > timedelta(days=25) // timedelta(milliseconds=1)
    assert int(str(last)) < now_ms


def test_the_card_says_what_it_is(training: Trained) -> None:
    assert founding.is_training(training.root)
    assert founding.is_founded(training.root)
    assert read_info(training.root).kind is ProfileKind.TRAINING


class PowerCut(Exception):
    """The power went."""


def cut_while_copying(progress: Progress) -> None:
    if progress.done:
        raise PowerCut


def test_a_founding_that_was_cut_begins_again(tmp_path: Path) -> None:
    root, clock = tmp_path / "training", SettableClock()
    with cheap_recovery_codes(), pytest.raises(PowerCut):
        founding.found(root, clock, FileSecrets(root / "key"), cut_while_copying)
    with cheap_recovery_codes():
        assert not founding.is_founded(root)
        founding.found(root, clock, FileSecrets(root / "key"))
    assert founding.is_founded(root)


def test_an_offices_books_in_its_folder_are_never_begun_anew(founded: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(founded, tmp_path / founded.name))
    card, books = root / "profile.json", (root / "soxa.db").read_bytes()
    card.write_bytes(card.read_bytes().replace(b'"training"', b'"office"'))
    with pytest.raises(founding.NotTraining, match="sổ thật"):
        founding.forget(root)
    assert card.exists()
    assert (root / "soxa.db").read_bytes() == books


def test_its_key_never_lies_in_the_offices_file(tmp_path: Path) -> None:
    assert isinstance(founding.key_place(tmp_path, {}), KeyringSecrets)
    place = founding.key_place(tmp_path, {KEY_FILES: str(tmp_path / "office")})
    place.set("00", bytes(32))
    assert not (tmp_path / "office").exists()
    assert (tmp_path / "key").exists()
