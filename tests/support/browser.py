"""Headless Chromium over the plain WebDriver protocol: what a person at a browser does, and no more."""

import base64
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.ports import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's own name for an element's id
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


class Stale(Exception):
    """The element belongs to a page that has been left."""


class Browser:
    """One window."""

    def __init__(self, address: str, profile: Path) -> None:
        arguments = [*ARGUMENTS, f"--user-data-dir={profile}"]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments, "binary": shutil.which("chromium")},
        }
        made = requests.post(f"{address}/session", json={"capabilities": {"alwaysMatch": wanted}}, timeout=60)
        self._session = f"{address}/session/{made.json()['value']['sessionId']}"

    def open(self, address: str) -> None:
        """Go to an address."""
        self._post("url", {"url": address})

    @property
    def address(self) -> str:
        """Where it is."""
        return str(self._get("url"))

    def text(self, css: str = "body") -> str:
        """What is read there."""
        return str(self._on(css, lambda element: self._get(f"{element}/text")))

    def fill(self, css: str, text: str) -> None:
        """Type into a field."""
        self._on(css, lambda element: self._post(f"{element}/value", {"text": text}))

    def click(self, css: str) -> None:
        """Press."""
        self._on(css, lambda element: self._post(f"{element}/click", {}))

    def run(self, script: str) -> Any:
        """Measure something on the page."""
        return self._post("execute/sync", {"script": script, "args": []})

    def resize(self, width: int, height: int, dark: bool = False) -> None:
        """The page's size in pixels, and the theme the system asks for."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._cdp("Emulation.setDeviceMetricsOverride", metrics)
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._cdp("Emulation.setEmulatedMedia", {"features": [theme]})

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(str(self._get("screenshot")))

    def close(self) -> None:
        """Close the window."""
        requests.delete(self._session, timeout=30)

    def _on(self, css: str, do: Callable[[str], Any]) -> Any:
        """Do it to an element of the page as it is now: a page that was just left may still answer first."""
        while True:
            found = self._post("element", {"using": "css selector", "value": css})
            try:
                return do(f"element/{found[ELEMENT]}")
            except Stale:
                continue

    def _cdp(self, command: str, parameters: dict[str, Any]) -> None:
        self._post("goog/cdp/execute", {"cmd": command, "params": parameters})

    def _get(self, what: str) -> Any:
        return _value(requests.get(f"{self._session}/{what}", timeout=30))

    def _post(self, what: str, body: dict[str, Any]) -> Any:
        return _value(requests.post(f"{self._session}/{what}", json=body, timeout=30))


def _value(response: requests.Response) -> Any:
    value = response.json()["value"]
    if not response.ok and value.get("error") == "stale element reference":
        raise Stale
    assert response.ok, value
    return value


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser; skips with the reason where there is none."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("no chromium with chromedriver (Debian: apt-get install chromium-driver)")
    port = free_port()
    driver = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/status")
        browser = Browser(f"http://127.0.0.1:{port}", folder)
        try:
            yield browser
        finally:
            browser.close()
    finally:
        driver.terminate()
        driver.wait()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            if requests.get(address, timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
    pytest.skip("chromedriver does not start here")
