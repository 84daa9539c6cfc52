"""The window and a command at work on one profile at once: one log, in one order."""

import subprocess
import sys

from app.storage.doctor import examine
from tests.support.builders import a_dossier
from tests.support.devices import Device

ACTS = 20
COMMAND = """
import sys
from pathlib import Path
from app.platform.secrets import FileSecrets
from app.platform.system_clock import SystemClock
from app.storage.log_store import seal_pending
from app.storage.profile import open_profile
from app.storage import device
from tests.support.builders import a_dossier
profile = open_profile(Path(sys.argv[1]), FileSecrets(Path(sys.argv[2])), SystemClock())
print("open", flush=True)
for number in range(int(sys.argv[3])):
    a_dossier(profile.store)
    if number % 5 == 0:
        with profile.store.read() as connection:
            key = device.signing_key(connection)
        seal_pending(profile.store, key)
profile.close()
"""


def test_two_processes_write_one_log(device: Device):
    key_file = device.root.parent / "key"
    command = [sys.executable, "-c", COMMAND, str(device.root), str(key_file), str(ACTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n", other.stderr and other.stderr.read()
        for number in range(ACTS):
            a_dossier(device.store)
            if number % 4 == 0:
                device.seal()
        assert other.wait(60) == 0
    assert device.value("SELECT count(*) FROM dossier") == 2 * ACTS
    assert device.value("SELECT seq FROM origin") == 2 * ACTS + 1
    assert not device.reopen().was_put_back
    assert [c.name for c in examine(device.profile, thorough=True) if not c.is_sound] == []
