"""The books: the system's key store, the cipher, the catalogue, and one reception."""

import sys

import keyring
from keyring.backends import fail

from app.domain.applicant import Applicant
from app.services.catalogue import Catalogue
from app.services.reception import HandedIn, ReceptionDraft, receive_dossier
from app.storage.doctor import examine
from app.storage.engine import PLAIN_MAGIC, connect
from app.storage.errors import WrongKey
from app.storage.keys import KEY_BYTES, new_master_key
from app.storage.profile import Profile, ProfileFolder
from ui.selftest.check import Bench, Skipped, insist
from ui.selftest.scratch import OFFICE

# What the doctor says of the disk, the office's paper and the district; no version can help it.
AROUND = frozenset({"room", "key_slots", "leases", "sidecar"})
PERSON = Applicant("Nguyễn Thị Mẫu Tự Kiểm", id_number="000000000001", phone="0900000001")


def look_at_key_store(bench: Bench) -> str:
    """Put a key into the system's key store, read it back, take it away."""
    if isinstance(keyring.get_keyring(), fail.Keyring):
        insist(sys.platform == "linux", "Chương trình không tìm thấy kho khóa của máy.")
        raise Skipped("Phiên làm việc này không có kho khóa (chỉ gặp khi chạy không màn hình).")
    store, name, key = bench.scratch.key_store, bench.scratch.key_name, new_master_key()
    try:
        store.set(name, key)
        insist(store.get(name) == key, "Khóa đọc lại từ kho khóa không giống khóa đã ghi.")
    finally:
        store.forget(name)
    insist(store.get(name) is None, "Kho khóa không chịu xóa khóa thử.")
    return "Ghi, đọc lại và xóa được."


def look_at_cipher(bench: Bench) -> str:
    """Whether a new profile's file hides what was written, and opens with its own key only."""
    profile = bench.scratch.make_profile()
    bench.scratch.make_desk()
    folder = profile.folder
    insist(folder.database.read_bytes()[: len(PLAIN_MAGIC)] != PLAIN_MAGIC, "Tệp sổ không được mã hóa.")
    insist(OFFICE.encode() not in _bytes_of(folder), "Trong tệp sổ đọc được chữ vừa ghi.")
    insist(_refuses(folder, bytes(KEY_BYTES)), "Tệp sổ mở được bằng khóa sai.")
    insist("cipher" not in unsound(profile, thorough=False), "Bản chương trình này thiếu phần mã hóa.")
    return "Tệp sổ được mã hóa, khóa sai không mở được."


def unsound(profile: Profile, *, thorough: bool) -> dict[str, str]:
    """The names and titles of what the doctor finds wrong with the books themselves."""
    results = examine(profile, thorough=thorough)
    return {each.name: each.title for each in results if not each.is_sound and each.name not in AROUND}


def _bytes_of(folder: ProfileFolder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.root.glob(f"{folder.database.name}*"))


def _refuses(folder: ProfileFolder, key: bytes) -> bool:
    try:
        connect(folder.database, key).close()
    except WrongKey:
        return True
    return False


def look_at_catalogue(bench: Bench) -> str:
    """Whether the shipped catalogue is there, with its procedures and its calendar."""
    catalogue = bench.scratch.desk.catalogue
    procedures = catalogue.pack.procedures
    insist(bool(procedures), "Danh mục không có thủ tục nào.")
    insist(_complete_form(catalogue, bench) is not None, "Danh mục không có thủ tục nào đang có hiệu lực.")
    return f"Bản {catalogue.pack.version}, {len(procedures)} thủ tục."


def receive(bench: Bench) -> str:
    """Receive one dossier as the counter does, and see that the books are sound after it."""
    desk = bench.scratch.desk
    draft = _complete_form(desk.catalogue, bench)
    insist(draft is not None and desk.officer is not None, "Không lập được hồ sơ thử.")
    assert draft is not None
    assert desk.officer is not None
    receipt = receive_dossier(desk, desk.officer, draft)
    bench.scratch.keep_receipt(receipt)
    ill = unsound(bench.scratch.profile, thorough=True).values()
    insist(not ill, f"Sau khi tiếp nhận, sổ thử có chỗ không đạt: {', '.join(ill)}.")
    return "Đã tiếp nhận một hồ sơ mẫu, sổ thử lành lặn."


def _complete_form(catalogue: Catalogue, bench: Bench) -> ReceptionDraft | None:
    """A form for the first procedure in force that promises a day."""
    today = bench.scratch.desk.today()
    for procedure in catalogue.pack.procedures:
        if procedure.is_in_force(today) and procedure.limit:
            handed_in = {paper.number: HandedIn(1, 0) for paper in procedure.mandatory_components}
            return ReceptionDraft(applicant=PERSON, procedure_code=procedure.code, handed_in=handed_in)
    return None
