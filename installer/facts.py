"""What Windows shows of a program in its properties: name, version, maker; from pyproject.toml alone.

python -m installer.facts version              prints the version
python -m installer.facts version-info FILE    for the frozen programs
python -m installer.facts resource FILE        for the launcher (windres)
"""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]

VERSION_INFO = Template("""\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=($numbers), prodvers=($numbers), mask=0x3F, flags=0, OS=0x40004, fileType=1),
  kids=[
    StringFileInfo([StringTable("042A04B0", [
      StringStruct("FileDescription", "Sổ Xã"),
      StringStruct("ProductName", "Sổ Xã"),
      StringStruct("CompanyName", "Sổ Xã"),
      StringStruct("LegalCopyright", "AGPL-3.0-or-later"),
      StringStruct("FileVersion", "$version"),
      StringStruct("ProductVersion", "$version"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x042A, 1200])]),
  ],
)
""")

RESOURCE = Template("""\
#pragma code_page(65001)
1 ICON "soxa.ico"
1 VERSIONINFO FILEVERSION $numbers PRODUCTVERSION $numbers FILEOS 0x40004 FILETYPE 1
BEGIN
  BLOCK "StringFileInfo" BEGIN BLOCK "042A04B0" BEGIN
    VALUE "FileDescription", "Sổ Xã"
    VALUE "ProductName", "Sổ Xã"
    VALUE "CompanyName", "Sổ Xã"
    VALUE "LegalCopyright", "AGPL-3.0-or-later"
    VALUE "FileVersion", "$version"
    VALUE "ProductVersion", "$version"
  END END
  BLOCK "VarFileInfo" BEGIN VALUE "Translation", 0x042A, 1200 END
END
1 24 "launcher.manifest"
""")

WRITTEN: Mapping[str, Template] = {"version-info": VERSION_INFO, "resource": RESOURCE}


def main() -> int:
    """Print or write what the command line asks for."""
    what, *target = sys.argv[1:]
    if what == "version":
        print(version())
        return 0
    Path(target[0]).write_text(filled(WRITTEN[what], version()), encoding="utf-8")
    return 0


def version() -> str:
    """The program's version, x.y.z."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def filled(template: Template, version: str) -> str:
    """One of the two texts for a version; Windows counts in four numbers."""
    return template.substitute(version=version, numbers=", ".join([*version.split("."), "0"]))


if __name__ == "__main__":
    raise SystemExit(main())
