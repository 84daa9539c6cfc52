"""The process that reads scans, and what is said when it falls."""

import subprocess
import sys
from threading import Timer
from time import monotonic

import pytest

from app.scanning import READ_SCAN
from app.scanning.errors import LockedFile, ReaderStopped, TooLarge, Unreadable
from app.scanning.messages import Tone
from app.scanning.reader import ScanReader
from tests.support.papers import CARD, a_bomb, a_letter, a_locked_pdf, a_photo, an_endless_page, as_bytes

FELL = (sys.executable, "-c", "import os; os.abort()")
BABBLES = (sys.executable, "-c", "print('x' * 4000)")
SOON_S = 60  # a page that takes for ever is drawn for hours, and a busy machine starts a process slowly
HANGS = (sys.executable, "-c", "import time; time.sleep(600)")


def test_a_question_is_answered_by_a_process_of_its_own() -> None:
    reader = ScanReader()
    assert reader.codes(as_bytes(a_photo())) == [CARD]
    assert reader.make(a_letter(), [0], Tone.AS_IT_IS).data == a_letter()


def test_the_frozen_program_is_the_same_process() -> None:
    words = (sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())", READ_SCAN)
    assert ScanReader(words).first_page(a_letter()).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("data", "error"),
    [(a_bomb(), TooLarge), (a_locked_pdf(), LockedFile), (b"%PDF-1.7", Unreadable)],
    ids=["bomb", "locked", "broken"],
)
def test_what_is_refused_is_one_sentence(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        ScanReader().look_through(data)
    assert len(str(raised.value).split()) < 40


@pytest.mark.parametrize("words", [FELL, BABBLES, HANGS, ("no-such-program-at-all",)])
def test_a_reader_that_falls_babbles_hangs_or_is_missing_harms_nobody(words: tuple[str, ...]) -> None:
    with pytest.raises(ReaderStopped):
        ScanReader(words, short_s=0.5).first_page(bytes(300_000))


def test_a_page_that_takes_for_ever_to_draw_is_given_up() -> None:
    began = monotonic()
    with pytest.raises(ReaderStopped):
        ScanReader(short_s=1.5).first_page(an_endless_page())
    assert monotonic() - began < SOON_S


def test_whoever_leaves_ends_the_reading() -> None:
    reader, began = ScanReader(HANGS), monotonic()
    Timer(0.2, reader.stop).start()
    with pytest.raises(ReaderStopped):
        reader.first_page(b"")
    with pytest.raises(ReaderStopped):
        reader.first_page(b"")
    assert monotonic() - began < SOON_S


@pytest.mark.skipif(sys.platform == "win32", reason="the bound of Windows is a job, tried on Windows only")
def test_the_reading_process_gets_no_more_memory_than_its_bound() -> None:
    work = (
        "from app.platform.bounds import bound_this_process; bound_this_process(400_000_000, 60)\n"
        "try: bytes(900_000_000)\nexcept MemoryError: raise SystemExit(7)"
    )
    assert subprocess.run([sys.executable, "-c", work], check=False).returncode == 7


@pytest.mark.skipif(sys.platform == "win32", reason="a job of Windows has no stricter one around it")
def test_a_process_that_is_bound_more_strictly_already_reads_all_the_same() -> None:
    work = (
        "import resource as r; from app.platform.bounds import bound_this_process\n"
        "r.setrlimit(r.RLIMIT_AS, (300_000_000, 300_000_000)); bound_this_process(400_000_000, 60)\n"
        "print(*(r.getrlimit(kind)[1] for kind in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)))"
    )
    done = subprocess.run([sys.executable, "-c", work], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["300000000", "60", "0"]
