"""Scans in an S3-compatible store, and what goes on while it is down."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.changes.blocks import BLOCK_BYTES
from server import blob_vault
from server.blob_vault import open_vault
from server.errors import ServerError
from tests.support.builders import a_dossier
from tests.support.district import District, a_district
from tests.support.object_stores import BUCKET, Moto, ObjectStore, Seaweed, running
from tests.support.scans import a_scan, ask_for, carry, district_holds, scan_of, states


@pytest.fixture(
    scope="module", params=[Moto, pytest.param(Seaweed, marks=pytest.mark.slow)], ids=["moto", "seaweedfs"]
)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """One for all tests, for it starts slowly; each has a prefix of its own."""
    with running(request.param, tmp_path_factory.mktemp("store")) as made:
        yield made


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    return tmp_path.name


@pytest.fixture
def district(
    tmp_path: Path, store: ObjectStore, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[District]:
    monkeypatch.setattr(blob_vault, "ASK_S", 1)
    with a_district(tmp_path) as made:
        settings = replace(
            made.settings,
            blobs=f"s3://{BUCKET}/{prefix}",
            blobs_endpoint=store.endpoint,
            blobs_key_file=str(store.key_file),
        )
        object.__setattr__(made.server, "vault", open_vault(settings))
        yield made


def test_scans_are_kept_sealed_in_the_store_and_come_back(
    district: District, store: ObjectStore, prefix: str
) -> None:
    first, second = district.desk("Bàn 1"), district.desk("Bàn 2")
    data = scan_of(3 * BLOCK_BYTES + 11)
    ref = a_scan(first, data, preview=scan_of(9_000, 3))
    first.sync()
    carry(first)
    assert states(first, ref).is_received
    names = [name for name in store.names() if name.startswith(f"{prefix}/")]
    assert len(names) == 2
    assert all(name.startswith(f"{prefix}/27280/") and ref.sha256.hex() not in name for name in names)
    second.sync()
    ask_for(second, ref)
    carry(second)
    assert second.device.profile.blobs.get(ref) == data
    assert list(district.settings.staging_path.iterdir()) == []


def test_while_the_store_is_down_rows_go_on_and_scans_queue(district: District, store: ObjectStore) -> None:
    first, second = district.desk("Bàn 1"), district.desk("Bàn 2")
    kept = scan_of(2 * BLOCK_BYTES, 1)
    kept_ref = a_scan(first, kept)
    first.sync()
    carry(first)
    store.stop()
    queued = scan_of(2 * BLOCK_BYTES, 2)
    ref = a_scan(first, queued)
    a_dossier(first.store)
    first.sync()
    assert first.log()[0] == first.log()[1]
    assert carry(first).sent_bytes == len(queued)
    assert not states(first, ref).is_received
    second.sync()
    assert second.codes() == first.codes()
    ask_for(second, kept_ref)
    assert carry(second).refused == {"busy"}
    assert not second.device.profile.blobs.has(kept_ref)
    store.start()
    store.make_bucket()
    assert carry(first).sent_bytes == 0
    assert states(first, ref).is_received
    assert district_holds(district, ref, queued)


def test_a_key_file_that_is_none_is_said_so_at_start(tmp_path: Path) -> None:
    with a_district(tmp_path) as made:
        (tmp_path / "key").write_text("only-one-line", "utf-8")
        wrong = replace(made.settings, blobs=f"s3://{BUCKET}", blobs_key_file=str(tmp_path / "key"))
        with pytest.raises(ServerError):
            open_vault(wrong)
