"""Writes `docs/commands.md`, all commands and options as `--help` explains them: `make commands`.

It's made from the options themselves, not from what argparse prints, which differs between versions
of Python and widths of terminals.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from explainer.new_options import PIECES, new_parser, piece_parser
from explainer.options import COMMANDS, EXIT_STATUSES, _Parser, _parsers
from tools.guide import PROJECT

FILE = PROJECT / "docs" / "commands.md"
PROGRAM = "explainer"
INTRO = """\
# Commands

<!-- Made by `make commands` from the options themselves: don't edit this file. -->

`explainer` is the installed program; `python -m explainer` is the same. In a clone of this
repository, write `.venv/bin/python build.py` in its place, after running `make` once. Each command
prints what is below with `--help`. Options may come before or after the command, and their values
after a space or `=`.

[Check, preview, publish](guide/check-and-preview.md) explains how the commands work together, and
[Start your own](starting.md) the command `new`.
"""


def commands_document() -> str:
    """Return the text of `docs/commands.md`."""
    parser, commands = _parsers(PROGRAM)
    parts = [
        INTRO,
        _section(PROGRAM, "Without a command, it builds the site.", parser),
        *(
            _section(f"{PROGRAM} {name}", COMMANDS[name], commands[name], commands["build"])
            for name in COMMANDS
            if name != "new"
        ),
        _section(
            f"{PROGRAM} new DIR",
            "start an explainer of your own",
            new_parser(_Parser(prog=f"{PROGRAM} new")),
        ),
        *(
            _section(
                f"{PROGRAM} new {name}",
                f"add {summary}",
                piece_parser(name, _Parser(prog=f"{PROGRAM} new {name}")),
            )
            for name, (summary, _) in PIECES.items()
        ),
        f"## Exit status\n\n{_exit_statuses()}",
    ]
    return "\n".join(parts)


def _section(
    usage: str,
    summary: str,
    parser: argparse.ArgumentParser,
    build: argparse.ArgumentParser | None = None,
) -> str:
    """Return what is said about a command; it refers to `build` if it has all options of that."""
    text = f"## {usage}\n\n{summary[0].upper()}{summary[1:].removesuffix('.')}.\n"
    options = list(options_of(parser))
    if build and parser is not build and set(options_of(build)) <= set(options):
        text += f"\nAll options of [`{PROGRAM} build`](#{PROGRAM}-build)"
        options = [option for option in options if option not in list(options_of(build))]
        text += ", and:\n" if options else ".\n"
    if options:
        rows = "".join(f"| {name} | {meaning} |\n" for name, meaning in options)
        text += f"\n| argument | meaning |\n|---|---|\n{rows}"
    return text


def options_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield each argument of a command as it's typed, and its help text."""
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        value = action.metavar or ""
        if action.choices:
            value = "{" + ",".join(action.choices) + "}"
        text = "print the version" if action.dest == "version" else action.help or ""
        names = [f"`{name} {value}`".replace(" `", "`") for name in action.option_strings]
        yield ", ".join(names) or f"`{value}`", text.replace("|", "\\|")


def _exit_statuses() -> str:
    rows = re.findall(r"^  (\d+) +(.+)$", EXIT_STATUSES, re.MULTILINE)
    return "".join(
        [
            "| exit status | meaning |\n|---|---|\n",
            *(f"| {code} | {text} |\n" for code, text in rows),
        ]
    )


if __name__ == "__main__":
    FILE.write_text(commands_document(), encoding="utf-8", newline="\n")
