"""What the server shows of itself and writes to its log."""

import json
import logging
import ssl
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import requests

from app.changes.trust import AuthorityBundle, fingerprint, open_authority
from server.errors import ServerError
from server.log import JsonLines, start_logging
from server.run import serve_in_thread
from server.settings import Settings
from sync.protocol import ticket
from tests.server.conftest import UPPER, District
from tests.server.desk import Desk


def test_tls_shows_the_certificate_that_the_root_vouches_for(settings: Settings) -> None:
    with serve_in_thread(replace(settings, plain=False)) as running:
        assert running.address.startswith("https://")
        host, port = running.address.removeprefix("https://").split(":")
        shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, int(port))))
        server = running.app.state.server
        bundle = msgspec.msgpack.decode(server.authority.bundle, type=AuthorityBundle)
        assert open_authority(bundle).tls_fingerprints == (sha256(shown).digest(),)
        pinned = settings.authority_path / "tls.pem"
        assert requests.get(f"{running.address}/health", verify=pinned).json()["status"] == "ok"


def test_plain_http_is_for_the_loopback_alone(settings: Settings) -> None:
    with (
        pytest.raises(ServerError, match="HTTP không mã hóa"),
        serve_in_thread(replace(settings, host="0.0.0.0")),
    ):
        pass


def test_a_port_in_use_is_named(settings: Settings) -> None:
    with serve_in_thread(settings) as running:
        port = int(running.address.rsplit(":", 1)[1])
        with pytest.raises(ServerError, match=f"cổng {port}"), serve_in_thread(replace(settings, port=port)):
            pass


def test_health_tells_the_epoch_and_whether_the_database_answers(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = requests.get(f"{district.address}/health")
    assert (well.status_code, well.json()["epoch"]) == (200, district.server.epoch.hex())
    monkeypatch.setattr("server.handlers.open.health.answers", lambda _: False)
    ill = requests.get(f"{district.address}/health")
    assert (ill.status_code, ill.json()["status"]) == (503, "database")


def test_the_authority_is_the_one_whose_fingerprint_the_ticket_carries(district: District) -> None:
    content = requests.get(f"{district.address}/s1/authority").content
    root = msgspec.msgpack.decode(content, type=AuthorityBundle).root
    assert fingerprint(root) == ticket.read(district.ticket()).root_fingerprint


@pytest.fixture
def log(tmp_path: Path) -> "list[dict[str, object]]":
    """Everything logged from here on, through the server's own formatter."""
    lines: list[dict[str, object]] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    keeper = Keeper()
    keeper.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)


@pytest.mark.expects_log("unhandled")
def test_the_log_tells_what_happened_and_of_nobody(
    district: District, log: "list[dict[str, object]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    text = district.ticket()
    desk = Desk(district.address)
    desk.enrol(text, device_name="Máy của Mẫu Thị A")
    desk.author.receive_dossier("H56-991123-0001")
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    requests.get(f"{district.address}/communes?q=Mẫu")
    requests.get(f"{district.address}/000000000001")

    def fail(*_: object) -> None:
        raise ValueError("Mẫu Thị A 000000000001")

    monkeypatch.setattr("server.handlers.signed.exchange", fail)
    assert desk.send(desk.request()).status_code == 500

    served = [line for line in log if line["event"] == "request" and line.get("route") == "/s1/sync"]
    assert {"id", "method", "status", "ms", "commune", "device"} <= served[0].keys()
    assert (served[0]["commune"], served[0]["segments"], served[0]["status"]) == (UPPER.code, 1, 200)
    (mistake,) = [line for line in log if line["event"] == "unhandled"]
    assert "ValueError" in mistake["traceback"]  # type: ignore[operator]
    everything = json.dumps(log, ensure_ascii=False)
    for private in ("Mẫu", "000000000001", "H56-991123", text, text[:12], desk.nonce.hex(), "Máy của"):
        assert private not in everything


def test_a_rotated_log_file_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        start_logging(str(path))
        logging.getLogger("server").info("first")
        path.rename(tmp_path / "server.log.1")
        logging.getLogger("server").info("second")
        assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == ["second"]
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
