"""A manifest says every file of a build, the same way each time, and nothing that could lead astray."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.releases.content import content_in
from app.releases.errors import BuildUnusable, ReleaseDamaged, ReleaseError, ReleaseRefused, ReleaseTooNew
from app.releases.manifest import (
    RELEASE_FILE,
    check_build,
    describe,
    differences,
    encode,
    read_manifest,
)
from app.releases.offer import Delta, make_offer, offered_manifest, read_offer, with_deltas
from app.releases.offer import encode as encode_offer
from app.releases.plan import pieces_for
from tests.app.releases.builds import FILES, MADE_MS, a_build

HASH = "ab" * 32


def test_the_same_folder_twice_makes_the_same_bytes(tmp_path: Path):
    first, second = a_build(tmp_path / "one"), a_build(tmp_path / "two")
    assert (first / RELEASE_FILE).read_bytes() == (second / RELEASE_FILE).read_bytes()
    assert encode(read_manifest((first / RELEASE_FILE).read_bytes())) == (first / RELEASE_FILE).read_bytes()


def test_a_manifest_names_every_file_but_itself_and_keeps_who_may_run(tmp_path: Path):
    manifest = describe(a_build(tmp_path / "dist"), "0.1.0", "linux-amd64", MADE_MS)
    assert [file.path for file in manifest.files] == sorted(FILES)
    assert [file.path for file in manifest.files if file.is_executable] == ["soxa"]


def test_a_build_is_whole_only_with_every_byte_and_nothing_more(tmp_path: Path):
    build = a_build(tmp_path / "dist")
    manifest = read_manifest((build / RELEASE_FILE).read_bytes())
    check_build(build, manifest)
    (build / "_internal/app/errors.pyc").write_bytes(b"evil of errors " * 300)
    (build / "soxa").unlink()
    (build / "_internal/version.dll").write_bytes(b"planted")
    (build / "_internal/more").symlink_to(tmp_path)
    assert {(each.path, each.kind) for each in differences(build, manifest)} == {
        ("_internal/app/errors.pyc", "changed"),
        ("soxa", "missing"),
        ("_internal/version.dll", "unexpected"),
        ("_internal/more", "unexpected"),
    }
    with pytest.raises(ReleaseDamaged):
        check_build(build, manifest)


@pytest.mark.parametrize("name", ["a:b", "CON.txt", "dot.", "back\\slash"])
def test_a_build_with_a_name_that_windows_reads_otherwise_is_no_release(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(BuildUnusable):
        describe(tmp_path, "0.1.0", "linux-amd64", MADE_MS)


def manifest_with(**facts: Any) -> bytes:
    honest = {
        "format": 1,
        "version": "0.1.1",
        "platform": "win-amd64",
        "made_ms": 1,
        "files": [["a", HASH, 1]],
    }
    return json.dumps({**honest, **facts}).encode()


def test_an_honest_manifest_is_read():
    assert read_manifest(manifest_with()).files[0].path == "a"


@pytest.mark.parametrize(
    "path",
    [
        "../a", "a/../b", "/a", "a//b", "a/", "", ".", "a/./b", "C:/a", "C:a", "\\\\host\\a", "a\\b",
        "a\x00b", "a\n", "nul", "NUL.txt", "x/com1", "x/LPT9.log", "com¹.txt", "conin$", "a ",
        " a", "a.", "b./c", "a*", "a:stream", "x" * 181, "e\u0323\u0302", "RELEASE.json", "release.json",
    ],
)  # fmt: skip
def test_a_path_that_leads_astray_is_refused(path: str):
    with pytest.raises(ReleaseRefused):
        read_manifest(manifest_with(files=[["soxa", HASH, 1], [path, HASH, 1]]))


@pytest.mark.parametrize(
    "paths", [("a", "a"), ("A/b", "a/B"), ("a", "a/b"), ("A", "a/b/c"), ("ß", "ss"), ("Ế", "ế")]
)
def test_two_files_that_meet_on_a_disk_that_ignores_case_are_refused(paths: tuple[str, str]):
    with pytest.raises(ReleaseRefused):
        read_manifest(manifest_with(files=[[path, HASH, 1] for path in paths]))


@pytest.mark.parametrize(
    "facts",
    [
        {"files": [["a", HASH, -1]]},
        {"files": [["a", HASH, 2**40]]},
        {"files": [["a", HASH, 1.5]]},
        {"files": [["a", HASH.upper(), 1]]},
        {"files": [["a", HASH + "\n", 1]]},
        {"files": [["a", "../" + HASH[3:], 1]]},
        {"files": [[f"f{n}", HASH, 256 * 1024 * 1024] for n in range(5)]},
        {"files": [["a", HASH, 1], ["b", HASH, 2]]},
        {"files": [[f"f{n}", HASH, 1] for n in range(20_001)]},
        {"files": []},
        {"files": {"a": HASH}},
        {"version": "1.0"},
        {"version": "01.0.0"},
        {"version": "1.0.0\n"},
        {"version": "../.."},
        {"platform": "../win"},
        {"made_ms": -1},
        {"format": "1"},
    ],
)
def test_numbers_and_names_no_honest_publisher_writes_are_refused(facts: dict[str, Any]):
    with pytest.raises(ReleaseRefused):
        read_manifest(manifest_with(**facts))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"[" * 100_000, b'"' + b"x" * 9_000_000 + b'"', b"\xff\xfe"]
)
def test_bytes_that_are_no_description_are_refused(data: bytes):
    with pytest.raises(ReleaseRefused):
        read_manifest(data)


def test_a_later_format_is_told_apart_from_a_bad_one():
    with pytest.raises(ReleaseTooNew):
        read_manifest(b'{"format": 2, "anything": "else"}')


def test_an_offer_says_who_may_take_it_and_comes_back_as_it_was(tmp_path: Path):
    data = (a_build(tmp_path / "dist", "0.2.0") / RELEASE_FILE).read_bytes()
    offer = make_offer(read_manifest(data), content_in(data), "0.1.3", "Sửa lỗi in sổ.")
    assert read_offer(encode_offer(offer), "linux-amd64") == offer
    assert [offer.replaces(each) for each in ("0.1.2", "0.1.3", "0.1.10", "0.2.0", "0.10.0")] == [
        False, True, True, False, False,
    ]  # fmt: skip
    assert offered_manifest(data, offer).version == "0.2.0"


def test_an_offer_for_another_platform_or_with_another_manifest_is_refused(tmp_path: Path):
    data = (a_build(tmp_path / "dist") / RELEASE_FILE).read_bytes()
    offer = make_offer(read_manifest(data), content_in(data), "0.0.1", "")
    with pytest.raises(ReleaseRefused):
        read_offer(encode_offer(offer), "win-amd64")
    for other in (data + b" ", data.replace(b'"0.1.0"', b'"9.1.0"')):
        with pytest.raises(ReleaseError):
            offered_manifest(other, offer)
    with pytest.raises(ReleaseRefused):
        make_offer(read_manifest(data), content_in(data), "0.1.1", "")


def test_only_what_is_lacking_is_fetched_and_by_the_shortest_way():
    manifest = read_manifest(
        manifest_with(files=[["kept", "11" * 32, 10], ["new", "22" * 32, 5000], ["other", "33" * 32, 9]])
    )
    offer = with_deltas(
        make_offer(manifest, content_in(b""), "0.0.1", ""),
        [
            Delta("22" * 32, "aa" * 32, 700),
            Delta("22" * 32, "bb" * 32, 300),
            Delta("22" * 32, "cc" * 32, 1),  # from a content this machine does not have
        ],
    )
    pieces = pieces_for(manifest.contents().values(), offer, {"11" * 32, "aa" * 32, "bb" * 32})
    assert [(piece.name, piece.most_bytes) for piece in pieces] == [
        (f"deltas/{'22' * 32}-{'bb' * 32}.zst", 300),
        (f"blobs/{'33' * 32}.zst", 9 + 1024),
    ]
