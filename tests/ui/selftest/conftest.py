"""A scratch profile shared by the tests of a module, and a key store that lives in memory."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from ui.selftest.check import Bench
from ui.selftest.scratch import Scratch
from ui.theme.look import Look


class MemoryKeyring(KeyringBackend):
    """A key store of the system's that is there."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def key_store() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def bench(dressed: Look) -> Iterator[Bench]:
    """A desk on a scratch profile, as the lines after "cipher" find it."""
    scratch = Scratch()
    scratch.make_profile()
    scratch.make_desk()
    yield Bench(dressed, scratch)
    scratch.close()
    assert scratch.remove()
