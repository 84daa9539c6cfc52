"""Taking in scans: what is a scan, what a name may be, and what is said of how far one is."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.changes.blocks import BLOCK_BYTES, Bitmap, reference
from app.domain.dossier import Role
from app.services import attachments
from app.services.attachments import (
    LONGEST_NAME,
    AttachmentState,
    HandlesNoPapers,
    NotAScan,
    NotHereYet,
    TooLargeScan,
    UnreadableFile,
    shown_name,
)
from app.storage import scans
from app.storage.blobs import DamagedBlob
from tests.support.office import Counter, a_counter

PDF = b"%PDF-1.7 a sample " + bytes(2 * BLOCK_BYTES)
NASTY = (
    "..",
    "../../etc/passwd",
    "..\\..\\Windows\\System32\\cmd.exe",
    "C:\\con",
    "/",
    "",
    " . ",
    "\0",
    "a\nb.pdf",
    "\u202egpj.exe",
    "\u200b\u200d",
    "%2e%2e%2f",
    "$(rm -rf ~).pdf",
    "'; DROP TABLE attachment; --.pdf",
    "<b>x</b>.pdf",
    "x" * 4000,
    "Tờ khai (bản chụp).pdf",
    "NUL.pdf",
    "a:stream.pdf",
    "{0}%s%n",
)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 1")
    yield made
    made.device.profile.close()


def attach(counter: Counter, data: bytes = PDF, name: str = "Tờ khai.pdf", preview: bytes = b""):
    assert counter.desk.officer is not None
    id_ = counter.receive("Chử Văn Mẫu", id_number="000068005530").dossier_id
    attachments.attach_scan(counter.desk, counter.desk.officer, id_, name, data, preview)
    (view,) = attachments.of_dossier(counter.desk, id_)
    return view


def test_a_scan_is_kept_with_who_when_what(counter: Counter) -> None:
    view = attach(counter, preview=b"a small picture")
    assert view.record.name == "Tờ khai.pdf"
    assert view.record.media_type == "application/pdf"
    assert view.record.ref == reference(PDF)
    assert view.record.clerk_name
    assert view.has_preview
    assert attachments.content(counter.desk, view.record.ref) == (PDF, ".pdf")
    assert attachments.preview(counter.desk, view.record) == b"a small picture"


@pytest.mark.parametrize("data", [b"", b"MZ\x90\0", b"#!/bin/sh", b"<html>", b"PK\3\4", b"%PDF"])
def test_what_is_neither_pdf_nor_picture_is_refused_whatever_its_name(counter: Counter, data: bytes) -> None:
    with pytest.raises(NotAScan):
        attach(counter, data, "Tờ khai.pdf")


def test_a_preview_that_is_too_large_is_left_out(counter: Counter) -> None:
    assert attach(counter, preview=bytes(30_001)).record.preview is None


def test_a_file_that_is_too_large_or_gone_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    assert attachments.read_file(path) == PDF
    monkeypatch.setattr(attachments, "MOST_BYTES", 1000)
    with pytest.raises(TooLargeScan):
        attachments.read_file(path)
    with pytest.raises(UnreadableFile):
        attachments.read_file(tmp_path / "gone.pdf")


def hostile_names() -> Iterator[str]:
    """Five hundred, the same ones each time."""
    dice = random.Random(500)
    letters = [
        *"aA. /\\:*?\"<>|%$&;'`\n\r\t\0\x1b~-_đẫ",
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\U0001f4a3",
        "..",
        "CON",
    ]
    yield from NASTY
    for _ in range(500 - len(NASTY)):
        yield "".join(dice.choice(letters) for _ in range(dice.randrange(1, 200)))


@pytest.mark.parametrize("roles", [(), (Role.ADMINISTRATOR,)])
def test_whoever_handles_no_papers_adds_none(counter: Counter, roles: tuple[Role, ...]) -> None:
    id_ = counter.receive("Chử Văn Mẫu", id_number="000068005530").dossier_id
    before = sorted(counter.device.root.rglob("blobs/**/*"))
    with pytest.raises(HandlesNoPapers, match="chưa thêm bản quét"):
        attachments.attach_scan(counter.desk, replace(counter.officer, roles=roles), id_, "a.pdf", PDF)
    assert attachments.of_dossier(counter.desk, id_) == []
    assert sorted(counter.device.root.rglob("blobs/**/*")) == before


def test_five_hundred_hostile_names_are_names_and_nothing_else(counter: Counter) -> None:
    assert counter.desk.officer is not None
    id_ = counter.receive("Chử Văn Mẫu", id_number="000068005530").dossier_id
    before = {path for path in counter.device.root.rglob("*") if "blobs" not in path.parts}
    names = list(hostile_names())
    assert len(names) == 500
    for name in names:
        attachments.attach_scan(counter.desk, counter.desk.officer, id_, name, PDF)
    found = attachments.of_dossier(counter.desk, id_)
    assert len(found) == 500
    for view in found:
        shown = view.record.name
        assert 0 < len(shown) <= LONGEST_NAME
        assert not set(shown) & set("/\\")
        assert shown not in (".", "..")
        assert all(unicodedata.category(letter)[0] != "C" for letter in shown)
    after = {path for path in counter.device.root.rglob("*") if "blobs" not in path.parts}
    assert {path.name for path in after - before} <= {"soxa.db-wal", "soxa.db-shm", "sidecar"}
    assert len(list((counter.device.root / "blobs").glob("*/*"))) == 1  # one content, kept once


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert shown_name("Giấy chứng sinh (2).pdf") == "Giấy chứng sinh (2).pdf"
    assert shown_name("C:\\Quét\\To\u0301m tắt.pdf") == "T\u00f3m tắt.pdf"


def test_received_is_said_only_under_the_servers_present_epoch(counter: Counter) -> None:
    view = attach(counter)
    id_, ref, store = view.record.dossier_id, view.record.ref, counter.desk.store

    def state() -> tuple[AttachmentState, int, int]:
        (now,) = attachments.of_dossier(counter.desk, id_)
        return now.state, now.done, now.total

    assert state() == (AttachmentState.HERE, 0, 3)
    with store.write_local() as connection:
        connection.exec_driver_sql("UPDATE device SET epoch = x'01'")
        blocks = Bitmap(3)
        blocks.update([0, 2])
        scans.note_sent(connection, ref, blocks)
    assert state() == (AttachmentState.SENDING, 2, 3)
    with store.write_local() as connection:
        scans.note_received(connection, b"\x01", [ref.sha256])
    assert state()[0] is AttachmentState.RECEIVED
    with store.write_local() as connection:
        connection.exec_driver_sql("UPDATE device SET epoch = x'02'")
    assert state()[0] is AttachmentState.SENDING


def test_a_scan_that_is_not_here_is_on_its_way_and_cannot_be_opened_yet(counter: Counter) -> None:
    view = attach(counter)
    (path,) = (counter.device.root / "blobs").glob("*/*")
    path.unlink()
    (away,) = attachments.of_dossier(counter.desk, view.record.dossier_id)
    assert away.state is AttachmentState.AWAY
    with pytest.raises(NotHereYet):
        attachments.content(counter.desk, view.record.ref)
    attachments.ask_for(counter.desk, view.record.ref)
    (coming,) = attachments.of_dossier(counter.desk, view.record.dossier_id)
    assert coming.state is AttachmentState.COMING


def test_a_damaged_scan_is_said_so_and_fetched_again(counter: Counter) -> None:
    view = attach(counter)
    (path,) = (counter.device.root / "blobs").glob("*/*")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedBlob):
        attachments.content(counter.desk, view.record.ref)
    with counter.desk.store.read() as connection:
        assert not scans.way(connection, view.record.ref).is_here
