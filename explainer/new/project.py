"""Starts a project in a new folder: the starter, a small explainer that shows each feature once."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.load.file_names import windows_fault
from explainer.new.refusal import Refusal
from explainer.new.schema_files import schema_files
from explainer.new.terminal import ask, can_ask, say
from explainer.new.written_yaml import scalar
from explainer.new_options import PROJECT
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

STARTER = Path(__file__).parent / "starter"
STARTER_TITLE = "The Quarrel over the Strait"
# Where the workflow installs the program from, as the starter has it.
PLACEHOLDER = '"git+https://example.org/TODO/explainer.git@v0.1.0"'
# The names of hidden files and folders start so in the starter, or git would use them there.
_HIDDEN = "dot-"
# What may be in a folder that counts as empty: a clone of an empty repository.
_NOTHING = frozenset({".git", ".DS_Store"})
# Folders of a project in which another one would be taken for content, or for the site's files.
_OWN_FOLDERS = ("content", "site", "templates", ".explainer", ".explainer-cache")
_ADDRESS = lazy_pattern(r"[\w.~:/@+%#=&?\\ -]+")


def start_project(options: argparse.Namespace) -> list[str]:
    """Write the starter into the folder that the options name; return what to say about it.

    Raises Refusal if the folder can't be used.
    """
    folder = Path(options.folder)
    refuse_folder(folder)
    given = {option.name: getattr(options, option.name) or "" for option in PROJECT}
    title, address = _answers(given)
    texts = starter_files(title, address)
    _write(folder, texts)
    lines = [f"{folder}: {len(texts)} files written"]
    if repository := _repository_around(folder):
        lines.append(
            f"note: it's inside the git repository {repository}, which will take it for a part"
            " of itself; if you want a repository of its own, move it out"
        )
    return lines


def starter_files(title: str = "", address: str = "") -> dict[str, str]:
    """Return the text of each file of a new project, by its path there."""
    files = {}
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            parts = path.relative_to(STARTER).parts
            name = "/".join(part.replace(_HIDDEN, ".", 1) for part in parts)
            files[name] = path.read_text(encoding="utf-8")
    if title:
        _replace(files, "content/site.yaml", f"title: {STARTER_TITLE}", f"title: {scalar(title)}")
        _replace(files, "README.md", f"# {STARTER_TITLE}", f"# {title}")
    if address:
        _replace(files, ".github/workflows/publish.yml", PLACEHOLDER, json.dumps(address))
    return files | schema_files()


def refuse_folder(folder: Path) -> None:
    """Raise Refusal if a project can't be started in this folder."""
    if fault := windows_fault(folder.resolve().name):
        raise Refusal(f'the name "{folder.name}" doesn\'t work on Windows: {fault}')
    if folder.is_dir():
        if others := sorted({path.name for path in folder.iterdir()} - _NOTHING):
            raise Refusal(
                f'the folder "{folder}" isn\'t empty: it contains {others[0]}; name a new folder'
            )
    elif folder.exists() or folder.is_symlink():
        raise Refusal(f'"{folder}" exists, and isn\'t a folder; name a new one')
    for parent in folder.resolve().parents:
        inside = folder.resolve().relative_to(parent).parts[0]
        if (parent / "content" / "site.yaml").is_file() and inside in _OWN_FOLDERS:
            raise Refusal(
                f'"{folder}" is in the folder {inside} of the project {parent}; name one outside'
            )
        if (parent / "site.yaml").is_file() and (parent / "index.md").is_file():
            raise Refusal(f'"{folder}" is in the content folder {parent}; name one outside')


def read_title(text: str) -> str:
    """Return a title that can be used; raise ValueError if it can't."""
    from explainer.load.files import first_invalid_character  # noqa: PLC0415

    title = " ".join(text.split())
    if not title or first_invalid_character(title) or len(title) > 300:
        raise ValueError("write a title of at most 300 characters, without control characters")
    return title


def read_address(text: str) -> str:
    """Return an address to install from; raise ValueError if it isn't one.

    A bare name isn't: it would install whatever anybody has published under that name.
    """
    text = text.strip()
    if text and not ("/" in text or "\\" in text or text.startswith(".")):
        raise ValueError(
            f'"{text}" is a bare name, and may be somebody else\'s package; write a git+ address'
            " (git+https://…), the path of a wheel, or that of a folder (./…)"
        )
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError(f'"{text}" contains a sign that no address has')
    return text


def _answers(given: dict[str, str]) -> tuple[str, str]:
    """Return the title and the address to install from, which may be empty."""
    readers: dict[str, Callable[[str], str]] = {"title": read_title, "from": read_address}
    defaults = {"title": STARTER_TITLE, "from": ""}
    values = {}
    for name, text in given.items():
        if text:
            try:
                values[name] = readers[name](text)
            except ValueError as error:
                raise Refusal(f"--{name}: {error}") from error
    if can_ask() and len(values) < len(given):
        say("A new project. Ctrl-C stops, and nothing is written.")
        for option in PROJECT:
            if option.name not in values:
                values[option.name] = ask(
                    option.question,
                    readers[option.name],
                    default=defaults[option.name],
                    choices={},
                )
    return values.get("title", ""), values.get("from", "")


def _replace(files: dict[str, str], name: str, old: str, new: str) -> None:
    """Replace a text that occurs once in a file."""
    before, found, after = files[name].partition(old)
    if not found or old in after:
        raise ValueError(f"{name} of the starter must contain {old!r} once")
    files[name] = before + new + after


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write all files beside the folder first, so that it appears complete or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as temporary:
        staged = Path(temporary) / "project"
        for name, text in texts.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        if not folder.exists():
            staged.rename(folder)
            return
        # An empty folder, or a clone of an empty repository, stays what it is.
        for path in _top_level(staged):
            path.rename(folder / path.name)


def _top_level(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder, its content last: without that it's no project yet."""
    yield from sorted(folder.iterdir(), key=lambda path: path.name == "content")


def _repository_around(folder: Path) -> str:
    """Return the git repository in which a folder without one of its own lies, or ""."""
    path = folder.resolve()
    if (path / ".git").exists():
        return ""
    return next((os.fspath(parent) for parent in path.parents if (parent / ".git").exists()), "")
