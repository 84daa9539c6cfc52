"""Console accounts: passwords as Argon2id, log-in with patience for mistakes and none for guessing."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from app.domain.clock import Clock
from server.errors import ServerError
from server.storage import users
from server.storage.engine import reading, writing
from server.storage.users import User

LEAST_LETTERS = 10
MOST_LETTERS = 200
SESSION_MS = 12 * 3600 * 1000
FREE_TRIES = 5
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 15 * 60
MOST_GUESSERS = 10_000


def password_hasher() -> PasswordHasher:
    """Argon2id with 64 MiB: a quarter of a second for us, years for a thief of the table."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


def check_password(password: str) -> None:
    """Refuse what is guessed quickly."""
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise ServerError(f"Mật khẩu cần từ {LEAST_LETTERS} đến {MOST_LETTERS} ký tự. Chưa ghi gì.")


def add_user(engine: Engine, clock: Clock, name: str, full_name: str, password: str) -> None:
    """A new console user."""
    if not name.isalnum() or not name.isascii() or len(name) > 40:
        raise ServerError("Tên đăng nhập chỉ gồm chữ không dấu và số, không quá 40 ký tự.")
    check_password(password)
    user = User(name, full_name or name, password_hasher().hash(password), is_disabled=False)
    with writing(engine) as connection:
        if users.find(connection, name) is not None:
            raise ServerError(f"Đã có người dùng {name}. Không thay đổi gì.")
        users.add(connection, user, clock.now_ms())


def change_password(engine: Engine, name: str, password: str) -> None:
    """A new password for a user."""
    check_password(password)
    with writing(engine) as connection:
        if users.find(connection, name) is None:
            raise ServerError(f"Không có người dùng {name}.")
        users.set_password(connection, name, password_hasher().hash(password))


class _Guesser(NamedTuple):
    failures: int
    blocked_until: float


class LogInGate:
    """Makes a caller who fails five times wait, each time longer.

    Counted by name and address together, so that a stranger cannot lock an office out of its account.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._guessers: OrderedDict[tuple[str, str], _Guesser] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, name: str, address: str) -> float:
        """0, or how long until the next try."""
        with self._lock:
            guesser = self._guessers.get((name, address))
            return max(0.0, guesser.blocked_until - self._monotonic()) if guesser else 0.0

    def failed(self, name: str, address: str) -> None:
        """Note a wrong password."""
        with self._lock:
            before = self._guessers.pop((name, address), _Guesser(0, 0.0))
            failures = before.failures + 1
            over = failures - FREE_TRIES
            wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 10)) if over >= 0 else 0
            self._guessers[name, address] = _Guesser(failures, self._monotonic() + wait)
            while len(self._guessers) > MOST_GUESSERS:
                self._guessers.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the mistakes."""
        with self._lock:
            self._guessers.pop((name, address), None)


def log_in(engine: Engine, clock: Clock, name: str, password: str) -> str | None:
    """A session's token, or None; a name that does not exist takes as long as a wrong password."""
    with reading(engine) as connection:
        user = users.find(connection, name) if "\x00" not in name else None
    if not _is_right(user, password[: MOST_LETTERS + 1]) or user is None or user.is_disabled:
        return None
    token, now_ms = secrets.token_urlsafe(32), clock.now_ms()
    with writing(engine) as connection:
        users.begin_session(
            connection, user.name, token, secrets.token_urlsafe(24), now_ms, now_ms + SESSION_MS
        )
    return token


def _is_right(user: User | None, password: str) -> bool:
    hasher = password_hasher()
    if user is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(user.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
