"""Sticks that are pulled, full or liars at any block of a write or of a read, and names that mean harm."""

import errno
import io
import itertools
import os
import random
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.platform import uncached
from sync.bundle import folder as sticks
from sync.bundle import writer
from sync.bundle.errors import StickError, StickFull, StickLies, StickUnreadable
from sync.bundle.format import HEADER_BYTES, SEALED_BYTES
from sync.bundle.reader import open_bundle
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.stick import arrive, come_back, leave
from tests.sync.bundle.test_stick import RECEIVER, a_bundle, contents

BLOCK = 4096
EACH = int(os.environ.get("SOXA_CUT_STEP", "7"))  # make faults pulls at every single block
MEGABYTE = 1_000_000


class Pulled(io.FileIO):
    """A file on a stick that goes away after so many bytes, some of the last write on it."""

    left = 0
    reason = errno.EIO

    def write(self, data: Any) -> int:
        if len(data) > Pulled.left:
            super().write(bytes(data)[: Pulled.left])
            Pulled.left = 0
            raise OSError(Pulled.reason, "pulled")
        Pulled.left -= len(data)
        return super().write(data) or 0


@pytest.fixture
def pulled(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``pulled(bytes)``: every file written from now on shares that much of a stick."""
    really = Path.open

    def open_pulled(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if mode in ("xb", "r+b"):
            return Pulled(path, mode)
        return really(path, mode, *rest, **named)

    def start(after: int, reason: int = errno.EIO) -> None:
        Pulled.left, Pulled.reason = after, reason
        monkeypatch.setattr(Path, "open", open_pulled)

    yield start
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("reason", "kind"), [(errno.EIO, StickUnreadable), (errno.ENOSPC, StickFull), (errno.ENODEV, StickError)]
)
def test_pulled_or_full_at_any_block_of_a_write_leaves_the_old_bundle_alone(
    stick: Path, pulled: Any, reason: int, kind: type[StickError]
):
    old = a_bundle(stick, 100_000)
    size = a_bundle(stick, MEGABYTE).stat().st_size
    for path in stick.iterdir():
        if path != old:
            path.unlink()
    whole = contents(stick)
    for after in range(0, size, BLOCK):
        pulled(after, reason)
        with pytest.raises(kind):
            a_bundle(stick, MEGABYTE)
        assert [path.name for path in stick.iterdir()] == [old.name]
    assert contents(stick) == whole


def test_pulled_at_any_block_of_five_megabytes_the_reader_has_a_beginning_or_nothing(stick: Path):
    path = a_bundle(stick, 5 * MEGABYTE)
    size = path.stat().st_size
    for left in range(size - size % BLOCK, 0, -BLOCK * EACH):
        os.truncate(path, left)
        if left < HEADER_BYTES + SEALED_BYTES:
            with pytest.raises(sticks.BundleError):
                _opened(stick)
        else:
            assert not _opened(stick).is_whole


def _opened(stick: Path):
    return open_bundle(sticks.find(stick)[0][0], RECEIVER)


@pytest.mark.parametrize("after", range(0, 4 * SEALED_BYTES, 7 * BLOCK))
def test_a_stick_pulled_while_the_server_reads_is_named_and_nothing_is_taken_in(
    district: District, one: SyncedDesk, stick: Path, monkeypatch: pytest.MonkeyPatch, after: int
):
    a_dossier(one.store)
    leave(one, stick)
    monkeypatch.setattr("sync.bundle.reader.opened", _reading_until(after))
    monkeypatch.setattr("sync.bundle.reader.survey.__defaults__", (_reading_until(after),))
    monkeypatch.setattr("sync.bundle.reader._chunks.__defaults__", (_reading_until(after),))
    imported = arrive(district, stick)
    if after < HEADER_BYTES + SEALED_BYTES:
        assert [each.code for each in imported.refused] == ["stick_unreadable"]
        assert district.stored() == {}


def _reading_until(limit: int) -> Any:
    @contextmanager
    def opened(path: Path) -> Iterator[Any]:
        with sticks.opened(path) as file:
            yield _Limited(file, limit)

    return opened


class _Limited:
    def __init__(self, file: Any, limit: int) -> None:
        self._file, self._limit = file, limit

    def read(self, size: int) -> bytes:
        if self._file.tell() + size > self._limit:
            raise OSError(errno.EIO, "pulled")
        return self._file.read(size)


def _lying(capacity: int, *, wraps: bool) -> Any:
    """Reads of a stick that took every write and kept only so much: then zeros, or its beginning again."""

    @contextmanager
    def opened(path: Path) -> Iterator[Any]:
        data = path.read_bytes()
        kept = data[:capacity]
        missing = len(data) - len(kept)
        rest = (kept * (missing // max(1, len(kept)) + 1))[:missing] if wraps else bytes(missing)
        yield io.BytesIO(kept + rest)

    return opened


@pytest.mark.parametrize("wraps", [False, True])
def test_a_stick_that_lies_about_its_room_is_found_out_at_any_capacity(
    stick: Path, monkeypatch: pytest.MonkeyPatch, wraps: bool
):
    size = a_bundle(stick, 400_000).stat().st_size
    for capacity in range(BLOCK, size, 5 * BLOCK):
        monkeypatch.setattr(uncached, "opened", _lying(capacity, wraps=wraps))
        with pytest.raises(StickLies):
            a_bundle(stick, 400_000)
    assert len(list(stick.iterdir())) == 1


def test_reading_back_goes_past_the_memory(stick: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[Path] = []
    really = uncached.opened

    def noted(path: Path) -> Any:
        seen.append(path)
        return really(path)

    monkeypatch.setattr(uncached, "opened", noted)
    path = a_bundle(stick, 400_000)
    assert seen == [path]
    assert writer.uncached is uncached


def hostile_names() -> list[str]:
    """What a stick may carry by accident or on purpose; 255 bytes are the most a name can have."""
    stems = ["CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "TH-CON", "TH-AAAAAAAA", "TH-ẮẮẮẮẮẮẮẮ", "thư", "."]
    ends = ["", ".v01", ".V1", ".v001", ".v01.", ".v01 ", ".v01:stream", ".v01\n", ".v01\t", ".v01.exe"]
    ends += [".lnk", ".tmp", ".v00x", " .v01", ".v٠١"]
    names = {stem + end for stem, end in itertools.product(stems, ends)}
    names |= {f"TH-{letter * 8}.v01" for letter in "018a9éΑА🙂*?\"<>|&;$`'"} - {"TH-aaaaaaaa.v01"}
    names |= {unicodedata.normalize(form, "TH-ĂĂĂĂĂĂĂĂ.v01") for form in ("NFC", "NFD")}
    names |= {"A" * 250 + ".v01", "%2e%2e%2fv01", "..v01", "C:TH-AAAAAAAA.v01", "\\\\server\\TH-AAAAAAAA.v01"}
    return sorted(name for name in names if name not in (".", "..", "", "TH-AAAAAAAA.v01"))


def test_hostile_names_are_neither_read_nor_touched(
    district: District, one: SyncedDesk, stick: Path, tmp_path: Path
):
    names = hostile_names()
    for name in names:
        (stick / name).write_bytes(b"SXTH" + bytes(100))
    (stick / "TH-BBBBBBBB.v01").symlink_to("/dev/zero")
    (stick / "TH-CCCCCCCC.v01").symlink_to(tmp_path)
    (stick / "TH-DDDDDDDD.v01").mkdir()
    before = {path.name: path.stat().st_mtime_ns for path in stick.iterdir() if not path.is_symlink()}
    outside = sorted(path.name for path in tmp_path.iterdir())
    assert sticks.find(stick) == ([], [])
    leave(one, stick)
    arrive(district, stick)
    assert come_back(one, stick).refused == []
    assert {name: (stick / name).stat().st_mtime_ns for name in before} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == outside
    assert len(names) > 150


@pytest.mark.parametrize("seed", range(4))
def test_bundles_in_any_order_any_number_of_times_end_alike(
    district: District, one: SyncedDesk, two: SyncedDesk, tmp_path: Path, seed: int
):
    """Lost, repeated, late and shuffled, up and down: the same books as one journey in order."""
    chance = random.Random(seed)
    sent = []
    for number in range(4):
        a_dossier(one.store, code=f"000-261123-{number:04d}")
        a_dossier(two.store, code=f"000-261123-9{number:03d}")
        two.sync()
        sent.append(leave(one, tmp_path / f"up{number}").paths[0])
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in chance.choices(sent, k=8):
        shutil.copy(path, stick)
        arrive(district, stick)
    shutil.copy(sent[-1], stick)
    arrive(district, stick)
    answers = [path for path in stick.iterdir() if path.name not in {each.name for each in sent}]
    for path in chance.choices(answers, k=10):
        single = tmp_path / f"down{chance.random()}"
        single.mkdir()
        shutil.copy(path, single)
        come_back(one, single)
    come_back(one, stick)
    come_back(one, stick)
    assert one.log() == (5, 5)
    assert one.codes() == two.codes() | {f"000-261123-{number:04d}" for number in range(4)}
    assert come_back(one, stick).outcome.received_segments == 0
