"""The setup script compiles, speaks Vietnamese, and removes nothing that is not the program's."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "installer" / "nsis" / "soxa.nsi"
SIGN = SCRIPT.parents[1] / "sign.sh"
TEXT = SCRIPT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def setup(tmp_path_factory) -> Path:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed: apt-get install nsis")
    made = tmp_path_factory.mktemp("setup")
    (made / "bundle" / "_internal").mkdir(parents=True)
    for name in (
        "SoXa.exe",
        "soxa-cli.exe",
        "closer.exe",
        "bundle/soxa.exe",
        "bundle/soxa-cli.exe",
        "bundle/_internal/một.pyc",
    ):
        (made / name).write_bytes(b"MZ")
    icons = list(Path("/usr/share/nsis/Contrib/Graphics/Icons").glob("modern-install.ico"))
    shutil.copy(icons[0], made / "soxa.ico")
    target = made / "SoXa-Setup-0.1.0.exe"
    words = [
        "-V2",
        "-WX",
        "-INPUTCHARSET",
        "UTF8",
        "-DFAST",
        "-DVERSION=0.1.0",
        f"-DBUNDLE={made / 'bundle'}",
    ]
    done = subprocess.run(
        ["makensis", *words, f"-DMADE={made}", f"-DTARGET={target}", str(SCRIPT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_it_compiles_without_a_warning_to_a_64_bit_program(setup):
    head = setup.read_bytes()[:1024]
    machine = head[int.from_bytes(head[0x3C:0x40], "little") + 4 :][:2]
    assert machine == b"\x64\x86"


def test_every_sentence_of_a_box_is_short_and_has_its_silent_answer():
    boxes = re.findall(r'MessageBox [\w|]+ "([^"]+)"(.*)', TEXT)
    assert len(boxes) >= 4
    for sentence, rest in boxes:
        assert "/SD" in rest, sentence
        assert len(sentence.split()) < 40, sentence


def test_removal_names_what_it_removes_and_never_takes_the_whole_folder_nor_the_books():
    removed = re.findall(r'RMDir /r "([^"]+)"', TEXT)
    assert removed
    assert all(re.match(r"\$INSTDIR\\(?:versions|incoming|aside)", path) for path in removed)
    assert "SoXa\\profile" not in "".join(re.findall(r"(?:Delete|RMDir).*", TEXT))


def test_it_asks_for_no_rights_and_has_no_page_to_answer():
    assert "RequestExecutionLevel user" in TEXT
    assert set(re.findall(r"MUI_PAGE_(\w+)", TEXT)) == {"INSTFILES", "FINISH"}


def test_a_signed_program_verifies_and_an_unsigned_one_says_so(setup, tmp_path):
    if not (shutil.which("osslsigncode") and shutil.which("openssl")):
        pytest.skip("osslsigncode or openssl is not installed")
    program = shutil.copy(setup, tmp_path)
    unsigned = subprocess.run([SIGN, program], capture_output=True, text=True, check=True)
    assert "NOT SIGNED" in unsigned.stderr
    key, certificate, both = (tmp_path / name for name in ("key.pem", "cert.pem", "both.pfx"))
    (tmp_path / "password").write_text("mật khẩu mẫu")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Mau", "-days", "2"]
    subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    export = ["openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", both]
    subprocess.run([*export, "-passout", f"file:{tmp_path / 'password'}"], check=True)
    settings = {"SOXA_SIGN_PFX": str(both), "SOXA_SIGN_PASSWORD_FILE": str(tmp_path / "password")}
    subprocess.run(
        [SIGN, program], env={"PATH": "/usr/bin:/bin", **settings}, check=True, capture_output=True
    )
    verify = ["osslsigncode", "verify", "-CAfile", certificate, "-in", program]
    said = subprocess.run(verify, capture_output=True, text=True, check=False).stdout
    assert "Signature verification: ok" in said
