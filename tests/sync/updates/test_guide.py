"""Every sentence about newer versions that an officer may read stands in the guide with what to do."""

from pathlib import Path

import pytest

from app.installation import errors as installation_errors
from app.storage import update_copy
from sync.updates import errors as update_errors
from tests.test_docs import sentences

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "user-guide" / "cap-nhat.md"


@pytest.mark.parametrize(
    "module", [installation_errors, update_copy, update_errors], ids=lambda module: module.__name__
)
def test_every_sentence_about_versions_is_explained(module: object):
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    assert sentences(module)
    assert [sentence for sentence in sentences(module) if sentence not in text] == []
