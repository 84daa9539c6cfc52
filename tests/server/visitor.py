"""A person at the console, without a browser: cookies, forms, nothing else."""

import re

import requests

PASSWORD = "mật khẩu đủ dài"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Person:
    """Somebody with a browser window."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        """Open a page."""
        return self.session.get(self.address + path)

    def token(self, path: str) -> str:
        """The form token of a page."""
        found = TOKEN.search(self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, token: str, **fields: str) -> requests.Response:
        """Send a form."""
        headers = {"origin": self.address}
        return self.session.post(self.address + path, fields | {"csrf": token}, headers=headers)

    def log_in(self, password: str = PASSWORD, name: str = "quantri") -> requests.Response:
        """Fill in the log-in form."""
        return self.post("/login", self.token("/login"), name=name, password=password)
