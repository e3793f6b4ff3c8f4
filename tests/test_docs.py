"""The documentation holds together: every link in it leads somewhere, and every file is linked."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from examples import PROJECT

from explainer.options import COMMANDS, parse
from tools.pictures import FOLDER, KITES, LARGEST, SHIPPED

DOCS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
FENCE = re.compile(r"^( *)(`{3,})[^\n]*\n.*?^\1\2$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
COMMAND = re.compile(
    r"^(?:uvx --from \S+ |\.venv\\Scripts\\)?explainer((?: .*)?)$"
    r"|^(?:\.venv/bin/|\.venv\\Scripts\\)python build\.py((?: .*)?)$",
    re.MULTILINE,
)
LINK = re.compile(r"\]\((?!\w+:)([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MARKDOWN_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(")


def prose_of(path: Path) -> str:
    """Return a document's text without its code blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def links_of(path: Path) -> list[str]:
    return LINK.findall(CODE.sub("", prose_of(path)))


def slug(heading: str) -> str:
    """Return the id that GitHub gives a heading."""
    words = MARKDOWN_LINK.sub(r"\1", heading).lower()
    return re.sub(r"[^\w -]", "", words).replace(" ", "-")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_link_of_a_document_leads_to_a_file_and_a_heading(path: Path) -> None:
    for link in links_of(path):
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.exists(), link
        if anchor:
            assert anchor in {slug(heading) for heading in HEADING.findall(prose_of(target))}, link


def test_every_document_and_picture_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [PROJECT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path.suffix == ".md":
            files = (link.partition("#")[0] for link in links_of(path))
            waiting += [Path(os.path.normpath(path.parent / file)) for file in files if file]
    folder = PROJECT / "docs"
    documents = {path for path in folder.rglob("*") if path.suffix in {".md", ".png", ".webp"}}
    assert documents - seen == set()


def commands() -> list[tuple[str, str]]:
    """Return each command in a code block with the name of its document."""
    return [
        (name_of(path), found[1] or found[2] or "")
        for path in DOCS
        for block in FENCE.finditer(path.read_text(encoding="utf-8"))
        for found in COMMAND.finditer(re.sub(r"^ {3}", "", block[0], flags=re.MULTILINE))
    ]


@pytest.mark.parametrize(("document", "command"), commands())
def test_every_command_in_the_documentation_is_understood(document: str, command: str) -> None:
    words = re.sub(r'"\$\w+"', "https://example.org/", command.replace("\\", "/"))
    arguments = shlex.split(words, comments=True)
    if "--help" in arguments:
        arguments.remove("--help")
    assert parse(arguments, "explainer").command in COMMANDS, document


def test_the_commands_of_the_documentation_are_found() -> None:
    documents = {document for document, _ in commands()}
    assert {"README.md", "docs/starting.md", "docs/working-together.md"} <= documents
    assert len(commands()) > 15


def test_every_picture_is_made_by_make_pictures_and_loads_quickly() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert sizes.keys() == {f"{picture.name}.webp" for picture in (*KITES, *SHIPPED)}
    assert max(sizes.values()) <= LARGEST


def test_every_picture_in_the_documentation_is_described() -> None:
    descriptions = [
        words for path in DOCS for words in PICTURE.findall(CODE.sub("", prose_of(path)))
    ]
    assert len(descriptions) >= len([*KITES, *SHIPPED])
    assert all(len(words.split()) > 1 for words in descriptions)
