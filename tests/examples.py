"""The explainers that tests read: lamps, with everything in it; five, the smallest; and one's own.

Each is loaded once. What a test changes, it changes in a copy.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings

from explainer.build import TEMPLATES
from explainer.load import load
from explainer.plan import Output, plan
from explainer.problems import errors
from explainer.store import Store
from explainer.templates import Templates, read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.content import Content

# A busy machine is no reason for a property to fail.
QUICK = settings(deadline=None, max_examples=60)
PROJECT = Path(__file__).parent.parent
EXPLAINERS = Path(__file__).parent / "explainers"
LAMPS = EXPLAINERS / "lamps"
FIVE = EXPLAINERS / "five"


def read(content_dir: Path) -> Content:
    """Return the explainer of a folder in which nothing is wrong that reading meets."""
    content, problems = load(content_dir, Store())
    assert not errors(problems), problems
    assert content is not None
    return content


@cache
def lamps() -> Content:
    return read(LAMPS)


@cache
def five() -> Content:
    return read(FIVE)


@cache
def templates() -> Templates:
    return read_templates(TEMPLATES)


def outputs(content: Content) -> dict[str, Output]:
    """Return what is planned for an explainer, by address."""
    return {output.address: output for output in plan(content, templates())}


@cache
def lamps_pages() -> dict[str, str]:
    """Return the HTML pages of lamps by address."""
    return html_pages(lamps())


def html_pages(content: Content) -> dict[str, str]:
    """Return an explainer's HTML pages by address."""
    made = outputs(content)
    return {
        address: output.make().decode()
        for address, output in made.items()
        if address.endswith(".html")
    }


def copied(content_dir: Path, folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Return a copy of a content folder with some of its files written anew, or added."""
    shutil.copytree(content_dir, folder)
    return written(folder, files or {})


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
