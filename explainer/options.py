"""The options of each command, and how a command line is read.

Help texts are ASCII: they are printed before unencodable characters are escaped.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from explainer.cache_folder import CONTENT, project_folder

USAGE_ERROR = 2
COMMANDS = {
    "build": "build the site (the default command)",
    "check": "report every problem and write nothing",
    "serve": "preview the site in a browser and rebuild it on each save",
    "new": "start an explainer of your own in a folder, or add a page, an event, a source, ...",
    "cache": "say where builds keep what they can use again, and how much; or clear it",
}
EXIT_STATUSES = """\
exit status:
  0    success
  1    the content has problems (errors; with --strict also warnings)
  2    wrong command line
  3    the machine failed, for example a full disk or missing permissions
  130  interrupted with Ctrl-C (serve exits with 0)
"""


def parse(arguments: Sequence[str], program: str = "build.py") -> argparse.Namespace:
    """Return the parsed arguments. Options may come before the command or after it.

    `program` is the name under which the program was called. Folders that no option names are in
    the project folder, or in the current folder if there is none; `project` is then None.
    """
    parser, commands = _parsers(program)
    takes_value = {**parser.takes_value}
    for each in commands.values():
        takes_value |= each.takes_value
    words = list(arguments)
    names = list(_option_names(words, takes_value))
    if "" in names and words[names.index("")] == "new":
        from explainer.new_options import parse_new

        words.pop(names.index(""))
        new_options = parse_new(words, _Parser, program)
        if new_options.piece:
            _set_folders(new_options)
        return new_options
    options_used = [name for name in names if name]
    for name in options_used:
        if name not in takes_value:
            hint = _did_you_mean(name, takes_value) or f"{program} COMMAND --help lists them"
            parser.error(f'unknown option "{name}"; {hint}')
    if "" in names:
        command = words.pop(names.index(""))
    elif not parser.takes_value.keys().isdisjoint(options_used):
        return parser.parse_args(words)
    else:
        command = "build"
    if command not in commands:
        parser.error(f'unknown command "{command}"; {_did_you_mean(command, commands)}')
    for name in options_used:
        if name not in commands[command].takes_value:
            hint = f"{program} {command} --help lists its options"
            parser.error(f'unknown option "{name}" for {command}; {hint}')
    options, extra = parser.parse_known_args([command, *words])
    if extra:
        hint = "name folders with --content DIR and --site DIR"
        parser.error(f'unexpected argument "{extra[0]}"; {hint}')
    _set_folders(options)
    return options


def _set_folders(options: argparse.Namespace) -> None:
    """Set the folders that weren't named; `names_content` says whether the content folder was."""
    options.names_content = options.content is not None
    if options.content is None:
        options.project = options.project or ""
        options.content = os.path.join(options.project, CONTENT)
    elif options.project is None:
        options.project = project_folder(options.content)
    if "site" in options and options.site is None:
        options.site = os.path.join(options.project or "", "site")


class _Parser(argparse.ArgumentParser):
    """An argument parser without abbreviated options, whose errors are one line."""

    def __init__(self, **options: Any) -> None:
        self.takes_value: dict[str, bool] = {}
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """Add an option and record whether it takes a value."""
        action = super().add_argument(*names, **options)
        self.takes_value |= dict.fromkeys(action.option_strings, action.nargs != 0)
        return action

    def error(self, message: str) -> NoReturn:
        """Print the error on one line and exit with status 2."""
        program = self.prog.partition(" ")[0]
        self.exit(USAGE_ERROR, f"{program}: {message}\n")


def _option_names(words: Sequence[str], takes_value: Mapping[str, bool]) -> Iterator[str | None]:
    """Yield per word: an option's name, None for an option's value, "" for anything else.

    `takes_value` says for each known option whether the next word is its value.
    """
    value_follows = False
    for word in words:
        name, has_value, _ = word.partition("=")
        is_option = word.startswith("-") and not value_follows
        yield name if is_option else None if value_follows else ""
        value_follows = is_option and takes_value.get(name, False) and not has_value


def _parsers(program: str = "build.py") -> tuple[_Parser, dict[str, _Parser]]:
    """Return the parser for the whole command line, and the parsers of the commands by name."""
    parser = _Parser(
        prog=program,
        description="Turn a folder of Markdown and YAML into a static explainer site.",
        epilog=f"{program} COMMAND --help lists the options of a command.\n\n{EXIT_STATUSES}",
    )
    from explainer import __version__

    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands: dict[str, _Parser] = {}
    for name, summary in COMMANDS.items():
        description = f"{summary[0].upper()}{summary[1:]}."
        command = subparsers.add_parser(
            name, help=summary, description=description, epilog=EXIT_STATUSES
        )
        if name == "cache":
            _add_cache_options(command)
        elif name != "new":
            _add_build_options(command)
        if name == "serve":
            _add_serve_options(command)
        commands[name] = command
    return parser, commands


def _add_build_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    _add_content_and_cache(command)
    add("--site", metavar="DIR", help="output folder (default: site in the project folder)")
    add(
        "--templates",
        metavar="DIR",
        help="folder whose templates and styles replace built-in ones of the same name"
        " (default: templates in the project folder, if it exists)",
    )
    add("--strict", action="store_true", help="treat warnings as errors")
    add(
        "--base-url",
        metavar="URL",
        type=_base_url,
        help="address where the site will be published; overrides base_url in site.yaml",
    )
    add("--drafts", action="store_true", help="include pages with draft: true")
    add(
        "--clean",
        action="store_true",
        help="rebuild everything; use nothing of what earlier builds kept in the cache",
    )
    add(
        "--jobs",
        metavar="N",
        type=_job_count,
        default=_processors(),
        help="number of processes that convert Markdown (default: one for each processor)",
    )
    add("--quiet", action="store_true", help="print problems, but no summary line")
    add(
        "--format",
        choices=("text", "github", "json", "sarif"),
        default="text",
        help="how to print problems (default: text; github prints workflow annotations, sarif what"
        " code scanning and many editors read)",
    )


def _add_cache_options(command: argparse.ArgumentParser) -> None:
    _add_content_and_cache(command)
    command.add_argument("--clear", action="store_true", help="delete what is kept")


def _add_content_and_cache(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--project",
        metavar="DIR",
        help="project folder, which holds content and all else that no other option names"
        " (default: the folder that holds the content folder, or the current folder)",
    )
    add("--content", metavar="DIR", help="content folder (default: content in the project folder)")
    add(
        "--cache",
        metavar="DIR",
        help="folder for what later builds can use again (default: .explainer-cache in the project"
        " folder; also set by the environment variable EXPLAINER_CACHE)",
    )


def _add_serve_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--host",
        metavar="HOST",
        default="127.0.0.1",
        help="address to listen on (default: 127.0.0.1, which only this machine can reach)",
    )
    add(
        "--port",
        metavar="N",
        type=_port,
        default=8000,
        help="port to listen on; 0 picks a free one (default: 8000)",
    )
    add("--open", action="store_true", help="open the preview in a browser")
    add(
        "--editor",
        metavar="URL",
        type=_editor,
        help="address that opens a file in your editor, with {path} and {line} in it, or none"
        " (default: that of Visual Studio Code; also set by the environment variable"
        " EXPLAINER_EDITOR)",
    )


def _did_you_mean(name: str, known: Mapping[str, object]) -> str:
    from explainer.problems import did_you_mean

    return did_you_mean(name, known)


def _base_url(text: str) -> str:
    from explainer.urls import is_base_url, is_url

    if not (text.startswith(("https://", "http://")) and is_url(text) and is_base_url(text)):
        raise argparse.ArgumentTypeError(f"invalid URL {text!r}; write https://HOST/PATH/")
    return text


def _editor(text: str) -> str:
    if text == "none":
        return ""
    if "{path}" not in text or ":" not in text.partition("{")[0]:
        message = f"invalid value {text!r}; write an address with {{path}} in it, or none"
        raise argparse.ArgumentTypeError(message)
    return text


def _job_count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        message = f"invalid value {text!r}; write a whole number, 1 or more"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        message = f"invalid value {text!r}; write a port number from 0 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _processors() -> int:
    """Return how many processors this process may use; a container may get only some of them."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
