"""The writing guide in `docs/guide/`: its parts in order, and the files that its examples make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
GUIDE = PROJECT / "docs" / "guide"
INDEX = (GUIDE / "README.md").read_text(encoding="utf-8")
# The parts, in the order in which they are read.
PARTS = re.findall(r"^\| \[.+?\]\(([\w-]+\.md)\) \|", INDEX, re.MULTILINE)
TEXT = "\n".join((GUIDE / part).read_text(encoding="utf-8") for part in PARTS)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"^`([\w./-]+)`\n\n```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def sections() -> Iterator[tuple[str, str]]:
    """Yield the heading and text of each section, ignoring headings inside code blocks."""
    without_blocks = BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), TEXT)
    found = list(HEADING.finditer(without_blocks))
    ends = [heading.start() for heading in found[1:]] + [len(TEXT)]
    for heading, end in zip(found, ends, strict=True):
        yield heading[1], TEXT[heading.end() : end]


@cache
def stages() -> dict[str, dict[str, str]]:
    """Return, by section heading, all files written up to the end of that section."""
    files: dict[str, str] = {}
    files_after: dict[str, dict[str, str]] = {}
    for heading, text in sections():
        for name, _, block in FILE.findall(text):
            separator = "\n" if name.endswith(".md") else ""
            files[name] = f"{files[name]}{separator}{block}" if name in files else block
        files_after[heading] = dict(files)
    return files_after


def all_files() -> dict[str, str]:
    """Return every file of the guide's explainer, by its path in the content folder."""
    return list(stages().values())[-1]
