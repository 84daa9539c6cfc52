"""The life of an installation, step by step. Each returns what it saw, or says why it could not be tried."""

import time
from pathlib import Path

from app.releases.manifest import check_build, read_manifest
from installer.facts import version
from installer.wine.bench import Bench, Step, insist, make_setup, read_json, setup_of
from installer.wine.district import District
from installer.wine.screen import processes_of, resident_mib, share_mib
from installer.wine.update_steps import UPDATE_STEPS

TITLE = "Sổ Xã"
NEXT = "0.1.1"
PIN = "2468"
MIB = 1024 * 1024
SETUP_MOST_MIB, INSTALL_MOST_S, MEMORY_MOST_MIB = 40, 30, 250
TOO_OLD, NEWER_IS_THERE = 10, 11
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SoXa"


def old_windows_is_refused(bench: Bench) -> str:
    """On Windows 7 nothing is installed, and a sentence says why."""
    bench.prefix.pretend("win7")
    try:
        status = bench.run(setup_of(version()), "/S").returncode
    finally:
        bench.prefix.pretend("win10")
    sentence = bench.log_of_setup()
    insist(status == TOO_OLD and "Windows 10" in sentence, f"status {status}: {sentence}")
    insist(not bench.root.exists(), "something was installed all the same")
    return sentence


def install(bench: Bench) -> str:
    """Silently, without a question: program, shortcuts, the entry among the installed programs."""
    setup = setup_of(version())
    bench.figures["setup"] = setup.stat().st_size / MIB
    began = time.monotonic()
    status = bench.run(setup, "/S").returncode
    bench.figures["install"] = time.monotonic() - began
    insist(status == 0, f"status {status}: {bench.log_of_setup()}")
    insist(bench.current == version(), f"current says {bench.current}")
    shortcuts = [path.relative_to(bench.prefix.folder) for path in bench.prefix.folder.rglob(f"{TITLE}.lnk")]
    insist(len(shortcuts) == 2, f"shortcuts: {shortcuts}")
    insist(version() in bench.run("reg", "query", UNINSTALL_KEY).stdout, "no entry to uninstall by")
    return f"{bench.figures['setup']:.1f} MiB in {bench.figures['install']:.0f} s"


def installed_files_are_the_builds(bench: Bench) -> str:
    """Byte for byte what release.json lists, and nothing besides."""
    folder = bench.root / "versions" / bench.current
    manifest = read_manifest((folder / "release.json").read_bytes())
    check_build(folder, manifest)
    return f"{len(manifest.files)} files"


def self_test(bench: Bench) -> str:
    """The program proves itself on this machine, started by the launcher as the clerk starts it."""
    out = bench.prefix.drive / "self-test.json"
    status = bench.run(bench.root / "SoXa.exe", "--self-test", r"C:\self-test.json").returncode
    insist(out.exists(), f"status {status}, no result")
    lines = read_json(out)["lines"]
    assert isinstance(lines, list)
    told = [
        f"{line['name']} {line['status']} ({line['reason']})" for line in lines if line["status"] != "passed"
    ]
    insist(status == 0, f"status {status}: {'; '.join(told)}")
    passed = sum(line["status"] == "passed" for line in lines)
    return f"{passed} of {len(lines)} lines passed; not tried: {'; '.join(told) or 'none'}"


def console_speaks(bench: Bench) -> str:
    """The program with a console prints; the one without is as good for a script's exit status."""
    text = bench.cli("--help")
    insist("Tiếp nhận hồ sơ" in text, f"the help says: {text[:100]}")
    insist(bench.run(bench.root / "SoXa.exe", "--help").returncode == 0, "SoXa.exe --help fails")
    insist(
        bench.run(bench.root / "SoXa.exe", "no-such-word").returncode == 2,
        "a wrong word is not told by its status",
    )
    return "--help through both launchers"


def open_office(bench: Bench) -> str:
    """An office's profile in its own folder, its key in the key store of Windows."""
    bench.office("open")
    insist((bench.profile / "profile.json").exists() or any(bench.profile.iterdir()), "no profile")
    return str(bench.profile.relative_to(bench.prefix.local))


def enrol_and_sync(bench: Bench) -> str:
    """Enrolled with a ticket of a real server; the numbers it lends arrive."""
    bench.district = District(bench.folder / "district")
    with bench.district.running():
        bench.cli("enrol", bench.district.ticket())
        return bench.cli("sync").strip().replace("\n", "; ")


def receive_offline(bench: Bench) -> str:
    """One reception while no server runs; the installed program finds it."""
    code = bench.told["code"] = bench.office("receive")
    insist(code in bench.cli("search", code), "the dossier received is not found")
    return code


def sync_and_export(bench: Bench) -> str:
    """What was received reaches the server by line, and a bundle is written for a stick."""
    with bench.enrolled_at().running():
        said = bench.cli("sync").strip().replace("\n", "; ")
    stick = bench.prefix.drive / "stick"
    stick.mkdir()
    bench.cli("usb", "export", r"C:\stick")
    bundles = [path for path in stick.rglob("*") if path.is_file()]
    insist(bundles, "no bundle on the stick")
    return f"{said}; {len(bundles)} file(s) on the stick"


def open_window(bench: Bench) -> str:
    """Start to window, memory, and what it looks like; the clerk logs in with the keyboard."""
    started = bench.start(bench.root / "SoXa.exe")
    try:
        bench.figures["window"] = bench.screen.await_window(TITLE, 120)
    except TimeoutError:
        bench.photograph("no-window")
        raise
    bench.screen.fill(TITLE)
    time.sleep(8)
    bench.photograph("log-in")
    bench.screen.type_into(TITLE, PIN)
    time.sleep(12)
    bench.photograph("window")
    bench.figures["memory"] = resident_mib("\\soxa.exe")
    bench.figures["memory_share"] = share_mib("\\soxa.exe")
    insist(started.poll() is None, "the program ended by itself")
    return (
        f"after {bench.figures['window']:.1f} s, {bench.figures['memory']:.0f} MiB; see build/installer/*.png"
    )


def upgrade_over_it(bench: Bench) -> str:
    """Over the running program: asked to close, data kept, the version before kept beside the new one."""
    setup = make_setup(NEXT)
    status = bench.run(setup, "/S").returncode
    insist(status == 0, f"status {status}: {bench.log_of_setup()}")
    insist(not processes_of("\\soxa.exe"), "the old program still runs")
    insist(bench.current == NEXT, f"current says {bench.current}")
    kept = sorted(path.name for path in (bench.root / "versions").iterdir())
    insist(kept == [version(), NEXT], f"versions: {kept}")
    bench.find_dossier()
    return f"{' and '.join(kept)}; the dossier is found"


def downgrade_is_refused(bench: Bench) -> str:
    """An older setup program changes nothing and says so."""
    status = bench.run(setup_of(version()), "/S").returncode
    sentence = bench.log_of_setup()
    insist(status == NEWER_IS_THERE and NEXT in sentence, f"status {status}: {sentence}")
    insist(bench.current == NEXT, f"current says {bench.current}")
    return sentence


def uninstall(bench: Bench) -> str:
    """Silently; the office's data stays, everything of the program goes."""
    bench.run(bench.root / "uninstall.exe", "/S")
    _await_gone(bench.root)
    left = [path.relative_to(bench.root) for path in bench.root.rglob("*")] if bench.root.exists() else []
    insist(not left, f"left in the program's folder: {left[:10]}")
    shortcuts = list(bench.prefix.folder.rglob(f"{TITLE}.lnk"))
    insist(not shortcuts, f"left: {shortcuts}")
    insist(
        bench.run("reg", "query", UNINSTALL_KEY).returncode != 0, "the entry to uninstall by is still there"
    )
    insist(any(bench.profile.iterdir()), "the office's data is gone")
    return "left, as meant: " + ", ".join(sorted(_left(bench.prefix.local)))


def _await_gone(root: Path, limit_s: float = 90.0) -> None:
    """The uninstaller goes on in a copy of itself after it was started."""
    end = time.monotonic() + limit_s
    while root.exists() and time.monotonic() < end:
        time.sleep(0.2)


def _left(local: Path) -> list[str]:
    ours = [path for path in local.iterdir() if path.name not in ("Microsoft",)]
    return [f"{path.name}/ ({sum(1 for each in path.rglob('*') if each.is_file())} files)" for path in ours]


STEPS: dict[str, Step] = {
    "an older Windows is refused": old_windows_is_refused,
    "silent installation": install,
    "the files are the build's": installed_files_are_the_builds,
    "self-test": self_test,
    "the command line": console_speaks,
    "the office opens its books": open_office,
    "enrolment and first exchange": enrol_and_sync,
    "a reception without a line": receive_offline,
    "exchange and bundle": sync_and_export,
    "the window": open_window,
    "upgrade over the running program": upgrade_over_it,
    "an older setup is refused": downgrade_is_refused,
    **UPDATE_STEPS,
    "removal": uninstall,
}
