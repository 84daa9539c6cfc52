"""Where a master key may lie, and who may read it there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest

from app.platform.secrets import KEY_FILES, FileSecrets, FirstOf, KeyringSecrets, KeyStoreRefused, vault
from tests.support.key_stores import MemoryKeyring, in_memory

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))


class LockedKeyring(MemoryKeyring):
    """A key store that does not answer: nobody has logged in to it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError


@pytest.fixture
def store() -> Iterator[MemoryKeyring]:
    with in_memory() as kept:
        yield kept


def test_the_key_store_keeps_one_key_a_profile(store):
    secrets = KeyringSecrets()
    secrets.set("aa", KEY)
    secrets.set("bb", OTHER)
    assert (secrets.get("aa"), secrets.get("bb"), secrets.get("cc")) == (KEY, OTHER, None)


def test_a_stored_key_fits_what_windows_keeps_of_one_entry(store):
    KeyringSecrets().set("aa", KEY)
    assert all(len(text.encode("utf-16")) < 1280 for text in store.kept.values())


def test_a_locked_key_store_has_no_key(store):
    keyring.set_keyring(LockedKeyring())
    assert KeyringSecrets().get("aa") is None


def test_a_locked_key_store_takes_no_key_and_says_so(store):
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(KeyStoreRefused):
        KeyringSecrets().set("aa", KEY)


def test_a_key_file_is_its_owners_alone_from_its_first_byte(tmp_path: Path):
    path = tmp_path / "keys" / "key"
    FileSecrets(path).set("aa", KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FileSecrets(path).get("aa") == KEY


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX; Windows inherits the folder's rights")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode):
    path = tmp_path / "key"
    FileSecrets(path).set("aa", KEY)
    path.chmod(mode)
    assert FileSecrets(path).get("aa") is None


def test_a_key_file_is_one_profiles_alone(tmp_path: Path):
    FileSecrets(tmp_path / "key").set("aa", KEY)
    assert FileSecrets(tmp_path / "key").get("bb") is None


@pytest.mark.parametrize("content", ["", "aa", "aa zz", "aa 00 11", "\x00"])
def test_a_torn_key_file_has_no_key(tmp_path: Path, content):
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    assert FileSecrets(path).get("aa") is None


def test_places_are_asked_in_turn_and_a_new_key_goes_to_the_first(tmp_path: Path):
    first, second = FileSecrets(tmp_path / "one"), FileSecrets(tmp_path / "two")
    second.set("aa", KEY)
    places = FirstOf([first, second])
    assert places.get("aa") == KEY
    places.set("bb", OTHER)
    assert first.get("bb") == OTHER


def test_an_office_profile_never_takes_its_key_from_a_file(tmp_path: Path, store):
    path = tmp_path / "key"
    FileSecrets(path).set("aa", KEY)
    environment = {KEY_FILES: str(path)}
    assert vault(True, environment).get("aa") == KEY
    assert vault(False, environment).get("aa") is None


def test_the_environment_names_files_and_never_holds_a_key(store):
    assert vault(True, {KEY_FILES: KEY.hex()}).get("aa") is None
