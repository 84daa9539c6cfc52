"""What the documents say of the code holds: numbers, tables, codes, limits, commands, sentences."""

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from nacl.signing import SigningKey

import app.storage.schema
import server.storage.schema
from app.changes import errors as change_errors
from app.changes import segment
from app.changes.chain import first_head, next_head
from app.changes.changeset import GroupWrite, Header, Op, Stamp
from app.changes.lease import Lease
from app.changes.receipt import Receipt
from app.changes.registry import TABLES, Command, Field, Group, Table
from app.changes.scan_receipt import ScanReceipt
from app.changes.segment import SegmentHeader, Unsealed
from app.changes.trust import Certificate
from app.domain.dossier import RULES, EventKind, Role
from app.errors import AppError
from app.scanning import errors as scanning_errors
from app.storage import backup_errors, errors
from server.cli.main import parser as server_parser
from server.handlers.open import MAX_ENROL_BYTES
from server.requests import MAX_BIRTHS
from server.settings import Settings
from server.storage.devices import NONCES_KEPT
from sync import errors as sync_errors
from sync.bundle import errors as bundle_errors
from sync.protocol import limits, messages, scans
from sync.reasons import REASONS
from ui import cli as desk_cli

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = DOCS / "user-guide"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SYNC = (DOCS / "sync.md").read_text(encoding="utf-8")

COMMAND = re.compile(r"\s*(?:sudo -u \w+ )?(make|soxa|soxa-server)(?:\s+(.*))?$")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(.+)$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")


def marked(name: str) -> str:
    """The part of docs/sync.md between two comments."""
    return SYNC.split(f"<!-- {name}: begin -->\n")[1].split(f"\n<!-- {name}: end -->")[0]


def cells(line: str) -> list[str]:
    """A table's row, without the backticks of code."""
    return [cell.strip() for cell in line.replace("`", "").split("|")[1:-1]]


def rows(name: str) -> list[list[str]]:
    """The rows of a marked table."""
    return [cells(line) for line in marked(name).splitlines()[2:]]


def calls(folder: str, name: str) -> Iterator[list[Any]]:
    """The constants (None for anything else) that each call of a name is given."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield [given.value if isinstance(given, ast.Constant) else None for given in node.args]


# The registry and the other numbers that are signed


def shown_field(field: Field) -> str:
    if field.refers_to:
        return f"{field.name}→{field.refers_to}"
    return field.name + {"": "", 0: "#", None: "?"}[field.empty]


def shown_group(table: Table, group: Group) -> list[str]:
    key = f"{table.key.value} of {table.parent}" if table.parent else table.key.value
    named = [f"{table.number} {table.name}", key] if group is table.groups[0] else ["", ""]
    return [*named, f"{group.number} {group.name}", ", ".join(map(shown_field, group.fields))]


def test_the_registry_in_the_document_is_the_one_in_the_code():
    assert rows("registry") == [shown_group(table, group) for table in TABLES for group in table.groups]


@pytest.mark.parametrize(("name", "enum"), [("commands", Command), ("kinds", EventKind), ("roles", Role)])
def test_numbers_that_are_signed_are_documented(name, enum):
    assert [(int(row[0]), row[1]) for row in rows(name)] == [(each.value, each.name) for each in enum]


def test_the_rules_of_a_dossiers_life_are_documented():
    shown = {EventKind[row[1]]: row for row in rows("kinds")}
    missing = [
        (before, kind, after)
        for (before, kind), after in RULES.items()
        if before.name not in shown[kind][2] or after.name not in shown[kind][3]
    ]
    assert missing == []


# Structures


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("**Header**", Header),
        ("**Payload**", Op),
        ("**Segment header**", SegmentHeader),
        ("**Certificate**", Certificate),
        ("**Receipt**", Receipt),
        ("**Lease**", Lease),
        ("**Scan receipt**", ScanReceipt),
    ],
)
def test_fields_of_stored_structures_are_documented_in_order(heading, kind):
    table = SYNC.split(heading)[1].split("|---|---|---|---|\n")[1].split("\n\n")[0]
    shown = [tuple(cells(line)[:2]) for line in table.splitlines()]
    assert shown == [(str(place), name) for place, name in enumerate(kind.__struct_fields__)]


@pytest.mark.parametrize(("part", "module"), [("messages", messages), ("scans", scans)])
def test_every_message_and_its_fields_are_documented_in_order(part, module):
    shown = re.findall(r"^\*\*(\w+)\*\*: (.+)$", marked(part), re.MULTILINE)
    structs = [
        kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    ]
    assert structs
    assert {name: SPAN.findall(text) for name, text in shown} == {
        kind.__name__: list(kind.__struct_fields__) for kind in structs
    }


# Codes and limits


def test_every_refusal_is_documented_with_its_status():
    raised = {tuple(given[:2]) for given in calls("server", "Refused") if None not in given[:2]}
    shown = {(int(row[0]), row[1]) for row in rows("refusals")}
    assert raised
    assert raised - shown == set()
    assert shown - raised == {(405, "wrong_method")}  # the framework's own, named in server.asgi


def test_every_reason_to_set_a_changeset_aside_is_documented():
    assert {row[0] for row in rows("quarantine")} == {given[0] for given in calls("server", "Unfit")}


def test_every_reason_not_to_store_a_segment_is_documented():
    kinds = [kind for kind in vars(change_errors).values() if isinstance(kind, type)]
    raised = {kind.code for kind in kinds} - {change_errors.BadChange.code}
    assert {row[0] for row in rows("segment-codes")} == raised | {"gap", "fork"}


def test_limits_are_documented_as_they_are():
    known = {**vars(limits), **vars(segment)}
    known |= {"MAX_BIRTHS": MAX_BIRTHS, "NONCES_KEPT": NONCES_KEPT, "MAX_ENROL_BYTES": MAX_ENROL_BYTES}
    shown = {row[2]: int(row[1].split()[0]) for row in rows("limits")}
    assert shown == {name: known[name] for name in shown}
    assert {name for name in vars(limits) if name.isupper()} <= set(shown)


# The worked example


def example() -> dict[str, bytes]:
    """The example's byte strings by their labels; what is not hexadecimal is a remark."""
    found: dict[str, str] = {}
    label = ""
    for line in marked("example").splitlines()[1:-1]:
        label = line[:15].strip() or label
        columns = re.split(r"\s{3,}", line[15:].strip())
        hexadecimal = columns[0] if re.fullmatch(r"[0-9a-f ]+", columns[0]) else ""
        found[label] = found.get(label, "") + hexadecimal.replace(" ", "")
    return {label: bytes.fromhex(text) for label, text in found.items()}


ORIGIN, OTHER = b"\xa1" * 8, b"\xb2" * 8
HLC = 1795427220000 << 16


def test_the_example_decodes_as_the_document_says():
    shown = example()
    assert msgspec.msgpack.decode(shown["header 1"], type=Header) == Header(
        1, HLC, 0, None, None, 0, Command.BEGIN_INCARNATION, None, 1, "", [], []
    )
    assert msgspec.msgpack.decode(shown["payload 1"], type=list[Op]) == [
        Op(1, 1, [GroupWrite(1, ["Quầy 1"])])
    ]
    assert msgspec.msgpack.decode(shown["header 2"], type=Header) == Header(
        2,
        HLC + (60_000 << 16),
        0,
        12,
        (0, 2),
        Role.RECEPTION,
        Command.CORRECT_APPLICANT,
        None,
        1,
        "2026.11",
        [(0, 4)],
        [OTHER],
    )
    assert msgspec.msgpack.decode(shown["payload 2"], type=list[Op]) == [
        Op(4, [0, 5], [GroupWrite(2, ["0900000123"], (0, 3))])
    ]


def test_the_examples_chain_and_seal_are_what_the_formulas_give():
    shown = example()
    key = SigningKey(bytes(range(32)))
    heads = [first_head(ORIGIN)]
    for n in (1, 2):
        heads.append(next_head(heads[-1], shown[f"header {n}"], sha256(shown[f"payload {n}"]).digest()))
    assert [shown[f"head {n}"] for n in range(3)] == heads
    run = [Unsealed(n, shown[f"header {n}"], shown[f"payload {n}"], heads[n]) for n in (1, 2)]
    sealed = segment.seal(ORIGIN, heads[0], run, key)
    assert shown["public key"] == bytes(key.verify_key)
    assert shown["segment header"] == sealed.header_bytes
    assert shown["signature"] == sealed.signature
    assert shown["inflated body"] == zstandard.ZstdDecompressor().decompress(sealed.body)


def test_a_segment_put_together_from_the_example_verifies():
    shown = example()
    body = zstandard.ZstdCompressor().compress(shown["inflated body"])
    read = segment.read(msgspec.msgpack.encode((shown["segment header"], shown["signature"], body)))
    segment.verify_signature(read, shown["public key"])
    changesets = [changeset for changeset, _ in segment.open_body(read)]
    assert changesets[1].deps() == [Stamp(OTHER, 4)]


# Tables, settings, commands, sentences


@pytest.mark.parametrize("metadata", [app.storage.schema.metadata, server.storage.schema.metadata])
def test_every_table_is_named_in_the_data_model(metadata):
    text = (DOCS / "data-model.md").read_text(encoding="utf-8")
    assert [name for name in metadata.tables if f"| `{name}` |" not in text] == []


def test_the_servers_settings_are_documented():
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    names = [field.name for field in fields(Settings) if field.name != "data"]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every command line in code of a document: the program and its words."""
    prose = FENCE.sub("", text)
    for code in [*FENCE.findall(text), *INDENTED.findall(prose), *SPAN.findall(prose)]:
        for line in code.splitlines():
            found = COMMAND.match(line.split("  #")[0])
            if found:
                yield found[1], (found[2] or "").split()


def refused(parser: argparse.ArgumentParser, words: list[str]) -> str:
    """The first word that the program does not know as a command or an option, "" for none."""
    for word in words:
        actions = parser._actions
        nested = next((a for a in actions if isinstance(a, argparse._SubParsersAction)), None)
        if word.startswith("-"):
            if word not in {name for action in actions for name in action.option_strings}:
                return word
        elif nested is not None and word in nested.choices:
            parser = nested.choices[word]
        elif nested is not None and nested.required and not previous_is_option(words, word):
            return word
    return ""


def previous_is_option(words: list[str], word: str) -> bool:
    place = words.index(word)
    return place > 0 and words[place - 1].startswith("-")


def make_targets() -> set[str]:
    return set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(path):
    unknown = []
    for program, words in commands(path.read_text(encoding="utf-8")):
        if program == "make":
            bad = next((w for w in words if "=" not in w and w.isalpha() and w not in make_targets()), "")
        else:
            bad = refused(
                server_parser() if program == "soxa-server" else desk_cli._parser(desk_cli.COMMANDS), words
            )
        unknown += [f"{program} {' '.join(words)}: {bad}"] if bad else []
    assert unknown == []


def sentences(module: Any) -> list[str]:
    """The fixed sentences of a room's errors."""
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, AppError)]
    own = {kind.__dict__.get("sentence", "") for kind in kinds if kind.__module__ == module.__name__}
    return sorted(own - {""})


@pytest.mark.parametrize(
    "module", [errors, backup_errors, sync_errors, bundle_errors, scanning_errors], ids=lambda m: m.__name__
)
def test_every_sentence_an_officer_may_read_is_explained(module):
    text = " ".join((GUIDE / "khi-co-loi.md").read_text(encoding="utf-8").split())
    assert sentences(module)
    assert [sentence for sentence in sentences(module) if sentence not in text] == []


def test_every_reason_to_wait_or_come_back_is_explained():
    text = " ".join((GUIDE / "dong-bo.md").read_text(encoding="utf-8").split())
    assert [reason for reason in REASONS.values() if reason not in text] == []


def anchor(heading: str) -> str:
    """The name a heading gets on the usual hosts."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def test_links_to_headings_lead_to_a_heading():
    dead = []
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s:]*#[^)\s]+)\)", path.read_text(encoding="utf-8")):
            name, _, wanted = target.partition("#")
            linked = path.parent / name if name else path
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            dead += [] if wanted in map(anchor, headings) else [f"{path.relative_to(ROOT)}: {target}"]
    assert dead == []
