"""What goes into the frozen program, and what stays out of it."""

import re
from pathlib import Path

ROOMS = ("app", "ui", "sync", "resources")

# Loose compiled files; the steps of the database's schema as text, since alembic reads them as such.
UNCOMPILED = "app/storage/migrations"
LOOSE = dict.fromkeys(ROOMS, "pyc") | {UNCOMPILED.replace("/", "."): "py"}

# What packages would drag in for uses that are not ours: other databases, clouds, tests, development, Tk.
EXCLUDED = [
    "server",
    "tests",
    "benchmarks",
    "installer",
    "azure",
    "boto3",
    "botocore",
    "hypothesis",
    "mypy",
    "psycopg",
    "pygments",
    "pytest",
    "setuptools",
    "sigstore",
    "sqlalchemy.ext.mypy",
    "sqlalchemy.testing",
    "tkinter",
    "yaml",
    "zstandard._cffi",
    "zstandard.backend_cffi",
    "_tkinter",
]

# Microsoft's C and C++ runtime goes beside Python's own library: a Windows just installed has neither, and
# the copies in a package's folder serve that package alone.
RUNTIME = ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll")

# Parts of Qt that a program of widgets with a local socket does not load: QML and its kin, the software
# OpenGL, texts in other languages, TLS and network probes, screens without a desktop; GTK, which one of Qt's
# themes pulls in; and what Pillow has for pictures that no scanner or phone of an office hands us.
UNUSED = re.compile(
    r"PySide6/translations/"
    r"|PySide6/(?:Qt/)?qml/"
    r"|opengl32sw\.dll$"
    r"|Qt6?(?:Qml|Quick|VirtualKeyboard|Pdf|Wayland|Egl|WlShell|OpenGL)\w*\."
    r"|plugins/(?:tls|networkinformation|generic|egldeviceintegrations|xcbglintegrations|sqldrivers|qmltooling)/"
    r"|plugins/(?:wayland[\w-]*|position|canbus)/"
    r"|plugins/platforms/(?:lib)?q(?:direct2d|egl\w*|linuxfb|minimal\w*|vnc|vkkhrdisplay|wayland\S*)\."
    r"|plugins/platformthemes/(?:lib)?qgtk3"
    r"|plugins/platforminputcontexts/(?:lib)?qtvirtualkeyboard"
    r"|plugins/imageformats/(?:lib)?q(?:gif|icns|pdf|tga|wbmp|webp)\."
    r"|PIL/_(?:avif|imagingcms|imagingtk)\."
    r"|lib(?:gtk-3|gdk-3|gdk_pixbuf|atk|atspi|pango|cairo|epoxy|thai|datrie|fribidi|pixman)[\w.-]*$"
)


def runtime_of(package: Path) -> list[Path]:
    """The runtime as a package of the lock carries it."""
    return [package / name for name in RUNTIME]


def is_needed(name: str) -> bool:
    """Whether a file of the bundle, by its place in it, is one that the program can load."""
    return not UNUSED.search(name.replace("\\", "/"))
