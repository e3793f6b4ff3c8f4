"""docs/preview.md says what the preview does: its settings are the ones there are."""

from __future__ import annotations

import re
from pathlib import Path

from explainer.options import parse
from explainer.preview import EDITOR

PROJECT = Path(__file__).parent.parent
GUIDE = (PROJECT / "docs" / "preview.md").read_text("utf-8")


def test_every_address_of_an_editor_in_the_guide_is_one_that_the_option_takes() -> None:
    addresses = re.findall(r"^\| [^|]+ \| `([^`]+)`", GUIDE, re.MULTILINE)[1:]
    assert EDITOR in addresses
    for address in addresses:
        options = parse(["serve", "--editor", address])
        assert options.editor == ("" if address == "none" else address)


def test_the_readme_leads_to_the_guide() -> None:
    assert "(docs/preview.md)" in (PROJECT / "README.md").read_text("utf-8")
