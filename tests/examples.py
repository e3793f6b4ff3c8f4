"""The example explainers that tests load: lamps uses every feature, five is the smallest.

The others in `explainers/` are built and looked at by `browser/test_example_explainers.py`.

Each is loaded only once per run, so a test that edits files works on a copy.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings

from explainer.build import TEMPLATES
from explainer.load import load
from explainer.plan import Output, Rank, plan
from explainer.problems import errors
from explainer.render import RenderedFile, facts_of
from explainer.store import Store
from explainer.templates import Templates, read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.content import Content

# No deadline: a busy machine mustn't fail a property test.
QUICK = settings(deadline=None, max_examples=60)
PROJECT = Path(__file__).parent.parent
EXPLAINERS = Path(__file__).parent / "explainers"
LAMPS = EXPLAINERS / "lamps"
FIVE = EXPLAINERS / "five"


def load_valid(content_dir: Path) -> Content:
    """Load a content folder, and fail if it has errors."""
    content, problems = load(content_dir, Store())
    assert not errors(problems), problems
    assert content is not None
    return content


@cache
def lamps() -> Content:
    return load_valid(LAMPS)


@cache
def five() -> Content:
    return load_valid(FIVE)


@cache
def templates() -> Templates:
    return read_templates(TEMPLATES)


def templates_of(folder: Path, **own: Any) -> Templates:
    """Work like `read_templates`, but read the built-in templates only once per run."""
    overlay = own.get("overlay")
    if own.get("accents") or (overlay and overlay.exists()):
        return read_templates(folder, **own)
    return templates()


def outputs(content: Content) -> dict[str, Output]:
    """Return the planned outputs of an explainer, by address."""
    return {output.address: output for output in plan(content, templates())}


@cache
def lamps_pages() -> dict[str, str]:
    """Return the HTML pages of the lamps example, by address."""
    return html_pages(lamps())


def html_pages(content: Content) -> dict[str, str]:
    """Return an explainer's HTML pages, by address."""
    return {
        address: output.make().decode()
        for address, output in outputs(content).items()
        if address.endswith(".html")
    }


def copy_content(content_dir: Path, folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Copy a content folder, replace or add `files`, and return the copy's path."""
    shutil.copytree(content_dir, folder)
    return write_files(folder, files or {})


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, and return its path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def file_of(
    address: str, data: bytes, rank: Rank = Rank.PAGE, source: str = "index.md"
) -> RenderedFile:
    """Return a rendered file with these bytes."""
    return RenderedFile(address, rank, source, facts_of(address, data), lambda: data)
