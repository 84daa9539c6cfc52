"""A version that waits is tried, put on trial, confirmed, or given up; one whole version always starts."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from app.installation import aside, marks, switching
from app.installation.aside import Reason
from app.installation.errors import DamagedVersion, InstallationBusy, NoPreviousVersion
from app.installation.folder import Running, held, running_out_of
from app.installation.marks import Trial
from app.installation.switching import Switched
from app.installation.tidying import tidy
from app.releases.version import Version
from tests.support.versions import CRASHES, FAILS, HANGS, NEXT, OLD, a_build, an_installation


@pytest.fixture
def running(tmp_path: Path) -> Running:
    return an_installation(tmp_path / "Chương trình")


def stage(running: Running, version: Version = NEXT, **build: object) -> str:
    """A version as ``Staging`` leaves it; its manifest's hash."""
    folder = running.installation.folder(version)
    a_build(folder, version, **build)  # type: ignore[arg-type]
    marks.put_staged(running.installation, version)
    return sha256((folder / "release.json").read_bytes()).hexdigest()


def switch(running: Running, signed: str, limit_s: float = 20) -> Switched:
    return switching.switch(running, signed, lambda _version: running.installation.root, limit_s)


def test_a_program_that_was_not_installed_has_no_installation(tmp_path: Path):
    assert running_out_of(tmp_path / "bin" / "soxa") is None
    assert running_out_of(tmp_path / "versions" / "0.1.0" / "soxa") is None


def test_an_installed_program_knows_its_folder_and_its_version(running: Running):
    assert running_out_of(running.installation.program(OLD)) == running


def test_nothing_happens_where_nothing_waits(running: Running):
    assert switch(running, "") == Switched(None, None)
    assert marks.current(running.installation) == OLD


def test_a_version_that_passes_is_put_on_trial_and_starts_next(running: Running):
    assert switch(running, stage(running)) == Switched(NEXT, None)
    assert marks.current(running.installation) == NEXT
    assert marks.trial(running.installation) == Trial(NEXT, OLD, 0)
    assert marks.staged(running.installation) is None


@pytest.mark.parametrize(
    ("behaviour", "reason", "failing"),
    [
        (FAILS, Reason.TEST_FAILED, ["cipher"]),
        (HANGS, Reason.TEST_HUNG, []),
        (CRASHES, Reason.TEST_FAILED, []),
    ],
    ids=["fails", "hangs", "crashes"],
)
def test_a_version_that_does_not_pass_is_put_aside_and_not_tried_again(
    running: Running, behaviour: str, reason: Reason, failing: list[str]
):
    limit_s = 2 if behaviour == HANGS else 180
    switched = switch(running, stage(running, self_test=behaviour), limit_s=limit_s)
    assert switched == Switched(None, aside.Report(str(NEXT), reason, failing))
    assert marks.current(running.installation) == OLD
    assert not running.installation.folder(NEXT).exists()
    assert switch(running, stage(running)) == Switched(None, None)
    assert marks.current(running.installation) == OLD


def test_a_version_that_cannot_be_started_is_put_aside(running: Running):
    signed = stage(running)
    running.installation.program(NEXT).chmod(0o644)
    switched = switch(running, signed)
    assert switched.report is not None
    assert switched.report.reason is Reason.DID_NOT_START


@pytest.mark.parametrize("how", ["changed", "missing", "added", "other manifest"])
def test_a_version_tampered_with_since_it_was_staged_is_refused_and_removed(running: Running, how: str):
    signed = stage(running)
    folder = running.installation.folder(NEXT)
    match how:
        case "changed":
            (folder / "_internal/app/part03.pyc").write_bytes(b"evil")
        case "missing":
            (folder / "_internal/app/part03.pyc").unlink()
        case "added":
            (folder / "_internal/evil.dll").write_bytes(b"evil")
        case "other manifest":  # with its files: whole in itself, but not what was signed
            a_build(folder, NEXT, {"evil.dll": b"evil"})
    with pytest.raises(DamagedVersion):
        switch(running, signed)
    assert marks.current(running.installation) == OLD
    assert marks.trial(running.installation) is None
    assert not folder.exists()
    assert switch(running, signed) == Switched(None, None)


def test_an_older_version_is_never_switched_to_by_itself(tmp_path: Path):
    running = an_installation(tmp_path / "root", NEXT)
    assert switch(running, stage(running, OLD)) == Switched(None, None)
    assert marks.current(running.installation) == NEXT


def test_what_another_instance_is_at_is_left_to_it(running: Running):
    signed = stage(running)
    with held(running.installation), pytest.raises(InstallationBusy):
        switch(running, signed)
    assert switch(running, signed).version == NEXT


def test_a_copy_that_cannot_be_made_leaves_the_version_waiting(running: Running):
    signed = stage(running)

    def no_copy(_version: Version) -> Path:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="không đủ chỗ"):
        switching.switch(running, signed, no_copy)
    assert marks.staged(running.installation) == NEXT
    assert marks.current(running.installation) == OLD


# what comes after


def test_a_usable_window_ends_the_trial_and_the_version_before_stays(running: Running):
    installation = running.installation
    a_build(installation.folder(Version(0, 0, 9)), Version(0, 0, 9))
    switch(running, stage(running))
    now = Running(installation, NEXT)
    assert switching.confirm(now)
    assert not switching.confirm(now)
    tidy(installation)
    assert marks.trial(installation) is None
    assert installation.present() == [OLD, NEXT]


def test_three_clicks_while_the_version_is_starting_do_not_undo_it(running: Running):
    installation = running.installation
    switch(running, stage(running))
    as_the_launcher_goes_back(running)
    assert switching.confirm(Running(installation, NEXT))
    assert marks.current(installation) == NEXT
    assert marks.failed(installation) is None


def test_what_the_launcher_gave_up_is_put_aside_by_the_version_before(running: Running):
    installation = running.installation
    switch(running, stage(running))
    as_the_launcher_goes_back(running)
    report = switching.settle(running)
    assert report == aside.Report(str(NEXT), Reason.NEVER_SHOWN, [])
    assert aside.reports(installation) == [report]
    assert switching.settle(running) is None
    tidy(installation)
    assert installation.present() == [OLD]


def test_a_trial_that_never_became_current_is_forgotten(running: Running):
    marks.put_trial(running.installation, Trial(NEXT, OLD))
    assert switching.settle(running) is None
    assert marks.trial(running.installation) is None


def as_the_launcher_goes_back(running: Running) -> None:
    marks.put_current(running.installation, running.version)
    running.installation.trial.rename(running.installation.failed)


# by hand


def test_one_goes_back_by_hand_only_to_a_version_that_opens_the_books(running: Running):
    switch(running, stage(running))
    now = Running(running.installation, NEXT)
    switching.confirm(now)
    assert switching.go_back(now, lambda _version: running.installation.root) == Switched(OLD, None)
    assert marks.current(running.installation) == OLD
    assert marks.trial(running.installation) == Trial(OLD, NEXT, 0)
    stage(running)
    assert switching.awaiting(running) == NEXT
    assert switch(running, "") == Switched(None, None)  # given up by hand: not taken up again by itself


def test_one_does_not_go_back_to_a_version_that_cannot_open_them(running: Running):
    installation = running.installation
    shutil.rmtree(installation.folder(OLD))
    a_build(installation.folder(OLD), OLD, self_test=FAILS)
    a_build(installation.folder(NEXT), NEXT)
    marks.put_current(installation, NEXT)
    now = Running(installation, NEXT)
    switched = switching.go_back(now, lambda _version: installation.root)
    assert switched.version is None
    assert switched.report is not None
    assert marks.current(installation) == NEXT
    assert installation.folder(OLD).exists()


def test_without_a_version_before_there_is_no_way_back(running: Running):
    with pytest.raises(NoPreviousVersion):
        switching.go_back(running, lambda _version: running.installation.root)


def test_marks_that_nobody_of_ours_wrote_mean_nothing(running: Running):
    for text in (b"", b"..\\..\\evil\n", b"0.1\n", b"\xff\xfe", b"9" * 4000):
        running.installation.staged.write_bytes(text)
        running.installation.trial.write_bytes(text)
        assert switching.awaiting(running) is None
        assert marks.trial(running.installation) is None
