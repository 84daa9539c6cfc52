"""What the stick's page and command say of scans."""

from pathlib import Path

import pytest

from sync.courier.leaving import Exported
from sync.courier.returning import Imported
from ui.usb.scan_words import scans_sentence, scans_sentences
from ui.usb.words import taken_in, written


@pytest.mark.parametrize(
    ("went", "left", "said"),
    [
        (12_340_000, 0, "Kèm 12,3 MB bản quét."),
        (900, 2_000, "Kèm 900 B bản quét; còn 2,0 KB vẫn giữ trên máy này, đi chuyến USB sau."),
    ],
)
def test_what_goes_along_and_what_waits_is_said(went: int, left: int, said: str) -> None:
    exported = Exported([Path("TH-AAAAAAAA.v01")], 2, 70_000, scans_bytes=went, scans_left=left)
    assert scans_sentence(exported) == said
    assert written(exported).details[-1] == said


def test_a_bundle_without_scans_says_nothing_of_them() -> None:
    assert len(written(Exported([Path("TH-AAAAAAAA.v01")], 2, 70_000)).details) == 1


def test_what_came_of_scans_is_said() -> None:
    imported = Imported(taken=["TH-AAAAAAAA.v01"], scans_received=3, scans_here=1)
    said = ["Cấp trên đã nhận đủ 3 tệp quét.", "Đã nhận 1 tệp quét của bàn khác."]
    assert list(scans_sentences(imported)) == list(taken_in(imported).details) == said
