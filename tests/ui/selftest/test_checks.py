"""Each line passes on a sound program and fails when what it looks for is broken."""

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFont

from app.platform.system_clock import SystemClock
from app.printing.page import qr_png
from app.storage.errors import DamagedDatabase
from tests.support.office import a_counter
from tests.ui.printing.pdfs import fonts_of, text_of, without_spaces
from tests.ui.selftest.conftest import MemoryKeyring
from ui.printing.output import pdf_bytes
from ui.printing.receipts import receipt_job
from ui.selftest import exchange, lists, machine, papers, scans, store, type_faces
from ui.selftest.check import Bench, Failed, Skipped
from ui.selftest.pdf_text import embedded_fonts, pages_of
from ui.selftest.profile_copy import looker_at

YEARS_MS = 365 * 24 * 3600 * 1000


@pytest.fixture
def received(bench: Bench) -> Bench:
    store.receive(bench)
    return bench


def test_every_vietnamese_letter_is_drawn_by_the_font_that_was_chosen(bench: Bench) -> None:
    assert {"ỡ", "Ẫ", "đ", "Ỷ"} <= set(type_faces.letters())
    assert "Noto Sans" in type_faces.look_at_fonts(bench)


def test_a_letter_taken_from_another_font_is_missing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert type_faces.is_drawn(bench.look.font(), "ợ")
    assert not type_faces.is_drawn(bench.look.font(), "漢")
    assert not type_faces.is_drawn(QFont("No Such Family"), "a")
    monkeypatch.setattr(type_faces, "OTHERS", "漢")
    with pytest.raises(Failed, match="thiếu 1 chữ: 漢"):
        type_faces.look_at_fonts(bench)


def test_the_key_store_keeps_a_key_and_gives_it_up(bench: Bench, key_store: MemoryKeyring) -> None:
    assert store.look_at_key_store(bench)
    assert key_store.kept == {}


def test_a_key_store_that_loses_keys_fails(
    bench: Bench, key_store: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_store, "set_password", lambda *_: None)
    with pytest.raises(Failed):
        store.look_at_key_store(bench)


def test_books_that_open_with_any_key_fail(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    right = bench.scratch.profile.database_key
    folder = bench.scratch.profile.folder
    assert store._refuses(folder, bytes(32))
    assert not store._refuses(folder, right)


def test_words_in_the_clear_are_found(bench: Bench) -> None:
    plain = bench.scratch.profile.folder.root / "soxa.db-plain"
    assert store.OFFICE.encode() not in store._bytes_of(bench.scratch.profile.folder)
    plain.write_bytes(store.OFFICE.encode())
    assert store.OFFICE.encode() in store._bytes_of(bench.scratch.profile.folder)
    plain.unlink()


def test_what_the_receipt_says_is_read_back_as_a_reader_of_pdfs_reads_it(received: Bench) -> None:
    desk = received.scratch.desk
    job = receipt_job(desk, desk.officer, received.scratch.receipt.dossier_id)
    pdf = pdf_bytes(job.forms)
    assert without_spaces("".join(pages_of(pdf))) == text_of(pdf)
    assert embedded_fonts(pdf) == {name for name, is_embedded in fonts_of(pdf) if is_embedded}


def test_a_receipt_with_another_name_fails(received: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert papers.look_at_receipt(received)
    monkeypatch.setattr(papers, "PERSON", replace(store.PERSON, full_name="Nguyễn Thị Mãu Tự Kiểm"))
    with pytest.raises(Failed, match="Mãu"):
        papers.look_at_receipt(received)


def test_a_code_that_is_not_read_back_fails(received: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scans.look_at_scans(received)
    monkeypatch.setattr(scans, "qr_png", lambda _code: qr_png("another"))
    with pytest.raises(Failed, match="mã QR"):
        scans.look_at_scans(received)


def test_a_list_that_is_not_read_back_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lists.look_at_lists(bench)
    monkeypatch.setattr(lists, "read_list", lambda _path: ())
    with pytest.raises(Failed, match="Danh sách Excel"):
        lists.look_at_lists(bench)


def test_a_bundle_that_changes_on_the_way_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exchange.look_at_bundle(bench)
    shutil.rmtree(bench.scratch.root / "stick")
    monkeypatch.setattr(exchange, "find", lambda _folder: ([], []))
    with pytest.raises(Failed):
        exchange.look_at_bundle(bench)


def test_a_log_folder_made_for_the_test_goes_with_it(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.paths.log_folder", lambda: tmp_path / "a" / "log")
    assert machine.look_at_log(bench)
    assert not (tmp_path / "a").exists()
    (tmp_path / "a").write_text("a file where the folder belongs")
    with pytest.raises(Failed, match="Không ghi được"):
        machine.look_at_log(bench)


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_out_of_the_programs_life_fails(
    bench: Bench, years: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.look_at_clock(bench)
    wrong = SystemClock().now_ms() + years * YEARS_MS
    monkeypatch.setattr(bench.scratch.clock, "now_ms", lambda: wrong, raising=False)
    with pytest.raises(Failed, match="Đồng hồ đang chỉ"):
        machine.look_at_clock(bench)


def test_a_clock_before_the_last_run_fails(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.paths.log_folder", lambda: tmp_path)
    (tmp_path / "soxa.log").touch()
    os.utime(tmp_path / "soxa.log", (time.time() + 200_000,) * 2)
    with pytest.raises(Failed, match="trước lần chạy gần nhất"):
        machine.look_at_clock(bench)


def test_a_full_disk_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LOW_BYTES", 1 << 60)
    with pytest.raises(Failed, match="MB trống"):
        machine.look_at_disk(bench)


def test_no_printer_and_no_stick_are_skipped_with_their_reasons(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "removable_drives", list)
    monkeypatch.setattr(machine.QPrinterInfo, "availablePrinterNames", list)
    for look_at in (machine.look_at_drives, machine.look_at_printers):
        with pytest.raises(Skipped, match="nên chưa thử được"):
            look_at(bench)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    counter = a_counter(tmp_path, "Bàn 1")
    counter.receive()
    counter.device.profile.close()
    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "Bàn 1" / "key"))
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("profile.json", "keyslots", "soxa.db", "sidecar"):
        shutil.copy(counter.device.root / name, copy / name)
    return copy


def test_a_sound_copy_passes(bench: Bench, copy: Path) -> None:
    assert looker_at(copy)(bench)


def test_a_damaged_copy_fails(bench: Bench, copy: Path) -> None:
    database = bytearray((copy / "soxa.db").read_bytes())
    database[len(database) // 2 :: 4096] = bytes(len(database[len(database) // 2 :: 4096]))
    (copy / "soxa.db").write_bytes(database)
    with pytest.raises((DamagedDatabase, Failed)):
        looker_at(copy)(bench)


def test_a_profile_at_work_is_never_opened(bench: Bench, copy: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in copy.iterdir()}
    (copy / "lock").touch()
    with pytest.raises(Failed, match="không phải bản chép"):
        looker_at(copy)(bench)
    (copy / "lock").unlink()
    assert {path.name: path.stat().st_mtime_ns for path in copy.iterdir()} == before
