"""The command `new`: starts a project, or adds a well-formed piece to one."""

from __future__ import annotations

import os
import shlex
from contextlib import closing
from typing import TYPE_CHECKING

from explainer.new.refusal import Refusal
from explainer.problems import CannotMake

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from explainer.disk_store import DiskStore
    from explainer.problems import Place


def run(
    options: argparse.Namespace, program: str, open_store: Callable[[], DiskStore]
) -> list[str]:
    """Do what the options say, and return the lines to print.

    `program` is the name under which the program was called. Raises Refusal if the command line asks for something that can't be done, and CannotMake if
    problems in the content are in the way.
    """
    if not options.piece:
        from explainer.new.project import start_project  # noqa: PLC0415

        lines = start_project(options)
        return [*lines, _next_for_project(options.folder, program)]
    from explainer.new.adding import add_piece  # noqa: PLC0415

    with closing(open_store()) as store:
        added = add_piece(options, store)
    lines = [f"{_shown(place, options.content)}: new {options.piece}" for place in added.places]
    steps = ["fill in what is marked TODO", added.next_step]
    return [*lines, f"next: {'; '.join(step for step in steps if step)}"]


def _shown(place: Place, content: str) -> str:
    """Return a place as it's printed in problems: `content/sources.yaml:3`."""
    folder = os.path.normpath(content).replace(os.sep, "/")
    return f"{folder}/{place.file}:{place.line}"


def _next_for_project(folder: str, program: str) -> str:
    to_start = f"cd {shlex.quote(folder)}, then {program} serve --open"
    if program == "build.py":
        to_start = f"python build.py serve --open --project {shlex.quote(folder)}"
    return f"next: {to_start}; README.md says how to make it yours"


__all__ = ["CannotMake", "Refusal", "run"]
