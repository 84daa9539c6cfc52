"""The update phase of one peer over the bad line; run by the Python that the peers' harness has psutil in.

python lines.py PEERS_FOLDER rest|anki PATIENCE_S
"""

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

BAD_LINE = {"kbit": 256, "rtt": 0.6, "cut": 20}
REST_PORT, ANKI_PORT = 18100, 18400


def rest(h: Any, patience_s: int) -> dict[str, Any]:
    """Batches of 500 rows, gzip, on uvicorn and PostgreSQL."""
    folder = _fresh(h, "rest_line")
    client = [sys.executable, f"{h.ROOT}/bench_rest/client.py", f"{folder}/a.db"]
    address, out = f"http://127.0.0.1:{REST_PORT}", {}
    database = h.start_pg()
    h.fresh_db("rest_line")
    url = f"postgresql+psycopg://postgres@127.0.0.1:{h.PGPORT}/rest_line"
    words = ["-m", "uvicorn", "server:app", "--port", str(REST_PORT + 1), "--log-level", "warning"]
    server = h.spawn([sys.executable, *words], cwd=f"{h.ROOT}/bench_rest", env={**os.environ, "DB_URL": url})
    h.wait_port(REST_PORT + 1)
    proxy = h.Proxy(REST_PORT, REST_PORT + 1)
    for step in (["seed"], ["push", address, "gzip"], ["update"]):
        h.run_client([*client, *step])
    proxy.op("shape", **BAD_LINE)
    push = [*client, "push", address, "gzip"]
    h.measure("gzip.badline", proxy, [server.pid, database], push, out, timeout=patience_s)
    return out


def anki(h: Any, patience_s: int) -> dict[str, Any]:
    """Its own sync, tried again after each cut."""
    folder = _fresh(h, "anki_line")
    python = f"{h.ENV}/v_anki/bin/python"
    client = [python, f"{h.ROOT}/bench_anki/a.py", f"{folder}/a.anki2"]
    address, out = f"http://127.0.0.1:{ANKI_PORT}/", {}
    server = h.spawn(
        [python, "-m", "anki.syncserver"],
        env={
            **os.environ,
            "SYNC_USER1": "user:pass",
            "SYNC_BASE": f"{folder}/server",
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(ANKI_PORT + 1),
        },
        stdout=-3,
        stderr=-3,
    )
    h.wait_port(ANKI_PORT + 1)
    proxy = h.Proxy(ANKI_PORT, ANKI_PORT + 1)
    for step in (["init"], ["full", address, "up"], ["add"], ["sync", address], ["update"]):
        h.run_client([*client, *step])
        time.sleep(1)
    proxy.op("shape", **BAD_LINE)
    h.measure("badline", proxy, [server.pid], [*client, "sync", address, "retry"], out, timeout=patience_s)
    return out


def _fresh(h: Any, name: str) -> Path:
    folder = Path(h.ENV) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(peers: str, peer: str, patience_s: str) -> None:
    """Measure one peer and keep its figures beside those of its runner."""
    sys.path[:0] = [f"{peers}/harness"]
    import h  # the peers' own harness: known only once its folder is

    try:
        measured = {"rest": rest, "anki": anki}[peer](h, int(patience_s))
    finally:
        h.cleanup()
    h.save(f"{peer}_line", measured)


if __name__ == "__main__":
    main(*sys.argv[1:])
