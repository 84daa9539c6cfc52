"""Takes a password from a prompt or a file, never from the command line: others can read that."""

import getpass
from pathlib import Path

from server.errors import ServerError


def read_password(file: Path | None, prompt: str = "Mật khẩu mới: ") -> str:
    """The first line of the file, or what is typed twice."""
    if file is not None:
        return _first_line(file)
    first = _typed(prompt)
    if first != _typed("Nhập lại: "):
        raise ServerError("Hai lần nhập không giống nhau. Chưa ghi gì.")
    return first


def read_known_password(file: Path | None, prompt: str) -> str:
    """The first line of the file, or what is typed once: whether it is right shows at once."""
    return _typed(prompt) if file is None else _first_line(file)


def _first_line(file: Path) -> str:
    try:
        return file.read_text("utf-8").split("\n", 1)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"Không đọc được tệp mật khẩu {file}.") from error


def _typed(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise ServerError("Chưa nhập mật khẩu. Chưa ghi gì.") from error
