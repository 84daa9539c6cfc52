"""A scratch profile shared by the tests of a module, and a key store that lives in memory."""

from collections.abc import Iterator

import pytest

from tests.support.key_stores import MemoryKeyring, in_memory
from ui.selftest.check import Bench
from ui.selftest.scratch import Scratch
from ui.theme.look import Look


@pytest.fixture
def key_store() -> Iterator[MemoryKeyring]:
    with in_memory() as memory:
        yield memory


@pytest.fixture(scope="module")
def bench(dressed: Look) -> Iterator[Bench]:
    """A desk on a scratch profile, as the lines after "cipher" find it."""
    scratch = Scratch()
    scratch.make_profile()
    scratch.make_desk()
    yield Bench(dressed, scratch)
    scratch.close()
    assert scratch.remove()
