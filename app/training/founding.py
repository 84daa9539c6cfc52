"""Training's books made from nothing: a sample office, its clerks and their PIN, dossiers of last month."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path

from app.domain.clock import Clock, wall_of
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.errors import AppError
from app.platform.secrets import KEY_FILES, FileSecrets, KeyringSecrets, Secrets
from app.platform.set_clock import SetClock
from app.progress import Progress, Report, unheard
from app.services import catalogue, officers, processing, results
from app.services.desk import Desk, Officer
from app.services.reception import receive_dossier
from app.services.results import Collector
from app.storage import half_made
from app.storage.clerks import OfficeRecord
from app.storage.profile import Profile, ProfileFolder, ProfileKind, begin_profile, read_info
from app.training import stage
from app.training.people import EARLIER
from app.training.stage import COLLEAGUE

PIN = "2468"
TRAINEE, LEADER, DESK_NAME = "Học Viên Mẫu", "Lãnh Đạo Mẫu", "Bàn 1"
OFFICE = OfficeRecord(
    "Ủy ban nhân dân xã Mẫu",
    superior_name="Ủy ban nhân dân tỉnh Mẫu",
    unit_name="Bộ phận Một cửa",
    place_name="Xã Mẫu",
    agency_code="000.00.00.H00",
    address="Thôn Thượng, xã Mẫu",
    phone="0900 000 000",
)
CLERKS = (
    (TRAINEE, "Công chức tập sự", (Role.RECEPTION, Role.SPECIALIST, Role.REGISTRAR, Role.ADMINISTRATOR)),
    (COLLEAGUE, "Công chức", (Role.RECEPTION, Role.SPECIALIST)),
    (LEADER, "Chủ tịch", (Role.LEADER,)),
)
OPENING, MONTH = time(8, 0), timedelta(days=30)
BETWEEN = timedelta(minutes=17)


class NotTraining(AppError):
    """Books that were not made by training lie where its own are to be."""

    def __init__(self) -> None:
        super().__init__(
            "Thư mục của bản tập huấn đang chứa sổ thật nên chưa mở tập huấn. Sổ vẫn nguyên. "
            "Xin nhờ quản trị chuyển thư mục ấy đi nơi khác rồi mở lại."
        )


def is_training(root: Path) -> bool:
    """Whether this folder holds training's books."""
    return ProfileFolder(root).info.exists() and read_info(root).kind is ProfileKind.TRAINING


def check_own(root: Path) -> None:
    """Raise NotTraining where an office's books, or a demo's, lie in this folder."""
    if ProfileFolder(root).info.exists() and not is_training(root):
        raise NotTraining


def is_founded(root: Path) -> bool:
    """Whether the books are there and whole."""
    return ProfileFolder(root).info.exists() and not half_made.is_half_made(root)


def key_place(root: Path, environment: Mapping[str, str]) -> Secrets:
    """Where the key of these books lies: the system's key store, as the office's does.

    Where keys lie in files, as for a demo, it has a file of its own: never in the office's.
    """
    return FileSecrets(root / "key") if environment.get(KEY_FILES) else KeyringSecrets()


def forget(root: Path) -> None:
    """Begin anew, where the key is lost: what was in the books was made up. Raises NotTraining."""
    check_own(root)
    half_made.begin(root)


def found(root: Path, clock: Clock, keys: Secrets, report: Report = unheard) -> None:
    """Make the books, their key in ``keys``; power that goes meanwhile leaves nothing that opens."""
    today = wall_of(clock.now_ms())
    past = SetClock(datetime.combine((today - MONTH).date(), OPENING))
    report(Progress("Đang lập sổ tập"))
    profile, _code = begin_profile(root, ProfileKind.TRAINING, DESK_NAME, keys, past)
    with closing(profile):
        _fill(profile, past, today, report)
        profile.confirm_code()  # there is nothing in them that anybody would want back


def _fill(profile: Profile, clock: SetClock, today: datetime, report: Report) -> None:
    catalogue.keep_starter(profile.store)
    rules = catalogue.load(profile.store, clock)
    desk = Desk(profile.store, clock, profile.drafts, profile.blobs, rules, DESK_NAME)
    officers.set_up_office(desk, OFFICE)
    _trainee, colleague, leader = (
        officers.register_clerk(desk, name, title, roles, PIN) for name, title, roles in CLERKS
    )
    for number, earlier in enumerate(EARLIER, 1):
        report(Progress("Đang chép hồ sơ tháng trước", number, len(EARLIER)))
        day = _working_day(desk, today - timedelta(days=earlier.days_ago))
        clock.put(day + BETWEEN * number)
        receipt = receive_dossier(desk, colleague, stage.draft_of(desk, earlier.person, earlier.procedure))
        if earlier.is_returned:
            _settle(desk, colleague, leader, int(receipt.dossier_id), earlier.person.full_name)


def _working_day(desk: Desk, wall: datetime) -> datetime:
    calendar = desk.catalogue.calendar
    day = wall.date()
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, OPENING)


def _settle(desk: Desk, colleague: Officer, leader: Officer, id_: int, applicant: str) -> None:
    dossier_id = DossierId(id_)
    processing.finish(desk, leader, dossier_id, signer=LEADER)
    results.return_result(desk, colleague, dossier_id, Collector(applicant))
