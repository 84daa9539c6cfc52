"""The lint report of a pack: an ERROR keeps the pack out, a WARNING is shown and lives on."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from app.catalogue import pack_rules, procedure_rules
from app.catalogue.pack import CataloguePack
from app.catalogue.pack_rules import PackRule
from app.catalogue.procedure_rules import ProcedureRule


class Severity(Enum):
    """Whether a finding keeps the pack out."""

    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    """One thing found; ``code`` is the procedure's, empty where it is about the whole pack."""

    severity: Severity
    code: str
    rule: str
    sentence: str


def lint(pack: CataloguePack, previous: CataloguePack | None = None) -> tuple[Finding, ...]:
    """Everything found, the errors first; ``previous`` is the pack in use, if there is one."""
    errors = [
        *_about_pack(Severity.ERROR, pack_rules.ERRORS, pack),
        *_about_succession(pack, previous),
        *_about_procedures(Severity.ERROR, procedure_rules.ERRORS, pack),
    ]
    warnings = [
        *_about_pack(Severity.WARNING, pack_rules.WARNINGS, pack),
        *_about_procedures(Severity.WARNING, procedure_rules.WARNINGS, pack),
    ]
    return (*errors, *warnings)


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep the pack out."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def _about_pack(severity: Severity, rules: Iterable[PackRule], pack: CataloguePack) -> Iterator[Finding]:
    for rule in rules:
        for code, sentence in rule(pack):
            yield Finding(severity, code, rule.__name__, sentence)


def _about_succession(pack: CataloguePack, previous: CataloguePack | None) -> Iterator[Finding]:
    if previous is None:
        return
    for rule in pack_rules.SUCCESSION_ERRORS:
        for code, sentence in rule(pack, previous):
            yield Finding(Severity.ERROR, code, rule.__name__, sentence)


def _about_procedures(
    severity: Severity, rules: Iterable[ProcedureRule], pack: CataloguePack
) -> Iterator[Finding]:
    for procedure in pack.procedures:
        for rule in rules:
            for sentence in rule(procedure):
                yield Finding(severity, procedure.code, rule.__name__, sentence)
