"""Every sentence that an officer may read, gathered from the program's text and read for its manners at once.

``SOXA_SENTENCES=FILE`` writes them all there, by module, to be read in one go.
"""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.vietnamese import foreign_words

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "ui", "sync")
MOST_WORDS = 40
MARKED = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.I)
FIELD, NAMED = "…", re.compile(r"\{\w*\}")
# Names of files, commands and options, and what is quoted as the system or another program writes it.
QUOTED = re.compile(
    r"“[^”]*”|\([^)]*\)|soxa [a-z]+(?: [a-z]+)?|--\S+|\*?\.[a-z]+\b|\S+\.(?:json|md|txt)|@\w+|<[^>]+>"
)
TERMS = frozenset(
    [
        *(
            "bmp",
            "byte",
            "cmnd",
            "gnu",
            "affero",
            "general",
            "public",
            "license",
            "ii",
            "jpeg",
            "json",
            "kt",
            "tl",
        ),
        *(
            "macro",
            "md",
            "proxy",
            "sqlite",
            "sx",
            "third",
            "party",
            "tif",
            "ttg",
            "tuq",
            "uq",
            "url",
            "utf",
            "https",
        ),
        *(
            "d",
            "h",
            "m",
            "t",
            "wd",
            "same",
            "x",
            "y",
            "z",
            "đ",
            "each",
            "end",
        ),  # how a term and a template are written
    ]
)
RUDE = re.compile(
    r"!|\bphải làm(?! gì)|\bsai rồi|\bbạn\b|\blỗi hệ thống\b|\bthất bại\b|\bkhông hợp lệ\b|\bvui lòng\b", re.I
)


@dataclass(frozen=True)
class Sentence:
    """One text of the screen, with its fields as dots, and where it stands."""

    words: str
    place: str


def sentences() -> list[Sentence]:
    return [each for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for each in _of(path)]


def _of(path: Path) -> Iterator[Sentence]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = _docstrings(tree) | _parts_of_fields(tree)
    for node in ast.walk(tree):
        words = _words(node) if id(node) not in skipped else ""
        if MARKED.search(words) and words.rstrip().endswith(".") and len(words.split()) > 2:
            yield Sentence(words, f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else FIELD for part in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return NAMED.sub(FIELD, node.value)
    return ""


def _docstrings(tree: ast.AST) -> set[int]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, kinds)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def _parts_of_fields(tree: ast.AST) -> set[int]:
    """The texts between the fields of a sentence are read with it."""
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return {id(part) for node in joined for part in node.values if isinstance(part, ast.Constant)}


@pytest.fixture(scope="module")
def all_sentences() -> list[Sentence]:
    found = sentences()
    if target := os.environ.get("SOXA_SENTENCES"):
        Path(target).write_text("\n".join(f"{each.place}\t{each.words}" for each in found), encoding="utf-8")
    assert len(found) > 500
    return found


def test_no_sentence_is_longer_than_a_breath(all_sentences: list[Sentence]) -> None:
    long = [
        each for each in all_sentences if len(each.words.split()) >= MOST_WORDS and "\n" not in each.words
    ]
    assert long == []


def test_every_sentence_is_vietnamese(all_sentences: list[Sentence]) -> None:
    odd = {}
    for each in all_sentences:
        foreign = set(foreign_words(QUOTED.sub(" ", each.words))) - TERMS
        if foreign:
            odd[each.place] = (foreign, each.words)
    assert odd == {}


def test_every_sentence_is_polite_and_blames_nobody(all_sentences: list[Sentence]) -> None:
    assert [each for each in all_sentences if RUDE.search(each.words)] == []
