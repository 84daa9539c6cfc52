import argparse
import json
from pathlib import Path

import pytest

from app.catalogue.signed_file import seal_pack
from tests.app.catalogue.packs import PACK, PUBLISHER_KEY, a_pack, a_procedure
from ui.cli import catalogue


def run(*typed: str) -> int:
    parser = argparse.ArgumentParser()
    catalogue.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["catalogue", "lint", *typed])
    code: int = args.run(args)
    return code


def a_file(folder: Path, data: bytes) -> str:
    file = folder / "goi.sxdm"
    file.write_bytes(data)
    return str(file)


def test_a_good_pack_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(a_file(tmp_path, seal_pack(PACK, PUBLISHER_KEY))) == 0
    printed = capsys.readouterr().out
    assert "Gói 2026.12, có hiệu lực từ 01/12/2026: 1 thủ tục" in printed
    assert "Chữ ký đúng" in printed
    assert "0 lỗi, 0 điều cần lưu ý: không có." in printed


def test_a_pack_with_an_error_fails_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = a_pack(a_procedure(competent_agency="Sở Tư pháp", fee=a_procedure().fee, legal_bases=()))
    assert run(a_file(tmp_path, seal_pack(bad, PUBLISHER_KEY))) == 1
    printed = capsys.readouterr().out
    assert "LỖI: 1.001193 Gói không có cơ quan “Sở Tư pháp”. [unknown_agency]" in printed
    assert "1 lỗi, 1 điều cần lưu ý: unknown_agency 1, no_basis 1." in printed


def test_json_is_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = a_pack(a_procedure(limit="x"))
    assert run(a_file(tmp_path, seal_pack(bad, PUBLISHER_KEY)), "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["version"], report["procedures"], report["counts"]) == ("2026.12", 1, {"bad_limit": 1})
    assert report["findings"][0]["severity"] == "error"


def test_what_is_no_pack_is_said_on_the_error_channel(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(a_file(tmp_path, b"hello")) == 2
    assert run(str(tmp_path / "khong-co.sxdm")) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "không phải gói danh mục" in printed.err
    assert "“khong-co.sxdm”" in printed.err
    assert str(tmp_path) not in printed.err
