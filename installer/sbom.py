"""Says what a setup program is made of: every package of the lock that it carries, in CycloneDX.

python -m installer.sbom SITE_PACKAGES PYTHON_VERSION FILE.json
SITE_PACKAGES is the folder that the program was frozen from; its packages tell their licences. The same build
always makes the same bytes: the time is its own (SOURCE_DATE_EPOCH), the number follows from the contents.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.facts import ROOT, version

LOCK = ROOT / "requirements" / "desktop.txt"
PROGRAM = "soxa"
CLASSIFIER = "License :: OSI Approved :: "


def main() -> int:
    """Write the file named on the command line."""
    site_packages, python_version, target = sys.argv[1:]
    bom = bom_of(Path(site_packages), python_version, int(os.environ.get("SOURCE_DATE_EPOCH", "0")))
    Path(target).write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n", encoding="utf-8")
    return 0


def bom_of(site_packages: Path, python_version: str, made_s: int) -> Bom:
    """The program, the Python it brings, and the packages locked for Windows."""
    there = {canonicalize_name(each.name): each for each in distributions(path=[str(site_packages)])}
    components = [_component(there[name], pin) for name, pin in locked("win32", python_version)]
    components.append(_python(python_version))
    whole = Component(name=PROGRAM, version=version(), type=ComponentType.APPLICATION, bom_ref=PROGRAM)
    bom = Bom(components=components)
    bom.metadata.component = whole
    bom.metadata.timestamp = datetime.fromtimestamp(made_s, UTC)
    bom.register_dependency(whole, components)
    told = ",".join(sorted(f"{each.name}=={each.version}" for each in [whole, *components]))
    bom.serial_number = uuid5(NAMESPACE_URL, told)
    return bom


def locked(system: str, python_version: str) -> Iterator[tuple[str, str]]:
    """Each package that the desktop's lock names for a system, with its version."""
    here = {
        "sys_platform": system,
        "python_full_version": python_version,
        "python_version": ".".join(python_version.split(".")[:2]),
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line.startswith((" ", "#")) or not line.strip():
            continue
        need = Requirement(line.rstrip("\\ "))
        if need.marker is None or need.marker.evaluate(here):
            yield canonicalize_name(need.name), next(iter(need.specifier)).version


def _component(installed: Distribution, pin: str) -> Component:
    name = canonicalize_name(installed.name)
    if installed.version != pin:
        raise SystemExit(f"{name}: frozen {installed.version}, locked {pin}")
    stated = _licence(installed)
    return Component(
        name=name,
        version=pin,
        type=ComponentType.LIBRARY,
        bom_ref=f"{name}=={pin}",
        purl=PackageURL("pypi", name=name, version=pin),
        licenses=[LicenseFactory().make_from_string(stated)] if stated else [],
    )


def _licence(installed: Distribution) -> str:
    told = installed.metadata
    stated = told.get("License-Expression") or told.get("License") or ""
    classed = [each for each in told.get_all("Classifier") or [] if each.startswith(CLASSIFIER)]
    one_line = stated.strip().partition("\n")[0]
    return one_line or "; ".join(each.removeprefix(CLASSIFIER) for each in classed)


def _python(python_version: str) -> Component:
    return Component(
        name="cpython",
        version=python_version,
        type=ComponentType.PLATFORM,
        bom_ref=f"cpython=={python_version}",
        purl=PackageURL("generic", name="cpython", version=python_version),
        licenses=[LicenseFactory().make_from_string("PSF-2.0")],
    )


if __name__ == "__main__":
    raise SystemExit(main())
