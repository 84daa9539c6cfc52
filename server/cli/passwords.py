"""Takes a password from a prompt or a file, never from the command line: others can read that."""

import getpass
from pathlib import Path

from server.errors import ServerError


def read_password(file: Path | None) -> str:
    """The first line of the file, or what is typed twice."""
    if file is not None:
        try:
            return file.read_text("utf-8").split("\n", 1)[0]
        except (OSError, UnicodeDecodeError) as error:
            raise ServerError(f"Không đọc được tệp mật khẩu {file}.") from error
    try:
        first = getpass.getpass("Mật khẩu mới: ")
        again = getpass.getpass("Nhập lại: ")
    except EOFError as error:
        raise ServerError("Chưa nhập mật khẩu. Chưa ghi gì.") from error
    if first != again:
        raise ServerError("Hai lần nhập không giống nhau. Chưa ghi gì.")
    return first
