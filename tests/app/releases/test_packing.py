"""Contents travel whole or as deltas, and nothing but the promised content ever comes out."""

import random
from pathlib import Path

import pytest
import zstandard

from app.releases.content import Content, content_in
from app.releases.errors import ReleaseDamaged
from app.releases.packing import apply_delta, most_packed_bytes, pack, pack_bytes, pack_delta, unpack

DICE = random.Random(4)
OLD = b"".join(DICE.randbytes(60) + b"the same words " for _ in range(4000))
NEW = OLD[:1000] + b"a line more" + OLD[1000:200_000] + OLD[200_100:]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [b"", b"x", OLD, DICE.randbytes(300_000)])
def test_a_packed_content_comes_out_whole_and_within_the_bound_that_needs_no_publishing(
    tmp_path: Path, data: bytes
):
    size = pack(written(tmp_path / "plain", data), tmp_path / "packed")
    assert size == (tmp_path / "packed").stat().st_size <= most_packed_bytes(len(data))
    unpack(tmp_path / "packed", tmp_path / "out", content_in(data))
    assert (tmp_path / "out").read_bytes() == data


def test_a_delta_rebuilds_the_new_content_from_the_old_one_and_is_a_fraction_of_it(tmp_path: Path):
    delta = pack_delta(OLD, NEW)
    assert delta is not None
    assert len(delta) < len(pack_bytes(NEW)) / 100
    apply_delta(
        written(tmp_path / "old", OLD), written(tmp_path / "d", delta), tmp_path / "new", content_in(NEW)
    )
    assert (tmp_path / "new").read_bytes() == NEW


def test_a_delta_on_another_old_content_is_damaged_and_leaves_nothing(tmp_path: Path):
    delta = written(tmp_path / "d", pack_delta(OLD, NEW) or b"")
    with pytest.raises(ReleaseDamaged):
        apply_delta(written(tmp_path / "old", OLD[::-1]), delta, tmp_path / "new", content_in(NEW))
    assert not (tmp_path / "new").exists()


def test_no_delta_is_made_where_both_sides_would_not_fit_a_small_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.releases.packing.MOST_DELTA_SIDE_BYTES", 1000)
    assert pack_delta(OLD, NEW) is None
    assert pack_delta(b"", b"new") is None


def test_a_bomb_is_stopped_at_the_promised_size(tmp_path: Path):
    bomb = written(tmp_path / "bomb", zstandard.compress(bytes(300 * 1024 * 1024), 1))
    with pytest.raises(ReleaseDamaged):
        unpack(bomb, tmp_path / "out", Content("0" * 64, 1000))
    assert not (tmp_path / "out").exists()


def test_a_frame_that_asks_for_a_huge_window_is_refused(tmp_path: Path):
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    frame = written(tmp_path / "wide", packer.compress(OLD) + packer.flush())
    with pytest.raises(ReleaseDamaged):
        unpack(frame, tmp_path / "out", content_in(OLD))


def test_every_cut_and_every_flipped_byte_is_damaged(tmp_path: Path):
    content = content_in(OLD[:5000])
    good = pack_bytes(OLD[:5000])
    spoilt = [good[:cut] for cut in range(0, len(good), 37)]
    spoilt += [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in range(6, len(good), 41)]
    for data in spoilt:
        with pytest.raises(ReleaseDamaged):
            unpack(written(tmp_path / "spoilt", data), tmp_path / "out", content)
        assert not (tmp_path / "out").exists()
