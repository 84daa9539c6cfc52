"""A release reaches a desk as what has changed, by line or by stick, and is rebuilt to the byte."""

import filecmp
import os
import random
import shutil
from pathlib import Path

import pytest

from app.releases.errors import BuildUnusable
from app.releases.manifest import RELEASE_FILE
from app.releases.packing import most_packed_bytes
from server.errors import ServerError
from server.updates.adding import add_release, withdraw_release
from server.updates.carrying import STICK_FOLDER, write_stick
from tests.app.releases.builds import a_build
from tests.server.updates.ceremony import PLATFORM, Ceremony, Desk, now_ms

DICE = random.Random(5)
CODE = b"".join(DICE.randbytes(40) + b"LOAD_FAST CALL RETURN" for _ in range(3000))
PATCHED = CODE[:5000] + b"one instruction more" + CODE[5000:]


def the_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    others = {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    return names == others and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names)


def test_a_second_release_is_rebuilt_from_the_first_by_deltas_alone(ceremony: Ceremony, desk: Desk):
    ceremony.release("0.1.0", {"_internal/app/errors.pyc": CODE})
    ceremony.release("0.1.1", {"_internal/app/errors.pyc": PATCHED, "_internal/new.pyc": b"new"})
    offer = desk.newest()
    assert offer is not None
    assert offer.version == "0.1.1"
    new, size, pieces = desk.install(offer, ceremony.home / "dist-0.1.0")
    assert the_same(new, ceremony.home / "dist-0.1.1")
    assert size < len(PATCHED) / 100
    assert [piece.old_sha256 is None for piece in pieces].count(True) == 1  # only the file that is new


def test_a_desk_that_missed_releases_and_one_that_has_nothing_rebuild_the_same(
    ceremony: Ceremony, desk: Desk, tmp_path: Path
):
    for version, code in (("0.1.0", CODE), ("0.1.1", CODE[::-1]), ("0.1.2", PATCHED)):
        ceremony.release(version, {"_internal/app/errors.pyc": code})
    offer = desk.newest()
    assert offer is not None
    from_afar, size, _pieces = desk.install(offer, ceremony.home / "dist-0.1.0")
    assert the_same(from_afar, ceremony.home / "dist-0.1.2")
    assert size < len(PATCHED) / 100
    (tmp_path / "nothing").mkdir()
    other = Desk(tmp_path / "other", ceremony.repository.folder)
    whole, size, pieces = other.install(offer, tmp_path / "nothing")
    assert the_same(whole, ceremony.home / "dist-0.1.2")
    assert size < sum(most_packed_bytes(piece.content.size) for piece in pieces)


def test_the_same_build_makes_the_same_offer_on_another_day(ceremony: Ceremony):
    first, again = ceremony.add("0.1.0"), ceremony.add("0.1.0")
    assert first == again


def test_only_the_releases_that_desks_may_have_stay_on_the_shelf(ceremony: Ceremony):
    for number in range(6):
        ceremony.release(f"0.1.{number}", {"soxa": DICE.randbytes(5000)})
    versions = {path.split("/")[-1] for path in ceremony.repository.targets().signed.targets}
    assert versions == {"0.1.2.json", "0.1.3.json", "0.1.4.json", "0.1.5.json", "current.json"}
    blobs = len(list((ceremony.repository.folder / "blobs").iterdir()))
    assert blobs == 4 + 4 + 4  # what never changes, the four programs, the four manifests


def test_a_release_must_be_newer_than_what_was_published(ceremony: Ceremony):
    ceremony.release("0.1.1")
    for version in ("0.1.1", "0.1.0"):
        with pytest.raises(ServerError, match="lớn hơn"):
            ceremony.add(version)


def test_a_build_that_is_not_what_its_manifest_says_is_not_taken(ceremony: Ceremony, tmp_path: Path):
    for spoil in (
        lambda build: (build / "soxa").write_bytes(b"changed"),
        lambda build: (build / "planted.dll").write_bytes(b"x"),
        lambda build: (build / "soxa").unlink(),
        lambda build: (build / RELEASE_FILE).unlink(),
        lambda build: (build / RELEASE_FILE).write_bytes(b"{}"),
    ):
        build = a_build(tmp_path / "dist")
        spoil(build)
        with pytest.raises(BuildUnusable):
            add_release(ceremony.repository, build, "", now_ms())
        shutil.rmtree(build)


def test_a_withdrawn_release_is_offered_no_more_and_its_number_is_not_given_again(
    ceremony: Ceremony, desk: Desk
):
    ceremony.release("0.1.0")
    ceremony.release("0.1.1", {"_internal/app/errors.pyc": CODE})
    withdraw_release(ceremony.repository, PLATFORM, "0.1.1", now_ms())
    ceremony.publish()
    offer = desk.newest()
    assert offer is not None
    assert offer.version == "0.1.0"
    with pytest.raises(ServerError, match="không phải bản đang mời"):
        withdraw_release(ceremony.repository, PLATFORM, "0.1.1", now_ms())
    with pytest.raises(ServerError, match="lớn hơn"):
        ceremony.add("0.1.1", {"_internal/app/errors.pyc": CODE})
    ceremony.release("0.1.2", {"_internal/app/errors.pyc": PATCHED})
    offer = desk.newest()
    assert offer is not None
    assert desk.install(offer, ceremony.home / "dist-0.1.1")[1] < len(PATCHED) / 100


def test_the_only_release_can_be_withdrawn_too(ceremony: Ceremony, desk: Desk):
    ceremony.release("0.1.0")
    withdraw_release(ceremony.repository, PLATFORM, "0.1.0", now_ms())
    ceremony.publish()
    assert desk.newest() is None


def test_a_stick_serves_as_the_server_does_and_is_cheap_to_write_again(
    ceremony: Ceremony, desk: Desk, tmp_path: Path
):
    ceremony.release("0.1.0", {"_internal/app/errors.pyc": CODE})
    stick = tmp_path / "stick"
    stick.mkdir()
    write_stick(ceremony.repository, stick, now_ms())
    ceremony.release("0.1.1", {"_internal/app/errors.pyc": PATCHED})
    folder = stick / STICK_FOLDER
    before = {path: path.stat().st_mtime_ns for path in (folder / "blobs").iterdir()}
    carried = write_stick(ceremony.repository, stick, now_ms())
    assert before == {path: mtime for path, mtime in before.items() if path.stat().st_mtime_ns == mtime}
    assert carried.files == len([path for path in folder.rglob("*") if path.is_file()])
    far = Desk(tmp_path / "far desk", folder)
    offer = far.newest()
    assert offer is not None
    assert the_same(far.install(offer, ceremony.home / "dist-0.1.0")[0], ceremony.home / "dist-0.1.1")
    assert not {path.suffix for path in folder.rglob("*")} & {".key", ".tmp", ".part"}


def test_a_stick_heals_what_was_spoilt_on_it(ceremony: Ceremony, tmp_path: Path):
    ceremony.release("0.1.0")
    write_stick(ceremony.repository, tmp_path, now_ms())
    blob = max((tmp_path / STICK_FOLDER / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    whole = blob.read_bytes()
    blob.write_bytes(os.urandom(len(whole)))
    write_stick(ceremony.repository, tmp_path, now_ms())
    assert blob.read_bytes() == whole


def test_a_repository_put_back_from_a_stick_goes_on_with_deltas(
    ceremony: Ceremony, desk: Desk, tmp_path: Path
):
    ceremony.release("0.1.0", {"_internal/app/errors.pyc": CODE})
    write_stick(ceremony.repository, tmp_path, now_ms())
    shutil.rmtree(ceremony.repository.folder)
    shutil.copytree(tmp_path / STICK_FOLDER, ceremony.repository.folder)
    ceremony.release("0.1.1", {"_internal/app/errors.pyc": PATCHED})
    offer = desk.newest()
    assert offer is not None
    assert desk.install(offer, ceremony.home / "dist-0.1.0")[1] < len(PATCHED) / 100


def test_builds_for_several_platforms_go_out_together(ceremony: Ceremony, desk: Desk, tmp_path: Path):
    ceremony.add("0.1.0")
    for_windows = a_build(tmp_path / "windows", "0.1.0", {"soxa.exe": b"MZ"}, platform="win-amd64")
    add_release(ceremony.repository, for_windows, "", now_ms())
    ceremony.publish()
    offer = desk.newest()
    assert offer is not None
    assert offer.platform == PLATFORM
    assert len(ceremony.repository.targets().signed.targets) == 4
