"""The words of the status bar."""

from dataclasses import replace
from datetime import datetime

from ui import status_line as words
from ui.status_line import Network, StatusLine

NOW = datetime(2026, 11, 23, 14, 47)
LINE = StatusLine(
    now=NOW,
    saved_at=NOW,
    waiting=12,
    received_up_to=NOW.replace(minute=32),
    network=Network(is_up=False, down_since=NOW.replace(minute=33), next_try=NOW.replace(minute=52)),
    usb="",
    catalogue="2026.11",
)


def test_each_fact_is_one_short_sentence() -> None:
    assert words.saved_words(LINE) == "Đã lưu trên máy này 14:47"
    assert words.waiting_words(LINE) == "12 chờ gửi"
    assert words.received_words(LINE) == "Cấp trên đã nhận đến 14:32"
    assert words.usb_words(LINE) == "USB: chưa cắm"
    assert words.catalogue_words(LINE) == "Danh mục 2026.11"
    assert words.clock_words(LINE) == "14:47 · Thứ Hai 23/11/2026"


def test_offline_says_since_when_and_when_it_is_tried_again() -> None:
    assert words.network_words(LINE) == "Chưa có mạng từ 14:33, tự thử lại lúc 14:52"
    assert words.network_words_short(LINE) == "Chưa có mạng"
    assert words.network_words(replace(LINE, network=Network(is_up=True))) == "Có mạng"


def test_a_desk_that_begins_says_that_older_dossiers_still_come() -> None:
    assert words.received_words(replace(LINE, is_filling=True)) == "Đang tải nốt hồ sơ cũ"


def test_a_machine_without_a_server_says_so() -> None:
    line = replace(LINE, network=Network(is_up=False, is_set_up=False), received_up_to=None)
    assert words.network_words(line) == "Chưa khai báo máy chủ cấp trên"
    assert words.received_words(line) == "Cấp trên chưa nhận gì"


def test_a_time_of_another_day_names_its_day() -> None:
    line = replace(LINE, received_up_to=datetime(2026, 11, 20, 16, 58))
    assert words.received_words(line) == "Cấp trên đã nhận đến 16:58 20/11"


def test_nothing_waiting_is_said_in_words() -> None:
    assert words.waiting_words(replace(LINE, waiting=0)) == "Không có gì chờ gửi"
