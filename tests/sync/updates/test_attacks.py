"""Whoever holds the line, the stick or one key can make this desk wait, and nothing else."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from securesystemslib.signer import CryptoSigner

from app.installation import marks
from app.releases.errors import ReleaseError, ReleaseRefused
from sync.errors import NotEnrolled
from sync.updates import errors
from sync.updates.looking import is_due
from sync.updates.outcome import State
from sync.updates.source import Source
from sync.updates.trust import TrustKeeper
from tests.support.devices import a_device
from tests.support.static_server import StaticServer
from tests.support.updates import Repo, current_target
from tests.support.updating_desk import DISTRICT, UpdatingDesk, join, offer_next
from tests.support.versions import OLD, PLATFORM, Version

pytestmark = pytest.mark.expects_log("updates refused|another root")


def metadata(desk: UpdatingDesk, name: str) -> Path:
    return desk.repo.folder / "metadata" / name


def put_over(desk: UpdatingDesk, earlier: Path) -> None:
    """Let the folder be as it was."""
    shutil.rmtree(desk.repo.folder)
    shutil.copytree(earlier, desk.repo.folder)


def roll_back(desk: UpdatingDesk, source: Source) -> None:
    earlier = desk.repo.copy(desk.folder / "earlier")
    desk.repo.publish()
    desk.look(source)
    put_over(desk, earlier)


def freeze(desk: UpdatingDesk, source: Source) -> None:
    desk.device.clock.advance(days=31)


def freeze_what_was_seen(desk: UpdatingDesk, source: Source) -> None:
    desk.look(source)
    desk.device.clock.advance(days=31)


def mix_and_match(desk: UpdatingDesk, source: Source) -> None:
    """An older snapshot under the newest timestamp's name."""
    old = metadata(desk, "1.snapshot.json").read_bytes()
    desk.repo.publish()
    metadata(desk, "2.snapshot.json").write_bytes(old)


def mix_targets(desk: UpdatingDesk, source: Source) -> None:
    old = metadata(desk, "1.targets.json").read_bytes()
    desk.repo.publish()
    metadata(desk, "2.targets.json").write_bytes(old)


def sign_with_another_key(desk: UpdatingDesk, source: Source) -> None:
    desk.repo.keys["timestamp"] = CryptoSigner.generate_ed25519()
    desk.repo.publish()


def sign_targets_with_the_online_key(desk: UpdatingDesk, source: Source) -> None:
    """What a thief of the server could try: everything online is his, the targets are not."""
    desk.repo.keys["targets"] = desk.repo.keys["timestamp"]
    desk.repo.publish()


def rotate_by_nobody(desk: UpdatingDesk, source: Source) -> None:
    """A new root that the old root's key has not signed."""
    desk.repo.keys["root"] = CryptoSigner.generate_ed25519()
    desk.repo.publish_root()
    desk.repo.publish()


def truncate(desk: UpdatingDesk, source: Source) -> None:
    path = metadata(desk, "timestamp.json")
    path.write_bytes(path.read_bytes()[:-30])


def swap_the_offer(desk: UpdatingDesk, source: Source) -> None:
    folder = desk.repo.folder / "targets" / "releases" / PLATFORM
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"0.1.1", b"9.9.9"))


def lengthen_the_offer(desk: UpdatingDesk, source: Source) -> None:
    folder = desk.repo.folder / "targets" / "releases" / PLATFORM
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes() + bytes(1_000_000))


def lengthen_the_timestamp(desk: UpdatingDesk, source: Source) -> None:
    path = metadata(desk, "timestamp.json")
    path.write_bytes(path.read_bytes() + b" " * 20_000)


ATTACKS: dict[Callable[[UpdatingDesk, Source], None], type[errors.UpdateError]] = {
    roll_back: errors.RolledBack,
    freeze: errors.Outdated,
    freeze_what_was_seen: errors.Outdated,
    mix_and_match: errors.MixedUp,
    mix_targets: errors.MixedUp,
    sign_with_another_key: errors.WrongSignature,
    sign_targets_with_the_online_key: errors.WrongSignature,
    rotate_by_nobody: errors.WrongSignature,
    truncate: errors.MixedUp,
    swap_the_offer: errors.MixedUp,
    lengthen_the_offer: errors.Endless,
    lengthen_the_timestamp: errors.Endless,
}


@pytest.mark.parametrize(("attack", "refusal"), ATTACKS.items(), ids=lambda each: each.__name__)
def test_an_attack_is_named_and_nothing_is_applied(
    desk: UpdatingDesk,
    source: Source,
    attack: Callable[[UpdatingDesk, Source], None],
    refusal: type[errors.UpdateError],
):
    attack(desk, source)
    for path in desk.running.installation.versions.glob("0.1.1*"):  # of a look before the attack
        shutil.rmtree(path)
    desk.running.installation.staged.unlink(missing_ok=True)
    with pytest.raises(refusal) as refused:
        desk.look(source)
    assert type(refused.value) is refusal
    assert 10 < len(str(refused.value).split()) < 40
    assert marks.staged(desk.running.installation) is None
    assert desk.running.installation.present() == [OLD]


def test_metadata_without_end_is_cut_off(desk: UpdatingDesk, server: StaticServer):
    server.is_endless = True
    with pytest.raises(errors.Endless):
        desk.look(desk.line(server))


@pytest.mark.parametrize(
    "data", [b"{}", b"[" * 100_000, b'{"format": 99}', b"\xff" * 50, b'{"format":1,"version":"../x"}']
)
def test_an_offer_that_is_signed_and_absurd_is_refused(desk: UpdatingDesk, data: bytes):
    desk.repo.offer(data)
    desk.repo.publish()
    with pytest.raises(ReleaseError):
        desk.look()


def test_an_offer_for_another_platform_is_refused(desk: UpdatingDesk):
    offer = desk.repo.targets[current_target(PLATFORM)].replace(b"linux-amd64", b"win-amd64")
    desk.repo.offer(offer)
    desk.repo.publish()
    with pytest.raises(ReleaseRefused):
        desk.look()


# whom the desk believes


def test_a_folder_that_another_district_vouches_for_is_refused(desk: UpdatingDesk):
    stranger = Repo(desk.folder / "theirs", SigningKey(bytes(32)), desk.now())
    stranger.release(desk.folder / "builds" / "0.1.1")
    stranger.publish()
    desk.repo = stranger
    with pytest.raises(errors.WrongSignature):
        desk.look()


def test_what_nobody_vouches_for_is_not_believed_for_coming_first(desk: UpdatingDesk, source: Source):
    (desk.repo.folder / "anchor.sxa").unlink()
    with pytest.raises(errors.NotTrustedYet):
        desk.look(source)


def test_a_desk_of_no_district_believes_nobody(tmp_path: Path):
    device = a_device(tmp_path)
    with pytest.raises(NotEnrolled):
        TrustKeeper(device.store, device.root)
    device.profile.close()


def test_what_was_kept_is_believed_no_more_than_what_comes(desk: UpdatingDesk):
    desk.look()
    join(desk.device, bytes(SigningKey(bytes(32)).verify_key))
    with pytest.raises(errors.WrongSignature):
        desk.look()


def test_a_rotation_signed_by_the_old_root_is_followed(desk: UpdatingDesk, source: Source):
    desk.look(source)
    before = desk.repo.keys["root"]
    desk.repo.keys = {role: CryptoSigner.generate_ed25519() for role in desk.repo.keys}
    desk.repo.publish_root(and_signed_by=before)
    offer_next(desk, version=Version(0, 1, 2))
    assert desk.look(source).version == "0.1.2"


def test_after_the_loss_of_every_key_the_districts_later_word_counts(desk: UpdatingDesk, source: Source):
    desk.look(source)
    desk.device.clock.advance(days=1)
    shutil.rmtree(desk.repo.folder)
    desk.repo = Repo(desk.repo.folder, DISTRICT, desk.now())
    offer_next(desk, version=Version(0, 1, 2))
    assert desk.look(source).version == "0.1.2"


def test_an_earlier_word_of_the_district_does_not_come_back(desk: UpdatingDesk, source: Source):
    earlier = desk.repo.copy(desk.folder / "earlier")
    desk.device.clock.advance(days=1)
    shutil.rmtree(desk.repo.folder)
    desk.repo = Repo(desk.repo.folder, DISTRICT, desk.now() + timedelta(days=1))
    offer_next(desk)
    assert desk.look(source).state is State.STAGED
    put_over(desk, earlier)
    with pytest.raises(errors.UpdateRefused):
        desk.look(source)


def test_what_was_refused_is_not_asked_for_again_at_every_exchange(desk: UpdatingDesk):
    desk.repo.offer(b"{}")
    desk.repo.publish()
    with pytest.raises(ReleaseError):
        desk.look()
    with desk.device.store.read() as snapshot:
        assert not is_due(snapshot, desk.device.clock.now_ms())
