"""Nothing reaches a desk without the signatures that the root asks for, by keys that are kept elsewhere."""

import json
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tuf.api.exceptions import RepositoryError

from server.errors import ServerError
from server.updates.ceremony import Wanted, begin_rotation
from server.updates.drafts import read_draft, standings
from server.updates.keys import make_offline_key, make_online_key, open_offline_key, open_online_key
from server.updates.publishing import DAY_MS, publish, put_in_force, renew
from server.updates.repository import ends_ms, put
from tests.server.updates.ceremony import CHEAP, PASSPHRASE, Ceremony, Desk, a_ceremony, now_ms


def test_a_key_opens_only_under_its_passphrase_and_its_file_says_nothing_else(tmp_path: Path):
    signer = make_offline_key(tmp_path, "root", PASSPHRASE, CHEAP)
    (path,) = tmp_path.glob("root-*.key")
    assert open_offline_key(path, PASSPHRASE).public_key == signer.public_key
    assert signer.private_bytes not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert open_offline_key(path, unicodedata.normalize("NFD", PASSPHRASE)).public_key == signer.public_key
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(ServerError, match="mật khẩu"):
            open_offline_key(path, wrong)


def test_a_short_passphrase_makes_no_key(tmp_path: Path):
    with pytest.raises(ServerError, match="12"):
        make_offline_key(tmp_path, "root", "mười một ch", CHEAP)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[" * 50_000, b"\xff"])
def test_a_file_that_is_no_key_is_told_apart_from_a_wrong_passphrase(tmp_path: Path, spoilt: bytes):
    path = tmp_path / "x.key"
    path.write_bytes(spoilt)
    with pytest.raises(ServerError, match="không phải khóa"):
        open_offline_key(path, PASSPHRASE)


def test_a_key_whose_file_names_another_is_refused(tmp_path: Path):
    make_offline_key(tmp_path, "root", PASSPHRASE, CHEAP)
    (path,) = tmp_path.glob("*.key")
    facts = json.loads(path.read_bytes())
    path.write_text(json.dumps({**facts, "key_id": "0" * 64}))
    with pytest.raises(ServerError, match="không phải khóa"):
        open_offline_key(path, PASSPHRASE)


def test_an_unsigned_release_is_not_published_and_no_desk_sees_it(ceremony: Ceremony, desk: Desk):
    ceremony.add("0.1.0")
    with pytest.raises(ServerError, match="0 trên 1"):
        publish(ceremony.repository, now_ms())
    assert desk.newest() is None


def test_a_half_signed_release_is_not_published(tmp_path: Path):
    ceremony = a_ceremony(tmp_path / "district")
    ceremony.begin(targets=Wanted(3, 2))
    ceremony.add("0.1.0")
    one, two, _three = ceremony.keys("targets")
    ceremony.sign(one)
    ceremony.sign(one)  # twice by one hand is once
    with pytest.raises(ServerError, match="1 trên 2"):
        publish(ceremony.repository, now_ms())
    ceremony.sign(two)
    publish(ceremony.repository, now_ms())
    assert Desk(tmp_path / "desk", ceremony.repository.folder).newest() is not None


def test_a_key_of_another_role_signs_nothing(ceremony: Ceremony):
    ceremony.add("0.1.0")
    with pytest.raises(ServerError, match="không có quyền"):
        ceremony.sign(ceremony.keys("root")[0])


def test_a_draft_is_signed_on_another_machine_and_comes_back(ceremony: Ceremony, desk: Desk, tmp_path: Path):
    ceremony.add("0.1.0")
    elsewhere = Path(shutil.copytree(ceremony.repository.draft, tmp_path / "another machine"))
    ceremony.sign(ceremony.keys("targets")[0], draft=elsewhere)
    shutil.copytree(elsewhere, ceremony.repository.draft, dirs_exist_ok=True)
    publish(ceremony.repository, now_ms())
    assert desk.newest() is not None


def test_a_draft_that_was_changed_after_signing_is_not_published(ceremony: Ceremony):
    ceremony.add("0.1.0")
    ceremony.sign(ceremony.keys("targets")[0])
    path = ceremony.repository.draft / "targets.json"
    path.write_bytes(path.read_bytes().replace(b'"0.1.0"', b'"0.1.9"'))
    with pytest.raises(ServerError, match="0 trên 1"):
        publish(ceremony.repository, now_ms())


def test_another_build_added_to_the_draft_takes_its_signatures_away(ceremony: Ceremony):
    ceremony.add("0.1.0")
    ceremony.sign(ceremony.keys("targets")[0])
    ceremony.add("0.1.1")
    assert [standing.is_enough for standing in standings(read_draft(ceremony.repository.draft))] == [False]


def test_a_release_that_misses_a_file_is_not_published(ceremony: Ceremony):
    ceremony.add("0.1.0")
    ceremony.sign(ceremony.keys("targets")[0])
    for blob in sorted((ceremony.repository.folder / "blobs").iterdir()):
        aside = blob.rename(ceremony.home / "aside")
        with pytest.raises(ServerError):
            publish(ceremony.repository, now_ms())
        aside.rename(blob)
    publish(ceremony.repository, now_ms())


def test_the_root_key_is_replaced_by_old_and_new_together_and_desks_follow(ceremony: Ceremony, desk: Desk):
    (old,) = ceremony.keys("root")
    begin_rotation(ceremony.repository, now_ms(), "root", ceremony.maker.make("root", 1), ["all"])
    new = ceremony.keys("root")[-1]
    ceremony.sign(new, ceremony.keys("targets")[0])
    with pytest.raises(ServerError, match="root"):
        publish(ceremony.repository, now_ms())
    ceremony.sign(old)
    publish(ceremony.repository, now_ms())
    ceremony.release("0.1.0")
    assert desk.newest() is not None
    begin_rotation(ceremony.repository, now_ms())
    with pytest.raises(ServerError, match="không có quyền"):
        ceremony.sign(old)


def test_a_lost_targets_key_is_replaced_and_signs_nothing_any_more(ceremony: Ceremony, desk: Desk):
    ceremony.release("0.1.0")
    lost = ceremony.keys("targets")[0]
    begin_rotation(ceremony.repository, now_ms(), "targets", ceremony.maker.make("targets", 1), ["all"])
    ceremony.sign(ceremony.keys("root")[0], ceremony.keys("targets")[-1])
    publish(ceremony.repository, now_ms())
    found = desk.newest()
    assert found is not None
    assert found.version == "0.1.0"
    ceremony.add("0.1.1")
    with pytest.raises(ServerError, match="không có quyền"):
        ceremony.sign(lost)


def test_a_new_online_key_comes_into_use_with_its_root_and_not_before(ceremony: Ceremony, desk: Desk):
    repository = ceremony.repository
    begin_rotation(repository, now_ms(), "online", [make_online_key(repository.next_online_key)], ["all"])
    in_a_week = now_ms() + 7 * DAY_MS
    assert renew(repository, in_a_week)
    desk.newest()
    ceremony.sign(ceremony.keys("root")[0], ceremony.keys("targets")[0])
    publish(repository, in_a_week)
    assert not repository.next_online_key.exists()
    assert renew(repository, in_a_week + 7 * DAY_MS)
    desk.newest()


def test_a_stolen_online_key_alone_offers_nothing_new(ceremony: Ceremony, desk: Desk):
    """The thief signs snapshot and timestamp as he likes; targets he cannot."""
    thief = a_ceremony(ceremony.home.with_name("thief"))
    thief.begin()
    thief.add("6.6.6")
    thief.sign(thief.keys("targets")[0])
    targets = read_draft(thief.repository.draft).targets
    signer = open_online_key(ceremony.repository.online_key)
    put_in_force(ceremony.repository, None, targets, signer, now_ms())
    with pytest.raises(RepositoryError):
        desk.newest()


def test_a_role_is_not_left_with_fewer_keys_than_signatures(ceremony: Ceremony):
    with pytest.raises(ServerError, match="còn 0 khóa"):
        begin_rotation(ceremony.repository, now_ms(), "targets", [], ["all"])
    with pytest.raises(ServerError, match="không có khóa đã nêu"):
        begin_rotation(ceremony.repository, now_ms(), "targets", [], ["ffffffffffff"])
    with pytest.raises(ServerError, match="không có gì chờ ký"):
        read_draft(ceremony.repository.draft)


def test_keys_and_thresholds_grow_in_one_ceremony(ceremony: Ceremony, desk: Desk):
    new = ceremony.maker.make("targets", 2)
    begin_rotation(ceremony.repository, now_ms(), "targets", new, threshold=2)
    ceremony.sign(ceremony.keys("root")[0], *ceremony.keys("targets")[1:])
    publish(ceremony.repository, now_ms())
    assert desk.newest() is None
    held = ceremony.repository.root().signed.roles["targets"]
    assert (held.threshold, len(held.keyids)) == (2, 3)


def test_a_yearly_ceremony_without_a_release_draws_the_time_out(ceremony: Ceremony):
    later = now_ms() + 300 * DAY_MS
    begin_rotation(ceremony.repository, later)
    ceremony.sign(ceremony.keys("root")[0], ceremony.keys("targets")[0])
    publish(ceremony.repository, later)
    for signed in (ceremony.repository.root().signed, ceremony.repository.targets().signed):
        assert ends_ms(signed) > later + 365 * DAY_MS


def test_a_draft_that_waited_too_long_or_was_overtaken_is_not_published(ceremony: Ceremony):
    ceremony.add("0.1.0")
    ceremony.sign(ceremony.keys("targets")[0])
    with pytest.raises(ServerError, match="quá hạn"):
        publish(ceremony.repository, now_ms() + 400 * DAY_MS)
    late = {path.name: path.read_bytes() for path in ceremony.repository.draft.glob("*.json")}
    publish(ceremony.repository, now_ms())
    for name, data in late.items():
        (ceremony.repository.draft / name).write_bytes(data)
    with pytest.raises(ServerError, match="cũ hơn"):
        publish(ceremony.repository, now_ms())


def test_after_the_loss_of_every_root_key_the_district_vouches_anew(ceremony: Ceremony, tmp_path: Path):
    ceremony.release("0.1.0")
    ceremony.begin()
    desk = Desk(tmp_path / "desk", ceremony.repository.folder)
    assert desk.newest() is None
    ceremony.release("0.1.1")
    assert desk.newest() is not None


def test_the_timestamp_is_renewed_daily_and_the_snapshot_before_it_ends(ceremony: Ceremony, desk: Desk):
    repository, start = ceremony.repository, now_ms()
    assert not renew(repository, start + DAY_MS // 2)
    first = repository.snapshot().signed.version
    for day in range(1, 100):
        assert renew(repository, start + day * DAY_MS + 1000)
        assert ends_ms(repository.snapshot().signed) > start + day * DAY_MS + 29 * DAY_MS
    assert repository.snapshot().signed.version > first
    desk.newest()


def test_a_repository_put_back_from_an_old_copy_does_not_fall_behind_what_desks_saw(
    ceremony: Ceremony, desk: Desk, tmp_path: Path
):
    old = Path(shutil.copytree(ceremony.repository.folder, tmp_path / "old copy"))
    for days in (2, 4, 6):
        renew(ceremony.repository, now_ms() + days * DAY_MS)
    desk.newest()
    shutil.copytree(old, ceremony.repository.folder, dirs_exist_ok=True)
    renew(ceremony.repository, now_ms() + 8 * DAY_MS)
    desk.newest()


def test_a_publish_that_broke_off_anywhere_is_simply_done_again(
    ceremony: Ceremony, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """Targets and root both change hands, and the power goes before each of the four files."""
    begin_rotation(ceremony.repository, now_ms(), "targets", ceremony.maker.make("targets", 1), ["all"])
    ceremony.add("0.1.0")
    ceremony.sign(ceremony.keys("root")[0], ceremony.keys("targets")[-1])
    for written in range(4):
        left = iter(range(written))

        def put_or_break(path: Path, data: bytes, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError("no power")
            put(path, data)

        monkeypatch.setattr("server.updates.publishing.put", put_or_break)
        with pytest.raises(OSError, match="no power"):
            publish(ceremony.repository, now_ms())
    monkeypatch.undo()
    publish(ceremony.repository, now_ms())
    offer = desk.newest()
    assert offer is not None
    assert offer.version == "0.1.0"
