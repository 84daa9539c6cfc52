"""One start tries the version that waits on a copy of the books, and every start can go on without it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.installation import marks, switching
from app.installation.folder import Running
from app.installation.marks import Trial
from app.platform import programs, secrets
from app.storage import update_copy
from app.storage.errors import AlreadyOpen, NewerDatabase
from app.storage.profile import held_by_window
from tests.support.builders import a_dossier
from tests.support.updating_desk import UpdatingDesk, an_updating_desk, offer_next
from tests.support.versions import FAILS, NEXT, OLD
from ui.cli import main
from ui.theme.look import Look
from ui.updates import start
from ui.updates.start import Beginning, begin
from ui.updates.trying import put_books_back, try_next
from ui.updates.words import given_up_words

# A self-test that opens nothing and says what it was given.
TELLS = "pathlib.Path(__file__).with_name('given').write_text(' '.join(sorted(os.listdir(copy))))"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UpdatingDesk]:
    made = an_updating_desk(tmp_path)
    a_dossier(made.device.store, content="trước khi cập nhật")
    monkeypatch.setenv(secrets.KEY_FILES, str(tmp_path / "Bàn 1" / "key"))
    yield made
    made.device.profile.close()


def close_with_next_staged(desk: UpdatingDesk, **build: str) -> None:
    if build:
        offer_next(desk, **build)
    desk.look()
    desk.device.profile.close()


def test_a_program_that_is_not_installed_starts_as_ever(look: Look, tmp_path: Path):
    assert begin(look, tmp_path) == Beginning()


def test_without_a_newer_version_a_start_opens_nothing(look: Look, desk: UpdatingDesk):
    assert begin(look, desk.folder / "no profile", desk.running) == Beginning(desk.running)


def test_the_version_that_waits_is_tried_on_a_copy_and_started_by_the_launcher(
    look: Look, desk: UpdatingDesk, monkeypatch: pytest.MonkeyPatch
):
    close_with_next_staged(desk, self_test=TELLS)
    begun = begin(look, desk.device.root, desk.running)
    assert begun == Beginning(desk.running, None, NEXT)
    assert marks.current(desk.running.installation) == NEXT
    root = desk.device.root
    # What tells belongs to the version; it lies beside its program.
    given = (desk.running.installation.folder(NEXT) / "given").read_text()
    assert given == "keyslots profile.json sidecar soxa.db"
    assert update_copy.card_of(root) is not None
    assert not (root / "before-update.trying").exists()
    started: list[list[str]] = []
    monkeypatch.setattr(
        programs,
        "start_and_leave",
        lambda words, more: started.append([*words, *map("=".join, more.items())]),
    )
    desk.running.installation.launcher.touch()
    begun.hand_over(["--profile", "x"])
    assert started == [[str(desk.running.installation.launcher), "--profile", "x", "SOXA_HANDED_OVER=1"]]


def test_a_version_that_fails_its_test_is_told_once_and_the_books_are_as_they_were(
    look: Look, desk: UpdatingDesk
):
    close_with_next_staged(desk, self_test=FAILS)
    begun = begin(look, desk.device.root, desk.running)
    assert not begun.hands_over
    assert begun.given_up is not None
    words = given_up_words(begun.given_up)
    assert "0.1.1" in words
    assert len(words.split()) < 40
    assert begin(look, desk.device.root, desk.running) == Beginning(desk.running)
    desk.device.reopen()
    assert desk.device.value("SELECT count(*) FROM dossier") == 1


def test_a_version_staged_for_another_profile_is_not_used_on_its_word(look: Look, desk: UpdatingDesk):
    desk.look()
    with desk.device.store.write_local() as connection:
        connection.exec_driver_sql("DELETE FROM setting WHERE name = 'update_staged'")
    desk.device.profile.close()
    assert begin(look, desk.device.root, desk.running) == Beginning(desk.running)
    assert marks.staged(desk.running.installation) == NEXT


@pytest.mark.expects_log("versions are left as they are")
def test_a_version_tampered_with_is_not_used(look: Look, desk: UpdatingDesk):
    close_with_next_staged(desk)
    (desk.running.installation.folder(NEXT) / "_internal/evil.pyc").write_bytes(b"evil")
    assert not begin(look, desk.device.root, desk.running).hands_over
    assert marks.current(desk.running.installation) == OLD


def test_what_the_launcher_gave_up_is_told_and_the_books_come_back(look: Look, desk: UpdatingDesk):
    close_with_next_staged(desk)
    installation = desk.running.installation
    begin(look, desk.device.root, desk.running)
    desk.device.reopen()
    desk.device.tamper("UPDATE alembic_version SET version_num = '9999'")
    desk.device.profile.close()
    marks.put_current(installation, OLD)
    installation.trial.rename(installation.failed)
    begun = begin(look, desk.device.root, desk.running)
    assert begun.given_up is not None
    with pytest.raises(NewerDatabase):
        desk.device.reopen()
    put_books_back(desk.device.root)
    desk.device.reopen()
    assert desk.device.value("SELECT count(*) FROM dossier") == 1


def test_the_books_of_another_profile_are_copied_before_a_version_on_trial_opens_them(
    look: Look, desk: UpdatingDesk
):
    desk.device.profile.close()
    root, installation = desk.device.root, desk.running.installation
    marks.put_trial(installation, Trial(NEXT, OLD))
    marks.put_current(installation, NEXT)
    assert begin(look, root, Running(installation, NEXT)) == Beginning(Running(installation, NEXT))
    card = update_copy.card_of(root)
    assert card is not None
    assert card.version == str(NEXT)
    desk.device.reopen()
    a_dossier(desk.device.store, content="sau đó")
    desk.device.profile.close()
    begin(look, root, Running(installation, NEXT))  # at its second start on trial the copy stays what it was
    assert update_copy.card_of(root) == card


def test_books_of_a_later_version_without_a_copy_stay_shut(desk: UpdatingDesk):
    desk.device.profile.close()
    with pytest.raises(NewerDatabase):
        put_books_back(desk.device.root)


# by hand


@pytest.fixture
def installed(desk: UpdatingDesk, monkeypatch: pytest.MonkeyPatch) -> UpdatingDesk:
    monkeypatch.setattr("ui.cli.updates.running", lambda: desk.running)
    monkeypatch.setattr("sync.updates.looking.this_platform", lambda: "linux-amd64")
    return desk


def on(desk: UpdatingDesk, *words: str) -> int:
    return main(["--profile", str(desk.device.root), "updates", *words])


def test_a_newer_version_is_taken_from_a_stick_by_command(
    installed: UpdatingDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """On the day on which it was published, which is not the PC's."""
    monkeypatch.setattr("ui.cli.profile.SystemClock", lambda: installed.device.clock)
    installed.device.profile.close()
    stick = installed.folder / "usb"
    installed.repo.copy(stick / "SoXa-capnhat")
    assert on(installed, "from-stick", str(stick)) == 0
    assert "Có bản mới 0.1.1, sẽ dùng từ lần mở sau" in capsys.readouterr().out
    assert on(installed) == 0
    assert "Có bản mới 0.1.1" in capsys.readouterr().out
    assert on(installed, "from-stick", str(installed.folder)) == 2
    assert "Không có bản cập nhật ở đây" in capsys.readouterr().err


def test_one_returns_by_command_when_the_window_is_shut(
    installed: UpdatingDesk, capsys: pytest.CaptureFixture[str]
):
    close_with_next_staged(installed)
    root, installation = installed.device.root, installed.running.installation
    assert try_next(installed.running, root).version == NEXT
    installed.running = Running(installation, NEXT)
    switching.confirm(installed.running)
    with held_by_window(root):
        assert on(installed, "put-back") == 2
    assert str(AlreadyOpen()) in capsys.readouterr().err
    assert on(installed, "put-back") == 0
    assert marks.current(installation) == OLD
    assert marks.trial(installation) == Trial(OLD, NEXT, 0)
    assert "bản 0.1.0" in capsys.readouterr().out


def test_a_program_from_its_source_says_so(desk: UpdatingDesk, capsys: pytest.CaptureFixture[str]):
    assert on(desk) == 2
    assert "bộ cài" in capsys.readouterr().err
    assert start.running_now() is None
